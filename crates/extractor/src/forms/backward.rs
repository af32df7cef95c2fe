//! Sentences that only say who said the one before: "This was announced by the harbour master on Telegram",
//! "Lind said this at a briefing". Agencies of many countries write so.

use q7x2_domain::Mode;

use super::read::{Found, Read};
use crate::document::{Bytes, Document, LineClass, Token, TokenKind, Tokens};
use crate::lexicon::{Class, Form, Takes};

/// How many words a source has at most.
const SOURCE: usize = 12;
/// How likely such a content is right.
const TRUST: f32 = 0.6;

/// Adds what is said of the sentence before.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    for at in 1..document.sentences().len() {
        let sentence = Bytes::from(&document.sentences()[at].bytes);
        let tokens = document.tokens_in(sentence);
        let found = announced_by(document, tokens).or_else(|| says_this(document, tokens));
        let Some((source, cue, pointed)) = found else { continue };
        let Some(content) = before(document, at) else { continue };
        // What was read of the word that points goes; what the sentence before has of its own stays.
        let own = read.contents_over(Bytes::new(pointed.start, sentence.end));
        own.into_iter().for_each(|at| read.drop(at));
        if read.contents_over(content).is_empty() {
            read.add(Found { source: Some(source), cue: Some(cue), content, score: TRUST });
        }
    }
}

/// Returns the words before a sentence that it speaks of: the paragraph before, if it opens one.
fn before(document: &Document, at: usize) -> Option<Bytes> {
    let sentence = &document.sentences()[at];
    let last = Bytes::from(&document.sentences()[at - 1].bytes);
    let line = document.line_at(last.start)?;
    let whole = if sentence.opens_paragraph { line.bytes } else { last };
    (line.class == LineClass::Prose).then_some(whole)
}

/// "This was announced by Lind": the source, the cue and the word that points.
fn announced_by(document: &Document, sentence: Tokens) -> Option<(Bytes, Bytes, Bytes)> {
    let tokens = &document.tokens()[sentence.range()];
    let this = tokens.first().filter(|first| points(first))?;
    let be = tokens.get(1).filter(|token| token.has(Class::Be))?;
    let verb = tokens.get(2).filter(|token| speaks(token))?;
    let by = tokens.get(3).filter(|token| token.is("by"))?;
    let source = source(tokens.get(4..)?)?;
    Some((source, be.bytes.cover(verb.bytes).cover(by.bytes), this.bytes))
}

/// "Lind said this at a briefing": the source, the cue and the word that points.
fn says_this(document: &Document, sentence: Tokens) -> Option<(Bytes, Bytes, Bytes)> {
    let tokens = &document.tokens()[sentence.range()];
    let at = tokens.iter().take(SOURCE).position(speaks).filter(|&at| at > 0)?;
    let this = tokens.get(at + 1).filter(|token| token.is("this"))?;
    let rest = tokens.get(at + 2)?;
    let ends = rest.kind == TokenKind::Stop
        || !rest.has(Class::Time) && (rest.has(Class::Preposition) || rest.has(Class::SceneSetter));
    let plain = tokens[..at]
        .iter()
        .all(|token| token.is_word() && token.depth == 0 && !token.has(Class::Auxiliary));
    (ends && plain).then(|| {
        let source = tokens[0].bytes.cover(tokens[at - 1].bytes);
        (source, tokens[at].bytes, this.bytes)
    })
}

fn points(token: &Token) -> bool {
    token.is("this") || token.is("that")
}

/// Tells whether a word is a verb of speech in its past form.
fn speaks(token: &Token) -> bool {
    token.cues().iter().any(|entry| {
        let mut readings = entry.readings.iter();
        entry.rest.is_empty()
            && entry.form == Form::Past
            && readings.any(|cue| cue.mode == Mode::Speech && cue.takes.has(Takes::CLAUSE))
    })
}

/// Returns the noun phrase with which some tokens begin, as far as it plainly goes.
fn source(tokens: &[Token]) -> Option<Bytes> {
    let ends = |token: &Token| {
        !token.is_word()
            || token.has(Class::Time)
            || token.has(Class::Preposition) && !token.is("of") && !token.is("for")
            || token.has(Class::SourceEnder)
    };
    let end = tokens.iter().take(SOURCE).position(ends)?;
    (end > 0).then(|| tokens[0].bytes.cover(tokens[end - 1].bytes))
}
