//! What somebody tells of others within a quotation: "“The crew told me that it was dark,” Lind said". A
//! tagger marks the outer telling; the sentences inside are read by the rules, and what is plainly
//! a saying of somebody else is kept.

use std::collections::BTreeMap;

use q7x2_domain::{Mode, Role, RoleSpan};

use super::read::{Found, Read};
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::{Class, Form, Takes};
use crate::tag::tag_clause;

/// The shortest and the longest sentence that is read, in bytes.
const LENGTHS: std::ops::Range<usize> = 16..600;
/// How many sentences of one content are read.
const SENTENCES: usize = 24;
/// The shortest content, in bytes.
const SHORTEST: usize = 8;

/// Adds what is told within quotations.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    let known = read.of_role(Role::Cue).into_iter().map(|at| read.place(at));
    let mut cues: BTreeMap<usize, usize> = known.map(|cue| (cue.start, cue.end)).collect();
    let mut done = 0;
    let mut contents: Vec<(Bytes, f32)> = read
        .of_role(Role::Content)
        .into_iter()
        .map(|at| (read.place(at), read.score(at)))
        .collect();
    contents.sort_by_key(|(content, _)| *content);
    for (content, score) in contents {
        let quoted = document.run(content).first().is_some_and(|first| first.depth > 0);
        if !quoted || content.start < done {
            continue;
        }
        done = content.end;
        for clause in clauses(document, content) {
            for (source, cue, told) in tellings(document, clause) {
                if cues.range(..cue.end).next_back().is_none_or(|(_, end)| *end <= cue.start) {
                    cues.insert(cue.start, cue.end);
                    read.add(Found {
                        source: Some(source),
                        cue: Some(cue),
                        content: told,
                        score: score / 2.0,
                    });
                }
            }
        }
    }
}

/// The sentences of a content, without the marks around them.
fn clauses(document: &Document, content: Bytes) -> Vec<Bytes> {
    let first = document.sentence_at(content.start).unwrap_or_default();
    let sentences = document.sentences()[first..].iter().take(SENTENCES);
    let inside = sentences.map(|sentence| Bytes::from(&sentence.bytes).within(content));
    let bare = inside.take_while(|clause| !clause.is_empty()).filter_map(|clause| {
        let run = document.run(clause);
        let outer = run.iter().map(|token| token.depth).min()?;
        let marks = |token: &&Token| token.kind == TokenKind::Mark && token.depth <= outer;
        let start = run.iter().find(|token| !marks(token))?.bytes.start;
        let end = run.iter().rev().find(|token| !marks(token))?.bytes.end;
        Some(Bytes::new(start, end))
    });
    bare.filter(|clause| LENGTHS.contains(&clause.len())).collect()
}

/// The tellings of a clause that are plain: somebody else, a verb of speech, and what it tells.
fn tellings(document: &Document, clause: Bytes) -> Vec<(Bytes, Bytes, Bytes)> {
    let told = tag_clause(document, clause);
    let place = |span: &RoleSpan| Bytes::from(&span.bytes);
    let content = |span: &&RoleSpan| span.role == Role::Content;
    let plain = |span: &RoleSpan| {
        let cue = &told[span.partner?];
        let source = place(&told[cue.partner?]);
        let (cue, content) = (place(cue), place(span));
        // "If the crew says that it sank": nobody has said so.
        let supposed = document.token_before(source.start).is_some_and(|before| before.is("if"));
        let fits = !supposed
            && cue.end <= content.start
            && content.len() >= SHORTEST
            && speaks(document, cue)
            && is_other(document, source)
            && opens(document, cue, content);
        fits.then_some((source, cue, content))
    };
    told.iter().filter(content).filter_map(plain).collect()
}

/// Tells whether a cue is a plain verb of speech that has happened.
fn speaks(document: &Document, cue: Bytes) -> bool {
    let words: Vec<&Token> = document.words_in(cue).collect();
    let happened = words.iter().all(|word| !word.has(Class::Modal));
    let says = |word: &Token| {
        word.cues().iter().any(|entry| {
            let speech = |cue: &crate::lexicon::Cue| {
                cue.mode == Mode::Speech
                    && (cue.takes.has(Takes::CLAUSE) || cue.takes.has(Takes::THAT))
            };
            matches!(entry.form, Form::Past | Form::Third) && entry.readings.iter().any(speech)
        })
    };
    happened && words.last().is_some_and(|word| says(word))
}

/// Tells whether a source is somebody else than who is quoted.
fn is_other(document: &Document, source: Bytes) -> bool {
    let mut words = document.words_in(source);
    match (words.next(), words.next()) {
        (Some(only), None) => {
            !only.has(Class::Talker) && !only.is("it") && !only.has(Class::Relative)
        }
        (first, _) => first.is_some(),
    }
}

/// Tells whether a content opens plainly: with "that", in marks, or right behind a verb that takes a
/// clause or whom it is told to.
fn opens(document: &Document, cue: Bytes, content: Bytes) -> bool {
    let Some(opener) = document.run(content).first() else { return false };
    let between = document.count_words(Bytes::new(cue.end, content.start));
    let say = document.words_in(cue).next_back().is_some_and(|word| word.lemma() == "say");
    opener.is("that") || opener.kind == TokenKind::Mark || between > 0 || say
}
