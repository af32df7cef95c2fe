//! Organisations and what stands for them: abbreviations, capitals and seats of government, and the
//! institutions that every country has ("Ukraine’s air force").

use std::borrow::Cow;

use q7x2_names::{SpellingKey, possessor};

use super::entries::{Body, BodyKey, Country};
use super::index::Gazetteer;
use crate::words::without_article;

/// How an organisation is called, whatever words stand for it.
pub type OrganizationName<'a> = Cow<'a, str>;

impl Gazetteer {
    /// Returns the organisation of this name or abbreviation. "Who" is no health organisation: a
    /// name has a capital.
    pub fn body(&self, name: &str) -> Option<&Body> {
        let named = name.contains(char::is_uppercase);
        let number = named.then(|| self.by_body.get(&BodyKey::of(name))).flatten()?;
        Some(&self.bodies[*number]).filter(|body| body.answers_to(name))
    }

    /// Returns the country whose name, capital or seat of government this is: its government speaks.
    pub fn country(&self, name: &str) -> Option<&str> {
        let named = name.contains(char::is_uppercase);
        let number = named.then(|| self.by_country.get(&BodyKey::of(name))).flatten()?;
        Some(&self.countries[*number].name)
    }

    /// Tells whether a name is an organisation's, a country's or a capital's.
    pub fn is_organization(&self, name: &str) -> bool {
        self.body(name).is_some() || self.country(name).is_some()
    }

    /// Tells whether a name is a country's or that of a body of its state.
    pub fn is_of_state(&self, name: &str) -> bool {
        self.country(name).is_some() || self.body(name).is_some_and(|body| body.of.is_some())
    }

    /// Returns the institution of a country that a phrase names: "the Ukrainian air force",
    /// "Ukraine’s air force" and "the air force of Ukraine" are one.
    pub fn institution(&self, phrase: &str) -> Option<OrganizationName<'_>> {
        let (country, institution) = self.institution_of(phrase)?;
        Some(country.institution(institution))
    }

    /// Returns the country and the institution that a phrase names.
    pub(super) fn institution_of(&self, phrase: &str) -> Option<(&Country, &str)> {
        let bare = without_article(phrase.trim());
        let called = |name: &str| self.institutions.get(&SpellingKey::of(name));
        // A possessive or an adjective of one to three words stands before it.
        for (at, _) in bare.match_indices([' ', '\u{a0}']).take(3) {
            let (whose, what) = (&bare[..at], bare[at..].trim_start());
            let Some(institution) = called(what) else { continue };
            let country = match possessor(whose) {
                Some(owner) => self.country_of(owner),
                None => self.of_people(whose).or_else(|| self.country_of(whose)),
            };
            return Some((country?, institution));
        }
        let (what, whose) = bare.rsplit_once(" of ")?;
        let institution = called(what)?;
        Some((self.country_of(without_article(whose))?, institution))
    }

    fn country_of(&self, name: &str) -> Option<&Country> {
        let named = name.starts_with(char::is_uppercase);
        let number = named.then(|| self.by_country.get(&BodyKey::of(name))).flatten()?;
        Some(&self.countries[*number])
    }

    fn of_people(&self, demonym: &str) -> Option<&Country> {
        let named = demonym.starts_with(char::is_uppercase);
        let number = named.then(|| self.by_demonym.get(&SpellingKey::of(demonym))).flatten()?;
        Some(&self.countries[*number])
    }
}

impl Country {
    fn institution(&self, institution: &str) -> OrganizationName<'static> {
        Cow::Owned(format!("{} {institution}", self.adjective))
    }
}
