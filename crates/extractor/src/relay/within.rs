//! What is told within what is told, where the tagger marked the outer telling alone: "the Lantern
//! wrote that Lind had urged her crew to go". Such a content is read once more, as a sentence of
//! its own, and what it opens with is kept if it is plain: who, a word of speech, and what.

use std::collections::HashSet;
use std::ops::Range;

use q7x2_domain::{Kind, Mode, Role, RoleSpan};

use crate::act::act_of;
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::{Class, Form, Takes};
use crate::link::Attribution;
use crate::ordered::ordered;
use crate::resolve::names_somebody;
use crate::tag::tag_clause;

/// The shortest and the longest content that is read again, in bytes.
const LENGTHS: Range<usize> = 16..600;

/// Returns the spans, in order, with those that are told within contents.
pub(crate) fn with_told(document: &Document, spans: &[RoleSpan]) -> Vec<RoleSpan> {
    let mut all: Vec<RoleSpan> = spans.to_vec();
    // A tagger that names no partners leaves all of them to be guessed.
    if spans.iter().all(|span| span.partner.is_none()) {
        return all;
    }
    let telling: HashSet<usize> =
        spans.iter().filter(|s| s.role == Role::Content).filter_map(|s| s.partner).collect();
    let mut done = 0;
    for outer in spans.iter().filter(|span| span.role == Role::Content) {
        let Some(clause) = clause_of(document, outer).filter(|clause| clause.start >= done) else {
            continue;
        };
        let near = spans.partition_point(|span| span.bytes.start < clause.start);
        let marked = spans[near..].iter().take_while(|span| span.bytes.start < clause.end);
        let cues = marked.enumerate().filter(|(_, span)| span.role == Role::Cue);
        let cues: Vec<usize> = cues.map(|(at, _)| near + at).collect();
        done = clause.end;
        let told = tag_clause(document, clause);
        let teller = outer.partner.and_then(|cue| spans.get(spans.get(cue)?.partner?));
        let teller = teller.map(place).unwrap_or_default();
        let Some(kept) = plain(document, clause, &told, teller) else { continue };
        let (first, cue) = (all.len(), &told[kept.cue]);
        // A cue that the tagger marked has what it tells, or wants it. Who is told something shows
        // that it wants it: in "the Lantern reports that it rained, according to Ode" the Lantern
        // cites Ode, and nobody tells of what it says.
        let known = cues.iter().copied().find(|&at| place(&spans[at]).overlaps(place(cue)));
        if known.is_some_and(|known| telling.contains(&known) || !kept.to_somebody) {
            continue;
        }
        let halved = |span: &RoleSpan| RoleSpan { score: span.score / 2.0, ..span.clone() };
        let cue_at = known.unwrap_or(first);
        if known.is_none() {
            all.push(RoleSpan { partner: None, ..halved(cue) });
        }
        if all[cue_at].partner.is_none() {
            all[cue_at].partner = Some(all.len());
            all.push(RoleSpan { partner: None, ..halved(&told[kept.source]) });
        }
        all.extend(kept.contents.into_iter().map(|(at, bytes)| RoleSpan {
            bytes: bytes.into(),
            partner: Some(cue_at),
            ..halved(&told[at])
        }));
    }
    ordered(all, |_| true)
}

/// Where a span stands.
fn place(span: &RoleSpan) -> Bytes {
    Bytes::from(&span.bytes)
}

/// Returns the clause that a content is, without its "that"; nothing for what is quoted.
fn clause_of(document: &Document, content: &RoleSpan) -> Option<Bytes> {
    content.partner?;
    let content = Some(place(content)).filter(|content| LENGTHS.contains(&content.len()))?;
    let mut words = document.words(document.tokens_in(content));
    let first = words.next()?;
    let sentence = &document.sentences()[document.sentence_at(content.start)?].bytes;
    let quoted = first.token().depth > 0 || first.token().kind == TokenKind::Mark;
    if quoted || sentence.end < content.end {
        return None;
    }
    let clause = if first.text() == "that" { words.next()? } else { first };
    Some(Bytes::new(clause.token().bytes.start, content.end))
}

