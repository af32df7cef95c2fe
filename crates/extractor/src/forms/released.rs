//! Words that a line above says are somebody's: "Statement by Minister Ada Lind on the flood", "Remarks from
//! Mayor Ode:", and then the paragraphs. Without marks they are somebody's who speaks of himself in them.

use super::lists::Lists;
use super::read::Found;
use crate::document::{Bytes, Document, LineClass, Paragraph, Token, TokenKind};
use crate::lexicon::Class;

/// How many lines of a text such a line is among.
const LINES: usize = 4;
/// How many words stand before the noun for what it is: "Joint press statement".
const LEAD: usize = 3;
/// How many words name whose it is.
const NAME: usize = 10;
/// How many paragraphs it has at most.
const PARAGRAPHS: usize = 30;
/// How likely such a content is right.
const TRUST: f32 = 0.8;

/// Finds what is released so.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let lines = document.paragraphs();
    let heads = lines.iter().enumerate().take(LINES);
    let mut found = heads.filter_map(|(at, line)| {
        let (cue, source) = head(document, line)?;
        let content = words(document, &lines[at + 1..])?;
        Some(Found { source: Some(source), cue: Some(cue), content, score: TRUST })
    });
    found.next().into_iter().collect()
}

/// Returns the noun of such a line with its "by", and whose it is.
fn head(document: &Document, line: &Paragraph) -> Option<(Bytes, Bytes)> {
    let lists = Lists::get();
    let run = document.run(line.bytes);
    let run = match run.split_last()? {
        (last, rest) if last.kind == TokenKind::Colon => rest,
        _ => run,
    };
    let noun =
        run.iter().take(LEAD + 1).position(|token| lists.released.contains(token.lower()))?;
    let by = run.get(noun + 1).filter(|by| lists.by.contains(by.lower()))?;
    let rest = &run[noun + 2..];
    let about = |token: &Token| lists.about.contains(token.lower()) || !token.is_word();
    let name = &rest[..rest.iter().position(about).unwrap_or(rest.len())];
    // "Statement by Lind sparks a row": a verb of its own.
    let capital = |token: &Token| document.slice(token.bytes).starts_with(char::is_uppercase);
    let named = name
        .iter()
        .all(|token| capital(token) || token.has(Class::Preposition) || token.has(Class::Article));
    let known = name.last().is_some_and(capital) && name.len() <= NAME;
    let plain = run[..noun].iter().all(|token| token.is_word() && !token.has(Class::Auxiliary));
    (named && known && plain)
        .then(|| {
            Some((run[noun].bytes.cover(by.bytes), name.first()?.bytes.cover(name.last()?.bytes)))
        })
        .flatten()
}

/// Returns the paragraphs below such a line: those that are quoted, or all if somebody speaks of himself.
fn words(document: &Document, lines: &[Paragraph]) -> Option<Bytes> {
    let ends = |line: &Paragraph| {
        let first = document.words_in(line.bytes).next();
        let short = document.count_words(line.bytes) <= LEAD;
        line.class != LineClass::Prose && line.class != LineClass::Item
            || first.is_none()
            || short && first.is_some_and(|first| Lists::get().ends.contains(first.lower()))
    };
    let end = lines.iter().take(PARAGRAPHS).position(ends).unwrap_or(lines.len().min(PARAGRAPHS));
    let lines = &lines[..end];
    let (first, last) = (lines.first()?, lines.last()?);
    let quoted = |line: &&Paragraph| {
        let quotations = document.quotations_over(line.bytes);
        quotations.first().is_some_and(|q| q.bytes.start == line.bytes.start)
    };
    if quoted(&first) {
        let last = lines.iter().take_while(quoted).last()?;
        return Some(first.bytes.cover(last.bytes));
    }
    let plain = lines.iter().all(|line| document.quotations_over(line.bytes).is_empty());
    let own = |token: &Token| token.has(Class::Talker) && !token.is("you") && !token.is("your");
    let talks = lines.iter().any(|line| document.words_in(line.bytes).any(own));
    (plain && talks).then(|| first.bytes.cover(last.bytes))
}
