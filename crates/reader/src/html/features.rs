//! What is seen of each block: the numbers that the model judges it by.

use std::collections::{HashMap, HashSet};

use super::blocks::{Block, Blocks, Info, share};
use super::lexicon::{self, Kinds};
use super::marks;
use super::tags::Tag;
use super::tree::{NONE, Tree};
use super::values::words;

/// How many ancestors are looked at for the elements that a block is in.
const ANCESTORS: usize = 60;

/// How many numbers there are.
#[cfg(test)]
pub(super) const COUNT: usize = 159;

/// Words of a shingle that is looked for in what JSON-LD says is the article.
const SHINGLE: usize = 4;

/// What the page says of itself that blocks are held against.
pub(super) struct Known<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) author: Option<&'a str>,
    pub(super) body: Option<&'a str>,
}

/// What is seen of one block by itself.
#[derive(Clone, Copy, Default)]
struct Sight {
    words: f32,
    links: f32,
    sentence: f32,
    is_paragraph: f32,
    heading: f32,
    kinds: Kinds,
}

/// Calls `each` with the numbers of every block, in order. They are not kept: of a long page they are more
/// than the page.
pub(super) fn of(tree: &Tree<'_>, page: &Blocks, known: &Known<'_>, mut each: impl FnMut(&[f32])) {
    let blocks = &page.blocks;
    let sights: Vec<Sight> = blocks.iter().map(|block| sight(tree, block)).collect();
    let title = known.title.map(words).unwrap_or_default();
    let title_at = find_title(tree, blocks, &title);
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for block in blocks {
        *counts.entry(block.text.as_str()).or_default() += 1;
    }
    let body = shingles(known.body);
    let description = known.description.map(words).unwrap_or_default();
    let author = known.author.map(words).unwrap_or_default();
    let best = best_container(tree, page);
    let best_info = page.info(best);
    let (mut chars_before, all_chars) = (0, page.info(0).chars);
    let first_prose = blocks.iter().position(Block::is_paragraph).unwrap_or(0);
    let last_prose = blocks.iter().rposition(Block::is_paragraph).unwrap_or(0);
    // The last heading: how many blocks ago, its rank, what it says.
    let mut heading = (blocks.len(), 0.0, Kinds::default());
    // The last heading that says that something else begins.
    let mut other = usize::MAX;
    let mut row: Vec<f32> = Vec::with_capacity(256);
    for (at, block) in blocks.iter().enumerate() {
        let own = sights[at];
        if own.heading > 0.0 {
            heading = (at, own.heading, own.kinds);
            if own.kinds & lexicon::OPENS_OTHER != 0 {
                other = at;
            }
        }
        row.clear();
        shape(tree, block, own, &mut row);
        // Where it stands.
        row.push(number(at) - number(title_at.unwrap_or(first_prose)));
        row.push(if title_at.is_some() { 1.0 } else { 0.0 });
        row.push(share(at, blocks.len()));
        row.push(share(chars_before as usize, all_chars as usize));
        row.push(number(at) - number(first_prose));
        row.push(number(last_prose) - number(at));
        chars_before += u32::try_from(block.chars).unwrap_or(u32::MAX);
        row.push(if heading.0 < blocks.len() { number(at - heading.0) } else { -1.0 });
        row.push(heading.1);
        row.push(if heading.2 & lexicon::OPENS_OTHER != 0 { 1.0 } else { 0.0 });
        row.push(if other == usize::MAX { -1.0 } else { number(at - other) });
        // What it says of what is known.
        let own_words = words(&block.text);
        row.push(f32::from(u8::from(!title.is_empty() && own_words == title)));
        row.push(common(&own_words, &title));
        row.push(common(&own_words, &description));
        row.push(common(&own_words, &author));
        row.push(
            counts
                .get(block.text.as_str())
                .map_or(0.0, |count| f32::from(u16::try_from(*count).unwrap_or(99))),
        );
        row.push(in_body(&own_words, body.as_ref()));
        for kind in 0..lexicon::COUNT {
            row.push(f32::from(u8::from(own.kinds & (1 << kind) != 0)));
        }
        around(&sights, at, &mut row);
        containers(tree, page, block.owner, best, best_info, &mut row);
        each(&row);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a distance needs no more than a few digits")]
fn number(n: usize) -> f32 {
    n as f32
}

fn sight(tree: &Tree<'_>, block: &Block) -> Sight {
    let heading = match heading_of(tree, block.owner) {
        Tag::H1 => 6.0,
        Tag::H2 => 5.0,
        Tag::H3 => 4.0,
        Tag::H4 => 3.0,
        Tag::H5 | Tag::H6 => 2.0,
        _ if block.words <= 12 && block.strong * 10 >= block.chars * 9 => 1.0,
        _ => 0.0,
    };
    let ends = block.text.ends_with(['.', '!', '?', '”', '"', '…', ':', '’', ')', '。']);
    Sight {
        words: number(block.words),
        links: block.link_share(),
        sentence: f32::from(u8::from(ends)),
        is_paragraph: f32::from(u8::from(block.is_paragraph())),
        heading,
        kinds: lexicon::kinds(&block.text),
    }
}

/// Returns the tag of the heading that an element is or is in, or its own.
fn heading_of(tree: &Tree<'_>, owner: u32) -> Tag {
    let tag = tree.node(owner).tag;
    if tag.is_heading() {
        return tag;
    }
    let up = tree.ancestors(owner).take(2).map(|id| tree.node(id).tag);
    up.filter(|tag| tag.is_heading()).last().unwrap_or(tag)
}

/// What the block looks like.
fn shape(tree: &Tree<'_>, block: &Block, own: Sight, row: &mut Vec<f32>) {
    let text = &block.text;
    let tag = tree.node(block.owner).tag;
    let chars = block.chars.max(1);
    let count = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count();
    row.push(own.words);
    row.push(number(chars) / own.words.max(1.0));
    row.push(own.links);
    row.push(share(block.strong, block.chars));
    row.push(own.sentence);
    row.push(number(count(|c| matches!(c, '.' | '!' | '?'))) / own.words.max(1.0));
    row.push(number(count(|c| c == ',')) / own.words.max(1.0));
    row.push(share(count(|c| c.is_ascii_digit()), chars));
    row.push(share(count(char::is_uppercase), chars));
    let capital =
        text.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count();
    row.push(share(capital, block.words));
    row.push(f32::from(u8::from(text.starts_with(char::is_lowercase))));
    row.push(f32::from(u8::from(text.contains(['|', '©', '»', '›', '→', '•', '·']))));
    row.push(f32::from(u8::from(text.starts_with(['"', '“', '‘', '\'']))));
    row.push(number(count(|c| c == '\n')));
    row.push(own.heading);
    for known in [Tag::P, Tag::Li, Tag::Div, Tag::Blockquote, Tag::Td, Tag::Figcaption, Tag::Pre] {
        row.push(f32::from(u8::from(tag == known)));
    }
    let in_line = matches!(tag, Tag::Section | Tag::Article | Tag::Main | Tag::Header);
    row.push(f32::from(u8::from(in_line)));
}

/// The blocks before and behind.
fn around(sights: &[Sight], at: usize, row: &mut Vec<f32>) {
    for step in [-3_isize, -2, -1, 1, 2, 3] {
        let near = at.checked_add_signed(step).and_then(|near| sights.get(near));
        let near = near.copied().unwrap_or(Sight { words: -1.0, ..Sight::default() });
        row.push(near.words);
        row.push(near.links);
        if step.abs() < 3 {
            row.push(near.sentence);
            row.push(near.heading);
            row.push(f32::from(u8::from(near.kinds != 0)));
        }
    }
    for reach in [4, 10] {
        let window = &sights[at.saturating_sub(reach)..(at + reach + 1).min(sights.len())];
        let words: f32 = window.iter().map(|sight| sight.words).sum();
        let linked: f32 = window.iter().map(|sight| sight.words * sight.links).sum();
        let paragraphs: f32 = window.iter().map(|sight| sight.is_paragraph).sum();
        row.push(words / number(window.len()));
        row.push(linked / words.max(1.0));
        row.push(paragraphs / number(window.len()));
    }
    // How far paragraphs are.
    let before = sights[..at].iter().rev().take(30).position(|sight| sight.is_paragraph > 0.0);
    let behind = sights[at + 1..].iter().take(30).position(|sight| sight.is_paragraph > 0.0);
    row.push(before.map_or(30.0, number));
    row.push(behind.map_or(30.0, number));
}

/// The elements that it is in.
fn containers(
    tree: &Tree<'_>,
    page: &Blocks,
    owner: u32,
    best: u32,
    best_info: Info,
    row: &mut Vec<f32>,
) {
    let info = page.info(owner);
    for group in 0..marks::COUNT {
        row.push(f32::from(u8::from(info.all & marks::bit(group) != 0)));
    }
    // Names of the nearest two elements tell more.
    let parent = tree.node(owner).parent;
    let near = info.own | if parent == NONE { 0 } else { page.info(parent).own };
    for group in 0..marks::COUNT {
        row.push(f32::from(u8::from(near & marks::bit(group) != 0)));
    }
    let mut tags: HashMap<u8, u32> = HashMap::new();
    let (mut depth, mut to_best, mut body) = (0_u16, -1.0, -1.0);
    for id in std::iter::once(owner).chain(tree.ancestors(owner)).take(ANCESTORS) {
        *tags.entry(tree.node(id).tag as u8).or_default() += 1;
        if id == best {
            to_best = f32::from(depth);
        }
        if body < 0.0 && page.info(id).own & marks::bit(marks::BODY) != 0 {
            body = f32::from(depth);
        }
        depth += 1;
    }
    let within = [
        Tag::Article,
        Tag::Main,
        Tag::Header,
        Tag::Footer,
        Tag::Nav,
        Tag::Aside,
        Tag::Figure,
        Tag::Form,
        Tag::Table,
        Tag::Ul,
        Tag::Ol,
        Tag::Blockquote,
        Tag::Section,
        Tag::Details,
        Tag::A,
        Tag::Address,
    ];
    for tag in within {
        row.push(tags.get(&(tag as u8)).map_or(0.0, |n| f32::from(u16::try_from(*n).unwrap_or(9))));
    }
    row.push(f32::from(depth));
    row.push(to_best);
    row.push(body);
    // The nearest four elements: how much prose they have, how much of the page's, how many links.
    let up = std::iter::once(owner).chain(tree.ancestors(owner));
    let mut ancestors: Vec<u32> = up.take(5).collect();
    ancestors.resize(5, *ancestors.last().unwrap_or(&0));
    for id in &ancestors[1..] {
        let info = page.info(*id);
        row.push(share(info.prose as usize, page.prose as usize));
        row.push(share(info.linked as usize, info.chars as usize));
        row.push(share(info.paragraphs as usize, info.blocks as usize));
        row.push(number(info.blocks as usize));
    }
    row.push(share(best_info.prose as usize, page.prose as usize));
    // Elements beside it of its own kind, and how many of them.
    let tag = tree.node(owner).tag;
    let alike = if parent == NONE {
        0
    } else {
        tree.children(parent).take(100).filter(|id| tree.node(*id).tag == tag).count()
    };
    row.push(number(alike));
    // The lowest ancestor that has much of the prose: how much of it is before.
    let dominant = std::iter::once(owner)
        .chain(tree.ancestors(owner))
        .take(ANCESTORS)
        .position(|id| u64::from(page.info(id).prose) * 2 > u64::from(page.prose));
    row.push(dominant.map_or(ANCESTORS_AWAY, number));
}

/// No ancestor has most of the prose.
const ANCESTORS_AWAY: f32 = 60.0;

/// Returns the lowest element that holds most of the prose of the best element above it.
fn best_container(tree: &Tree<'_>, page: &Blocks) -> u32 {
    let mut at = 0;
    loop {
        let whole = page.info(at).prose;
        // Only one child can have so much.
        let heavy = tree
            .children(at)
            .find(|id| u64::from(page.info(*id).prose) * 10 >= u64::from(whole) * 7 && whole > 0);
        match heavy {
            Some(id) if page.info(id).paragraphs > 1 => at = id,
            _ => return at,
        }
    }
}

/// Returns the block that is the title as printed.
fn find_title(tree: &Tree<'_>, blocks: &[Block], title: &[String]) -> Option<usize> {
    if title.is_empty() {
        return None;
    }
    let is_title =
        |block: &&Block| block.words <= title.len() * 2 + 4 && words(&block.text) == title;
    let heading = |block: &Block| tree.node(block.owner).tag.is_heading();
    let at = blocks.iter().position(|block| heading(block) && is_title(&block));
    at.or_else(|| blocks.iter().position(|block| is_title(&block)))
}

/// Returns how many of a block's words another text has, as a share.
fn common(own: &[String], other: &[String]) -> f32 {
    if own.is_empty() || other.is_empty() || own.len() > 200 {
        return 0.0;
    }
    let other: HashSet<&String> = other.iter().collect();
    share(own.iter().filter(|word| other.contains(word)).count(), own.len())
}

fn shingles(body: Option<&str>) -> Option<HashSet<u64>> {
    let words = words(body?);
    if words.len() < 60 {
        return None;
    }
    Some(words.windows(SHINGLE).map(digest).collect())
}

fn digest(words: &[String]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Returns how much of a block JSON-LD's article has, or -1 where it tells none, -0.5 where the block is short.
fn in_body(own: &[String], body: Option<&HashSet<u64>>) -> f32 {
    let Some(body) = body else { return -1.0 };
    if own.len() < SHINGLE {
        return -0.5;
    }
    let found = own.windows(SHINGLE).filter(|words| body.contains(&digest(words))).count();
    share(found, own.len() + 1 - SHINGLE)
}
