//! Titles and offices without a name: "the mayor", "the GOP candidate". They stand for the one person
//! of whom the article, or the gazetteer on the day of the article, says so. "His lawyer" stays
//! without a name: people have more lawyers than an article names.

use std::collections::HashSet;

use q7x2_gazetteer::{Day, Gazetteer, Known, Office};

use super::parties::Parties;
use super::people::{People, Person};
use super::phrases::{head_of, head_phrase, title_word, title_words};

const FORMER: &str = "former";
const MINISTER: &str = "minister";
const PRIME: &str = "prime";
/// How many mentions back the bearer of a title is looked for.
const REACH: usize = 400;
/// How many times as often the article must speak of one bearer of a title as of the next.
const OUTNUMBERS: usize = 4;

/// How a phrase says whom it means.
struct Title {
    head: String,
    /// The other words, "former" aside.
    words: Vec<String>,
    former: bool,
}

impl Title {
    fn of(phrase: &str) -> Option<Self> {
        let phrase = phrase.split(',').next().unwrap_or(phrase);
        let (first, rest) = phrase.split_once(' ')?;
        if !first.eq_ignore_ascii_case("the") {
            return None;
        }
        let head = head_of(head_phrase(rest));
        let parties = Parties::get();
        let role = parties.is_office(head);
        let mut words = title_words(head_phrase(phrase));
        words.extend(title_words(&phrase[head_phrase(phrase).len()..]));
        let head = title_word(head);
        let past = |word: &str| word == FORMER || matches!(word, "then" | "ex" | "onetime");
        let former = words.iter().any(|word| past(word));
        words
            .retain(|word| *word != head && !past(word) && !matches!(word.as_str(), "his" | "her"));
        role.then_some(Self { head, words, former })
    }

    /// Returns the title without what the office is for, where `phrase` tells that behind it.
    fn bare(&self, phrase: &str) -> Option<Self> {
        let phrase = phrase.split(',').next().unwrap_or(phrase);
        let complement = title_words(phrase[head_phrase(phrase).len()..].trim());
        let mut words = self.words.clone();
        words.retain(|word| !complement.contains(word));
        let shorter = words.len() < self.words.len();
        shorter.then(|| Self { head: self.head.clone(), words, former: self.former })
    }

    /// Tells whether the article gives a person this title.
    fn is_given_to(&self, person: &Person, gazetteer: &Gazetteer) -> bool {
        let parties = Parties::get();
        let has = |word: &String| person.titles.contains(word);
        // "the Swedish president" is no other country's president, in the article or by what is known.
        let known = person.known.map(|known| &gazetteer.people()[known]);
        let elsewhere = |word: &String| {
            known.is_some_and(|known| {
                !known.offices.is_empty() && !known.offices.iter().any(|o| o.words.contains(word))
            })
        };
        let agrees = |word: &String| {
            has(word)
                || (parties.is_demonym(word) || parties.is_place(word))
                    && !elsewhere(word)
                    && !person.titles.iter().any(|t| parties.is_demonym(t) || parties.is_place(t))
        };
        // "The minister" is no prime minister, "the president" no vice president.
        let higher = |word: &str| {
            person.titles.iter().any(|title| title == word) && !self.words.iter().any(|w| w == word)
        };
        let other =
            self.head == MINISTER && higher(PRIME) || self.head == "president" && higher("vice");
        has(&self.head)
            && !other
            && person.certain
            && (!self.former || person.titles.iter().any(|title| title == FORMER))
            && self.words.iter().all(agrees)
    }

    /// Tells whether an office of the gazetteer is this one.
    fn is_office(&self, office: &Office, day: Option<Day>) -> bool {
        let timely = match (day, self.former) {
            (Some(day), false) => office.is_held(day),
            (Some(day), true) => office.is_past(day),
            // Who held an office once is no answer where nothing tells the day.
            (None, false) => office.is_open(),
            (None, true) => true,
        };
        timely && office.title.last() == Some(&self.head)
            || timely
                && office.title.contains(&self.head)
                && self.words.iter().all(|word| office.words.contains(word))
    }

