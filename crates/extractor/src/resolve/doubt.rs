//! Who else a source may stand for: the likeliest of those who were not taken, where the answer rests on
//! more than a name. Decides nothing.

use crate::document::Bytes;
use q7x2_domain::{LinkReason, Speaker, SpeakerType};

use super::candidates::Candidate;
use super::offices;
use super::parties::Parties;
use super::phrases::{head_of, head_phrase};
use super::pronouns::Pronoun;
use super::resolver::Resolver;

/// How much unlikelier than the speaker somebody may be and still come into question.
const PLAUSIBLE: f32 = 2.5;
/// How many parties heard of are searched for another speaker.
const MANY: usize = 60;

impl Resolver<'_> {
    /// Returns who else may be meant where `speaker` was found behind `source`, or for want of one, at
    /// `at`.
    pub(super) fn runner_up(
        &self,
        speaker: &Speaker,
        source: Option<Bytes>,
        at: usize,
    ) -> Option<Speaker> {
        let phrase = source.map_or("", |source| self.document.text()[source].trim());
        let other = |name: &str| name != speaker.name;
        match speaker.link_reason {
            LinkReason::Pronoun => {
                let ranked = self.surroundings().candidates(Pronoun::of(phrase)?, at);
                self.second(&ranked, speaker)
            }
            LinkReason::Continued => {
                let recent = self.heard.iter().rev().take(MANY);
                let mut heard = recent.filter(|heard| heard.speaks);
                let last = heard.find(|heard| other(&heard.speaker.name))?;
                let paragraph = self.document.paragraph_at(at);
                let near = paragraph - self.document.paragraph_at(last.at).min(paragraph) <= 1;
                near.then(|| Speaker {
                    link_reason: LinkReason::Continued,
                    ..(*last.speaker).clone()
                })
            }
            LinkReason::Title if speaker.kind == SpeakerType::Person => {
                let bearers = offices::bearers(phrase, at, &self.people);
                let people = bearers.map(|number| self.people.people[number].name.as_str());
                if let Some(name) = { people }.find(|name| other(name)) {
                    return Some(self.speaker(name, SpeakerType::Person, LinkReason::Title));
                }
                let head = head_of(head_phrase(phrase));
                self.second(&self.anybody(head, at), speaker)
                    .map(|next| Speaker { link_reason: LinkReason::Title, ..next })
                    .filter(|next| next.kind == SpeakerType::Person)
                    .filter(|_| self.people.callings.is_new(head, at))
            }
            LinkReason::Similarity => {
                let alike = self.people.alike(phrase);
                let name = alike.into_iter().find(|name| other(name))?;
                Some(self.speaker(name, SpeakerType::Person, LinkReason::Similarity))
            }
            _ => None,
        }
    }

    /// Returns the likeliest candidate that is not the speaker, if it is likely enough.
    fn second(&self, ranked: &[Candidate], speaker: &Speaker) -> Option<Speaker> {
        let first = ranked.iter().find(|candidate| candidate.name == speaker.name)?;
        // "Mayor keeps the bridge": who is called by a title alone may well be the speaker.
        let titled = |name: &str| Parties::get().is_title(name);
        let others = ranked.iter().filter(|candidate| !titled(&candidate.name));
        let next = { others }.find(|candidate| candidate.name != speaker.name)?;
        let plausible = next.cost <= first.cost + PLAUSIBLE;
        plausible.then(|| self.speaker(&next.name, next.kind, LinkReason::Pronoun))
    }
}
