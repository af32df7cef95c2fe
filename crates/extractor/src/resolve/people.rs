//! The people an article names: who they are in full, under which titles, and where they are
//! mentioned. Whom a bare surname means is settled in `bearers`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use q7x2_domain::name_similarity;

use super::bearers;
use super::gazetteer::{Day, Gazetteer};
use super::names::{Run, fold, is_function, last_word, name_in, runs_of};
use super::parties::{Gender, Parties};
use super::phrases::title_word;
use super::titles::{titles_after, titles_before};
use crate::segment::{Quotation, Segments};

/// How alike two surnames must be to be one that is misspelt once.
const SIMILAR: f64 = 0.88;
/// An article names fewer people than this; a list of names is no article.
const MOST_PEOPLE: usize = 400;
/// How many words of titles are kept of a person.
const MOST_TITLES: usize = 48;

/// Somebody the article names in full, or by title and surname.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The fullest name the article gives, or that the gazetteer knows.
    pub(super) name: String,
    pub(super) gender: Option<Gender>,
    /// Words of the titles that stand with the name, folded.
    pub(super) titles: Vec<String>,
    /// Whether a given name or a title shows that this is a person.
    pub(super) certain: bool,
    /// How often the name stands in the article.
    pub(super) count: usize,
    /// Where the name stands first.
    pub(super) first: usize,
    /// The number of the person in the gazetteer.
    pub(super) known: Option<usize>,
    /// Whether the full name comes from the gazetteer alone.
    pub(super) lent: bool,
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

/// A single capitalised word that may be a surname.
#[derive(Debug, Clone)]
pub(super) struct Bare {
    /// As it is written.
    pub(super) word: String,
    pub(super) count: usize,
    pub(super) first: usize,
}

/// The people of an article.
#[derive(Debug)]
pub(super) struct People<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) people: Vec<Person>,
    pub(super) mentions: Vec<Mention>,
    /// Single words that no full name holds, by their folded form, in order of appearance.
    pub(super) bare: Vec<Bare>,
    /// All capitalised words, folded.
    pub(super) capitals: HashSet<String>,
    by_name: HashMap<String, usize>,
    by_bare: HashMap<String, usize>,
    /// By folded surname and by folded first name.
    by_word: HashMap<String, Vec<usize>>,
}

