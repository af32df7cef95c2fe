//! Web pages to articles.
//!
//! A page is decoded (`encoding`), made a tree (`tree`), and its blocks are collected (`blocks`): what is
//! set by itself. Each is looked at (`features`, with what names of elements say in `marks` and what lines
//! say in `lexicon`), small trees judge it (`model`), and those that are likely are the article
//! (`article`, `embedded`). What the page tells of itself is collected in `meta` and `jsonld`; `values` and
//! `dates` choose.
//!
//! All of it is total and linear: any bytes give a page or [`Problem::Empty`].

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

/// Returns the article of a page: its text, paragraphs divided by a blank line, and what it tells of itself.
/// `charset` is what its sender said of its encoding, `url` where it was fetched from.
///
/// # Errors
/// [`Problem::Empty`] when there is no text in it.
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
