//! Items that name their source in a line of its own, as agencies in Ukraine write them: "Source: Ada Lind on
//! Telegram", then "Quote: “The weir holds.”". The quotation is the source's.

use super::read::Found;
use crate::document::{Bytes, Document, LineClass, Paragraph, TokenKind};
use crate::lexicon::Class;

/// The labels, in lower case.
const SOURCE: &str = "source:";
const QUOTE: &str = "quote";
/// How many words stand between "Quote" and its colon at most: "Quote from Lind".
const LABEL: usize = 6;
/// How many lines may stand between the two.
const APART: usize = 6;
/// How likely such a content is right.
const TRUST: f32 = 0.9;

/// Finds the quotations under a source.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let mut found = Vec::new();
    let mut named: Option<(usize, Bytes)> = None;
    for (at, line) in document.paragraphs().iter().enumerate() {
        if let Some(source) = source(document, line) {
            named = Some((at, source));
        } else if let Some((_, source)) = named.filter(|(from, _)| at - from <= APART)
            && let Some((cue, content)) = quote(document, line)
        {
            let source = Some(source);
            found.push(Found { source, cue: Some(cue), content, score: TRUST });
        }
    }
    found
}

/// Returns whom a line names as the source: up to where and how it was said.
fn source(document: &Document, line: &Paragraph) -> Option<Bytes> {
    let words = document.slice(line.bytes);
    if !words.get(..SOURCE.len())?.eq_ignore_ascii_case(SOURCE) {
        return None;
    }
    let rest = Bytes::new(line.bytes.start + SOURCE.len(), line.bytes.end);
    let run = document.run(rest);
    let ends = run.iter().position(|token| {
        matches!(token.kind, TokenKind::Comma | TokenKind::Semicolon | TokenKind::Stop)
            || token.has(Class::Preposition) && !token.is("of") && !token.is("for")
    });
    let end = ends.unwrap_or(run.len()).checked_sub(1)?;
    Some(run.first()?.bytes.cover(run.get(end)?.bytes))
}

/// Returns the label of a quotation and what it says, with the marks.
fn quote(document: &Document, line: &Paragraph) -> Option<(Bytes, Bytes)> {
    let run = document.run(line.bytes);
    let first = run.first().filter(|first| first.is(QUOTE))?;
    let colon = run.iter().take(LABEL).position(|token| token.kind == TokenKind::Colon)?;
    let said = run.get(colon + 1)?;
    let quotation = document.quotations_over(line.bytes).first()?;
    let opens = quotation.bytes.start == said.bytes.start && line.class != LineClass::Furniture;
    let spoken = document.words_in(quotation.bytes).any(|word| !word.has(Class::Determiner));
    (opens && spoken).then(|| (first.bytes.cover(run[colon].bytes), quotation.bytes))
}
