//! What is told within what is told, where the tagger marked the outer telling alone: "the Lantern
//! reported that Lind has asked her aides to go". Such a content is read once more, as a sentence of
//! its own, and what it opens with is kept if it is plain: who, a word of speech, and what.

use std::ops::Range;

use q7x2_domain::{Kind, Mode, Role, RoleSpan};

use crate::act::act_of;
use crate::link::Attribution;
use crate::segment::{Segments, is_mark, overlap};
use crate::tag::tag_clause;

/// The shortest and the longest content that is read again, in bytes.
const LENGTHS: Range<usize> = 16..600;

/// Returns the spans, in order, with those that are told within contents.
pub(crate) fn with_told(text: &str, segments: &Segments, spans: &[RoleSpan]) -> Vec<RoleSpan> {
    let mut all: Vec<RoleSpan> = spans.to_vec();
    // A tagger that names no partners leaves all of them to be guessed.
    if spans.iter().all(|span| span.partner.is_none()) {
        return all;
    }
    let mut done = 0;
    for outer in spans.iter().filter(|span| span.role == Role::Content) {
        let Some(clause) = clause_of(text, segments, outer).filter(|clause| clause.start >= done)
        else {
            continue;
        };
        let near = spans.partition_point(|span| span.bytes.start < clause.start);
        let cues: Vec<&RoleSpan> = spans[near..]
            .iter()
            .take_while(|span| span.bytes.start < clause.end)
            .filter(|span| span.role == Role::Cue)
            .collect();
        done = clause.end;
        let told = tag_clause(text, clause.clone());
        let Some(kept) = plain(text, &clause, &told, &cues) else { continue };
        let first = all.len();
        let place = |at: usize| kept.iter().position(|known| *known == at).map(|i| first + i);
        all.extend(kept.iter().map(|&at| {
            let span = told[at].clone();
            RoleSpan { partner: span.partner.and_then(place), score: span.score / 2.0, ..span }
        }));
    }
    in_order(&all)
}

/// Returns the clause that a content is, without its "that"; nothing for what is quoted.
fn clause_of(text: &str, segments: &Segments, content: &RoleSpan) -> Option<Range<usize>> {
    let Range { start, end } = content.bytes.clone();
    let words = text.get(start..end).filter(|words| LENGTHS.contains(&words.len()))?;
    content.partner?;
    let quotation = segments.quotations.partition_point(|q| q.bytes.end <= start);
    let quoted = segments.quotations.get(quotation).is_some_and(|q| q.bytes.start <= start);
    let opens = words.starts_with(is_mark);
    let sentence = segments.sentences.partition_point(|s| s.bytes.start <= start);
    let whole =
        segments.sentences.get(sentence.checked_sub(1)?).is_some_and(|s| end <= s.bytes.end);
    let skipped = words.strip_prefix("that ").map_or(0, |rest| words.len() - rest.len());
    (!quoted && !opens && whole).then_some(start + skipped..end)
}

/// Returns the numbers of the spans that make up the telling with which a clause opens.
fn plain(
    text: &str,
    clause: &Range<usize>,
    told: &[RoleSpan],
    cues: &[&RoleSpan],
) -> Option<Vec<usize>> {
    let cue = told.iter().position(|span| span.role == Role::Cue)?;
    let source = told[cue].partner?;
    let contents: Vec<usize> = (0..told.len())
        .filter(|&at| told[at].role == Role::Content && told[at].partner == Some(cue))
        .collect();
    let opens = told[source].bytes.start == clause.start;
    let after = contents.iter().all(|&at| told[at].bytes.start >= told[cue].bytes.end);
    let known = cues.iter().any(|known| overlap(&known.bytes, &told[cue].bytes));
    if !opens || !after || contents.is_empty() || known {
        return None;
    }
    // "he said he had agreed" tells of one act; only what is plainly a saying of somebody else's
    // is worth a statement: with "that", in quotation marks, or an order to somebody.
    let words = |at: usize| &text[told[at].bytes.clone()];
    let first = words(contents[0]);
    let ordered =
        first.starts_with("to ") && told[cue].bytes.end + 1 < told[contents[0]].bytes.start;
    let plain = first.starts_with("that ") || first.starts_with(is_mark) || ordered;
    // "The demands that come with the job": without a name, every second such reading is wrong.
    let name = words(source).split_whitespace().next_back().unwrap_or_default();
    if !plain || !name.starts_with(char::is_uppercase) {
        return None;
    }
    let attribution = Attribution {
        source: Some(told[source].bytes.clone()),
        cue: Some(told[cue].bytes.clone()),
        contents: contents.iter().map(|&at| told[at].bytes.clone()).collect(),
    };
    let speech = act_of(text, &attribution, Kind::Indirect, false).0 == Mode::Speech;
    speech.then(|| [source, cue].into_iter().chain(contents).collect())
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
