//! Relay: A reports that B said. What is told within what is told is second-hand, and who tells it
//! is known by the nesting of contents, by a teller in the same sentence, or by words that pass on
//! hearsay ("is said to have", "reportedly").
//!
//! Who reports what he said himself stands between nobody: "Lind said she had told the council".

mod teller;
mod within;

use q7x2_domain::{Channel, Excerpt, Relay, Speaker, Statement, StatementId};

use self::teller::{Sentences, Teller};
use crate::document::{Bytes, Document};
use crate::link::Attribution;

pub(crate) use self::within::{Told, pieces, told, with_told};

/// How many contents that lie around a cue are looked at.
const AROUND: usize = 8;

/// What stands between an attribution and the reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Telling {
    /// The attribution in whose content it stands, or that tells it in the same sentence.
    pub(crate) by: Option<usize>,
    /// Whether somebody more tells it, who is no attribution.
    pub(crate) by_others: bool,
    /// The words that name the one of these who is named.
    pub(crate) named: Option<Bytes>,
}

/// Returns what stands between each attribution and the reader.
pub(crate) fn tellings(document: &Document, attributions: &[Attribution]) -> Vec<Telling> {
    let around = around(attributions);
    let sentences = Sentences::new(document, attributions);
    let telling = |(at, told): (usize, &Attribution)| {
        let hearsay = teller::is_hearsay(document, told);
        let teller = match around[at] {
            Some(by) => {
                let outer = &attributions[by];
                let words = outer.source.or_else(|| teller::hearers(document, outer));
                Some(Teller { by: Some(by), words })
            }
            None => sentences.teller(at, told),
        };
        Telling {
            by: teller.and_then(|teller| teller.by),
            by_others: hearsay || teller.is_some_and(|teller| teller.by.is_none()),
            named: teller.and_then(|teller| teller.words),
        }
    };
    attributions.iter().enumerate().map(telling).collect()
}

/// Returns the attribution in whose content each one's cue stands, the innermost.
fn around(attributions: &[Attribution]) -> Vec<Option<usize>> {
    let mut contents: Vec<(Bytes, usize)> = Vec::new();
    for (at, told) in attributions.iter().enumerate() {
        contents.extend(told.contents.iter().map(|content| (*content, at)));
    }
    contents.sort_by_key(|(content, _)| (content.start, std::cmp::Reverse(content.end)));
    let mut anchors: Vec<(Bytes, usize)> = attributions
        .iter()
        .enumerate()
        .filter_map(|(at, told)| Some((anchor(told)?, at)))
        .collect();
    anchors.sort_by_key(|(anchor, _)| anchor.start);
    let mut found = vec![None; attributions.len()];
    let (mut open, mut next): (Vec<(Bytes, usize)>, usize) = (Vec::new(), 0);
    for (cue, at) in anchors {
        while let Some(content) = contents.get(next).filter(|(c, _)| c.start <= cue.start) {
            open.push(*content);
            next += 1;
        }
        while open.last().is_some_and(|(content, _)| content.end <= cue.start) {
            open.pop();
        }
        let holds = |(content, teller): &&(Bytes, usize)| {
            let outside = anchor(&attributions[*teller])
                .is_some_and(|cue| cue.end <= content.start || content.end <= cue.start);
            *teller != at && content.start <= cue.start && cue.end <= content.end && outside
        };
        found[at] = open.iter().rev().take(AROUND).find(holds).map(|(_, teller)| *teller);
    }
    found
}

/// Where an attribution does its telling: its cue, or its source where it has none.
fn anchor(told: &Attribution) -> Option<Bytes> {
    told.cue.or(told.source)
}

/// Says of each statement whether it is second-hand. `statements` are those made of attributions,
/// by their number; an attribution may have none. `excerpt` gives what stands in the article at a place.
pub(crate) fn mark(
    statements: &mut [Option<&mut Statement>],
    tellings: &[Telling],
    excerpt: impl Fn(Bytes) -> Option<Excerpt>,
) {
    let mut known: Vec<Option<Option<Box<Relay>>>> = vec![None; tellings.len()];
    for first in 0..tellings.len() {
        // From an attribution to the outermost that tells it, then back.
        let (mut path, mut at) = (Vec::new(), Some(first));
        while let Some(here) = at.filter(|&here| known[here].is_none() && !path.contains(&here)) {
            path.push(here);
            at = if path.len() < usize::from(u8::MAX) { tellings[here].by } else { None };
        }
        for here in path.into_iter().rev() {
            let relay = relay(here, statements, tellings, &known, &excerpt);
            known[here] = Some(relay.map(Box::new));
        }
    }
    for (statement, relay) in statements.iter_mut().zip(known) {
        if let Some(statement) = statement {
            statement.relay = relay.flatten();
            let teller = statement.relay.as_ref().and_then(|relay| relay.teller.as_ref());
            // "Per the Lantern, …": by whom it has come is not how it was said.
            let told = |channel: &Channel| teller.is_some_and(|t| t.span == channel.excerpt.span);
            if statement.channel.as_deref().is_some_and(told) {
                statement.channel = None;
            }
        }
    }
}

fn relay(
    at: usize,
    statements: &[Option<&mut Statement>],
    tellings: &[Telling],
    known: &[Option<Option<Box<Relay>>>],
    excerpt: impl Fn(Bytes) -> Option<Excerpt>,
) -> Option<Relay> {
    let Telling { by, by_others, named } = tellings[at];
    let statement = |at: usize| statements[at].as_deref();
    let speaker = |at: usize| statement(at).and_then(|statement| statement.speaker.as_deref());
    let outer = by.and_then(|by| known[by].clone().flatten());
    let own = by.is_some_and(|by| is_same(speaker(at), speaker(by)));
    let before = outer.as_ref().map_or(0, |outer| outer.depth);
    let tellers = u8::from(by.is_some() && !own) + u8::from(by_others);
    let depth = before.saturating_add(tellers);
    let (by, teller): (Option<StatementId>, Option<Excerpt>) = match by {
        Some(by) if !own => {
            (statement(by).map(|statement| statement.id.clone()), named.and_then(excerpt))
        }
        Some(_) => outer.map_or((None, None), |outer| (outer.by, outer.teller)),
        None => (None, named.and_then(excerpt)),
    };
    (depth > 0).then_some(Relay { depth, by, teller })
}

/// Tells whether two speakers are one who is known.
fn is_same(a: Option<&Speaker>, b: Option<&Speaker>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.id == b.id)
}

#[cfg(test)]
mod tests;
