//! Of what sort each name is: votes of its words, of what stands beside it and of how it is taken up
//! again.

use std::collections::{HashMap, HashSet};

use q7x2_gazetteer::Gazetteer;
use q7x2_names::{begins_with_particle, is_particle};

use super::super::lower_case::is_common;
use super::super::names::is_initials;
use super::super::parties::Parties;
use super::super::people::People;
use super::super::words::Words;
use super::finding::{AMPERSAND, Named};
use super::party::EntityKind;
use crate::document::{Bytes, Document, TokenKind};

/// How much it speaks for a person to speak in a transcript.
const LABEL: f32 = 2.5;

/// What speaks for each kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Votes {
    pub(super) person: f32,
    pub(super) body: f32,
    pub(super) place: f32,
    pub(super) people: f32,
}

impl Votes {
    /// Returns the kind with the most votes; nothing where none has any.
    pub(super) fn kind(self) -> Option<EntityKind> {
        let all = [
            (self.person, EntityKind::Person),
            (self.body, EntityKind::Body),
            (self.place, EntityKind::Place),
            (self.people, EntityKind::People),
        ];
        let best = all.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a })?;
        (best.0 > 0.0).then_some(best.1)
    }
}

/// Returns the votes for each name by its key.
pub(super) fn votes(
    document: &Document,
    people: &People<'_>,
    named: &[Named],
    labels: &[Bytes],
) -> HashMap<String, Votes> {
    let gazetteer = people.gazetteer;
    let single = named.iter().filter(|n| n.words.len() == 1 && !n.the);
    let bare: HashSet<&str> = single.map(|n| n.folded[0].as_str()).collect();
    let mut votes: HashMap<String, Votes> = HashMap::new();
    for name in named {
        let votes = votes.entry(name.key()).or_insert_with(|| of_words(gazetteer, name, &bare));
        of_place(document, name, votes);
    }
    // "LIND: It rained." Who speaks in a transcript is somebody.
    for label in labels {
        let at = named.partition_point(|name| name.tokens.end <= document.tokens_in(*label).start);
        let name = named.get(at).filter(|name| label.covers(document.bytes_of(name.tokens)));
        let Some(name) = name else { continue };
        let votes = votes.entry(name.key()).or_default();
        votes.person = votes.person.max(0.0) + LABEL;
    }
    votes
}

/// What the words of a name tell by themselves.
fn of_words(gazetteer: &Gazetteer, name: &Named, bare: &HashSet<&str>) -> Votes {
    let parties = Parties::get();
    let mut votes = Votes::default();
    let (words, text) = (&name.words, name.text());
    let (first, last) = (&words[0], &words[words.len() - 1]);
    let several = words.len() > 1;
    // "Ann Hall" is somebody, "the Ann Hall" a place.
    let somebody =
        words.len() == 2 && parties.is_given(first) && parties.is_surname(last) && !name.the;
    let body = |word: &String| {
        (parties.is_body(word) || parties.is_thing(word)) && !(somebody && word == last)
    };
    if gazetteer.person(&text).is_some() {
        votes.person += 3.0;
    }
    if gazetteer.body(&text).is_some() || gazetteer.is_organization(&text) {
        votes.body += 3.0;
    }
    if several && parties.is_given(first) && !body(last) && !name.joined {
        votes.person += 1.5;
    }
    if several && (body(last) || body(first) && name.joined) {
        votes.body += 2.5;
    } else if words.iter().any(body) && several && !parties.is_given(first) {
        votes.body += 1.0;
    }
    if name.joined {
        votes.body += 1.0;
    }
    // "Lind & Sons"
    if words.iter().any(|word| word == AMPERSAND) {
        votes.body += 4.0;
    }
    // "Elling Terminals", "Open Doors"
    if several && !name.joined {
        if parties.is_company(last) && !somebody {
            votes.body += 2.0;
        } else if !parties.is_given(first)
            && is_common(first)
            && is_common(last)
            && !bare.contains(name.folded[words.len() - 1].as_str())
        {
            votes.body += 1.0;
        }
    }
    // "Al-Lind" is called by the surname.
    let with_particle = !several && begins_with_particle(&first.to_lowercase());
    if with_particle && votes.body < 1.0 && !parties.is_place(first) {
        votes.person += 1.2;
    }
    let letters = |word: &String| word.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = |word: &String| letters(word) > 1 && !word.contains(char::is_lowercase);
    if !several && shouted(first) {
        votes.body += 1.5;
    }
    if gazetteer.country(&text).is_some() {
        votes.place += 3.0;
    } else if parties.is_place(&text) {
        votes.place += 2.0;
    } else if parties.is_place(last) && several {
        votes.place += 0.5;
    }
    if words.iter().all(|word| parties.is_demonym(word)) || !several && parties.is_crowd(first) {
        votes.people += 3.5;
    }
    if several && parties.is_crowd(last) {
        votes.people += 3.0;
    }
    // Who is named again is named by the surname; a body keeps its whole name.
    let again = name.folded.last().is_some_and(|last| bare.contains(last.as_str()));
    if several && again && !body(last) && !parties.is_place(last) && !name.joined {
        votes.person += 1.5;
    }
    if !several && !gazetteer.bearers(first).is_empty() || is_initials(first) && several {
        votes.person += 1.5;
    }
    if !several && parties.is_given(first) && !parties.is_place(first) {
        votes.person += 0.8;
    }
    let particled = words.iter().any(|word| is_particle(word));
    if several
        && (words.len() < 4 || particled)
        && !name.the
        && !name.joined
        && !words.iter().any(shouted)
    {
        votes.person += if particled { 0.8 } else { 0.4 };
    }
    votes
}

/// What stands beside a name tells.
fn of_place(document: &Document, name: &Named, votes: &mut Votes) {
    let parties = Parties::get();
    let tokens = document.tokens();
    if !name.titles.is_empty() {
        votes.person += 2.0;
    }
    let before = name.tokens.start.checked_sub(1).map(|at| document.word(at));
    if let Some(before) = before.filter(|_| name.titles.is_empty()) {
        let small = before.text().starts_with(char::is_lowercase);
        if small && (parties.is_title(before.text()) || parties.is_someone(before.text())) {
            votes.person += 1.0;
        }
        if Words::get().lists.whereabouts.contains(before.lower()) {
            votes.place += 0.5;
            votes.body += 0.2;
        }
    }
    if name.the {
        votes.body += 1.0;
        votes.person -= 0.7;
    }
    let after = |n: usize| tokens.get(name.tokens.end + n);
    if after(0).is_some_and(|token| token.kind == TokenKind::Comma) {
        let digit = |n: usize| {
            let word =
                (name.tokens.end + n < tokens.len()).then(|| document.word(name.tokens.end + n));
            word.is_some_and(|word| word.text().starts_with(|c: char| c.is_ascii_digit()))
        };
        if digit(1) && after(2).is_some_and(|t| t.kind == TokenKind::Comma) {
            votes.person += 1.0;
        }
        if after(1).is_some_and(|token| matches!(token.lower(), "who" | "whose")) {
            votes.person += 1.0;
        }
    }
    if after(0).is_some_and(|token| token.is("who")) {
        votes.person += 1.0;
    }
}
