//! Titles and offices without a name: "the mayor", "the GOP candidate". They stand for the one person
//! of whom the article, or the gazetteer on the day of the article, says so. "His lawyer" stays
//! without a name: people have more lawyers than an article names.

use super::gazetteer::{Day, Gazetteer, Known, Office};
use super::parties::Parties;
use super::people::{People, Person};
use super::phrases::{head_of, head_phrase, title_word, title_words};

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
        let past = |word: &str| matches!(word, "former" | "then" | "ex" | "onetime");
        let former = words.iter().any(|word| past(word));
        words
            .retain(|word| *word != head && !past(word) && !matches!(word.as_str(), "his" | "her"));
        role.then_some(Self { head, words, former })
    }

    /// Tells whether the article gives a person this title.
    fn is_given_to(&self, person: &Person) -> bool {
        let parties = Parties::get();
        let has = |word: &String| person.titles.contains(word);
        // "the Swedish president" is no other country's president.
        let agrees = |word: &String| {
            has(word)
                || parties.is_demonym(word) && !person.titles.iter().any(|t| parties.is_demonym(t))
        };
        // "The minister" is no prime minister, "the president" no vice president.
        let higher = |word: &str| {
            person.titles.iter().any(|title| title == word) && !self.words.iter().any(|w| w == word)
        };
        let other = self.head == "minister" && higher("prime")
            || self.head == "president" && higher("vice");
        has(&self.head)
            && !other
            && person.certain
            && (!self.former || person.titles.iter().any(|title| title == "former"))
            && self.words.iter().all(agrees)
    }

    /// Tells whether an office of the gazetteer is this one.
    fn is_office(&self, office: &Office, day: Option<Day>) -> bool {
        let timely = match (day, self.former) {
            (Some(day), false) => office.is_held(day),
            (Some(day), true) => office.is_past(day),
            (None, _) => true,
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
        known.offices.iter().any(|office| self.is_office(office, day)) && self.words.iter().all(all)
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
    let known = |person: &Person| {
        let known = person.known.map(|known| &people.gazetteer.people[known]);
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
    let before = people.mentions.partition_point(|mention| mention.start < at);
    let near = people.mentions[..before].iter().rev().take(REACH).map(|mention| mention.person);
    near.filter(move |&number| {
        title.as_ref().is_some_and(|title| title.is_given_to(&people.people[number]))
    })
}

/// Returns the name of whoever holds an office that a phrase names with its country, on a day.
pub(super) fn holder<'g>(
    phrase: &str,
    day: Option<Day>,
    gazetteer: &'g Gazetteer,
) -> Option<&'g str> {
    let (title, day) = (Title::of(phrase)?, day?);
    if title.former || title.words.is_empty() {
        return None;
    }
    let holds = |known: &&Known| {
        let holds = |office: &Office| {
            office.is_held(day)
                && office.title.contains(&title.head)
                && title.words.iter().all(|word| office.words.contains(word))
                && office.title.iter().all(|word| *word == title.head || title.words.contains(word))
        };
        known.offices.iter().any(holds)
    };
    let mut holders = gazetteer.people.iter().filter(holds);
    let one = holders.next()?;
    holders.next().is_none().then(|| one.spellings[0].as_str())
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

    fn day(date: &str) -> Option<Day> {
        let number: i64 = date.parse().expect("days");
        Some(number)
    }

    #[test]
    fn an_office_with_its_country_has_one_holder_on_a_day() {
        let held = |phrase, day| holder(phrase, day, Gazetteer::get());
        // 2024-01-10 and 2018-01-10, in days since 1970.
        assert_eq!(held("the Ukrainian president", day("19732")), Some("Volodymyr Zelenskyy"));
        assert_eq!(held("the Ukrainian president", day("17541")), Some("Petro Poroshenko"));
        assert_eq!(held("the Ukrainian president", None), None);
        assert_eq!(held("the president", day("19732")), None);
        assert_eq!(held("a Ukrainian president", day("19732")), None);
        assert_eq!(held("the Ukrainian vice president", day("19732")), None);
    }
}
