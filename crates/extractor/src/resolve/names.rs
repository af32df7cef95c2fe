//! The people an article names: who they are in full, under which titles, and where they are
//! mentioned. Reads names only; what a pronoun or a description stands for is not its business.

use std::collections::HashMap;
use std::ops::Range;

use q7x2_domain::name_similarity;

use super::parties::{Gender, Parties};
use crate::lexicon::{Lexicon, Words};
use crate::segment::{Quotation, Segments};

/// Words of names that are written with a small letter.
const PARTICLES: [&str; 18] = [
    "de", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ibn", "da", "di", "del",
    "dos", "af", "ben", "ter",
];

/// How alike two surnames must be to be one that is misspelt once.
const SIMILAR: f64 = 0.9;

/// Somebody the article names in full, or by title and surname.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The fullest name the article gives.
    pub(super) name: String,
    pub(super) gender: Option<Gender>,
    /// Words of the titles that stand with the name, in lower case.
    pub(super) titles: Vec<String>,
    /// Whether a given name or a title shows that this is a person.
    pub(super) certain: bool,
    /// How often the full name stands in the article.
    pub(super) count: usize,
}

/// A place where a person is named.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) person: usize,
    pub(super) start: usize,
    /// Whether it is the first name in its sentence.
    pub(super) leads: bool,
    /// Whether it stands inside a quotation.
    pub(super) quoted: bool,
    /// Whether ’s follows.
    pub(super) possessive: bool,
}

/// A run of capitalised words.
#[derive(Debug, Clone)]
pub(super) struct Run<'a> {
    /// Its words, titles and demonyms in front included.
    pub(super) words: Vec<&'a str>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The people of an article.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) people: Vec<Person>,
    pub(super) mentions: Vec<Mention>,
    /// By folded surname and by folded first name.
    by_word: HashMap<String, Vec<usize>>,
}

impl People {
    /// Reads the people of a text.
    pub(super) fn of(text: &str, segments: &Segments) -> Self {
        let mut people = Self::default();
        let mut runs = Vec::new();
        for sentence in &segments.sentences {
            let body = &text[sentence.bytes.clone()];
            let heading = is_heading(body);
            let found = runs_of(text, sentence.bytes.clone());
            if !heading {
                found.iter().for_each(|run| people.learn(run, text));
            }
            runs.push(found);
        }
        people.index();
        for run in runs {
            let mut leads = true;
            for run in run {
                if let Some(person) = people.find(&run.words) {
                    let start = run.start;
                    let quoted = is_quoted(&segments.quotations, start);
                    let possessive = text[run.end..].starts_with(['’', '\'']);
                    people.mentions.push(Mention { person, start, leads, quoted, possessive });
                    leads = false;
                }
            }
        }
        people
    }

    /// Keeps a full name, or title and surname.
    fn learn(&mut self, run: &Run<'_>, text: &str) {
        let Some(name) = name_in(&run.words) else { return };
        let words = &run.words[name.clone()];
        let parties = Parties::get();
        let before = &run.words[..name.start];
        let titled = before.iter().any(|word| parties.is_title(word));
        let given = parties.is_given(words[0]);
        let aged = text[run.end..].starts_with(", ")
            && text[run.end + 2..].starts_with(|c: char| c.is_ascii_digit());
        if words.len() < 2 && !titled {
            return;
        }
        if !given
            && words.iter().any(|w| {
                parties.is_place(w)
                    || parties.is_body(w)
                    || parties.is_demonym(w)
                    || parties.is_thing(w)
            })
        {
            return;
        }
        let name = words.join(" ");
        let certain = given || titled || aged;
        let gender = before
            .iter()
            .find_map(|word| parties.gender_of_title(word))
            .or_else(|| parties.gender_of_given(words[0]));
        let mut titles: Vec<String> = before.iter().map(|word| word.to_lowercase()).collect();
        titles.extend(apposition(&text[run.end..]));
        let known = self.people.iter().position(|person| person.name == name);
        match known {
            Some(known) => {
                let person = &mut self.people[known];
                person.certain |= certain;
                person.count += 1;
                person.gender = person.gender.or(gender);
                person.titles.extend(titles.into_iter().take(24));
                person.titles.truncate(48);
            }
            // An article names fewer people than this; a list of names is no article.
            None if self.people.len() < 400 => {
                self.people.push(Person { name, gender, titles, certain, count: 1 });
            }
            None => {}
        }
    }

