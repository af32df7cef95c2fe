//! Lists that a line announces by what is in them: "Lind made three points:", then the points. The line has no
//! verb of speech, and says as much.

use super::read::{Found, Read};
use crate::document::{Bytes, Document, LineClass, Paragraph, Token, TokenKind};
use crate::lexicon::Class;
use crate::tag::subjects;

/// How many words a line has at most that announces a list.
const LINE: usize = 24;
/// How many of its last words the noun for what is listed is among.
const LAST: usize = 3;
/// How likely such a content is right.
const TRUST: f32 = 0.6;

/// Adds what such lists hold.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    let lines = document.paragraphs();
    let mut all: Option<Vec<Bytes>> = None;
    let others = lines.iter().enumerate().filter(|(_, line)| line.class != LineClass::Item);
    for (at, line) in others {
        let items = lines[at + 1..].iter().take_while(|next| next.class == LineClass::Item);
        let items: Vec<&Paragraph> = items.collect();
        if items.is_empty() || !read.contents_over(line.bytes).is_empty() {
            continue;
        }
        let subjects = all.get_or_insert_with(|| subjects(document));
        let Some((source, cue)) = announced(document, line, subjects) else { continue };
        for item in items {
            let Some(content) = item_of(document, item) else { continue };
            let told = read.contents_over(content);
            // What was read of it without saying whose it is goes.
            if told.iter().all(|&at| read.partner(at).is_none()) {
                told.into_iter().for_each(|at| read.drop(at));
                let (source, cue) = (Some(source), Some(cue));
                read.add(Found { source, cue, content, score: TRUST });
            }
        }
    }
}

/// Returns who announces a list, and the words that do.
fn announced(document: &Document, line: &Paragraph, subjects: &[Bytes]) -> Option<(Bytes, Bytes)> {
    let run = document.run(line.bytes);
    let (colon, words) = run.split_last()?;
    let points = words.iter().rev().take(LAST).any(|word| word.has(Class::Points));
    if colon.kind != TokenKind::Colon || words.len() > LINE || !points {
        return None;
    }
    let first = subjects.partition_point(|subject| subject.start < line.bytes.start);
    let subject = *subjects.get(first).filter(|subject| line.bytes.covers(**subject))?;
    let behind = Bytes::new(subject.end, words.last()?.bytes.end.max(subject.end));
    let behind = document.run(behind);
    let verb = behind.first().filter(|verb| verb.has(Class::Verb) || makes(verb))?;
    Some((subject, verb.bytes.cover(behind.last()?.bytes)))
}

fn makes(verb: &Token) -> bool {
    verb.has(Class::Auxiliary) || verb.lower().ends_with("ed") || !verb.cues().is_empty()
}

/// Returns the words of an item without its bullet and its stop.
fn item_of(document: &Document, item: &Paragraph) -> Option<Bytes> {
    let run = document.run(item.bytes);
    let first = run.iter().find(|token| token.is_word() || token.kind == TokenKind::Mark)?;
    let last =
        run.iter().rfind(|token| !matches!(token.kind, TokenKind::Stop | TokenKind::Comma))?;
    (first.bytes.start < last.bytes.end).then(|| Bytes::new(first.bytes.start, last.bytes.end))
}