/// The telling with which a clause opens, as numbers of its spans.
struct Told {
    source: usize,
    cue: usize,
    /// With the bytes that are told.
    contents: Vec<(usize, Bytes)>,
    /// Whether somebody is named to whom it is said.
    to_somebody: bool,
}

/// Returns the telling with which a clause opens, if it is plainly one. `teller` names who tells the
/// clause.
fn plain(document: &Document, clause: Bytes, told: &[RoleSpan], teller: Bytes) -> Option<Told> {
    let cue = told.iter().position(|span| span.role == Role::Cue)?;
    let source = told[cue].partner?;
    let own = |span: &RoleSpan| span.role == Role::Content && span.partner == Some(cue);
    let contents = told.iter().enumerate().filter(|(_, span)| own(span));
    let mut contents: Vec<(usize, Bytes)> =
        contents.map(|(at, span)| (at, without_listener(document, place(span)))).collect();
    contents.sort_by_key(|(_, bytes)| bytes.start);
    let (source_at, cue_at) = (place(&told[source]), place(&told[cue]));
    let opens = source_at.start == clause.start;
    let first = contents.first().filter(|(_, bytes)| bytes.start >= cue_at.end && opens)?.1;
    // "he said he had agreed" tells of one act; only what is plainly a saying of somebody else's
    // is worth a statement: with "that", in quotation marks, or said to somebody.
    let opener = document.run(first).first()?;
    let between = Bytes::new(cue_at.end, first.start);
    let to_somebody =
        document.count_words(between) > 0 && (opener.is("to") || listens(document, cue_at));
    let plain = opener.is("that") || opener.kind == TokenKind::Mark || to_somebody;
    // "the mayor |left the pier and| told her to go": who did more than speak is named.
    let speaks = document.run(Bytes::new(source_at.end, cue_at.start)).is_empty();
    if !plain || !is_other(document, source_at, teller, speaks) {
        return None;
    }
    let attribution = Attribution {
        source: Some(source_at),
        cue: Some(cue_at),
        contents: contents.iter().map(|(_, bytes)| *bytes).collect(),
    };
    let speech = act_of(document, &attribution, Kind::Indirect, false).0 == Mode::Speech;
    speech.then_some(Told { source, cue, contents, to_somebody })
}

/// Tells whether a source names somebody who is not the teller. "The demands that come with the
/// job": of what is no party, every second such reading is wrong. `speaks` tells whether the cue
/// follows the source at once.
fn is_other(document: &Document, source: Bytes, teller: Bytes, speaks: bool) -> bool {
    let mut words = document.words(document.tokens_in(source));
    let Some(last) = words.next_back() else { return false };
    // "he believes that …, according to |his| spokeswoman"
    let owned = |owner: &str| document.run(teller).iter().any(|word| word.is(owner));
    let alone = words.next().is_none();
    match last.lower() {
        "he" if alone => owned("his"),
        "she" if alone => owned("her"),
        "they" if alone => owned("their"),
        "i" | "we" | "you" | "it" if alone => false,
        _ => last.is_capital() || speaks && names_somebody(document.slice(source)),
    }
}

/// Tells whether a cue is followed by whom it is said to: "told", "assured".
fn listens(document: &Document, cue: Bytes) -> bool {
    let last = document.words_in(cue).next_back();
    let entries = last.map_or(&[][..], Token::cues);
    let mut entries = entries.iter().filter(|entry| entry.form != Form::Noun);
    entries.any(|entry| {
        let mut readings = entry.readings.iter();
        readings.any(|cue| cue.takes.has(Takes::LISTENER) && cue.takes.has(Takes::CLAUSE))
    })
}

/// Takes off whom something is said to: "promised |him| that the lamp would burn".
fn without_listener(document: &Document, content: Bytes) -> Bytes {
    let words = || document.words(document.tokens_in(content));
    let Some(that) = words().skip(1).position(|word| word.text() == "that") else { return content };
    let before = || words().take(that + 1);
    let pronoun = that == 0 && before().all(|word| word.token().has(Class::Object));
    let named = before().all(|word| word.is_capital() || !word.token().is_word());
    match words().nth(that + 1) {
        Some(that) if pronoun || named => Bytes::new(that.token().bytes.start, content.end),
        _ => content,
    }
}