    /// Joins bare surnames ("Mr. Lind") with full names, and builds the index.
    fn index(&mut self) {
        let full: Vec<(String, bool)> =
            self.people.iter().map(|p| (fold(last_word(&p.name)), p.name.contains(' '))).collect();
        for (number, person) in self.people.iter().enumerate() {
            // "Mr. Lind" is somebody else only where no Lind is named in full.
            let (surname, whole) = &full[number];
            if !whole && full.iter().any(|(other, whole)| *whole && other == surname) {
                continue;
            }
            let mut words = vec![surname.clone()];
            if *whole {
                words.push(fold(person.name.split(' ').next().unwrap_or_default()));
            }
            for word in words {
                self.by_word.entry(word).or_default().push(number);
            }
        }
    }

    /// Returns the name of the person whose surname is spelt nearly like a bare one: "Linnd".
    pub(super) fn similar(&self, words: &[&str]) -> Option<&str> {
        let [word] = words else { return None };
        let parties = Parties::get();
        if word.chars().count() < 5 || parties.is_place(word) || parties.is_body(word) {
            return None;
        }
        let full = self.people.iter().filter(|person| person.certain && person.name.contains(' '));
        let alike = full.map(|p| (name_similarity(word, last_word(&p.name)), p.name.as_str()));
        let best = alike.filter(|(alike, _)| *alike >= SIMILAR).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, name)| name)
    }

    /// Returns the gender of the person of this name, as far as it is known.
    pub(super) fn gender_of(&self, name: &str) -> Option<Gender> {
        let known = self.people.iter().find(|person| person.name == name);
        let first = name.split(' ').next().unwrap_or_default();
        known.and_then(|person| person.gender).or_else(|| Parties::get().gender_of_given(first))
    }

    /// Returns the person a run of words names.
    pub(super) fn find(&self, words: &[&str]) -> Option<usize> {
        let name = &words[name_in(words)?];
        let parties = Parties::get();
        let candidates = self.by_word.get(&fold(name[name.len() - 1]))?;
        let gender = words.iter().find_map(|word| parties.gender_of_title(word));
        let first = fold(name[0]);
        let fits = |person: &&usize| {
            let person = &self.people[**person];
            let same_first =
                name.len() == 1 || fold(person.name.split(' ').next().unwrap_or_default()) == first;
            let surname = name.len() > 1
                || fold(last_word(&person.name)) == first
                || fold(&person.name).starts_with(&first);
            same_first
                && surname
                && (gender.is_none() || person.gender.is_none() || person.gender == gender)
        };
        // Where two bear a name, the bare surname is the one named more often, then first.
        candidates
            .iter()
            .filter(fits)
            .max_by_key(|&&person| {
                let person_data = &self.people[person];
                let by_surname = fold(last_word(&person_data.name)) == fold(name[name.len() - 1]);
                (by_surname, person_data.certain, person_data.count, usize::MAX - person)
            })
            .copied()
    }
}

/// Returns the words of a run that are the name: after titles, demonyms and other words that
/// only begin a phrase.
pub(super) fn name_in(words: &[&str]) -> Option<Range<usize>> {
    let parties = Parties::get();
    let closed = Lexicon::get().words();
    let function = |word: &str| is_function(closed, &word.to_lowercase());
    let mut start = 0;
    // The name begins after the last title, unless a given name stands before it.
    let given = words.iter().position(|word| parties.is_given(word) && !parties.is_title(word));
    for (at, word) in words.iter().enumerate() {
        if given == Some(at) {
            break;
        }
        if parties.is_title(word) || parties.is_demonym(word) || function(word) {
            start = at + 1;
        }
    }
    let start = given
        .filter(|&given| {
            given >= start
                && words[start..given]
                    .iter()
                    .any(|w| parties.is_place(w) || parties.is_body(w) || parties.is_title(w))
        })
        .unwrap_or(start);
    let name = words.get(start..).filter(|name| !name.is_empty() && name.len() <= 5)?;
    let whole = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (name.iter().any(whole)).then_some(start..words.len())
}

