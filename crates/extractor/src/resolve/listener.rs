//! Addressees as parties: whom "told him" and "warned Lind" mean.

use q7x2_domain::{LinkReason, Speaker};

use super::resolver::Resolver;
use crate::document::Bytes;

impl Resolver<'_> {
    /// Returns the party that the words at `told` name, as whom `speaker` spoke to. Nobody is told
    /// something by himself: a pronoun that leads to the speaker leads nowhere.
    pub(crate) fn listener(&self, told: Bytes, speaker: Option<&Speaker>) -> Option<Speaker> {
        let party = self.party(told, 0)?;
        let same = speaker.is_some_and(|speaker| speaker.id == party.id);
        (!(same && party.link_reason == LinkReason::Pronoun)).then_some(party)
    }
}