    /// Tells whether the gazetteer gives somebody this title: the head by one office, the other
    /// words by any.
    fn is_known_of(&self, known: &Known, day: Option<Day>) -> bool {
        let all = |word: &String| known.offices.iter().any(|office| office.words.contains(word));
        // "The vice president" is no president who was something else once.
        let rank = |word: &&String| Parties::get().is_rank(word);
        let ranked =
            |office: &Office| self.words.iter().filter(rank).all(|w| office.words.contains(w));
        known.offices.iter().any(|o| self.is_office(o, day) && ranked(o))
            && self.words.iter().all(all)
    }
}

/// Returns the number of the person that a title at `at` stands for.
pub(super) fn bearer(
    phrase: &str,
    at: usize,
    people: &People<'_>,
    day: Option<Day>,
) -> Option<usize> {
    if let Some(person) = bearers(phrase, at, people).next() {
        return Some(person);
    }
    let title = Title::of(phrase)?;
    // "The mayor warned. Mayor Ada Lind said …": the only one whom the article calls so later.
    let later = |title: &Title| {
        let mut later = people.people.iter().enumerate().filter(|(_, person)| {
            person.is_full && person.first > at && title.is_given_to(person, people.gazetteer)
        });
        let only = later.next().map(|(number, _)| number);
        only.filter(|_| later.next().is_none())
    };
    // "The commissioner for trade … Commissioner Ada Lind": what the office is for is told once.
    if let Some(only) = later(&title).or_else(|| later(&title.bare(phrase)?)) {
        return Some(only);
    }
    let known = |person: &Person| {
        let known = person.known.map(|known| &people.gazetteer.people()[known]);
        known.is_some_and(|known| title.is_known_of(known, day))
    };
    // A bare "the candidate" says too little where the article itself gives nobody that title.
    chief(people, known)
}

/// Returns the numbers of the people whom the article gives a title, those named last before `at`
/// first.
pub(super) fn bearers<'p>(
    phrase: &str,
    at: usize,
    people: &'p People<'_>,
) -> impl Iterator<Item = usize> + 'p {
    let title = Title::of(phrase);
    let before = people.mentions.partition_point(|mention| mention.bytes.start < at);
    let near = people.mentions[..before].iter().rev().take(REACH).map(|mention| mention.person);
    near.filter(move |&number| {
        title
            .as_ref()
            .is_some_and(|title| title.is_given_to(&people.people[number], people.gazetteer))
    })
}

/// Returns the name of whoever holds, on a day, an office that a phrase names with its country, or
/// whose country the article leaves no doubt of.
pub(super) fn holder<'g>(
    phrase: &str,
    day: Option<Day>,
    gazetteer: &'g Gazetteer,
    named: &HashSet<String>,
) -> Option<&'g str> {
    let (title, day) = (Title::of(phrase)?, day?);
    if title.former || title.words.is_empty() {
        return None;
    }
    gazetteer.holder(&title.head, &title.words, day, named)
}

/// What is known of a person that speaks against a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// The person holds other offices, as far as is said.
    Unlikely,
    /// Offices of other countries, or none that is of that rank.
    Certain,
}

