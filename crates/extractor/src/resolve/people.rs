//! The people an article names: who they are in full, under which titles, and where they are
//! mentioned. Whom a bare surname means is settled in `bearers`.

use std::collections::{HashMap, HashSet};

use q7x2_gazetteer::{Day, Gazetteer};
use q7x2_names::NameParts;

use super::bearers;
use super::callings::Callings;
use super::genders;
use super::groups::singular;
use super::names::{
    Run, fold, generation, is_closed, is_function, is_no_name, name_in, runs_of, surname,
};
use super::parties::{Gender, Parties};
use super::phrases::title_word;
use super::titles::{titles_after, titles_before};
use crate::document::{Bytes, Document, Quotation, Token, TokenKind, Tokens, Word};

/// An article names fewer people than this; a list of names is no article.
const MOST_PEOPLE: usize = 400;
/// How many places of a person's full name are kept.
const MOST_PLACES: usize = 64;
/// How many words of titles are kept of a person.
const MOST_TITLES: usize = 48;

/// Somebody the article names in full, or by title and surname.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// The fullest name the article gives, or that the gazetteer knows.
    pub(super) name: String,
    /// The word by which the person is called again, folded.
    pub(super) surname: String,
    /// The first word of the name, folded.
    pub(super) opening: String,
    /// What tells the person from a namesake of another generation: "jr".
    pub(super) generation: Option<String>,
    /// Whether the name is more than a surname.
    pub(super) is_full: bool,
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

impl Person {
    /// Returns somebody of whom the name is known, and where it stands first.
    pub(super) fn new(name: &str, first: usize) -> Self {
        let parts = NameParts::of(name);
        let generation = generation(&parts);
        Self {
            surname: surname(name),
            opening: fold(name.split(' ').next().unwrap_or_default()),
            is_full: !parts.given.is_empty()
                || !parts.honorifics.is_empty()
                || generation.is_some(),
            generation,
            name: name.to_owned(),
            first,
            count: 1,
            ..Self::default()
        }
    }
}

/// A place where a person is named.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) person: usize,
    pub(super) bytes: Bytes,
    pub(super) tokens: Tokens,
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
    /// By the words between these, folded.
    pub(super) by_inner: HashMap<String, Vec<usize>>,
}

impl<'a> People<'a> {
    /// Reads the people of a text that was published on `day`, if that is known. Who is named only
    /// beside the article, as in a caption or credit, is none of them.
    pub(super) fn of(document: &Document, day: Option<Day>, gazetteer: &'a Gazetteer) -> Self {
        let mut people = Self::knowing(gazetteer);
        let (mut runs, mut headings) = (Vec::new(), Vec::new());
        for sentence in document.sentences() {
            let tokens = document.tokens_in((&sentence.bytes).into());
            let found = runs_of(document, tokens);
            if document.is_furniture(sentence.bytes.start) || is_heading(document, tokens) {
                headings.extend(found);
            } else {
                found.iter().for_each(|run| people.learn(run, document, tokens));
                runs.push((tokens, found));
            }
        }
        bearers::read_headings(&mut people, &headings);
        bearers::settle(&mut people, day);
        people.index();
        for (sentence, runs) in runs {
            let mut leads = true;
            for run in runs {
                leads |= is_topic(document, sentence, &run);
                leads &= !people.mention(document, sentence, &run, leads);
            }
            people.callings.learn_nameless(document, sentence);
        }
        people.callings.finish();
        genders::infer(&mut people, document);
        people
    }

