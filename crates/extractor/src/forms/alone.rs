//! Quotations that are sentences of their own and have no cue anywhere: "Lind was tired. “I walked all
//! night.”" Who said them is found near by, as for any content without a cue.

use q7x2_domain::Role;

use super::read::{Found, Read};
use crate::document::{Bytes, Document, LineClass, Quotation, is_mark, is_utterance};

/// How many words such a quotation has at least; fewer are a title or a word held at a distance.
const WORDS: usize = 6;
/// How many paragraphs away somebody must be cited.
const NEAR: usize = 2;
/// How likely such a content is right.
const TRUST: f32 = 0.5;

/// Adds quotations that nothing marks.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    let mut cited: Vec<usize> = read
        .of_role(Role::Source)
        .into_iter()
        .map(|at| document.paragraph_at(read.place(at).start))
        .collect();
    cited.sort_unstable();
    let near = |paragraph: usize| {
        let first = cited.partition_point(|&at| at + NEAR < paragraph);
        cited.get(first).is_some_and(|&at| at <= paragraph + 1)
    };
    let mut quotations = document.quotations().iter().peekable();
    let mut found: Vec<Bytes> = Vec::new();
    while let Some(first) = quotations.next() {
        let mut whole = first.bytes;
        while let Some(more) = quotations.next_if(|next| next.continues) {
            whole = whole.cover(more.bytes);
        }
        if !first.continues && near(first.paragraph) && stands_alone(document, first, whole) {
            found.push(whole);
        }
    }
    for content in found {
        if !read.is_marked(content) {
            read.add(Found { source: None, cue: None, content, score: TRUST });
        }
    }
}

/// Tells whether a quotation is one or more whole sentences.
fn stands_alone(document: &Document, first: &Quotation, whole: Bytes) -> bool {
    let class = document.line_at(whole.start).map(|line| line.class);
    let sentence = |at: usize| document.sentence_at(at).map(|at| &document.sentences()[at].bytes);
    let opens = sentence(whole.start).is_some_and(|sentence| sentence.start == whole.start);
    let closes = sentence(whole.end - 1).is_some_and(|sentence| sentence.end <= whole.end);
    let words = document.slice(whole);
    let ended = words.trim_end_matches(is_mark).ends_with(['.', '!', '?', '…']);
    matches!(class, Some(LineClass::Prose | LineClass::Item))
        && first.closed
        && opens
        && closes
        && ended
        && is_utterance(words)
        && document.count_words(whole) >= WORDS
}
