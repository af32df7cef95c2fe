//! Web pages to articles.

mod blocks;
mod dates;
mod encoding;
mod features;
mod jsonld;
mod lexicon;
mod marks;
mod meta;
mod tags;
mod tree;
mod values;

use crate::{Page, Problem};

/// Makes an article of a page that is text already.
pub trait ArticleExtractor {
    /// Returns the article of a page. `url` is where it was fetched from.
    fn extract(&self, html: &str, url: Option<&str>) -> Page;
}

/// Returns the article of a page.
///
/// # Errors
/// When there is no text in it.
pub fn read(bytes: &[u8], charset: Option<&str>, url: Option<&str>) -> Result<Page, Problem> {
    let html = encoding::decode(bytes, charset);
    let page = Blockwise.extract(&html, url);
    if page.text.is_empty() { Err(Problem::Empty) } else { Ok(page) }
}

/// Judges each block of a page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blockwise;

impl ArticleExtractor for Blockwise {
    fn extract(&self, html: &str, url: Option<&str>) -> Page {
        let tree = tree::Tree::of(html);
        let told = meta::Told::of(&tree);
        let mut page = Page::default();
        values::fill(&mut page, &told, url);
        let blocks = blocks::Blocks::of(&tree);
        let kept = blocks.blocks.iter().filter(|block| {
            let info = blocks.info(block.owner);
            let body = marks::bit(marks::BODY) | marks::bit(marks::BODY + 1);
            block.is_paragraph() && info.all & !body & 0x3ff == 0
        });
        let texts: Vec<&str> = kept.map(|block| block.text.as_str()).collect();
        page.text = texts.join("\n\n");
        page
    }
}

/// Returns the blocks of a page and what is seen of them, for fitting.
#[doc(hidden)]
pub fn seen(html: &str, url: Option<&str>) -> (Page, Vec<(String, Vec<f32>)>) {
    let tree = tree::Tree::of(html);
    let told = meta::Told::of(&tree);
    let mut page = Page::default();
    values::fill(&mut page, &told, url);
    let blocks = blocks::Blocks::of(&tree);
    let known = features::Known {
        title: page.title.as_deref(),
        description: told.meta_of(&["og:description", "description"]),
        author: page.author.as_deref(),
        body: told.linked.body.as_deref(),
    };
    let rows = features::of(&tree, &blocks, &known);
    (page, blocks.blocks.into_iter().map(|block| block.text).zip(rows).collect())
}
