//! The order of the layers: which of them is asked first of a source, and what happens where there is
//! none. Decides nothing itself; each layer answers for its own kind of phrase.

use std::sync::Arc;

use q7x2_domain::Speaker;

use super::candidates::Heard;
use super::phrases::{head_phrase, without_reflexive};
use super::pronouns::Pronoun;
use super::resolver::{Resolved, Resolver, SIDE_BY_SIDE};
use crate::document::{Bytes, Word};
use crate::family::Family;
use crate::link::Attribution;

/// The longest subject that is worth hearing of, in bytes.
const LONGEST_SUBJECT: usize = 240;
/// Cues of somebody who was asked.
const ANSWERS: [&str; 8] =
    ["replied", "replies", "answered", "answers", "responded", "responds", "retorted", "retorts"];

impl Resolver<'_> {
    /// Returns the speaker of an attribution, and who else it may be.
    pub(crate) fn resolve(&mut self, attribution: &Attribution) -> Resolved {
        let Some(first) = attribution.contents.first() else { return Resolved::default() };
        let place = attribution.source.as_ref().or(attribution.cue.as_ref());
        let at = place.map_or(first.start, |place| place.start);
        // A caption is nobody's word, and a name in it no source.
        if self.document.is_furniture(at) {
            return Resolved::default();
        }
        self.listen(at);
        let cue = self.document.tokens_in(attribution.cue.unwrap_or_default());
        let verb = self.document.words(cue).next().map_or("", Word::lower);
        self.answers = ANSWERS.contains(&verb);
        let asks = self.document.words(cue).any(|word| word.lower().contains("ask"));
        let speaker = match (&attribution.source, &attribution.cue) {
            // "Lind said Ode …": a source after a verb that has its subject is none.
            (Some(source), Some(cue)) if source.start >= cue.end => {
                let subject = self.subject_of(*cue).filter(|s| self.told.at(s.start).is_none());
                self.party(subject.unwrap_or(*source), 0)
            }
            (Some(source), _) => self.party(*source, 0),
            _ if !self.document.uses(Family::ResolveAbsent) => None,
            (None, Some(cue)) => self.implied(*cue),
            (None, None) => self.continued(first.start),
        };
        let Some(speaker) = speaker else { return Resolved::default() };
        let next_candidate = self.runner_up(&speaker, attribution.source, at);
        let next_candidate = next_candidate.map(|next| self.known.one(next));
        let speaker = self.known.one(speaker);
        self.heard.push(Heard { at, speaker: Arc::clone(&speaker), speaks: true, asks });
        let contents = attribution.contents.iter().copied();
        self.spoken.extend(contents.map(|content| (content, Arc::clone(&speaker))));
        Resolved { speaker: Some(speaker), next_candidate, ..Resolved::default() }
    }

    /// Hears of the subjects of all clauses before `at`: a pronoun may mean them.
    fn listen(&mut self, at: usize) {
        while let Some(subject) = self.subjects.get(self.next_subject).filter(|s| s.start < at) {
            self.next_subject += 1;
            let known = self.heard.iter().rev().take(SIDE_BY_SIDE).any(|h| h.at == subject.start);
            let phrase = &self.document.text()[*subject];
            let vague = matches!(
                Pronoun::of(phrase),
                Some(Pronoun::It | Pronoun::Relative | Pronoun::Party)
            );
            if known || vague || phrase.len() > LONGEST_SUBJECT {
                continue;
            }
            if let Some(speaker) = self.party(*subject, 1) {
                let (at, speaker) = (subject.start, self.known.one(speaker));
                self.heard.push(Heard { at, speaker, speaks: false, asks: false });
            }
        }
    }

    /// Resolves the phrase at `source`.
    pub(super) fn party(&self, source: Bytes, depth: u8) -> Option<Speaker> {
        let source = self.document.without_dateline(source);
        let words = self.document.slice(source);
        let at = source.start + words.len() - words.trim_start().len();
        let phrase = without_reflexive(words.trim());
        let head = head_phrase(phrase);
        if let Some(pronoun) = Pronoun::of(phrase).or_else(|| Pronoun::opening(phrase)) {
            let asks = self.document.uses(Family::ResolvePronouns);
            return asks.then(|| self.pronoun(pronoun, source, depth)).flatten();
        }
        if self.is_clause(source) {
            return None;
        }
        let asks = |family| self.document.uses(family).then_some(());
        self.users(phrase)
            .or_else(|| asks(Family::ResolveGroups).and_then(|()| self.group(phrase, at, depth)))
            .or_else(|| self.label(source))
            .or_else(|| asks(Family::ResolveNames).and_then(|()| self.named(phrase, head, at)))
            .or_else(|| asks(Family::ResolveApposed).and_then(|()| self.apposed(phrase, head, at)))
            .or_else(|| asks(Family::ResolveOffices).and_then(|()| self.office(phrase, at)))
            .or_else(|| asks(Family::ResolveCallings).and_then(|()| self.called(phrase, at)))
            .or_else(|| asks(Family::ResolveBodies).and_then(|()| self.body(phrase, at)))
            .or_else(|| self.described(phrase, head))
    }
}
