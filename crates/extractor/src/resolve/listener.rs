//! Addressees as parties: whom "told him" and "warned Lind" mean. Nobody is told something by himself.

use q7x2_domain::{LinkReason, Speaker};

use super::resolver::{Resolved, Resolver};
use crate::document::Bytes;
use crate::link::Attribution;

/// Words that mean the speaker.
const REFLEXIVE: [&str; 6] = ["himself", "herself", "itself", "themselves", "myself", "ourselves"];

impl Resolver<'_> {
    /// Returns whether anybody is spoken to at `told`, and which party that is where it is known, as whom the
    /// speakers of `resolved` spoke to. A pronoun that leads to one of them leads nowhere, and a name of one
    /// is no addressee, unless what was taken for the speaker is a pronoun: "he told Lind" is another he.
    pub(crate) fn listener(
        &self,
        told: Bytes,
        attribution: &Attribution,
        resolved: &mut Resolved,
    ) -> Option<Option<Speaker>> {
        let words = self.document.slice(told).trim();
        if REFLEXIVE.iter().any(|word| words.eq_ignore_ascii_case(word)) {
            return None;
        }
        let Some(party) = self.party(told, 0) else { return Some(None) };
        let speaks = |speaker: &Speaker| speaker.id == party.id;
        if !resolved.speaker.as_deref().is_some_and(speaks) && !resolved.joint.iter().any(speaks) {
            return Some(Some(party));
        }
        if party.link_reason == LinkReason::Pronoun {
            return Some(None);
        }
        let is_pronoun =
            resolved.speaker.as_ref().is_some_and(|s| s.link_reason == LinkReason::Pronoun);
        let follows = attribution
            .cue
            .is_some_and(|cue| cue.end <= told.start && self.is_blank(cue.end, told.start));
        let (other, likely) = { resolved.instead.take() }.filter(|_| is_pronoun && follows)?;
        resolved.speaker = Some(other);
        resolved.next_candidate = None;
        resolved.likely = likely;
        Some(Some(party))
    }

    fn is_blank(&self, start: usize, end: usize) -> bool {
        self.document.slice(Bytes::new(start, end)).trim().is_empty()
    }
}
