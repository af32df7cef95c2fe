//! Resolution: which person, organisation, group or unnamed party stands behind a source. Every
//! answer says which layer gave it; not knowing is an answer.

mod bearers;
mod bodies;
mod gazetteer;
mod names;
mod offices;
mod parties;
mod people;
mod phrases;
mod pronouns;
mod titles;

use std::ops::Range;

use q7x2_domain::{Article, LinkReason, Speaker, SpeakerId, SpeakerType};

use self::bodies::Bodies;
pub(crate) use self::gazetteer::Gazetteer;
use self::gazetteer::{Day, day_of};
use self::names::{name_in, runs_of};
use self::parties::Parties;
use self::people::People;
use self::phrases::{head_of, head_phrase, without_article};
use self::pronouns::{Number, Pronoun, Turns};
use crate::lexicon::Lexicon;
use crate::link::Attribution;
use crate::segment::Segments;

/// How many bytes before "who" its antecedent is looked for.
const ANTECEDENT: usize = 120;

/// Resolves the sources of one article, in text order.
pub(crate) struct Resolver<'a> {
    article: &'a Article,
    segments: &'a Segments,
    gazetteer: &'a Gazetteer,
    people: People<'a>,
    bodies: Bodies<'a>,
    /// When the article was published.
    day: Option<Day>,
    turns: Turns,
    /// Who spoke so far, with the place of the source.
    trail: Vec<(usize, Speaker)>,
}