fn is_function(closed: &Words, word: &str) -> bool {
    closed.openers.contains(word)
        || closed.prepositions.contains(word)
        || closed.determiners.contains(word)
        || closed.conjunctions.contains(word)
        || closed.subjects.contains(word)
        || closed.auxiliaries.contains(word)
        || closed.times.contains(word)
        || closed.adverbs.contains(word)
}

/// Returns the runs of capitalised words in a range of the text.
pub(super) fn runs_of(text: &str, range: Range<usize>) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut pending: Option<(usize, &str)> = None;
    let mut open = false;
    for (start, word) in words_of(&text[range.clone()]) {
        let start = range.start + start;
        let end = start + word.len();
        let capital = word.starts_with(char::is_uppercase);
        let gap = |from: usize| {
            text.get(from..start).is_some_and(|gap| gap == " " || gap == "\u{a0}" || gap == ". ")
        };
        if capital {
            let from = pending
                .map_or_else(|| runs.last().map_or(0, |run| run.end), |(at, p)| at + p.len());
            match runs.last_mut() {
                Some(run) if open && gap(from) && run.words.len() < 12 => {
                    run.words.extend(pending.take().map(|(_, particle)| particle));
                    run.words.push(word);
                    run.end = end;
                }
                _ => runs.push(Run { words: vec![word], start, end }),
            }
            open = true;
            pending = None;
        } else if open
            && pending.is_none()
            && PARTICLES.contains(&word)
            && runs.last().is_some_and(|run| gap(run.end))
        {
            pending = Some((start, word));
        } else {
            open = false;
            pending = None;
        }
    }
    runs
}

/// Returns the words of a text with their offsets; ’s is cut off, the stop of an initial kept.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let joins = |c: char| matches!(c, '-' | '‑' | '.' | '’' | '\'' | '&');
        let mut end = start;
        let mut chars = text[start..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|&(_, next)| next);
            if !(c.is_alphanumeric() || joins(c) && next.is_some_and(char::is_alphanumeric)) {
                // "J." keeps its stop.
                if c == '.' && text[start..start + at].chars().count() == 1 {
                    end = start + at + 1;
                }
                break;
            }
            end = start + at + c.len_utf8();
        }
        rest = end;
        let word = &text[start..end];
        let cut = ["’s", "'s", "’S", "'S"].iter().find_map(|tail| word.strip_suffix(tail));
        Some((start, cut.unwrap_or(word)))
    })
}

/// Tells whether most words of a line have capitals: in a heading they tell no names.
fn is_heading(line: &str) -> bool {
    let long = |word: &&str| word.chars().count() > 3;
    let (capital, all) =
        line.split_whitespace().filter(long).take(60).fold((0, 0), |(capital, all), word| {
            (capital + usize::from(word.starts_with(char::is_uppercase)), all + 1)
        });
    all > 3 && capital * 10 > all * 7
}

/// Returns the titles in an apposition after a name: ", the mayor of Ode,".
fn apposition(after: &str) -> Vec<String> {
    let Some(rest) = after.strip_prefix(", ") else { return Vec::new() };
    let words = rest.split(' ').take(8);
    let mut titles = Vec::new();
    for word in words {
        let bare = word.trim_end_matches([',', '.', ';']);
        if Parties::get().is_office(bare) {
            titles.push(bare.to_lowercase());
        }
        if bare.len() < word.len() {
            break;
        }
    }
    titles
}

fn is_quoted(quotations: &[Quotation], at: usize) -> bool {
    let next = quotations.partition_point(|quotation| quotation.bytes.end <= at);
    quotations.get(next).is_some_and(|quotation| quotation.bytes.start <= at)
}

pub(super) fn last_word(name: &str) -> &str {
    let suffix =
        |word: &&str| !matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
    name.rsplit(' ').find(suffix).unwrap_or(name)
}

/// Folds a word of a name: lower case without apostrophes and stops.
pub(super) fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric() || *c == ' ').flat_map(char::to_lowercase).collect()
}