    /// Keeps that a run in a sentence names somebody; tells whether it does.
    fn mention(
        &mut self,
        document: &Document,
        sentence: Tokens,
        run: &Run<'_>,
        leads: bool,
    ) -> bool {
        let Some(person) = self.find(&run.words, run.bytes.start) else {
            let name = run.words.join(" ");
            if self.is_body(&name) {
                self.places.push((run.bytes.start, name));
            }
            return false;
        };
        let quoted = quotation_at(document.quotations(), run.bytes.start);
        let quoted = quoted.filter(|&at| !is_excerpt(document, at));
        let next = document.tokens().get(run.tokens.end);
        let possessive = next.is_some_and(Token::is_possessive);
        let full = run.words.len() > 1;
        self.callings.learn(document, sentence, run.tokens, person, full);
        self.people[person].mentioned += 1;
        let last = self.mentions.last_mut();
        let joins = |last: &Mention| {
            last.tokens.end + 1 == run.tokens.start && document.tokens()[last.tokens.end].is("and")
        };
        if let Some(last) = last.filter(|last| joins(last)) {
            last.joined = true;
        }
        let (bytes, tokens) = (run.bytes, run.tokens);
        let joined = false;
        self.mentions.push(Mention { person, bytes, tokens, leads, quoted, possessive, joined });
        true
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
            by_inner: HashMap::new(),
        }
    }

    /// Keeps a full name, or title and surname.
    fn learn(&mut self, run: &Run<'_>, document: &Document, sentence: Tokens) {
        self.capitals.extend(run.words.iter().map(|word| fold(word)));
        // "PORT VELM, May 4 - …" tells where somebody wrote.
        let shouted = |word: &&str| !word.contains(char::is_lowercase);
        let whole = document.slice(document.bytes_of(sentence));
        let opens = run.tokens.start == sentence.start && crate::document::dateline(whole) > 0;
        if opens && run.words.iter().all(shouted) {
            return;
        }
        let Some(range) = name_in(&run.words) else { return };
        let words = &run.words[range.clone()];
        let parties = Parties::get();
        let titles = &run.words[..range.start];
        let before = Tokens::new(sentence.start, run.tokens.start);
        let after = Tokens::new(run.tokens.end, sentence.end);
        let titled = titles.iter().any(|word| parties.is_title(word));
        let given = parties.is_given(words[0]);
        let relative = relative(document, before).filter(|_| words.len() == 1);
        if let Some(noun) = relative.filter(|_| !parties.is_place(words[0]) && !titled) {
            // "His daughter Lea" is all that some articles tell of somebody.
            self.keep(Person {
                gender: parties.gender_of_title(noun).or_else(|| parties.gender_of_given(words[0])),
                titles: vec![title_word(noun)],
                certain: true,
                ..Person::new(words[0], run.bytes.start)
            });
            return;
        }
        if words.len() < 2 && is_no_name(words[0]) {
            return;
        }
        let person = Person::new(&words.join(" "), run.bytes.start);
        // "Lind", "van der Holt".
        if !(person.is_full || titled) {
            let last = document.words(before).next_back().map_or("", Word::lower);
            self.note(words[words.len() - 1], last, run.bytes.start);
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
        let named_after = words.len() > 2 && (parties.is_body(last) || parties.is_thing(last));
        if named_after
            || ((opener || !given) && words.iter().any(other))
            || !given && parties.is_body(last)
            || self.gazetteer.is_organization(&person.name)
        {
            return;
        }
        let of_title = titles.iter().find_map(|word| parties.gender_of_title(word));
        let mut told: Vec<String> = titles.iter().map(|word| title_word(word)).collect();
        told.extend(titles_before(document, before, range.start > 0));
        told.extend(titles_after(document, after));
        let described = told.len() > titles.len();
        self.keep(Person {
            gender: of_title
                .or_else(|| parties.gender_of_given(words[0]))
                .or_else(|| of_noun(&told[titles.len()..])),
            titles: told,
            certain: given || titled || described || is_aged(document, after),
            places: vec![run.bytes.start],
            ..person
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

    /// Notes a single word that may be a surname, with the word before it.
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
        let placed = usize::from(matches!(before, "in" | "at" | "near" | "outside" | "into"));
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
fn relative(document: &Document, before: Tokens) -> Option<&str> {
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
    let last = document.words(before).next_back()?.lower();
    RELATIVES.contains(&last).then_some(last)
}

/// Tells whether an age follows a name: ", 40".
fn is_aged(document: &Document, after: Tokens) -> bool {
    let mut next = document.words(after);
    next.next().is_some_and(|word| word.token().kind == TokenKind::Comma)
        && next.next().is_some_and(|word| word.text().starts_with(|c: char| c.is_ascii_digit()))
}

/// Tells whether the sentence begins to speak of whom a run names: "As for Lind, …".
fn is_topic(document: &Document, sentence: Tokens, run: &Run<'_>) -> bool {
    let before = Tokens::new(sentence.start, run.tokens.start);
    let words = || document.words(before).map(Word::lower);
    before.len() <= 3
        && [&["as", "for"][..], &["as", "to"], &["but", "as", "for"]]
            .iter()
            .any(|topic| words().eq(topic.iter().copied()))
}

/// Tells whether a line is written in title case: there, capitals tell no names.
fn is_heading(document: &Document, line: Tokens) -> bool {
    let words = || document.words(line).filter(|word| word.token().is_word()).take(60);
    let plain =
        |word: Word<'_>| word.text().starts_with(char::is_lowercase) && !is_closed(word.token());
    words().nth(3).is_some() && !words().any(plain)
}

/// Returns the number of the quotation that holds the byte at `at`.
pub(super) fn quotation_at(quotations: &[Quotation], at: usize) -> Option<usize> {
    let next = quotations.partition_point(|quotation| quotation.bytes.end <= at);
    quotations.get(next).filter(|quotation| quotation.bytes.start <= at).map(|_| next)
}

/// Tells whether a quotation is a paragraph taken from another article: a straight mark opens it, none
/// closes it, and curly ones stand in it or open the next. Who is named in there is no less at hand.
pub(super) fn is_excerpt(document: &Document, number: usize) -> bool {
    let quotations = document.quotations();
    let words = document.slice(quotations[number].bytes);
    let open = words.strip_prefix('"').is_some_and(|words| !words.ends_with('"'));
    let next = quotations.get(number + 1).filter(|next| next.continues);
    let curly = || next.is_some_and(|next| document.slice(next.bytes).starts_with('“'));
    open && (words.contains('“') || curly())
}
