//! Pronouns: which of the people named before is meant, by recency, number, gender, subject
//! position and who has been speaking.

use std::ops::Range;

use q7x2_domain::{Speaker, SpeakerType};

use super::parties::Gender;
use super::people::{Mention, People};
use crate::segment::Segments;

/// How many mentions before a pronoun are considered.
const REACH: usize = 24;
/// How many sentences back a pronoun reaches.
const FARTHEST: f32 = 9.0;

/// A source that is a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    They,
    It,
    /// who, which, that
    Relative,
    /// I, we, you: somebody in a conversation.
    Party,
}

/// Which sort of speaker a pronoun can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Person,
    Many,
    Body,
}

impl Number {
    pub(super) fn fits(self, kind: SpeakerType) -> bool {
        match self {
            Self::Person => matches!(kind, SpeakerType::Person | SpeakerType::Unnamed),
            Self::Many => matches!(kind, SpeakerType::Group | SpeakerType::Organization),
            Self::Body => kind == SpeakerType::Organization,
        }
    }
}

impl Pronoun {
    /// Returns the pronoun a source is.
    pub(super) fn of(phrase: &str) -> Option<Self> {
        Some(match phrase.to_lowercase().as_str() {
            "he" | "his" | "him" | "himself" => Self::He,
            "she" | "her" | "hers" | "herself" => Self::She,
            "they" | "their" | "them" | "both" => Self::They,
            "it" | "its" => Self::It,
            "who" | "which" | "that" | "whom" => Self::Relative,
            "i" | "we" | "you" | "my" | "our" | "me" | "us" | "your" => Self::Party,
            _ => return None,
        })
    }

    pub(super) fn number(self) -> Option<Number> {
        match self {
            Self::He | Self::She => Some(Number::Person),
            Self::They => Some(Number::Many),
            Self::It => Some(Number::Body),
            Self::Relative | Self::Party => None,
        }
    }

    fn gender(self) -> Option<Gender> {
        match self {
            Self::He => Some(Gender::Male),
            Self::She => Some(Gender::Female),
            _ => None,
        }
    }
}

/// Returns the name of the person, or the description of the unnamed party, that a pronoun at `at`
/// most likely stands for.
pub(super) fn likeliest(
    pronoun: Pronoun,
    at: usize,
    people: &People<'_>,
    trail: &[(usize, Speaker)],
    turns: &Turns,
) -> Option<(String, SpeakerType)> {
    let gender = pronoun.gender()?;
    let fits = |known: Option<Gender>| known.is_none_or(|known| known == gender);
    let here = turns.at(at);
    let cost = |mention: &Mention| {
        let person = &people.people[mention.person];
        let distance = here.saturating_sub(turns.at(mention.start)) as f32;
        let mut cost = distance;
        cost += if mention.leads { 0.0 } else { 0.7 };
        // Whom a speaker talks about is rarely the speaker.
        cost += if mention.quoted { 4.0 } else { 0.0 };
        cost += if mention.possessive { 0.4 } else { 0.0 };
        cost += if person.gender.is_none() { 0.3 } else { 0.0 };
        let near = distance <= FARTHEST && person.certain && fits(person.gender);
        near.then_some((cost, person.name.as_str(), SpeakerType::Person))
    };
    let before = people.mentions.partition_point(|mention| mention.start < at);
    let near = people.mentions[..before].iter().rev().take(REACH);
    let mut candidates: Vec<(f32, &str, SpeakerType)> = near.filter_map(cost).collect();
    // Who spoke last stays at hand, as if named again where they spoke.
    let speaker = trail.iter().rev().find(|(_, speaker)| Number::Person.fits(speaker.kind));
    if let Some((place, speaker)) = speaker {
        let distance = here.saturating_sub(turns.at(*place)) as f32;
        let unnamed = speaker.kind == SpeakerType::Unnamed;
        // Somebody without a name stays at hand for a sentence only.
        let reach = if unnamed { 1.0 } else { FARTHEST };
        let near = distance <= reach && (unnamed || fits(people.gender_of(&speaker.name)));
        let cost = distance * 0.9 - 0.6;
        candidates.extend(near.then_some((cost, speaker.name.as_str(), speaker.kind)));
    }
    let best = candidates.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, name, kind)| (name.to_owned(), kind))
}

/// Numbers the sentences of a text, a quotation counting as part of the sentence it begins in: a
/// long quotation does not put its speaker far away.
#[derive(Debug)]
pub(super) struct Turns {
    starts: Vec<usize>,
}

impl Turns {
    pub(super) fn of(segments: &Segments) -> Self {
        let mut quotations = segments.quotations.iter().peekable();
        let outside = |start: &usize| {
            while quotations.next_if(|quotation| quotation.bytes.end <= *start).is_some() {}
            quotations.peek().is_none_or(|quotation| quotation.bytes.start >= *start)
        };
        let starts = segments.sentences.iter().map(|sentence| sentence.bytes.start);
        Self { starts: starts.filter(outside).collect() }
    }

    fn at(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at)
    }
}

/// Returns the noun phrase that "who" at `at` follows.
pub(super) fn antecedent(text: &str, at: usize, reach: usize) -> Option<Range<usize>> {
    let before = text[..at].trim_end().trim_end_matches(',').trim_end();
    let mut from = before.len().saturating_sub(reach);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = &before[from..];
    let cut = window
        .rfind(['\n', ',', ';', '.', '“', '"', '—', '('])
        .map_or(0, |i| i + window[i..].chars().next().map_or(1, char::len_utf8));
    let words = &window[cut..];
    let start = last_phrase(words)?;
    Some(from + cut + start..before.len())
}

/// Returns where the last noun phrase of some words begins: at the last determiner, or at the
/// last run of capitals.
fn last_phrase(words: &str) -> Option<usize> {
    let mut start = None;
    let mut capital = false;
    let mut offset = 0;
    for word in words.split_inclusive(' ') {
        let bare = word.trim();
        let is_capital = bare.starts_with(char::is_uppercase);
        let determiner = matches!(
            bare.to_lowercase().as_str(),
            "the" | "a" | "an" | "his" | "her" | "their" | "those" | "some" | "one"
        );
        if determiner || (is_capital && !capital) || start.is_none() && !bare.is_empty() {
            start = Some(offset);
        }
        capital = is_capital || determiner;
        offset += word.len();
    }
    start
}
