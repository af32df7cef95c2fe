//! The words of `data/time.toml`, read once: of which classes a word is, and its value as a number, a
//! day, a month or a zone. Knows no order of words.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::class::{Class, Unit};
use super::expression::Weekday;

/// What the table knows of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// A bit for each class.
    classes: u64,
    pub(super) weekday: Option<Weekday>,
    pub(super) month: Option<i8>,
    /// How many days before publication.
    pub(super) days_back: Option<i32>,
    /// How many it counts.
    pub(super) count: Option<i32>,
    /// The unit, and whether it is in the plural.
    pub(super) unit: Option<(Unit, bool)>,
    /// Minutes east of Greenwich of a time zone.
    pub(super) zone: Option<i32>,
    /// The same of a town.
    pub(super) town: Option<i32>,
    /// Hours from midnight to the half of the day.
    pub(super) half: Option<i8>,
    /// Whether a holiday begins with it.
    holiday: bool,
}

const NOTHING: Entry = Entry {
    classes: 0,
    weekday: None,
    month: None,
    days_back: None,
    count: None,
    unit: None,
    zone: None,
    town: None,
    half: None,
    holiday: false,
};

impl Entry {
    /// Tells whether the word is of a class.
    pub(super) fn is(&self, class: Class) -> bool {
        self.classes & (1 << class as u8) != 0
    }

    /// Tells whether the table has the word at all.
    pub(super) fn is_known(&self) -> bool {
        *self != NOTHING
    }
}

/// A holiday that falls on one date.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Holiday {
    pub(super) words: Vec<String>,
    pub(super) month: i8,
    pub(super) day: i8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    classes: HashMap<Class, Vec<String>>,
    days_back: HashMap<String, i32>,
    zones: HashMap<String, i32>,
    towns: HashMap<String, i32>,
    halves: HashMap<String, i8>,
    units: HashMap<Unit, Vec<String>>,
    ordered: Ordered,
    holidays: Vec<Holiday>,
    #[cfg_attr(not(test), expect(dead_code, reason = "tried by its test"))]
    examples: Vec<Examples>,
}

/// Words of which each is the number of its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordered {
    weekdays: Vec<Vec<String>>,
    months: Vec<Vec<String>>,
    counts: Vec<Vec<String>>,
}

/// What one pattern finds and what it does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "tried by its test"))]
pub(super) struct Examples {
    pub(super) name: String,
    pub(super) holds: Vec<String>,
    pub(super) not: Vec<String>,
}

/// The table as it is asked.
struct Table {
    words: HashMap<String, Entry>,
    holidays: Vec<Holiday>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(written()));

/// Returns what the table knows of a word in lower case.
pub(super) fn entry(word: &str) -> &'static Entry {
    TABLE.words.get(word).unwrap_or(&NOTHING)
}

/// Returns the holidays.
pub(super) fn holidays() -> &'static [Holiday] {
    &TABLE.holidays
}

/// Returns the examples of the patterns.
#[cfg(test)]
pub(super) fn examples() -> Vec<Examples> {
    written().examples
}

fn written() -> Written {
    toml::from_str(include_str!("../../data/time.toml"))
        .expect("the table of time is checked by a test")
}

impl Table {
    fn of(written: Written) -> Self {
        let mut words: HashMap<String, Entry> = HashMap::new();
        let mut of = |word: String, set: &dyn Fn(&mut Entry)| set(words.entry(word).or_default());
        for (class, list) in written.classes {
            let bit = 1 << class as u8;
            list.into_iter().for_each(|word| of(word, &|entry| entry.classes |= bit));
        }
        for (unit, list) in written.units {
            for word in list {
                of(format!("{word}s"), &|entry| entry.unit = Some((unit, true)));
                of(word, &|entry| entry.unit = Some((unit, false)));
            }
        }
        let Ordered { weekdays, months, counts } = written.ordered;
        for (day, word) in numbered(weekdays, 0) {
            of(word, &|entry| entry.weekday = Some(day));
        }
        for (month, word) in numbered(months, 1) {
            of(word, &|entry| entry.month = Some(month));
        }
        for (count, word) in numbered(counts, 1) {
            of(word, &|entry| entry.count = Some(count.into()));
        }
        for (word, days) in written.days_back {
            of(word, &|entry| entry.days_back = Some(days));
        }
        for (word, minutes) in written.zones {
            of(word, &|entry| entry.zone = Some(minutes));
        }
        for (word, minutes) in written.towns {
            of(word, &|entry| entry.town = Some(minutes));
        }
        for (word, hours) in written.halves {
            of(word, &|entry| entry.half = Some(hours));
        }
        for first in written.holidays.iter().filter_map(|holiday| holiday.words.first()) {
            of(first.clone(), &|entry| entry.holiday = true);
        }
        Self { words, holidays: written.holidays }
    }
}

/// Returns words with the number of the list that each is in.
fn numbered(lists: Vec<Vec<String>>, first: i8) -> impl Iterator<Item = (i8, String)> {
    (first..).zip(lists).flat_map(|(number, list)| list.into_iter().map(move |word| (number, word)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_class_has_one_list_of_words_in_lower_case() {
        let written = written();
        assert_eq!(written.classes.len(), Class::Week as usize + 1);
        assert!(written.classes.len() <= 64, "more classes than bits");
        assert_eq!(written.units.len(), Unit::Year as usize + 1);
        for (class, list) in &written.classes {
            assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len(), "{class:?}");
        }
        assert!(TABLE.words.keys().all(|word| *word == word.to_lowercase()));
    }

    #[test]
    fn a_word_has_all_that_it_is() {
        let night = entry("night");
        assert!(night.is(Class::PartsOfDay) && night.is(Class::Evenings) && !night.is(Class::Last));
        assert_eq!(night.unit, Some((Unit::Day, false)));
        assert_eq!(entry("nights").unit, Some((Unit::Day, true)));
        assert_eq!((entry("may").month, entry("dec").month), (Some(5), Some(12)));
        assert_eq!((entry("mon.").weekday, entry("sunday").weekday), (Some(0), Some(6)));
        assert_eq!((entry("an").count, entry("twelve").count), (Some(1), Some(12)));
        assert!(entry("christmas").is_known() && !entry("bridge").is_known());
    }
}
