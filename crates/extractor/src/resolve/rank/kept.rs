//! What is kept of a candidate while all sources of an article are ranked: a few numbers. A long article has
//! millions of candidates, and their names and evidence would fill the memory.

use std::collections::HashMap;

use super::candidates::{Candidate, CandidateKind, Key};

/// What is kept of a candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    pub(super) kind: CandidateKind,
    /// Who it is within the article, see [`Keys`].
    pub(super) key: u32,
    /// What its evidence weighs in the first ranking.
    pub(super) first: f32,
    /// What that evidence weighs in the second.
    pub(super) again: f32,
    /// Whether the words of the source name it.
    pub(super) named: bool,
    /// Whether they name it only as the owner of what they describe.
    pub(super) owner: bool,
}

impl Kept {
    /// The key of nobody.
    pub(super) const NOBODY: u32 = 0;
}

/// Numbers for the parties of an article.
#[derive(Debug, Default)]
pub(super) struct Keys(HashMap<Key, u32>);

impl Keys {
    /// Returns the number of a candidate's party.
    pub(super) fn of(&mut self, candidate: &Candidate) -> u32 {
        let key = candidate.key();
        if key == Key::Nobody {
            return Kept::NOBODY;
        }
        // An article is too short for more.
        let next = self.0.len() as u32 + 1;
        *self.0.entry(key).or_insert(next)
    }
}
