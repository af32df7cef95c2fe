//! Whom a pronoun may stand for, ranked by how unlikely it is: by recency, number, gender, grammatical
//! role, who has been speaking, and what stands within somebody else's words.

use std::sync::Arc;

use q7x2_domain::{Speaker, SpeakerType};

use super::parties::{Gender, Parties};
use super::people::{Mention, People, is_excerpt, quotation_at};
use super::phrases::{head_of, head_phrase};
use super::pronouns::Pronoun;
use crate::document::{Bytes, Document, Quotation};
use crate::link::Attribution;

/// How many mentions, and how many parties heard of, are considered before a pronoun.
const REACH: usize = 24;
/// How many sentences back a pronoun reaches.
const FARTHEST: f32 = 9.0;
/// How many sentences back somebody without a name is still at hand.
const FARTHEST_NAMELESS: f32 = 2.0;
/// How many sentences back a group or body is at hand.
const FARTHEST_BODY: f32 = 7.0;

/// A party that was spoken of, or that spoke.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) at: usize,
    pub(super) speaker: Arc<Speaker>,
    /// Whether it is the source of an attribution rather than the subject of a clause.
    pub(super) speaks: bool,
    /// Whether it asks somebody else.
    pub(super) asks: bool,
}

/// Who a pronoun may stand for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// How unlikely it is; the least is the likeliest.
    pub(super) cost: f32,
    pub(super) name: String,
    pub(super) kind: SpeakerType,
}

/// What stands before a pronoun.
pub(super) struct Surroundings<'s> {
    pub(super) people: &'s People<'s>,
    /// In the order they were heard of.
    pub(super) heard: &'s [Heard],
    pub(super) turns: &'s Turns,
    pub(super) told: &'s Told,
    pub(super) quotations: &'s [Quotation],
    /// Whether the pronoun answers somebody.
    pub(super) answers: bool,
}

impl Surroundings<'_> {
    /// Returns whom a pronoun at `at` may stand for, the likeliest first, each party once.
    pub(super) fn candidates(&self, pronoun: Pronoun, at: usize) -> Vec<Candidate> {
        let mut found = match pronoun {
            Pronoun::He | Pronoun::She => self.persons(pronoun, at),
            Pronoun::They => self.groups(at),
            Pronoun::It => self.bodies(at),
            Pronoun::Relative | Pronoun::Party => Vec::new(),
        };
        // Nobody answers their own question.
        let asker = self.recent(at).next().filter(|heard| heard.asks && self.answers);
        if let Some(asker) = asker {
            let own = found.iter_mut().filter(|found| found.name == asker.speaker.name);
            own.for_each(|own| own.cost += 2.5);
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let mut ranked: Vec<Candidate> = Vec::new();
        for candidate in found {
            if !ranked.iter().any(|known| known.name == candidate.name) {
                ranked.push(candidate);
            }
        }
        ranked
    }

    fn persons(&self, pronoun: Pronoun, at: usize) -> Vec<Candidate> {
        let Some(gender) = pronoun.gender() else { return Vec::new() };
        let fits = |known: Option<Gender>| known.is_none_or(|known| known == gender);
        let unsure = |known: Option<Gender>| if known.is_none() { 0.5 } else { 0.0 };
        let here = quotation_at(self.quotations, at);
        let of_mention = |mention: &Mention| {
            let person = &self.people.people[mention.person];
            let distance = self.distance(mention.bytes.start, at);
            let mut cost = distance + self.aside(mention.bytes.start, at);
            cost += if mention.leads { 0.3 } else { 0.9 };
            // Whom a speaker talks about is rarely the speaker.
            let apart = mention.quoted.is_some() && mention.quoted != here;
            cost += if apart { 4.0 } else { 0.0 };
            cost += if mention.possessive { 0.4 } else { 0.0 };
            cost += unsure(person.gender);
            let near = distance <= FARTHEST && person.certain && fits(person.gender);
            let (name, kind) = (person.name.clone(), SpeakerType::Person);
            near.then_some(Candidate { cost, name, kind })
        };
        let of_heard = |heard: &Heard| {
            let (name, kind) = (heard.speaker.name.clone(), heard.speaker.kind);
            let distance = self.distance(heard.at, at);
            let mut cost = self.cost(heard, at);
            let near = match kind {
                SpeakerType::Person => {
                    let known = self.people.gender_of(&name);
                    cost += unsure(known);
                    distance <= FARTHEST && fits(known)
                }
                SpeakerType::Unnamed => {
                    let head = head_of(head_phrase(&name));
                    cost += 0.3;
                    let parties = Parties::get();
                    // What only is the subject of a clause may be anything.
                    let someone = parties.is_someone(head) || parties.is_office(head);
                    let somebody = !parties.is_thing(head) && (heard.speaks || someone);
                    let known = parties.gender_of_title(head);
                    distance <= FARTHEST_NAMELESS && somebody && fits(known)
                }
                _ => false,
            };
            near.then_some(Candidate { cost, name, kind })
        };
        let before = self.people.mentions.partition_point(|mention| mention.bytes.start < at);
        let mentions = self.people.mentions[..before].iter().rev().take(REACH);
        mentions.filter_map(of_mention).chain(self.recent(at).filter_map(of_heard)).collect()
    }

    fn groups(&self, at: usize) -> Vec<Candidate> {
        let of_heard = |heard: &Heard| {
            let kind = heard.speaker.kind;
            let mut cost = self.cost(heard, at);
            cost += if kind == SpeakerType::Group { 0.0 } else { 1.2 };
            let head = head_of(head_phrase(&heard.speaker.name));
            cost += if heard.speaks || Parties::get().is_people(head) { 0.0 } else { 1.5 };
            let near = self.distance(heard.at, at) <= FARTHEST_BODY
                && matches!(kind, SpeakerType::Group | SpeakerType::Organization);
            near.then(|| Candidate { cost, name: heard.speaker.name.clone(), kind })
        };
        let pairs = self.pairs(at).map(|(place, name)| {
            let cost = self.distance(place, at) + self.aside(place, at) + 0.7;
            Candidate { cost, name, kind: SpeakerType::Group }
        });
        self.recent(at).filter_map(of_heard).chain(pairs).collect()
    }

    fn bodies(&self, at: usize) -> Vec<Candidate> {
        let of_heard = |heard: &Heard| {
            let (name, kind) = (heard.speaker.name.clone(), heard.speaker.kind);
            let thing = Parties::get().is_thing(head_of(head_phrase(&name)));
            let body = kind == SpeakerType::Organization || kind == SpeakerType::Unnamed && thing;
            let near = self.distance(heard.at, at) <= FARTHEST_BODY && body;
            near.then(|| Candidate { cost: self.cost(heard, at), name, kind })
        };
        let places = &self.people.places;
        let before = places.partition_point(|(place, _)| *place < at);
        let of_place = |(place, name): &(usize, String)| {
            let distance = self.distance(*place, at);
            let cost = distance + self.aside(*place, at) + 0.9;
            let kind = SpeakerType::Organization;
            (distance <= FARTHEST_BODY).then(|| Candidate { cost, name: name.clone(), kind })
        };
        let places = places[..before].iter().rev().take(REACH).filter_map(of_place);
        self.recent(at).filter_map(of_heard).chain(places).collect()
    }

    /// Returns the pairs of people named together shortly before `at`, nearest first, with where
    /// they stand.
    pub(super) fn pairs(&self, at: usize) -> impl Iterator<Item = (usize, String)> + '_ {
        let mentions = &self.people.mentions;
        let before = mentions.partition_point(|mention| mention.bytes.start < at);
        let near = before.saturating_sub(REACH);
        mentions[near..before].windows(2).rev().filter_map(move |pair| {
            let [first, second] = [&pair[0], &pair[1]];
            let joined = first.joined && first.quoted.is_none() && first.person != second.person;
            let near = self.distance(second.bytes.start, at) <= FARTHEST_BODY;
            let name = |mention: &Mention| self.people.people[mention.person].name.as_str();
            (joined && near)
                .then(|| (first.bytes.start, format!("{} and {}", name(first), name(second))))
        })
    }

    fn recent(&self, at: usize) -> impl Iterator<Item = &Heard> {
        self.heard.iter().rev().filter(move |heard| heard.at < at).take(REACH)
    }

    /// Returns the cost of a party that was heard of. Who spoke stays at hand, as if named again.
    fn cost(&self, heard: &Heard, at: usize) -> f32 {
        let distance = self.distance(heard.at, at);
        let cost = if heard.speaks { 0.9 * distance - 0.6 } else { distance };
        cost + self.aside(heard.at, at)
    }

    /// Returns what it costs to be named within what somebody else said.
    fn aside(&self, place: usize, at: usize) -> f32 {
        let told = self.told.at(place);
        if told.is_some() && told != self.told.at(at) { 1.5 } else { 0.0 }
    }

    fn distance(&self, from: usize, to: usize) -> f32 {
        self.turns.at(to).saturating_sub(self.turns.at(from)) as f32
    }
}

