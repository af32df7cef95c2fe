//! Words of time that are numbers, or have marks that the table has not.

use super::class::Class;
use super::table::entry;

/// Returns the month a word names, from 1 to 12; an abbreviation may have its stop.
pub(super) fn month(word: &str) -> Option<i8> {
    entry(word.trim_end_matches('.')).month
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
    let entry = entry(word);
    if entry.is(Class::Several) {
        return Some(None);
    }
    entry.count.or_else(|| number(word).map(i32::from)).map(Some)
}

/// Tells whether an expression can begin with a word.
pub(super) fn may_open(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || entry(word).is_known()
        || month(word).is_some()
}
