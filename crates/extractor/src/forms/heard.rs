//! What a court is told by whom nobody names: "The court heard that the brakes had failed", "The jury was
//! told she had been asleep", "Lind told police she had been asleep, the court heard". The court is no part of
//! it, and says nothing.

use super::read::{Found, Read};
use super::told::telling;
use crate::document::{Bytes, Document, Token, TokenKind, Tokens};
use crate::lexicon::Class;
use crate::time::{Grammar, Run};

/// How many words stand before the verb at most.
const SUBJECT: usize = 8;
/// How many name a court behind what it heard.
const BEHIND: usize = 4;
/// How likely such a content is right.
const TRUST: f32 = 0.7;

/// Adds what courts hear.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    for sentence in document.sentences() {
        let sentence = Bytes::from(&sentence.bytes);
        let tokens = document.tokens_in(sentence);
        let Some(found) = in_sentence(document, tokens) else { continue };
        // "The court" is no content either.
        let own = found.cue.unwrap_or(found.content);
        read.drop_told_by(own, sentence);
        let mut known = false;
        for at in read.contents_over(found.content) {
            let told = read.partner(at).filter(|(_, cue)| found.content.covers(*cue));
            let Some((cue, _)) = told else { continue };
            // Who told what was heard is named within, if at all.
            if read.partner(cue).is_some_and(|(_, source)| !found.content.covers(source)) {
                read.drop(at);
                read.drop(cue);
                continue;
            }
            known = true;
            if read.place(at).end > found.content.end {
                read.end_at(at, found.content.end);
            }
        }
        read.claim(found);
        let within = telling(document, found.content, TRUST).filter(|_| !known);
        within.into_iter().for_each(|within| read.add(within));
    }
}

/// Finds what courts hear, as it stands.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let sentences = document.sentences().iter();
    let tokens = sentences.map(|sentence| document.tokens_in((&sentence.bytes).into()));
    tokens.filter_map(|tokens| in_sentence(document, tokens)).collect()
}

/// Returns what a sentence says that a court heard.
fn in_sentence(document: &Document, sentence: Tokens) -> Option<Found> {
    ahead(document, sentence).or_else(|| behind(document, sentence))
}

/// Returns what stands behind the words that say that a court heard it: "The court heard that …".
fn ahead(document: &Document, sentence: Tokens) -> Option<Found> {
    let tokens = &document.tokens()[sentence.range()];
    let court = tokens.iter().take(SUBJECT).position(|token| token.has(Class::Hearing))?;
    let (cue, last) = hears(tokens, court)?;
    let content = tokens.get(last + 1)?;
    let plain = |token: &Token| token.is_word() && token.depth == 0;
    let stop = tokens.iter().rfind(|token| token.kind != TokenKind::Stop)?;
    let told = tokens[last].is("told");
    let all = Bytes::new(content.bytes.start, stop.bytes.end);
    let clause = content.is("that")
        || told && (content.has(Class::Determiner) || content.has(Class::Subject))
        || !told && telling(document, all, TRUST).is_some();
    let leads = tokens[..court].iter().all(plain);
    (clause && leads && plain(content)).then_some(Found {
        source: None,
        cue: Some(cue),
        content: all,
        score: TRUST,
    })
}

/// Returns what stands before the words that say that a court heard it: "…, the court heard on Monday."
fn behind(document: &Document, sentence: Tokens) -> Option<Found> {
    let tokens = &document.tokens()[sentence.range()];
    let outside = |token: &Token| token.depth == 0;
    let court = tokens.iter().rposition(|token| token.has(Class::Hearing) && outside(token))?;
    let (cue, last) = hears(tokens, court)?;
    let mark = tokens[..court].iter().rposition(|token| !token.is_word())?;
    let before = &tokens[mark.checked_sub(1)?];
    let content = match tokens[mark].kind {
        TokenKind::Comma => before.bytes.end,
        TokenKind::Mark if before.kind == TokenKind::Comma => tokens[mark].bytes.end,
        _ => return None,
    };
    let after = sentence.start + last + 1;
    let grammar = Grammar::new(Run::new(document, Tokens::new(after, sentence.end)));
    let end = grammar.at(after).map_or(after, |(end, _)| end);
    let closes = end >= sentence.end || document.tokens()[end].kind == TokenKind::Stop;
    let content = Bytes::new(tokens[0].bytes.start, content);
    (closes && court - mark <= BEHIND).then_some(Found {
        source: None,
        cue: Some(cue),
        content,
        score: TRUST,
    })
}

/// Returns the verb behind a court by which it hears something, and its last word.
fn hears(tokens: &[Token], court: usize) -> Option<(Bytes, usize)> {
    let verb = court + 1;
    let light = |token: &&Token| token.has(Class::Auxiliary) || token.has(Class::Adverb);
    let end = verb + tokens.get(verb..)?.iter().take_while(light).count();
    let passive = tokens[verb..end].iter().any(|token| token.has(Class::Be));
    let last = tokens.get(end).filter(|last| last.depth == 0)?;
    let hears = last.is("heard") && !passive || last.is("told") && passive;
    hears.then(|| (tokens[verb].bytes.cover(last.bytes), end))
}
