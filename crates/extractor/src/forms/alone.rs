//! Quotations that are sentences of their own and have no cue anywhere: "Lind was tired. “I walked all
//! night.”" Who said them is found near by, as for any content without a cue.

use q7x2_domain::Role;

use super::read::{Found, Read};
use crate::document::{Bytes, Document, LineClass, Quotation, is_mark, is_utterance};
use crate::tag::subjects;

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
        if !first.continues && stands_alone(document, first, whole) {
            found.push(whole);
        }
    }
    let subjects = subjects(document);
    for content in found {
        let source = speaker(read, &subjects, content);
        if !read.is_marked(content) {
            if source.is_some() || near(document.paragraph_at(content.start)) {
                read.add(Found { source, cue: None, content, score: TRUST });
            }
        } else if let Some(source) = source.filter(|_| nobodys(read, content)) {
            read.name(source, TRUST);
        }
    }
}

/// Tells whether a quotation was read as a content that belongs to nobody.
fn nobodys(read: &Read<'_>, quotation: Bytes) -> bool {
    let contents = read.contents_over(quotation);
    !contents.is_empty() && contents.into_iter().all(|at| read.partner(at).is_none())
}

/// Returns the subject of the sentence before a quotation, where that cites nobody: who acts in it is
/// who speaks.
fn speaker(read: &Read<'_>, subjects: &[Bytes], content: Bytes) -> Option<Bytes> {
    let document = read.document;
    let before = document.sentence_at(content.start)?.checked_sub(1)?;
    let before = Bytes::from(&document.sentences()[before].bytes);
    let first = subjects.partition_point(|subject| subject.start < before.start);
    let subject = *subjects.get(first).filter(|subject| before.covers(**subject))?;
    let word = document.words(document.tokens_in(subject)).next_back()?;
    let person = word.is_capital() || word.token().is("he") || word.token().is("she");
    (person && !read.is_marked(before)).then_some(subject)
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