/// What was said, of all attributions of an article.
#[derive(Debug)]
pub(super) struct Told(Vec<Bytes>);

impl Told {
    /// Returns the contents of attributions, one within another as part of it.
    pub(super) fn of(attributions: &[Attribution]) -> Self {
        let contents = attributions.iter().flat_map(|attribution| &attribution.contents);
        let mut contents: Vec<Bytes> = contents.copied().collect();
        contents.sort_by_key(|content| (content.start, std::cmp::Reverse(content.end)));
        let mut outer: Vec<Bytes> = Vec::new();
        for content in contents {
            match outer.last_mut() {
                Some(last) if content.start < last.end => last.end = last.end.max(content.end),
                _ => outer.push(content),
            }
        }
        Self(outer)
    }

    /// Returns the number of the content that holds the byte at `at`.
    pub(super) fn at(&self, at: usize) -> Option<usize> {
        let number = self.0.partition_point(|content| content.end <= at);
        self.0.get(number).filter(|content| content.start <= at).map(|_| number)
    }
}

/// Numbers the sentences of a text, a quotation counting as part of the sentence it begins in: a
/// long quotation does not put its speaker far away.
#[derive(Debug)]
pub(super) struct Turns {
    starts: Vec<usize>,
}

impl Turns {
    pub(super) fn of(document: &Document) -> Self {
        let all = document.quotations();
        let own = all.iter().enumerate().filter(|(at, _)| !is_excerpt(document, *at));
        let mut quotations = own.map(|(_, quotation)| quotation).peekable();
        let outside = |start: &usize| {
            while quotations.next_if(|quotation| quotation.bytes.end <= *start).is_some() {}
            quotations.peek().is_none_or(|quotation| quotation.bytes.start >= *start)
        };
        let starts = document.sentences().iter().map(|sentence| sentence.bytes.start);
        let starts = starts.filter(|start| !document.is_furniture(*start));
        Self { starts: starts.filter(outside).collect() }
    }

    /// Returns the number of the sentence at `at`.
    pub(super) fn at(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at)
    }
}
