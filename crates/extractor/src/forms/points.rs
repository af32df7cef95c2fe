//! Lists that a line announces by what is in them: "Lind made three points:", then the points. The line has no
//! verb of speech, and says as much.

use super::read::{Found, Read};
use crate::document::{Bytes, Document, LineClass, Paragraph, Token, TokenKind};
use crate::lexicon::{Class, Takes};
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
        if items.is_empty() {
            continue;
        }
        let subjects = all.get_or_insert_with(|| subjects(document));
        let listed = announced(document, line, subjects).or_else(|| here_is(document, line));
        let Some((source, cue)) = listed else { continue };
        // "|the demands|" and "|what| Lind said" are what is in the list.
        let told = read.contents_over(line.bytes);
        let other = |&at: &usize| {
            let own = read.partner(at).is_some_and(|(_, own)| own.overlaps(cue));
            !own && !is_noun(document, read.place(at))
        };
        if told.iter().any(other) {
            continue;
        }
        told.into_iter().for_each(|at| read.drop(at));
        for item in items {
            let Some(content) = item_of(document, item) else { continue };
            let told = read.contents_over(content);
            // What was read of it without saying whose it is goes.
            let whose = |at: usize| read.partner(at).is_some_and(|(_, own)| !own.overlaps(cue));
            if !told.iter().any(|&at| whose(at)) {
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

/// Returns who said what a list holds, and the verb: "Here is what Lind said after the match:".
fn here_is(document: &Document, line: &Paragraph) -> Option<(Bytes, Bytes)> {
    let run = document.run(line.bytes);
    let (colon, words) = run.split_last()?;
    let what = words.iter().position(|token| token.is("what"))?;
    let verb = words.iter().skip(what + 2).position(|token| token.says(Takes::CLAUSE))? + what + 2;
    let source = &words[what + 1..verb];
    let plain = |token: &Token| token.is_word() && token.depth == 0 && !token.has(Class::Auxiliary);
    let fits = colon.kind == TokenKind::Colon && words.len() <= LINE && source.iter().all(plain);
    fits.then(|| Some((source.first()?.bytes.cover(source.last()?.bytes), words[verb].bytes)))
        .flatten()
}

/// Tells whether a place has only the noun for what is in a list: "the demands".
fn is_noun(document: &Document, place: Bytes) -> bool {
    let run = document.run(place);
    let last = run.iter().rfind(|token| token.is_word());
    last.is_some_and(|last| last.has(Class::Points)) && !run.iter().any(|t| t.has(Class::Auxiliary))
}

fn makes(verb: &Token) -> bool {
    verb.has(Class::Auxiliary) || verb.lower().ends_with("ed") || !verb.cues().is_empty()
}

/// Returns the words of an item without its bullet and its stop.
fn item_of(document: &Document, item: &Paragraph) -> Option<Bytes> {
    let run = document.run(item.bytes);
    // "1.", "(2)"
    let numbered = run.iter().take(3).position(|token| !token.lower().is_empty())?;
    let number = run[numbered].lower().trim_end_matches('.');
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let run = if digits { &run[numbered + 1..] } else { run };
    let first = run.iter().find(|token| token.is_word() || token.kind == TokenKind::Mark)?;
    let last =
        run.iter().rfind(|token| !matches!(token.kind, TokenKind::Stop | TokenKind::Comma))?;
    (first.bytes.start < last.bytes.end).then(|| Bytes::new(first.bytes.start, last.bytes.end))
}
