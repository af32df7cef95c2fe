//! The people an article names: who they are in full, under which titles, and where they are
//! mentioned. What a pronoun or a description stands for is not its business.

use std::collections::HashMap;

use q7x2_domain::name_similarity;

use super::names::{Run, fold, is_function, last_word, name_in, runs_of};
use super::parties::{Gender, Parties};
use crate::segment::{Quotation, Segments};

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

/// Tells whether a line is written in title case: there, capitals tell no names.
fn is_heading(line: &str) -> bool {
    let words = || {
        line.split_whitespace()
            .take(60)
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
    };
    let plain = |word: &str| word.starts_with(char::is_lowercase) && !is_function(word);
    words().nth(3).is_some() && !words().any(plain)
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
