//! Sources that name a body or nobody: "the S.E.C.", "the company", "a senior aide". What names nobody is
//! kept as it stands.

use q7x2_domain::{LinkReason, Speaker, SpeakerType};

use super::candidates::Heard;
use super::parties::Parties;
use super::phrases::{head_of, without_article};
use super::resolver::Resolver;
use crate::document::Bytes;

/// How many sentences a body is remembered as "the company".
const REMEMBERED: usize = 12;
/// How many parties heard of are searched for it.
const MANY: usize = 40;
/// What outlets publish: "the article" is the word of its outlet.
const WRITTEN: [&str; 7] =
    ["article", "piece", "story", "profile", "editorial", "interview", "op-ed"];
/// Nouns that many sorts of bodies go by.
const ANY_BODY: [&str; 24] = [
    "company",
    "firm",
    "business",
    "group",
    "organization",
    "organisation",
    "agency",
    "outlet",
    "paper",
    "newspaper",
    "magazine",
    "network",
    "broadcaster",
    "site",
    "website",
    "channel",
    "union",
    "association",
    "charity",
    "bank",
    "retailer",
    "manufacturer",
    "airline",
    "operator",
];

impl Resolver<'_> {
    /// "the S.E.C.", "the bank", "a report by the Ode Institute", "the Kremlin".
    pub(super) fn body(&self, phrase: &str, at: usize) -> Option<Speaker> {
        let organization =
            |name: &str, reason| Some(self.speaker(name, SpeakerType::Organization, reason));
        let bare = without_article(phrase);
        if let Some(name) = self.bodies.in_full(phrase) {
            let same = name == bare;
            return organization(name, if same { LinkReason::Name } else { LinkReason::Gazetteer });
        }
        if let Some(name) = self.bodies.of_kind(phrase, at) {
            return organization(name, LinkReason::Title);
        }
        if let Some(name) = self.last_such(phrase, at) {
            return organization(&name, LinkReason::Title);
        }
        if let Some(name) = self.bodies.author(Bytes::new(at, at + phrase.len())) {
            return organization(&name, LinkReason::Description);
        }
        if let Some(name) = self.gazetteer.institution(phrase) {
            return organization(&name, LinkReason::Gazetteer);
        }
        // A capital stands for its country's government; a name of people too stands for nobody here.
        let parties = Parties::get();
        let name = parties.is_given(bare) && !parties.is_place(bare);
        let country = self.gazetteer.country(phrase).filter(|_| !name)?;
        organization(country, LinkReason::Gazetteer)
    }

    /// "the company", "the article": the body that was heard of last and may be called so.
    pub(super) fn last_such(&self, phrase: &str, at: usize) -> Option<String> {
        let (the, noun) = phrase.split_once(' ')?;
        let noun = noun.to_lowercase();
        if !the.eq_ignore_ascii_case("the") && !the.eq_ignore_ascii_case("this") {
            return None;
        }
        let (written, any) = (WRITTEN.contains(&noun.as_str()), ANY_BODY.contains(&noun.as_str()));
        let fits = |heard: &&Heard| {
            let name = heard.speaker.name.as_str();
            let near = self.turns.at(at) - self.turns.at(heard.at) <= REMEMBERED;
            let named = name.starts_with(char::is_uppercase) && name.len() > 1;
            let state = self.gazetteer.is_of_state(name);
            heard.speaker.kind == SpeakerType::Organization
                && near
                && named
                && match written {
                    true => self.bodies.publishes(name),
                    false => any && !state && !self.bodies.is_other(name, &noun),
                }
        };
        let mut heard = self.heard.iter().rev().filter(|heard| heard.at < at).take(MANY);
        if let Some(heard) = heard.find(fits) {
            return Some(heard.speaker.name.clone());
        }
        if written {
            return self.bodies.only_outlet(at).map(str::to_owned);
        }
        let places = &self.people.places;
        let before = places.partition_point(|(place, _)| *place < at);
        let (place, name) = places[..before].iter().rev().take(MANY).find(|_| any)?;
        let near = self.turns.at(at) - self.turns.at(*place) <= REMEMBERED;
        (near && !self.bodies.is_other(name, &noun)).then(|| name.clone())
    }

    /// A phrase that names nobody: kept as it stands, without a leading article.
    pub(super) fn described(&self, phrase: &str, head: &str) -> Option<Speaker> {
        let cut =
            [",", " (", " who ", " that ", " which "].iter().filter_map(|mark| phrase.find(mark));
        let whole = phrase[..cut.min().unwrap_or(phrase.len())].trim();
        let lower = whole.to_lowercase();
        let article = ["the ", "a ", "an "].iter().find(|article| lower.starts_with(**article));
        let bare = article.map_or(whole, |article| &whole[article.len()..]);
        if bare.is_empty() || !bare.contains(char::is_alphabetic) {
            return None;
        }
        let word = head_of(head);
        let mut kind = Parties::get().type_of_head(word);
        // "federal statistics" name nobody, "the Ode Institute report" does.
        if Parties::get().is_thing(word)
            && !bare.char_indices().any(|(at, c)| at > 0 && c.is_uppercase())
        {
            kind = SpeakerType::Unnamed;
        }
        if kind == SpeakerType::Organization
            && lower.contains(" and ")
            && word.starts_with(char::is_uppercase)
            && !Parties::get().is_body(word)
        {
            kind = SpeakerType::Group;
        }
        Some(self.speaker(bare, kind, LinkReason::Description))
    }
}
