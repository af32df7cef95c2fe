//! Which blocks of a page are its article, and their text.

use super::blocks::{Block, Blocks};
use super::features::{self, Known};
use super::meta::Told;
use super::tags::Tag;
use super::tree::Tree;
use super::{embedded, marks, model};
use crate::Page;

/// A block that is at least so likely part of the article is kept.
const LIKELY: f32 = 0.5;

/// How many elements of a caption may stand around its words.
const CAPTION_DEPTH: usize = 8;

/// An article of fewer characters is looked for by other ways too.
const SHORT: usize = 250;

/// How many times longer what another way gives must be to be taken for a short article.
const LONGER: usize = 2;

/// Returns the text of the article of a page; empty where there is none.
pub(super) fn text(tree: &Tree<'_>, page: &Blocks, told: &Told, meta: &Page) -> String {
    let mut kept: Vec<bool> = Vec::with_capacity(page.blocks.len());
    features::of(tree, page, &known(told, meta), |row| kept.push(model::likelihood(row) >= LIKELY));
    // What is said below a picture is beside the article, however much it reads like a part of it.
    for (block, kept) in page.blocks.iter().zip(&mut kept) {
        *kept &= !is_caption(tree, block);
    }
    embedded::keep(tree, page, &mut kept);
    let text = joined(tree, page, &kept);
    if text.chars().count() >= SHORT {
        return text;
    }
    let others = [told.linked.body.as_deref().map(plain), Some(paragraphs(page))];
    let mut others = others.into_iter().flatten();
    let longer = others.find(|other| other.len() > SHORT && other.len() > text.len() * LONGER);
    longer.unwrap_or(text)
}

/// Returns what the page says of itself that its blocks are held against.
pub(super) fn known<'a>(told: &'a Told, meta: &'a Page) -> Known<'a> {
    Known {
        title: meta.title.as_deref(),
        description: told.meta_of(&["og:description", "description"]),
        author: meta.author.as_deref(),
        body: told.linked.body.as_deref(),
    }
}

/// Returns the text of the blocks that are kept: items of one list and rows of one table are lines, all
/// else is a paragraph.
fn joined(tree: &Tree<'_>, page: &Blocks, kept: &[bool]) -> String {
    let mut text = String::new();
    let mut last: Option<&Block> = None;
    for (block, _) in page.blocks.iter().zip(kept).filter(|(_, kept)| **kept) {
        // What is printed twice in a row, as for screens and for paper, is said once.
        if last.is_some_and(|last| last.text == block.text) {
            continue;
        }
        if let Some(last) = last {
            text.push_str(if is_one_list(tree, last, block) { "\n" } else { "\n\n" });
        }
        text.push_str(&block.text);
        last = Some(block);
    }
    text
}

/// Tells whether a block is the caption of a picture.
fn is_caption(tree: &Tree<'_>, block: &Block) -> bool {
    let mut up =
        std::iter::once(block.owner).chain(tree.ancestors(block.owner)).take(CAPTION_DEPTH);
    up.any(|id| tree.node(id).tag == Tag::Figcaption)
}

/// Tells whether two blocks are items of one list or cells of one row.
fn is_one_list(tree: &Tree<'_>, one: &Block, other: &Block) -> bool {
    let item = |block: &Block| {
        let up = std::iter::once(block.owner).chain(tree.ancestors(block.owner));
        let mut up = up.take(4);
        up.find(|id| matches!(tree.node(*id).tag, Tag::Li | Tag::Td | Tag::Th | Tag::Dd | Tag::Dt))
    };
    match (item(one), item(other)) {
        (Some(one), Some(other)) => {
            one != other && tree.node(one).parent == tree.node(other).parent
        }
        _ => false,
    }
}

/// Returns the paragraphs that no name of an element speaks against.
fn paragraphs(page: &Blocks) -> String {
    let good = marks::bit(marks::BODY) | marks::bit(marks::BODY + 1);
    let kept = page.blocks.iter().filter(|block| {
        block.is_paragraph() && page.info(block.owner).all & !good & marks::FURNITURE == 0
    });
    let texts: Vec<&str> = kept.map(|block| block.text.as_str()).collect();
    texts.join("\n\n")
}

/// Returns a text that may have markup left in it, without that.
fn plain(body: &str) -> String {
    if body.contains("</") || body.contains("<br") {
        let tree = Tree::of(body);
        let texts: Vec<String> =
            Blocks::of(&tree).blocks.into_iter().map(|block| block.text).collect();
        return texts.join("\n\n");
    }
    let lines: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}
