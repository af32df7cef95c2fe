//! A page as the blocks that a reader sees: paragraphs, headings, items, cells, lines between.

use std::collections::HashMap;

use super::marks::{self, Marks};
use super::tags::Tag;
use super::tree::{NONE, Tree, push_collapsed};

/// How many bytes of text a page has; an article has at most 1 MiB.
const MOST_TEXT: usize = 4 << 20;

/// How many blocks a page has.
const MOST_BLOCKS: usize = 100_000;

/// A paragraph is at least so long, in bytes, and mostly outside links.
const PARAGRAPH: usize = 80;

/// A run of text that is set by itself.
#[derive(Debug)]
pub(super) struct Block {
    /// The element that it is directly in, as lines are set.
    pub(super) owner: u32,
    /// Its text; a line break is `\n`.
    pub(super) text: String,
    /// How many of its characters stand in links, and how many there are.
    pub(super) linked: usize,
    pub(super) chars: usize,
    pub(super) words: usize,
    /// How many of its characters are set in bold.
    pub(super) strong: usize,
}

impl Block {
    /// Returns how much of it is links, from 0 to 1.
    pub(super) fn link_share(&self) -> f32 {
        share(self.linked, self.chars)
    }

    /// Tells whether it reads as a paragraph of prose.
    pub(super) fn is_paragraph(&self) -> bool {
        self.text.len() >= PARAGRAPH && self.link_share() < 0.5
    }
}

/// Returns a part of a whole, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more than a few digits")]
pub(super) fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// What is known of an element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Info {
    /// What its own names tell.
    pub(super) own: Marks,
    /// What they and those of its ancestors tell, where these hold only a part of the page's prose.
    pub(super) all: Marks,
    /// How many characters of prose it holds, of any text, and of links.
    pub(super) prose: u32,
    pub(super) chars: u32,
    pub(super) linked: u32,
    /// How many blocks, and how many paragraphs of prose are in it.
    pub(super) blocks: u32,
    pub(super) paragraphs: u32,
}

/// A page's blocks in order, and what is known of the elements that they are in.
#[derive(Debug)]
pub(super) struct Blocks {
    pub(super) blocks: Vec<Block>,
    pub(super) infos: HashMap<u32, Info>,
    /// Characters of prose of the whole page.
    pub(super) prose: u32,
}

impl Blocks {
    /// Returns the blocks of a page.
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let blocks = Collector::new(tree).collect();
        let (infos, prose) = infos(tree, &blocks);
        Self { blocks, infos, prose }
    }

    /// Returns what is known of an element.
    pub(super) fn info(&self, id: u32) -> Info {
        self.infos.get(&id).copied().unwrap_or_default()
    }
}

/// Collects what is known of the elements that hold blocks.
fn infos(tree: &Tree<'_>, blocks: &[Block]) -> (HashMap<u32, Info>, u32) {
    let mut infos: HashMap<u32, Info> = HashMap::new();
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut prose = 0;
    for block in blocks {
        let in_prose = if block.is_paragraph() { small(block.chars) } else { 0 };
        prose += in_prose;
        let info = infos.entry(block.owner).or_default();
        info.prose += in_prose;
        info.chars += small(block.chars);
        info.linked += small(block.linked);
        info.blocks += 1;
        info.paragraphs += u32::from(block.is_paragraph());
        // Above an element that is known all are known.
        for id in tree.ancestors(block.owner) {
            let mut known = true;
            infos.entry(id).or_insert_with(|| {
                known = false;
                Info::default()
            });
            if known {
                break;
            }
        }
    }
    let mut ids: Vec<u32> = infos.keys().copied().collect();
    ids.sort_unstable();
    // What is within comes later than what it is in.
    for id in ids.iter().rev() {
        let inner = infos[id];
        if let Some(outer) = infos.get_mut(&tree.node(*id).parent) {
            outer.prose += inner.prose;
            outer.chars += inner.chars;
            outer.linked += inner.linked;
            outer.blocks += inner.blocks;
            outer.paragraphs += inner.paragraphs;
        }
    }
    let mut names = String::new();
    for id in ids {
        let own = if matches!(tree.node(id).tag, Tag::Body | Tag::Html) {
            0
        } else {
            marks::of(tree, id, &mut names)
        };
        let above = infos.get(&tree.node(id).parent).map_or(0, |info| info.all);
        if let Some(info) = infos.get_mut(&id) {
            info.own = own;
            // A name that holds for most of the page tells nothing of any part of it.
            let is_part = u64::from(info.prose) * 10 < u64::from(prose) * 6;
            let good = marks::bit(marks::BODY) | marks::bit(marks::BODY + 1);
            info.all = above | if is_part { own } else { own & good };
        }
    }
    (infos, prose)
}

