//! The people an article names: who they are in full, under which titles, and where they are
//! mentioned. Whom a bare surname means is settled in `bearers`.

use std::collections::{HashMap, HashSet};

use q7x2_gazetteer::{Day, Gazetteer};

use super::bearers;
use super::callings::Callings;
use super::genders;
use super::groups::singular;
use super::names::{Run, fold, is_function, is_no_name, name_in, runs_of};
use super::parties::{Gender, Parties};
use super::phrases::title_word;
use super::titles::{titles_after, titles_before};
use crate::document::Bytes;
use crate::segment::{Quotation, Segments};

/// An article names fewer people than this; a list of names is no article.
const MOST_PEOPLE: usize = 400;
/// How many places of a person's full name are kept.
const MOST_PLACES: usize = 64;
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
    /// How often the full name stands in the article.
    pub(super) count: usize,
    /// How often the article speaks of the person by any name.
    pub(super) mentioned: usize,
    /// Where the name stands first.
    pub(super) first: usize,
    /// Where the full name stands, as far as they are kept.
    pub(super) places: Vec<usize>,
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
    pub(super) end: usize,
    /// Whether it is the first name in its sentence.
    pub(super) leads: bool,
    /// The number of the quotation it stands in.
    pub(super) quoted: Option<usize>,
    /// Whether ’s follows.
    pub(super) possessive: bool,
    /// Whether "and" and another name follow.
    pub(super) joined: bool,
}

/// A single capitalised word that may be a surname.
#[derive(Debug, Clone)]
pub(super) struct Bare {
    /// As it is written.
    pub(super) word: String,
    pub(super) count: usize,
    pub(super) first: usize,
    /// How often it stands as places do: "in Charlotte".
    pub(super) placed: usize,
}

