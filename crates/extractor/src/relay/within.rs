//! What is told within what is told, where the tagger marked the outer telling alone: "the Lantern
//! wrote that Lind had urged her crew to go". Such a content is read once more, as a sentence of
//! its own, and what it opens with is kept if it is plain: who, a word of speech, and what.

use std::collections::HashSet;
use std::ops::Range;

use q7x2_domain::{Kind, Mode, Role, RoleSpan};

use crate::act::act_of;
use crate::document::{Bytes, Document};
use crate::lexicon::{Form, Lexicon, Takes};
use crate::link::Attribution;
use crate::resolve::names_somebody;
use crate::segment::{Segments, is_mark, overlap};
use crate::tag::tag_clause;

/// The shortest and the longest content that is read again, in bytes.
const LENGTHS: std::ops::Range<usize> = 16..600;

/// Returns the spans, in order, with those that are told within contents.
pub(crate) fn with_told(document: &Document, spans: &[RoleSpan]) -> Vec<RoleSpan> {
    let (text, segments) = (document.text(), document.segments());
    let mut all: Vec<RoleSpan> = spans.to_vec();
    // A tagger that names no partners leaves all of them to be guessed.
    if spans.iter().all(|span| span.partner.is_none()) {
        return all;
    }
    let telling: HashSet<usize> =
        spans.iter().filter(|s| s.role == Role::Content).filter_map(|s| s.partner).collect();
    let mut done = 0;
    for outer in spans.iter().filter(|span| span.role == Role::Content) {
        let Some(clause) = clause_of(text, segments, outer).filter(|clause| clause.start >= done)
        else {
            continue;
        };
        let near = spans.partition_point(|span| span.bytes.start < clause.start);
        let marked = spans[near..].iter().take_while(|span| span.bytes.start < clause.end);
        let cues = marked.enumerate().filter(|(_, span)| span.role == Role::Cue);
        let cues: Vec<usize> = cues.map(|(at, _)| near + at).collect();
        done = clause.end;
        let told = tag_clause(document, clause);
        let teller = outer.partner.and_then(|cue| spans.get(spans.get(cue)?.partner?));
        let teller = teller.map_or("", |source| &text[source.bytes.clone()]);
        let Some(kept) = plain(text, clause, &told, teller) else { continue };
        let (first, cue) = (all.len(), &told[kept.cue]);
        // A cue that the tagger marked has what it tells, or wants it. Who is told something shows
        // that it wants it: in "the Lantern reports that it rained, according to Ode" the Lantern
        // cites Ode, and nobody tells of what it says.
        let known = cues.iter().copied().find(|&at| overlap(&spans[at].bytes, &cue.bytes));
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
    in_order(&all)
}

/// Returns the clause that a content is, without its "that"; nothing for what is quoted.
fn clause_of(text: &str, segments: &Segments, content: &RoleSpan) -> Option<Bytes> {
    let Range { start, end } = content.bytes.clone();
    let words = text.get(start..end).filter(|words| LENGTHS.contains(&words.len()))?;
    content.partner?;
    let quotation = segments.quotations.partition_point(|q| q.bytes.end <= start);
    let quoted = segments.quotations.get(quotation).is_some_and(|q| q.bytes.start <= start);
    let opens = words.starts_with(is_mark);
    let whole = end <= segments.sentences[segments.sentence_at(start)?].bytes.end;
    let skipped = words.strip_prefix("that ").map_or(0, |rest| words.len() - rest.len());
    (!quoted && !opens && whole).then_some((start + skipped..end).into())
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

/// Returns the telling with which a clause opens, if it is plainly one. `teller` are the words that
/// name who tells the clause.
fn plain(text: &str, clause: Bytes, told: &[RoleSpan], teller: &str) -> Option<Told> {
    let cue = told.iter().position(|span| span.role == Role::Cue)?;
    let source = told[cue].partner?;
    let own = |span: &RoleSpan| span.role == Role::Content && span.partner == Some(cue);
    let contents = told.iter().enumerate().filter(|(_, span)| own(span));
    let mut contents: Vec<(usize, Bytes)> =
        contents.map(|(at, span)| (at, without_listener(text, (&span.bytes).into()))).collect();
    contents.sort_by_key(|(_, bytes)| bytes.start);
    let opens = told[source].bytes.start == clause.start;
    let cue_end = told[cue].bytes.end;
    let first = contents.first().filter(|(_, bytes)| bytes.start >= cue_end && opens)?;
    // "he said he had agreed" tells of one act; only what is plainly a saying of somebody else's
    // is worth a statement: with "that", in quotation marks, or said to somebody.
    let words = &text[first.1];
    let to_somebody = text[cue_end..first.1.start].contains(char::is_alphabetic)
        && (words.starts_with("to ") || listens(&text[told[cue].bytes.clone()]));
    let plain = words.starts_with("that ") || words.starts_with(is_mark) || to_somebody;
    // "the mayor |left the pier and| told her to go": who did more than speak is named.
    let speaks = text[told[source].bytes.end.min(told[cue].bytes.start)..told[cue].bytes.start]
        .trim()
        .is_empty();
    if !plain || !is_other(&text[told[source].bytes.clone()], teller, speaks) {
        return None;
    }
    let attribution = Attribution {
        source: Some(told[source].bytes.clone().into()),
        cue: Some(told[cue].bytes.clone().into()),
        contents: contents.iter().map(|(_, bytes)| *bytes).collect(),
    };
    let speech = act_of(text, &attribution, Kind::Indirect, false).0 == Mode::Speech;
    speech.then_some(Told { source, cue, contents, to_somebody })
}

/// Tells whether a source names somebody who is not the teller. "The demands that come with the
/// job": of what is no party, every second such reading is wrong. `speaks` tells whether the cue
/// follows the source at once.
fn is_other(source: &str, teller: &str, speaks: bool) -> bool {
    let name = source.split_whitespace().next_back().unwrap_or_default();
    let teller = teller.to_lowercase();
    // "he believes that …, according to |his| spokeswoman"
    let owned = |owner: &str| teller.split_whitespace().any(|word| word == owner);
    match source.to_lowercase().as_str() {
        "he" => owned("his"),
        "she" => owned("her"),
        "they" => owned("their"),
        "i" | "we" | "you" | "it" => false,
        _ => name.starts_with(char::is_uppercase) || speaks && names_somebody(source),
    }
}

/// Tells whether a cue is followed by whom it is said to: "told", "assured".
fn listens(cue: &str) -> bool {
    let last = cue.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let mut entries = Lexicon::get().cues(&last).iter().filter(|entry| entry.form != Form::Noun);
    entries.any(|entry| {
        let mut readings = entry.readings.iter();
        readings.any(|cue| cue.takes.has(Takes::LISTENER) && cue.takes.has(Takes::CLAUSE))
    })
}

/// Takes off whom something is said to: "promised |him| that the lamp would burn".
fn without_listener(text: &str, content: Bytes) -> Bytes {
    let words = &text[content];
    let that = words.find(" that ").filter(|&at| {
        let before = &words[..at];
        let closed = Lexicon::get().words();
        closed.objects.contains(&before.to_lowercase())
            || before.split(' ').all(|word| word.starts_with(char::is_uppercase))
    });
    (content.start + that.map_or(0, |at| at + 1)..content.end).into()
}

/// Puts spans in the order of their start and points partners to where they are now.
fn in_order(spans: &[RoleSpan]) -> Vec<RoleSpan> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&at| (spans[at].bytes.start, spans[at].bytes.end));
    let mut place = vec![0; spans.len()];
    for (now, &at) in order.iter().enumerate() {
        place[at] = now;
    }
    let moved = |&at: &usize| {
        let span = spans[at].clone();
        RoleSpan { partner: span.partner.map(|partner| place[partner]), ..span }
    };
    order.iter().map(moved).collect()
}
