//! Who spoke before and after, as a first ranking has it: evidence for a second one.

use std::collections::HashMap;

use super::asked::Asked;
use super::candidates::CandidateKind;
use super::features::{Feature as F, Row};
use super::kept::Kept;

/// How many sources on either side are looked at.
const NEAR: usize = 64;
/// How many bytes after a content the next one still goes on with it.
const GOES_ON: usize = 40;

/// Calls `with` for each candidate of each source with the evidence of who spoke around it; `chosen` are the
/// candidates of the first ranking.
pub(super) fn each(
    asked: &[Asked],
    kept: &[Vec<Kept>],
    chosen: &[usize],
    mut with: impl FnMut(usize, usize, &Row),
) {
    let keys: Vec<u32> = chosen.iter().zip(kept).map(|(&at, kept)| kept[at].key).collect();
    let mut all: HashMap<u32, usize> = HashMap::new();
    for key in &keys {
        *all.entry(*key).or_default() += 1;
    }
    let mut row = Row::new();
    let mut before: HashMap<u32, usize> = HashMap::new();
    for (number, own) in asked.iter().enumerate() {
        let spoke: Vec<u32> = { keys[..number].iter().rev().take(NEAR) }
            .filter(|key| **key != Kept::NOBODY)
            .take(3)
            .copied()
            .collect();
        let last = number.checked_sub(1).map(|at| (&asked[at], keys[at]));
        let next = keys.get(number + 1).copied();
        let near = number.saturating_sub(NEAR)..asked.len().min(number + NEAR);
        let around = near
            .clone()
            .filter(|&at| at != number && asked[at].at != own.at && asked[at].says(own.at))
            .min_by_key(|&at| asked[at].length());
        let same: Vec<usize> = near
            .filter(|&at| at != number && own.source.is_some() && asked[at].source == own.source)
            .collect();
        for (place, candidate) in kept[number].iter().enumerate() {
            let key = candidate.key;
            row.clear();
            row.is(F::LastSpeaker, spoke.first() == Some(&key));
            row.is(F::LastButOne, spoke.get(1) == Some(&key));
            row.is(F::Alternates, spoke.get(1) == Some(&key) && spoke.first() != Some(&key));
            row.is(F::ThirdLast, spoke.get(2) == Some(&key));
            if let Some((last, spoke)) = last {
                let just = spoke == key;
                row.is(F::JustSpoke, just);
                if candidate.kind != CandidateKind::Nobody {
                    row.is(F::JustSpokeParagraph, just && last.paragraph == own.paragraph);
                }
                row.is(F::JustSpokeSentence, just && last.sentence == own.sentence);
                row.is(F::JustSpokeNextParagraph, just && last.paragraph + 1 == own.paragraph);
                let end = last.contents.last().map_or(0, |content| content.end);
                let start = own.contents.first().map_or(0, |content| content.start);
                row.is(F::GoesOn, just && start >= end && start - end <= GOES_ON);
            }
            row.is(F::SpeaksNext, next == Some(key));
            let told = before.get(&key).copied().unwrap_or_default();
            row.set(F::SpokeCount, (told as f32).ln_1p() / 3.0);
            let whole =
                all.get(&key).copied().unwrap_or_default() - usize::from(keys[number] == key);
            row.set(F::SpeaksCount, (whole as f32).ln_1p() / 3.0);
            row.is(F::NewSpeaker, told == 0 && candidate.kind == CandidateKind::Person);
            row.is(F::SpeakerAround, around.is_some_and(|at| keys[at] == key));
            let own_source = same.iter().any(|&at| keys[at] == key);
            row.is(F::SameSource, own_source);
            row.is(F::OtherOfSource, !same.is_empty() && !own_source);
            with(number, place, &row);
        }
        *before.entry(keys[number]).or_default() += 1;
    }
}