/// Walks a page and collects its blocks.
struct Collector<'t, 'a> {
    tree: &'t Tree<'a>,
    blocks: Vec<Block>,
    bytes: usize,
    owner: u32,
    text: String,
    linked: usize,
    strong: usize,
    /// How many line breaks stand one after the other.
    breaks: u32,
}

impl<'t, 'a> Collector<'t, 'a> {
    fn new(tree: &'t Tree<'a>) -> Self {
        let text = String::new();
        Self { tree, blocks: vec![], bytes: 0, owner: 0, text, linked: 0, strong: 0, breaks: 0 }
    }

    fn collect(mut self) -> Vec<Block> {
        let tree = self.tree;
        // Elements that are open: where each ends, its block before, whether it is set as a block.
        let mut open: Vec<(u32, u32, bool, bool)> = vec![];
        let mut strong = 0;
        let end = tree.after(0);
        let mut at = 0;
        while at < end && self.bytes < MOST_TEXT && self.blocks.len() < MOST_BLOCKS {
            while let Some((to, owner, is_block, is_strong)) = open.last().copied() {
                if at < to {
                    break;
                }
                open.pop();
                if is_block {
                    self.finish();
                    self.owner = owner;
                }
                strong -= u32::from(is_strong);
            }
            let node = *tree.node(at);
            if node.tag == Tag::Text {
                self.push(tree.raw(at), node.in_link, strong > 0);
                at += 1;
                continue;
            }
            if marks::is_no_text(node.tag) || (at > 0 && marks::is_hidden(tree, at)) {
                if node.tag.is_block() {
                    self.finish();
                }
                at = tree.after(at);
                continue;
            }
            match node.tag {
                Tag::Br => self.line_break(),
                Tag::Hr => self.finish(),
                Tag::Img | Tag::Input | Tag::Wbr => {}
                _ if node.first != NONE => {
                    let is_block = node.tag.is_block();
                    let is_strong = matches!(node.tag, Tag::Strong | Tag::B);
                    if is_block {
                        self.finish();
                        open.push((tree.after(at), self.owner, true, is_strong));
                        self.owner = at;
                    } else {
                        open.push((tree.after(at), self.owner, false, is_strong));
                    }
                    strong += u32::from(is_strong);
                }
                _ => {}
            }
            at += 1;
        }
        self.finish();
        self.blocks
    }

    fn push(&mut self, raw: &str, in_link: bool, is_strong: bool) {
        let before = self.text.len();
        if self.tree.node(self.owner).tag == Tag::Pre {
            let lines: Vec<&str> = raw.split('\n').collect();
            for (number, line) in lines.iter().enumerate() {
                if number > 0 && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.truncate(self.text.trim_end().len());
                    self.text.push('\n');
                }
                push_collapsed(&mut self.text, line);
            }
        } else {
            push_collapsed(&mut self.text, raw);
        }
        let added = self.text.get(before..).unwrap_or_default();
        let chars = added.chars().filter(|c| !c.is_whitespace()).count();
        if chars > 0 {
            self.breaks = 0;
        }
        self.linked += if in_link { chars } else { 0 };
        self.strong += if is_strong { chars } else { 0 };
        self.bytes += added.len();
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks > 1 {
            self.finish();
        } else if !self.text.is_empty() {
            self.text.truncate(self.text.trim_end().len());
            self.text.push('\n');
        }
    }

    fn finish(&mut self) {
        self.breaks = 0;
        let text = self.text.trim();
        if text.chars().any(char::is_alphanumeric) {
            self.blocks.push(Block {
                owner: self.owner,
                chars: text.chars().filter(|c| !c.is_whitespace()).count(),
                words: text.split_whitespace().count(),
                linked: self.linked,
                strong: self.strong,
                text: text.to_owned(),
            });
        }
        self.text.clear();
        (self.linked, self.strong) = (0, 0);
    }
}
