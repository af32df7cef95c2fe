//! Web pages to articles.

mod article;
mod blocks;
mod dates;
mod embedded;
mod encoding;
mod features;
mod jsonld;
mod lexicon;
mod marks;
mod meta;
mod model;
mod tags;
mod tree;
mod values;

use self::blocks::Blocks;
use self::meta::Told;
use self::tree::Tree;
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

/// Judges each block of a page by what is seen of it: its words, its links, its neighbours, the names of the
/// elements that it is in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blockwise;

impl ArticleExtractor for Blockwise {
    fn extract(&self, html: &str, url: Option<&str>) -> Page {
        let tree = Tree::of(html);
        let told = Told::of(&tree);
        let mut page = Page::default();
        let blocks = Blocks::of(&tree);
        values::fill(&mut page, &told, &blocks.blocks, url);
        page.text = article::text(&tree, &blocks, &told, &page);
        page
    }
}

/// A page's metadata, and its blocks with the numbers that they are judged by: for fitting the model, for
/// nothing else.
#[doc(hidden)]
pub fn seen(html: &str, url: Option<&str>) -> (Page, Vec<(String, Vec<f32>)>) {
    let tree = Tree::of(html);
    let told = Told::of(&tree);
    let mut page = Page::default();
    let blocks = Blocks::of(&tree);
    values::fill(&mut page, &told, &blocks.blocks, url);
    let rows = features::of(&tree, &blocks, &article::known(&told, &page));
    (page, blocks.blocks.into_iter().map(|block| block.text).zip(rows).collect())
}
