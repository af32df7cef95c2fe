//! What users named: their word comes before all others.

use q7x2_domain::{LinkReason, Speaker, SpeakerType};

use super::phrases::without_article;
use super::resolver::Resolver;

impl Resolver<'_> {
    /// Whom or what users gave this name.
    pub(super) fn users(&self, phrase: &str) -> Option<Speaker> {
        let named = without_article(phrase);
        let (name, is_person) = self.gazetteer.told(named)?;
        let kind = if is_person { SpeakerType::Person } else { SpeakerType::Organization };
        let reason = if name == named { LinkReason::Name } else { LinkReason::Gazetteer };
        Some(self.speaker(name, kind, reason))
    }
}
