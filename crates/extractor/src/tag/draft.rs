//! What has been found in a period so far, so that patterns do not claim the same words twice.

use super::period::Parts;

/// An attribution within a period.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) source: Option<Parts>,
    pub(super) cue: Parts,
    pub(super) contents: Vec<Parts>,
    /// Whether the cue is a verb, whose subject later verbs of the period share.
    pub(super) verbal: bool,
}

/// The attributions of a period, and which parts are content.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) found: Vec<Found>,
    claimed: Vec<bool>,
}

impl Draft {
    pub(super) fn new(parts: usize) -> Self {
        Self { found: Vec::new(), claimed: vec![false; parts] }
    }

    /// Keeps an attribution, unless its content is empty or overlaps what is claimed.
    pub(super) fn add(&mut self, mut found: Found) {
        found.contents.retain(|content| !content.is_empty());
        let places = || found.contents.iter().flat_map(|content| content.range());
        if places().all(|at| self.is_free(at)) && !found.contents.is_empty() {
            places().for_each(|at| self.claimed[at] = true);
            self.found.push(found);
        }
    }

    /// Tells whether the part is no content yet.
    pub(super) fn is_free(&self, at: usize) -> bool {
        !self.claimed.get(at).copied().unwrap_or(true)
    }

    pub(super) fn has_cue(&self, at: usize) -> bool {
        self.found.iter().any(|found| found.cue.holds(at))
    }

    /// Returns where the free parts before `at` begin: after the last claimed content or cue.
    pub(super) fn floor(&self, at: usize) -> usize {
        let claimed =
            self.claimed[..at.min(self.claimed.len())].iter().rposition(|&claimed| claimed);
        let cues = self.found.iter().map(|found| found.cue.end).filter(|&end| end <= at);
        claimed.map_or(0, |last| last + 1).max(cues.max().unwrap_or(0))
    }

    /// Returns the source of the last verb before `at`.
    pub(super) fn source_before(&self, at: usize) -> Option<Parts> {
        let verbs = self.found.iter().filter(|found| found.verbal && found.cue.start < at);
        verbs.max_by_key(|found| found.cue.start).and_then(|found| found.source)
    }
}