impl<'a> People<'a> {
    /// Reads the people of a text that was published on `day`, if that is known.
    pub(super) fn of(
        text: &str,
        segments: &Segments,
        day: Option<Day>,
        gazetteer: &'a Gazetteer,
    ) -> Self {
        let mut people = Self::knowing(gazetteer);
        let (mut runs, mut headings) = (Vec::new(), Vec::new());
        for sentence in &segments.sentences {
            let found = runs_of(text, sentence.bytes.clone());
            if is_heading(&text[sentence.bytes.clone()]) {
                headings.extend(found);
            } else {
                found.iter().for_each(|run| people.learn(run, text, &sentence.bytes));
                runs.push(found);
            }
        }
        bearers::read_headings(&mut people, &headings);
        bearers::settle(&mut people, day);
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

    /// Returns no people, and who is known.
    fn knowing(gazetteer: &'a Gazetteer) -> Self {
        Self {
            gazetteer,
            people: Vec::new(),
            mentions: Vec::new(),
            bare: Vec::new(),
            capitals: HashSet::new(),
            by_name: HashMap::new(),
            by_bare: HashMap::new(),
            by_word: HashMap::new(),
        }
    }

    /// Keeps a full name, or title and surname.
    fn learn(&mut self, run: &Run<'_>, text: &str, sentence: &Range<usize>) {
        self.capitals.extend(run.words.iter().map(|word| fold(word)));
        let Some(name) = name_in(&run.words) else { return };
        let words = &run.words[name.clone()];
        let parties = Parties::get();
        let before = &run.words[..name.start];
        let titled = before.iter().any(|word| parties.is_title(word));
        let given = parties.is_given(words[0]);
        if words.len() < 2 && !titled {
            self.note(words[0], run.start);
            return;
        }
        let other = |word: &&str| {
            parties.is_place(word)
                || parties.is_body(word)
                || parties.is_demonym(word)
                || parties.is_thing(word)
        };
        if (!given && words.iter().any(other)) || self.gazetteer.body(&words.join(" ")).is_some() {
            return;
        }
        let after = &text[run.end..sentence.end.max(run.end)];
        let aged = after
            .strip_prefix(", ")
            .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        let of_title = before.iter().find_map(|word| parties.gender_of_title(word));
        let mut titles: Vec<String> = before.iter().map(|word| title_word(word)).collect();
        titles.extend(titles_before(&text[sentence.start..run.start]));
        titles.extend(titles_after(after));
        self.keep(Person {
            name: words.join(" "),
            gender: of_title.or_else(|| parties.gender_of_given(words[0])),
            titles,
            certain: given || titled || aged,
            count: 1,
            first: run.start,
            known: None,
            lent: false,
        });
    }

    /// Keeps a person, as one with somebody of the same name.
    pub(super) fn keep(&mut self, person: Person) {
        if let Some(&known) = self.by_name.get(&person.name) {
            let known = &mut self.people[known];
            known.certain |= person.certain;
            known.count += person.count;
            known.first = known.first.min(person.first);
            known.gender = known.gender.or(person.gender);
            known.titles.extend(person.titles);
            known.titles.truncate(MOST_TITLES);
        } else if self.people.len() < MOST_PEOPLE {
            self.by_name.insert(person.name.clone(), self.people.len());
            self.people.push(person);
        }
    }

    /// Notes a single word that may be a surname.
    fn note(&mut self, word: &str, at: usize) {
        let parties = Parties::get();
        let other = parties.is_place(word)
            || parties.is_body(word)
            || parties.is_thing(word)
            || word.chars().count() < 3
            || !word.contains(char::is_lowercase);
        if other {
            return;
        }
        match self.by_bare.get(&fold(word)) {
            Some(&known) => self.bare[known].count += 1,
            None => {
                self.by_bare.insert(fold(word), self.bare.len());
                self.bare.push(Bare { word: word.to_owned(), count: 1, first: at });
            }
        }
    }

    /// Tells whether a word stands alone somewhere.
    pub(super) fn is_bare(&self, word: &str) -> bool {
        self.by_bare.contains_key(&fold(word))
    }

    /// Joins bare surnames ("Mr. Lind") with full names, and builds the index.
    fn index(&mut self) {
        let full: Vec<(String, bool)> =
            self.people.iter().map(|p| (fold(last_word(&p.name)), p.name.contains(' '))).collect();
        let whole: HashSet<&String> = full.iter().filter(|f| f.1).map(|(name, _)| name).collect();
        for (number, person) in self.people.iter().enumerate() {
            // "Mr. Lind" is somebody else only where no Lind is named in full.
            let (surname, is_whole) = &full[number];
            if !is_whole && whole.contains(surname) {
                continue;
            }
            let mut words = vec![surname.clone()];
            if *is_whole {
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
        let other = parties.is_place(word)
            || parties.is_body(word)
            || parties.is_demonym(word)
            || parties.is_given(word);
        if word.chars().count() < 5 || other {
            return None;
        }
        let full = self.people.iter().filter(|person| person.certain && person.name.contains(' '));
        let alike = full.map(|p| (name_similarity(word, last_word(&p.name)), p.name.as_str()));
        let best = alike.filter(|(alike, _)| *alike >= SIMILAR).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, name)| name)
    }

    /// Returns the number of the person of exactly this name.
    pub(super) fn of_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Returns the gender of the person of this name, as far as it is known.
    pub(super) fn gender_of(&self, name: &str) -> Option<Gender> {
        let known = self.of_name(name).and_then(|number| self.people[number].gender);
        let first = name.split(' ').next().unwrap_or_default();
        known.or_else(|| Parties::get().gender_of_given(first))
    }

    /// Returns the person a run of words names.
    pub(super) fn find(&self, words: &[&str]) -> Option<usize> {
        let range = name_in(words)?;
        let name = &words[range.clone()];
        let parties = Parties::get();
        let surname = fold(last_word_of(name));
        let candidates = self.by_word.get(&surname)?;
        let before = &words[..range.start];
        let gender = before.iter().find_map(|word| parties.gender_of_title(word));
        let first = fold(name[0]);
        let fits = |person: &&usize| {
            let person = &self.people[**person];
            let given = fold(person.name.split(' ').next().unwrap_or_default());
            let same = name.len() == 1
                || given == first
                || is_initial(&first, &given)
                || self
                    .gazetteer
                    .person(&name.join(" "))
                    .is_some_and(|known| person.known == Some(known));
            let surname =
                name.len() > 1 || fold(last_word(&person.name)) == first || given == first;
            let titled = before.is_empty() || name.len() > 1 || given != first || gender.is_none();
            same && surname
                && titled
                && (gender.is_none() || person.gender.is_none() || person.gender == gender)
        };
        let offices: Vec<String> =
            before.iter().filter(|w| parties.is_title(w)).map(|word| title_word(word)).collect();
        // Where two bear a name, the bare surname is the one of that title, then the one named more
        // often, then first.
        let rank = |&&person: &&usize| {
            let number = person;
            let person = &self.people[number];
            let by_surname = fold(last_word(&person.name)) == surname;
            let held = offices.iter().filter(|office| person.titles.contains(office)).count();
            (by_surname, held, person.certain, person.count, usize::MAX - number)
        };
        candidates.iter().filter(fits).max_by_key(rank).copied()
    }
}

/// Tells whether one of two given names is the initial of the other.
fn is_initial(a: &str, b: &str) -> bool {
    (a.len() == 1 || b.len() == 1) && (a.starts_with(b) || b.starts_with(a)) && !a.is_empty()
}

fn last_word_of<'a>(name: &[&'a str]) -> &'a str {
    let suffix =
        |word: &&&str| !matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
    name.iter().rev().find(suffix).copied().unwrap_or(name[name.len() - 1])
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

fn is_quoted(quotations: &[Quotation], at: usize) -> bool {
    let next = quotations.partition_point(|quotation| quotation.bytes.end <= at);
    quotations.get(next).is_some_and(|quotation| quotation.bytes.start <= at)
}
