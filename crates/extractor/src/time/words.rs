//! Words of time: names of days and months, numbers, units, zones.

use super::expression::Weekday;

/// Returns the day of the week a word names; an abbreviation has its stop.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon." => 0,
        "tuesday" | "tue." | "tues." => 1,
        "wednesday" | "wed." => 2,
        "thursday" | "thu." | "thur." | "thurs." => 3,
        "friday" | "fri." => 4,
        "saturday" | "sat." => 5,
        "sunday" | "sun." => 6,
        _ => return None,
    })
}

/// Returns the month a word names, from 1 to 12; an abbreviation may have its stop.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word.trim_end_matches('.') {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// Returns the day of a month a word names: "3", "3rd".
pub(super) fn day(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    number(digits.unwrap_or(word)).filter(|day| (1..=31).contains(day))
}

/// Tells whether a word is an ordinal in digits: "3rd".
pub(super) fn is_ordinal(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_alphabetic()) && day(word).is_some()
}

/// Returns the year a word names.
pub(super) fn year(word: &str) -> Option<i16> {
    let digits = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year: i16 = word.parse().ok().filter(|_| digits)?;
    (1900..2100).contains(&year).then_some(year)
}

/// Reads a number of one or two digits.
pub(super) fn number(word: &str) -> Option<i8> {
    let digits = (1..3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|_| digits)
}

/// Returns how many a word counts; nothing within where that is not told: "several".
pub(super) fn count(word: &str) -> Option<Option<i32>> {
    let few = ["several", "few", "couple", "some", "many", "dozen"];
    let names = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if few.contains(&word) {
        return Some(None);
    }
    if matches!(word, "a" | "an") {
        return Some(Some(1));
    }
    let named = names.iter().position(|name| *name == word);
    let named = named.and_then(|at| i32::try_from(at + 1).ok());
    named.or_else(|| number(word).map(i32::from)).map(Some)
}

/// A measure of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Seconds, minutes, hours: shorter than a day.
    Moment,
    Day,
    Week,
    Month,
    Year,
}

/// Returns the unit a word names, and whether it names several.
pub(super) fn unit(word: &str) -> Option<(Unit, bool)> {
    let (single, several) = match word.strip_suffix('s') {
        Some(single) => (single, true),
        None => (word, false),
    };
    let unit = match single {
        "second" | "moment" | "minute" | "hour" => Unit::Moment,
        "day" | "night" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "year" | "decade" => Unit::Year,
        _ => return None,
    };
    Some((unit, several))
}

/// Tells whether a word names a part of the day.
pub(super) fn is_part_of_day(word: &str) -> bool {
    matches!(
        word,
        "morning"
            | "afternoon"
            | "evening"
            | "night"
            | "noon"
            | "midday"
            | "lunchtime"
            | "midnight"
    )
}

/// Returns the minutes east of Greenwich of a time zone that is the same all year round; what
/// depends on the season or on the country is left out.
pub(super) fn zone(word: &str) -> Option<i32> {
    Some(match word {
        "gmt" | "utc" => 0,
        "bst" | "cet" => 60,
        "cest" | "eet" => 120,
        "eest" | "msk" => 180,
        "edt" => -240,
        "est" => -300,
        "pdt" => -420,
        "pst" => -480,
        _ => return None,
    })
}

/// The same for "Moscow time".
pub(super) fn city_zone(word: &str) -> Option<i32> {
    Some(match word {
        "moscow" | "istanbul" => 180,
        "beijing" => 480,
        "tokyo" | "seoul" => 540,
        _ => return None,
    })
}