/// What became of a source.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    /// Who speaks; `None` when it is not known.
    pub(crate) speaker: Option<Speaker>,
    /// Who else it may be: the likeliest of those who were not taken.
    pub(crate) next_candidate: Option<Speaker>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        article: &'a Article,
        segments: &'a Segments,
        gazetteer: &'a Gazetteer,
    ) -> Self {
        let day = article.metadata().published_at.map(day_of);
        let people = People::of(article.text(), segments, day, gazetteer);
        let bodies = Bodies::of(article.text(), segments, gazetteer);
        let (turns, trail) = (Turns::of(segments), Vec::new());
        Self { article, segments, gazetteer, people, bodies, day, turns, trail }
    }

    /// Returns the speaker of an attribution.
    pub(crate) fn resolve(&mut self, attribution: &Attribution) -> Resolved {
        let speaker = match &attribution.source {
            Some(source) => self.party(source.clone(), 0),
            None => self.continued(attribution),
        };
        let place = attribution.source.as_ref().or(attribution.contents.first());
        if let (Some(place), Some(speaker)) = (place, &speaker) {
            self.trail.push((place.start, speaker.clone()));
        }
        Resolved { speaker, next_candidate: None }
    }

    /// Tells whether the source is a document, an event or data.
    pub(crate) fn is_thing(&self, attribution: &Attribution) -> bool {
        let Some(source) = &attribution.source else { return false };
        let text = &self.article.text()[source.clone()];
        let lower = text.to_lowercase();
        matches!(lower.as_str(), "it" | "this" | "that" | "which" | "these")
            || Parties::get().is_thing(head_of(head_phrase(text)))
    }

    /// Resolves the phrase at `source`.
    fn party(&self, source: Range<usize>, depth: u8) -> Option<Speaker> {
        let text = self.article.text();
        let phrase = text[source.clone()].trim();
        if let Some(pronoun) = Pronoun::of(phrase) {
            return self.pronoun(pronoun, &source, depth);
        }
        let head = head_phrase(phrase);
        let start = source.start;
        if let Some(speaker) = self.several(head) {
            return Some(speaker);
        }
        if let Some(speaker) = self.named(phrase, head, start) {
            return Some(speaker);
        }
        // "the mayor of Ode, Ada Lind"
        let after = phrase.split(',').skip(1).map(str::trim);
        let names = after.filter(|part| part.starts_with(char::is_uppercase)).take(2);
        let name = names.clone().find(|part| runs_of(part, 0..part.len()).len() == 1);
        if let Some(speaker) =
            name.filter(|part| part.contains(' ')).and_then(|name| self.named(name, name, start))
        {
            return Some(speaker);
        }
        if let Some(speaker) = self.office(phrase, start).or_else(|| self.body(phrase, start)) {
            return Some(speaker);
        }
        self.described(phrase, head)
    }

    /// "Lind", "Mayor Ada Lind": a phrase that ends in a name.
    fn named(&self, phrase: &str, head: &str, _start: usize) -> Option<Speaker> {
        let parties = Parties::get();
        // "Secretary of State Ada Lind": the name follows the office.
        let runs = runs_of(phrase, 0..phrase.len());
        let at_head = runs.iter().find(|run| run.end == head.len());
        let titled = parties.is_title(head_of(head)) && phrase[head.len()..].starts_with(" of ");
        let after = runs.iter().find(|run| titled && run.start > head.len() && run.words.len() > 2);
        let mut candidates = [at_head, after].into_iter().flatten();
        let (run, name) = candidates.find_map(|run| Some((run, name_in(&run.words)?)))?;
        let words = &run.words[name.clone()];
        let titled =
            name.start > 0 && run.words[..name.start].iter().any(|word| parties.is_title(word));
        if let Some(person) = self.people.find(&run.words) {
            let person = &self.people.people[person];
            let reason = match words.len() {
                1 if person.lent => LinkReason::Gazetteer,
                _ if titled => LinkReason::TitleAndName,
                1 if person.name.contains(' ') => LinkReason::Surname,
                _ => LinkReason::Name,
            };
            return Some(self.speaker(&person.name, SpeakerType::Person, reason));
        }
        let last = words[words.len() - 1];
        if let Some(name) = self.people.similar(words) {
            return Some(self.speaker(name, SpeakerType::Person, LinkReason::Similarity));
        }
        let other = words.iter().any(|word| parties.is_body(word) || parties.is_thing(word))
            || parties.is_place(last)
            || parties.is_demonym(last)
            || parties.is_title(last);
        let acronym = last.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !last.chars().any(char::is_lowercase);
        let article =
            phrase.to_lowercase().starts_with("the ") || phrase.to_lowercase().starts_with("a ");
        let plural = last.ends_with('s')
            && words.len() == 1
            && Lexicon::get().words().determiners.contains(&last.to_lowercase());
        let person = titled || parties.is_given(words[0]) || (words.len() > 1 && !article);
        let single = words.len() == 1 && !article && run.start == 0 && !last.ends_with('s');
        if other || acronym || plural || !(person || single) {
            return None;
        }
        let reason = if titled { LinkReason::TitleAndName } else { LinkReason::Name };
        Some(self.speaker(&words.join(" "), SpeakerType::Person, reason))
    }

    /// "Lind and Ode": several people, who speak as a group.
    fn several(&self, head: &str) -> Option<Speaker> {
        let (first, second) = head.split_once(" and ")?;
        let name = |part: &str| {
            let runs = runs_of(part, 0..part.len());
            let run = runs.iter().find(|run| run.end == part.len())?;
            let person =
                self.people.find(&run.words).map(|person| self.people.people[person].name.clone());
            person.or_else(|| (run.words.len() > 1).then(|| run.words.join(" ")))
        };
        let names = format!("{} and {}", name(first)?, name(second)?);
        Some(self.speaker(&names, SpeakerType::Group, LinkReason::Name))
    }

    /// "the mayor": whoever is called mayor in the article, or is known to be.
    fn office(&self, phrase: &str, at: usize) -> Option<Speaker> {
        if let Some(bearer) = offices::bearer(phrase, at, &self.people, self.day) {
            let name = &self.people.people[bearer].name;
            return Some(self.speaker(name, SpeakerType::Person, LinkReason::Title));
        }
        let name = offices::holder(phrase, self.day, self.gazetteer)?;
        Some(self.speaker(name, SpeakerType::Person, LinkReason::Gazetteer))
    }

    /// "the S.E.C.", "the bank", "a report by the Ode Institute", "the Kremlin".
    fn body(&self, phrase: &str, at: usize) -> Option<Speaker> {
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
        if let Some(name) = self.bodies.author(phrase) {
            return organization(&name, LinkReason::Description);
        }
        let seat = !Parties::get().is_demonym(bare) && self.gazetteer.country(phrase).is_some();
        if seat { organization(bare, LinkReason::Gazetteer) } else { None }
    }

    /// A phrase that names nobody: kept as it stands, without a leading article.
    fn described(&self, phrase: &str, head: &str) -> Option<Speaker> {
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

    fn pronoun(&self, pronoun: Pronoun, source: &Range<usize>, depth: u8) -> Option<Speaker> {
        let text = self.article.text();
        if pronoun == Pronoun::Relative {
            let antecedent = pronouns::antecedent(text, source.start, ANTECEDENT)?;
            return (depth < 2).then(|| self.party(antecedent, depth + 1)).flatten();
        }
        let likeliest =
            pronouns::likeliest(pronoun, source.start, &self.people, &self.trail, &self.turns);
        if let Some((name, kind)) = likeliest {
            return Some(self.speaker(&name, kind, LinkReason::Pronoun));
        }
        // Somebody unnamed, or a group or body, that spoke a moment ago.
        let number = pronoun.number()?;
        let (at, last) = self.trail.iter().rev().find(|(_, speaker)| number.fits(speaker.kind))?;
        let near = self.segments.paragraph_at(source.start) - self.segments.paragraph_at(*at) <= 3;
        (near && (number != Number::Person || last.link_reason != LinkReason::Description))
            .then(|| Speaker { link_reason: LinkReason::Pronoun, ..last.clone() })
    }

    /// No source: a quotation goes on with the speaker of the one before it.
    fn continued(&self, attribution: &Attribution) -> Option<Speaker> {
        let (at, last) = self.trail.last()?;
        let here = self.segments.paragraph_at(attribution.contents.first()?.start);
        let near = here - self.segments.paragraph_at(*at).min(here) <= 1;
        (near && attribution.cue.is_none())
            .then(|| Speaker { link_reason: LinkReason::Continued, ..last.clone() })
    }

    fn speaker(&self, name: &str, kind: SpeakerType, link_reason: LinkReason) -> Speaker {
        Speaker {
            id: SpeakerId::of(name, kind, self.article.id()),
            name: name.to_owned(),
            kind,
            link_reason,
        }
    }
}

#[cfg(test)]
mod tests;