/// Returns what speaks against a title meaning a person, by what the article and the gazetteer say of that
/// person's offices; `None` where nothing does, or nothing is known.
pub(super) fn against(phrase: &str, person: &Person, gazetteer: &Gazetteer) -> Option<Against> {
    let (title, parties) = (Title::of(phrase)?, Parties::get());
    let known = person.known.map(|known| gazetteer.people()[known].offices.as_slice());
    let offices = || known.into_iter().flatten();
    let is_said = |word: &String| {
        person.titles.contains(word) || offices().any(|office| office.words.contains(word))
    };
    let is_country = |word: &&String| parties.is_demonym(word) || parties.is_place(word);
    // "The prime minister" is no president whom the article calls nothing else.
    let ranks: Vec<&String> = title.words.iter().filter(|w| parties.is_rank(w)).collect();
    let held = |office: &Office| {
        office.title.contains(&title.head) && ranks.iter().all(|rank| office.words.contains(*rank))
    };
    let is_another = known.is_some_and(|offices| !offices.is_empty() && !offices.iter().any(held));
    if !ranks.is_empty() && is_another && !title.is_given_to(person, gazetteer) {
        return Some(Against::Certain);
    }
    let mut countries = title.words.iter().filter(is_country).peekable();
    let has_country = || {
        person.titles.iter().chain(offices().flat_map(|o| o.words.iter())).any(|w| is_country(&w))
    };
    if countries.peek().is_some() && has_country() && !countries.any(is_said) {
        return Some(Against::Certain);
    }
    // "The prime minister" is no other minister.
    let (prime, minister) = (PRIME.to_owned(), title.head == MINISTER);
    if minister && title.words.contains(&prime) && is_said(&title.head) && !is_said(&prime) {
        return Some(Against::Certain);
    }
    // Nor "the minister" a prime minister, "the foreign minister" a minister of defence.
    let others = person.titles.iter().any(|word| *word != title.head && !is_country(&word));
    let mut topics = title.words.iter().filter(|word| !is_country(word));
    let is_other = !is_said(&title.head)
        || minister && is_said(&prime) && !title.words.contains(&prime)
        || (others || known.is_some()) && !topics.all(is_said);
    (is_other && (others || offices().next().is_some())).then_some(Against::Unlikely)
}

/// Tells whether a title in its present form is another's than a person's who held it once: "the president"
/// beside a former one.
pub(super) fn is_past(phrase: &str, person: usize, people: &People<'_>) -> bool {
    let Some(title) = Title::of(phrase).filter(|title| !title.former) else { return false };
    let former = |person: &Person| person.titles.iter().any(|title| title == FORMER);
    let holds = |person: &Person| person.titles.contains(&title.head) && !former(person);
    former(&people.people[person]) && people.people.iter().any(holds)
}

/// Returns the only person for whom something holds, or the one of whom the article speaks far more
/// than of the others.
fn chief(people: &People<'_>, holds: impl Fn(&Person) -> bool) -> Option<usize> {
    let found: Vec<usize> =
        (0..people.people.len()).filter(|&number| holds(&people.people[number])).collect();
    let count = |number: usize| people.people[number].mentioned;
    let one = found.iter().copied().max_by_key(|&number| count(number))?;
    let next = found.iter().filter(|&&number| number != one).map(|&number| count(number)).max();
    next.is_none_or(|next| count(one) >= OUTNUMBERS * next.max(1)).then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_has_one_holder_on_a_day() {
        // 2024-01-10 and 2018-01-10, in days since 1970.
        let (then, now) = (Some(17541), Some(19732));
        let check = |phrase, day, named: &[&str], expect| {
            let named = named.iter().map(|&word| word.to_owned()).collect();
            assert_eq!(holder(phrase, day, Gazetteer::get(), &named), expect, "{phrase}");
        };
        check("the Ukrainian president", now, &[], Some("Volodymyr Zelenskyy"));
        check("the Ukrainian president", then, &[], Some("Petro Poroshenko"));
        check("the president of Ukraine", then, &[], Some("Petro Poroshenko"));
        check("the Ukrainian president", None, &[], None);
        check("the president", now, &["ukraine"], None);
        check("a Ukrainian president", now, &[], None);
        check("the Ukrainian vice president", now, &[], None);
        // The country is the article's own, when it names no other.
        check("the prime minister", then, &["french"], Some("Édouard Philippe"));
        check("the prime minister", then, &["french", "italy"], None);
        check("the prime minister", then, &[], None);
        // Only one country has it, but its states may.
        check("the secretary of state", then, &["us", "russia"], Some("Rex Tillerson"));
        check("the secretary of state", then, &["us", "kansas"], None);
        check("the secretary of state", then, &["russia"], None);
        check("the NATO secretary general", then, &[], Some("Jens Stoltenberg"));
    }
}
