//! Sources that call a named person by a noun: "the mayor", "the geologist", "her lawyer", "the
//! 52-year-old". The article's own words decide first, then the gazetteer, then whoever was just
//! speaking; a noun that may mean others stays without a name.

use q7x2_domain::{LinkReason, Speaker, SpeakerType};

use super::callings::Owner;
use super::candidates::Candidate;
use super::names::surname;
use super::offices;
use super::parties::{Gender, Parties};
use super::phrases::{head_of, head_phrase, possessor, title_word, title_words};
use super::pronouns::Pronoun;
use super::resolver::Resolver;

/// The cost up to which somebody was just speaking or spoken of.
const JUST_NOW: f32 = 1.2;
/// How much likelier than the next one must be to be meant by a noun that is new.
const CLEAR: f32 = 0.4;

impl Resolver<'_> {
    /// "the mayor": whoever is called mayor in the article, or is known to be.
    pub(super) fn office(&self, phrase: &str, at: usize) -> Option<Speaker> {
        if let Some(bearer) = offices::bearer(phrase, at, &self.people, self.day) {
            let name = &self.people.people[bearer].name;
            return Some(self.speaker(name, SpeakerType::Person, LinkReason::Title));
        }
        let name = offices::holder(phrase, self.day, self.gazetteer, &self.people.capitals)?;
        Some(self.speaker(name, SpeakerType::Person, LinkReason::Gazetteer))
    }

    /// "the geologist", "her lawyer", "the 52-year-old": whoever the article calls so.
    pub(super) fn called(&self, phrase: &str, at: usize) -> Option<Speaker> {
        let phrase = phrase.split(',').next().unwrap_or(phrase);
        let (opening, rest) = phrase.split_once(' ')?;
        let head_words = head_phrase(rest);
        let noun = title_word(head_of(head_words));
        let callings = &self.people.callings;
        let described = head_words.rsplit_once(' ').map_or("", |(before, _)| before);
        let nearest = described.rsplit(' ').next().unwrap_or_default();
        let person = if let Some(owner) = Owner::of(nearest).or_else(|| Owner::of(opening)) {
            let (person, known) = callings.only_owned(&noun)?;
            self.is_owner(&owner, known, at).then_some(person)
        } else if opening.eq_ignore_ascii_case("the") {
            let complement = rest[head_words.len()..].trim_start();
            let numbers = ["of two", "of three", "of four", "of five"];
            let whole = complement.is_empty() || numbers.contains(&complement);
            let aged = head_words.split(' ').any(|word| word.ends_with("-year-old"));
            if aged {
                return self.aged(head_words, &noun, at);
            }
            let parties = Parties::get();
            let more = title_words(described);
            let somebody = !parties.is_body(&noun) && !parties.is_thing(&noun);
            if !whole || !somebody {
                return None;
            }
            let Some(found) = callings.last(&noun, at) else {
                return self.bridged(phrase, &noun, at);
            };
            let titles = &self.people.people[found].titles;
            more.iter().all(|word| titles.contains(word)).then_some(found)
        } else {
            None
        }?;
        let name = &self.people.people[person].name;
        Some(self.speaker(name, SpeakerType::Person, LinkReason::Title))
    }

    /// Tells whether a phrase with an owner of its own means somebody else than a person whom nothing
    /// introduces so: "Lind’s wife", "the victim’s mother", "the defence lawyer" of somebody named before.
    pub(super) fn is_anothers(&self, phrase: &str, person: usize) -> bool {
        let words = head_phrase(phrase.split(',').next().unwrap_or(phrase));
        let Some((before, head)) = words.rsplit_once(' ') else { return false };
        let (parties, noun) = (Parties::get(), title_word(head));
        let titles = &self.people.people[person].titles;
        // Who is introduced as an attorney may be somebody’s lawyer.
        let serves = |word: &str| parties.is_somebodys(word) && !parties.is_kin(word);
        let called = || {
            titles.iter().any(|title| *title == noun || serves(title) && serves(&noun))
                || self.people.callings.all(&noun).contains(&person)
        };
        let side = title_word(head_of(before));
        match parties.is_kin(&noun) || parties.is_somebodys(&noun) {
            true if parties.is_side(&side) => !titles.contains(&side),
            true => before.split(' ').any(|word| possessor(word).is_some()) && !called(),
            false => false,
        }
    }

    /// Tells whether who is meant as the owner at `at` is the one who was named as the owner.
    pub(super) fn is_owner(&self, owner: &Owner, known: &Owner, at: usize) -> bool {
        match (owner, known) {
            (Owner::Pronoun(word), Owner::Named(name)) => {
                let Some(pronoun) = Pronoun::of(word) else { return false };
                let likeliest = self.surroundings().candidates(pronoun, at).into_iter().next();
                likeliest.is_some_and(|owner| surname(&owner.name) == *name)
            }
            (owner, known) => owner == known,
        }
    }

    /// "the lawmaker", whom nothing introduced: whoever was just speaking or spoken of.
    pub(super) fn bridged(&self, phrase: &str, noun: &str, at: usize) -> Option<Speaker> {
        let parties = Parties::get();
        let vague = [
            "spokesman",
            "official",
            "source",
            "aide",
            "person",
            "one",
            "member",
            "other",
            "journalist",
            "reporter",
            "correspondent",
            "interviewer",
            "moderator",
            "reader",
        ];
        // Of mayors and ministers there are more than an article names.
        let offices = ["lawyer", "representative", "professor", "economist", "author", "founder"];
        let someone = parties.is_someone(noun);
        let office = parties.is_office(noun) && !offices.contains(&noun);
        let past = ["former", "ex", "then", "late", "other", "second", "third", "same"];
        let other = phrase.split(' ').any(|word| past.contains(&word));
        // Of whom somebody tells something is not who tells it.
        if !someone
            || self.told.at(at).is_some()
            || office
            || other
            || vague.contains(&noun)
            || !self.people.callings.is_new(noun, at)
        {
            return None;
        }
        let found = self.anybody(head_of(head_phrase(phrase)), at);
        let best = found.first().filter(|best| best.kind == SpeakerType::Person)?;
        let clear = found.get(1).is_none_or(|next| next.cost >= best.cost + CLEAR);
        (best.cost <= JUST_NOW && clear)
            .then(|| self.speaker(&best.name, best.kind, LinkReason::Title))
    }

    /// "the 52-year-old", "the 52-year-old mother of two": the one of that age, or the one that "he"
    /// or "she" would mean here.
    pub(super) fn aged(&self, words: &str, noun: &str, at: usize) -> Option<Speaker> {
        let age = words.split(' ').find(|word| word.ends_with("-year-old"))?;
        if let Some(person) = self.people.callings.last(&title_word(age), at) {
            let name = &self.people.people[person].name;
            return Some(self.speaker(name, SpeakerType::Person, LinkReason::Title));
        }
        let found = self.anybody(noun, at);
        let best = found.first()?;
        // Of two who come into question alike, the age tells nothing.
        let clear = found.get(1).is_none_or(|next| next.cost >= best.cost + CLEAR);
        let meant = best.cost <= JUST_NOW && clear;
        meant.then(|| self.speaker(&best.name, best.kind, LinkReason::Title))
    }

    /// Returns whom "he" or "she" would mean at `at`, as far as a noun leaves that open, the likeliest
    /// first.
    pub(super) fn anybody(&self, noun: &str, at: usize) -> Vec<Candidate> {
        let around = self.surroundings();
        let pronouns = match Parties::get().gender_of_title(noun) {
            Some(Gender::Male) => &[Pronoun::He][..],
            Some(Gender::Female) => &[Pronoun::She],
            None => &[Pronoun::He, Pronoun::She],
        };
        let candidates = pronouns.iter().flat_map(|pronoun| around.candidates(*pronoun, at));
        let mut found: Vec<Candidate> = candidates.collect();
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        found.dedup_by(|a, b| a.name == b.name);
        found
    }
}
