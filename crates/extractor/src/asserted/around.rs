//! What stands around a cue in its sentence.

use q7x2_domain::CueClass;

use super::words;
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::Form;
use crate::link::Attribution;

/// How many words before the source, or before the cue where none stands there, are looked at.
pub(super) const BEFORE: usize = 6;
/// How many words between the source and the cue.
const BETWEEN: usize = 4;
/// How many words after the cue.
const AFTER: usize = 3;

/// How many tokens on either side are looked through for them: a sentence may have no end.
const FAR: usize = 60;

/// What stands around a cue in its sentence.
pub(super) struct Surroundings {
    /// Before the source, or before the cue where no source stands before it.
    pub(super) before: Vec<String>,
    /// Between the source and the cue.
    pub(super) between: Vec<String>,
    /// After the cue, content and source left out.
    pub(super) after: Vec<String>,
    /// The verb before the source that may govern the cue: "urged" of "urged her to say".
    pub(super) over: Option<(String, &'static str)>,
    /// Whether the cue begins with "to".
    pub(super) to: bool,
}

impl Surroundings {
    pub(super) fn of(document: &Document, attribution: &Attribution, cue: Bytes) -> Self {
        let sentence =
            document.sentence_at(cue.start).map(|at| document.sentences()[at].bytes.clone());
        let sentence = sentence.map_or(cue, Bytes::from);
        let of_content = |token: &Token| {
            attribution.contents.iter().any(|content| {
                content.start <= token.bytes.start && token.bytes.start < content.end
            })
        };
        let free = |token: &&Token| token.is_word() && !of_content(token);
        let source = attribution.source.filter(|source| source.start < cue.start);
        let turn = source.map_or(cue.start, |source| source.start);
        let start = sentence.start.min(turn);
        let before = last(document.run(Bytes::new(start, turn)));
        let before: Vec<&Token> = before.iter().filter(free).collect();
        let between = source.map_or(Bytes::at(cue.start), |source| {
            Bytes::new(source.end.min(cue.start), cue.start)
        });
        let between = without_aside(last(document.run(between)));
        let between: Vec<&Token> = between.iter().filter(free).collect();
        let between = &between[between.len().saturating_sub(BETWEEN)..];
        let of_source = |token: &Token| {
            attribution.source.is_some_and(|source| {
                source.start <= token.bytes.start && token.bytes.start < source.end
            })
        };
        let after = document.run(Bytes::new(cue.end, sentence.end.max(cue.end))).iter();
        let after = after.take(FAR).take_while(|token| !matches!(token.kind, TokenKind::Stop));
        let after = after.filter(free).filter(|token| !of_source(token)).take(AFTER);
        let over = before.iter().rev().take(BEFORE).find_map(|token| {
            let verb = token.cues().iter().find(|entry| entry.form != Form::Noun)?;
            let class = verb.readings.first().and_then(|reading| reading.class);
            Some((verb.lemma.clone(), class.map_or("none", CueClass::as_str)))
        });
        Self {
            over,
            to: document.words_in(cue).next().is_some_and(|first| first.is("to")),
            before: words::of(document, before),
            between: words::of(document, between.iter().copied()),
            after: words::of(document, after),
        }
    }
}

/// Returns the tokens between a source and its cue without what two commas part from both, where that is turned
/// around: "Lind, |who had not been told,| said". The negation there is none of the cue's.
fn without_aside(between: &[Token]) -> &[Token] {
    let comma = |token: Option<&Token>| token.is_some_and(|token| token.kind == TokenKind::Comma);
    let aside = between.len() > 2 && comma(between.first()) && comma(between.last());
    if aside && between.iter().any(words::turns) { &[] } else { between }
}

/// Returns the last of some tokens.
fn last(tokens: &[Token]) -> &[Token] {
    &tokens[tokens.len().saturating_sub(FAR)..]
}