/// The people of an article.
#[derive(Debug)]
pub(super) struct People<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) people: Vec<Person>,
    pub(super) mentions: Vec<Mention>,
    /// Single words that no full name holds, by their folded form, in order of appearance.
    pub(super) bare: Vec<Bare>,
    /// What the people are called besides their names.
    pub(super) callings: Callings,
    /// All capitalised words, folded.
    pub(super) capitals: HashSet<String>,
    /// Names that look like people's and are rather those of bodies.
    pub(super) bodies: HashSet<String>,
    /// Where they stand.
    pub(super) places: Vec<(usize, String)>,
    pub(super) by_name: HashMap<String, usize>,
    by_bare: HashMap<String, usize>,
    /// By folded surname and by folded first name.
    pub(super) by_word: HashMap<String, Vec<usize>>,
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
            let found = runs_of(text, sentence.bytes.clone().into());
            if is_heading(&text[sentence.bytes.clone()]) {
                headings.extend(found);
            } else {
                found.iter().for_each(|run| people.learn(run, text, (&sentence.bytes).into()));
                runs.push((&sentence.bytes, found));
            }
        }
        bearers::read_headings(&mut people, &headings);
        bearers::settle(&mut people, day);
        people.index();
        for (sentence, runs) in runs {
            let mut leads = true;
            for run in runs {
                // "As for Lind, …" begins to speak of her.
                let topic = text[sentence.start..run.start].trim_end().to_lowercase();
                leads |= matches!(topic.as_str(), "as for" | "as to" | "but as for");
                let found = people.find(&run.words, run.start);
                if found.is_none() && people.is_body(&run.words.join(" ")) {
                    people.places.push((run.start, run.words.join(" ")));
                }
                if let Some(person) = found {
                    let (start, end) = (run.start, run.end);
                    let quoted = quotation_at(&segments.quotations, start);
                    let taken = |&at: &usize| !is_excerpt(text, &segments.quotations, at);
                    let quoted = quoted.filter(taken);
                    let possessive = text[end..].starts_with(['’', '\'']);
                    let full = run.words.len() > 1;
                    people.callings.learn(text, sentence.into(), (start..end).into(), person, full);
                    people.people[person].mentioned += 1;
                    let last = people.mentions.last_mut();
                    if let Some(last) =
                        last.filter(|last| text.get(last.end..start) == Some(" and "))
                    {
                        last.joined = true;
                    }
                    people.mentions.push(Mention {
                        person,
                        start,
                        end,
                        leads,
                        quoted,
                        possessive,
                        joined: false,
                    });
                    leads = false;
                }
            }
            people.callings.learn_nameless(text, sentence.into());
        }
        people.callings.finish();
        genders::infer(&mut people, text, segments);
        people
    }

    /// Returns no people, and who is known.
    fn knowing(gazetteer: &'a Gazetteer) -> Self {
        Self {
            gazetteer,
            people: Vec::new(),
            mentions: Vec::new(),
            bare: Vec::new(),
            callings: Callings::default(),
            capitals: HashSet::new(),
            bodies: HashSet::new(),
            places: Vec::new(),
            by_name: HashMap::new(),
            by_bare: HashMap::new(),
            by_word: HashMap::new(),
        }
    }

    /// Keeps a full name, or title and surname.
    fn learn(&mut self, run: &Run<'_>, text: &str, sentence: Bytes) {
        self.capitals.extend(run.words.iter().map(|word| fold(word)));
        // "PORT VELM, May 4 - …" tells where somebody wrote.
        let shouted = |word: &&str| !word.contains(char::is_lowercase);
        let opens = run.start == sentence.start && crate::document::dateline(&text[sentence]) > 0;
        if opens && run.words.iter().all(shouted) {
            return;
        }
        let Some(name) = name_in(&run.words) else { return };
        let words = &run.words[name.clone()];
        let parties = Parties::get();
        let before = &run.words[..name.start];
        let titled = before.iter().any(|word| parties.is_title(word));
        let given = parties.is_given(words[0]);
        let relative = relative(&text[sentence.start..run.start]).filter(|_| words.len() == 1);
        if let Some(noun) = relative.filter(|_| !parties.is_place(words[0]) && !titled) {
            // "His daughter Lea" is all that some articles tell of somebody.
            self.keep(Person {
                name: words[0].to_owned(),
                gender: parties.gender_of_title(noun).or_else(|| parties.gender_of_given(words[0])),
                titles: vec![title_word(noun)],
                certain: true,
                count: 1,
                mentioned: 0,
                first: run.start,
                places: Vec::new(),
                known: None,
                lent: false,
            });
            return;
        }
        if words.len() < 2 && is_no_name(words[0]) {
            return;
        }
        if words.len() < 2 && !titled {
            self.note(words[0], &text[sentence.start..run.start], run.start);
            return;
        }
        let other = |word: &&str| {
            parties.is_place(word)
                || parties.is_body(word)
                || parties.is_demonym(word)
                || parties.is_thing(word)
                || singular(word).is_some_and(|single| parties.is_body(&single))
        };
        // "Per" is a name, and begins "Per Reuters".
        let opener = is_function(&words[0].to_lowercase());
        // "The Ada Lind Medical Center" is named after her.
        let last = words[words.len() - 1].rsplit(['-', '‑']).next().unwrap_or_default();
        let after = words.len() > 2 && (parties.is_body(last) || parties.is_thing(last));
        if after
            || ((opener || !given) && words.iter().any(other))
            || !given && parties.is_body(last)
            || self.gazetteer.is_organization(&words.join(" "))
        {
            return;
        }
        let after = &text[run.end..sentence.end.max(run.end)];
        let aged = after
            .strip_prefix(", ")
            .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        let of_title = before.iter().find_map(|word| parties.gender_of_title(word));
        let mut titles: Vec<String> = before.iter().map(|word| title_word(word)).collect();
        titles.extend(titles_before(&text[sentence.start..run.start], name.start > 0));
        titles.extend(titles_after(after));
        let described = titles.len() > before.len();
        self.keep(Person {
            name: words.join(" "),
            gender: of_title
                .or_else(|| parties.gender_of_given(words[0]))
                .or_else(|| of_noun(&titles[before.len()..])),
            titles,
            certain: given || titled || aged || described,
            count: 1,
            mentioned: 0,
            first: run.start,
            places: vec![run.start],
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
            known.places.extend(person.places);
            known.places.truncate(MOST_PLACES);
            known.gender = known.gender.or(person.gender);
            known.titles.extend(person.titles);
            known.titles.truncate(MOST_TITLES);
        } else if self.people.len() < MOST_PEOPLE {
            self.by_name.insert(person.name.clone(), self.people.len());
            self.people.push(person);
        }
    }

    /// Notes a single word that may be a surname.
    fn note(&mut self, word: &str, before: &str, at: usize) {
        let parties = Parties::get();
        let other = parties.is_place(word)
            || parties.is_body(word)
            || parties.is_thing(word)
            || self.gazetteer.is_organization(word)
            || word.chars().count() < 3
            || !word.contains(char::is_lowercase);
        if other {
            return;
        }
        let last = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
        let placed =
            usize::from(matches!(last.as_str(), "in" | "at" | "near" | "outside" | "into"));
        match self.by_bare.get(&fold(word)) {
            Some(&known) => {
                self.bare[known].count += 1;
                self.bare[known].placed += placed;
            }
            None => {
                self.by_bare.insert(fold(word), self.bare.len());
                self.bare.push(Bare { word: word.to_owned(), count: 1, first: at, placed });
            }
        }
    }

    /// Tells whether a word stands alone somewhere.
    pub(super) fn is_bare(&self, word: &str) -> bool {
        self.by_bare.contains_key(&fold(word))
    }

    /// Returns the number of the person of exactly this name.
    pub(super) fn of_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

/// Returns the gender that nouns for a person tell: "widow".
fn of_noun(titles: &[String]) -> Option<Gender> {
    // "Spokesman" stands for any spokesperson here.
    let mut told = titles.iter().filter(|title| *title != "spokesman");
    told.find_map(|title| Parties::get().gender_of_title(title))
}

/// Returns the word for a relative right before a name: "his wife Lea".
fn relative(before: &str) -> Option<&str> {
    const RELATIVES: [&str; 16] = [
        "wife",
        "husband",
        "son",
        "daughter",
        "brother",
        "sister",
        "mother",
        "father",
        "widow",
        "widower",
        "cousin",
        "niece",
        "nephew",
        "girlfriend",
        "boyfriend",
        "fiancée",
    ];
    let last = before.strip_suffix(' ')?.rsplit(' ').next()?;
    RELATIVES.iter().any(|relative| last.eq_ignore_ascii_case(relative)).then_some(last)
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

/// Returns the number of the quotation that holds the byte at `at`.
pub(super) fn quotation_at(quotations: &[Quotation], at: usize) -> Option<usize> {
    let next = quotations.partition_point(|quotation| quotation.bytes.end <= at);
    quotations.get(next).filter(|quotation| quotation.bytes.start <= at).map(|_| next)
}

/// Tells whether a quotation is a paragraph taken from another article: a straight mark opens it, none
/// closes it, and curly ones stand in it or open the next. Who is named in there is no less at hand.
pub(super) fn is_excerpt(text: &str, quotations: &[Quotation], number: usize) -> bool {
    let words = &text[quotations[number].bytes];
    let open = words.strip_prefix('"').is_some_and(|words| !words.ends_with('"'));
    let next = quotations.get(number + 1).filter(|next| next.continues);
    let curly = || next.is_some_and(|next| text[next.bytes].starts_with('“'));
    open && (words.contains('“') || curly())
}
