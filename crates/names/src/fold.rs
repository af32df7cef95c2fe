//! Folding a word of a name: the commonest spellings of one sound become one. Lossy on purpose, for
//! finding; what tells names apart is in `spelling`.

use std::sync::LazyLock;

use crate::possessive::possessor_by_s;
use crate::words::{rows, slavic_endings};

/// An ending that one sound is written with: a line of `data/endings.txt`, where it is said what it is.
struct Ending {
    ending: &'static str,
    folded: &'static str,
    /// How many letters stand before it at least.
    least: usize,
    /// Whether the last of them is no vowel.
    consonant: bool,
}

impl Ending {
    fn of(row: &[&'static str]) -> Option<Self> {
        let (ending, folded, least, rest) = match row {
            [ending, folded, least, rest @ ..] => (ending, folded, least.parse().ok()?, rest),
            _ => return None,
        };
        Some(Self { ending, folded, least, consonant: !rest.is_empty() })
    }
}

static ENDINGS: LazyLock<Vec<Ending>> = LazyLock::new(|| {
    rows(include_str!("../data/endings.txt")).filter_map(|row| Ending::of(&row)).collect()
});

/// Endings with a letter written twice, and as they are written once.
static DOUBLE_ENDINGS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = rows(include_str!("../data/double_endings.txt"));
    rows.filter_map(|row| Some((*row.first()?, *row.get(1)?))).collect()
});

const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];

/// Folds one ASCII lower-case word, for finding.
pub(crate) fn fold_word(word: &str) -> String {
    fold(word, without_doubles)
}

/// Folds one ASCII lower-case word as far as transcriptions differ: doubled letters are kept.
pub(crate) fn spell_word(word: &str) -> String {
    fold(word, without_double_ending)
}

/// Folds a word; `once` takes away what is written twice.
fn fold(word: &str, once: fn(&str) -> String) -> String {
    let word = word.trim_matches('\'');
    let word = possessor_by_s(word).unwrap_or(word);
    // An article of Arabic names, which is said in either way.
    if word == "el" {
        return "al".to_owned();
    }
    let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = with_x(&letters);
    let mut folded = fold_ending(once(&letters));
    folded = match is_slavic(&folded) {
        true => fold_slavic(&folded),
        // "Dostoevsky" has no umlaut, "Mueller" has.
        false => fold_ending(once(&without_umlauts(&letters))),
    };
    if let Some(rest) = folded.strip_prefix("iu") {
        folded = format!("yu{rest}");
    }
    once(&folded)
}

/// Returns the word with "x" for "ks" between vowels: "Aleksei", "Maksim", but not "works".
fn with_x(word: &str) -> String {
    let mut parts = word.split("ks");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let between = written.ends_with(VOWELS) && part.starts_with(VOWELS);
        written.push_str(if between { "x" } else { "ks" });
        written.push_str(part);
    }
    written
}

/// Returns the word with doubled letters written once.
fn without_doubles(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        // Digits are never doubled by spelling: "1100" is not "10".
        if c.is_ascii_digit() || !folded.ends_with(c) {
            folded.push(c);
        }
    }
    folded
}

/// Returns the word with one y or i in its ending for two: "Zelenskyy", "Gennadii", "Yuliia"; not
/// "II" and "III".
fn without_double_ending(word: &str) -> String {
    let stem =
        |(double, once): &(&str, &str)| Some(format!("{}{once}", word.strip_suffix(double)?));
    let single = DOUBLE_ENDINGS.iter().find_map(stem).filter(|_| word.len() > 4);
    single.unwrap_or_else(|| word.to_owned())
}

/// Returns the word with "ae", "oe" and "ue" between consonants written without the e, as where an
/// umlaut loses its dots: "Schroeder", "Mueller". Not in "Michael", "Samuel", "Miguel", "Zoe".
fn without_umlauts(word: &str) -> String {
    let bytes = word.as_bytes();
    if bytes.len() < 5 {
        return word.to_owned();
    }
    let is_vowel = |b: u8| b"aeiouy".contains(&b);
    let is_umlaut = |at: usize| {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at + 2).copied();
        matches!(&bytes[at..(at + 2).min(bytes.len())], b"ae" | b"oe" | b"ue")
            && before.is_some_and(|b| !(is_vowel(b) || b"gq".contains(&b) && bytes[at] == b'u'))
            && after.is_some_and(|b| !is_vowel(b))
            && !(after == Some(b'l') && bytes.get(at + 3).is_none_or(|b| *b != b'l'))
    };
    let kept = (0..bytes.len()).filter(|&at| at == 0 || !is_umlaut(at - 1));
    kept.map(|at| char::from(bytes[at])).collect()
}

/// Folds the endings that one sound is written with.
fn fold_ending(word: String) -> String {
    let fits = |row: &&Ending| {
        let stem = word.strip_suffix(row.ending).filter(|stem| stem.len() >= row.least);
        stem.is_some_and(|stem| !row.consonant || !stem.ends_with(VOWELS))
    };
    match ENDINGS.iter().find(fits) {
        Some(row) => format!("{}{}", &word[..word.len() - row.ending.len()], row.folded),
        None => word,
    }
}

fn is_slavic(word: &str) -> bool {
    word.len() >= 5 && slavic_endings().any(|ending| word.ends_with(ending))
}

/// Writes i for y inside a Slavic name, where transcriptions have either: "Tymoshenko",
/// "Yanukovych", "Solovyev". The first and the last letter stay.
fn fold_slavic(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let mut folded = String::with_capacity(word.len());
    for (at, c) in letters.iter().enumerate() {
        let inside = at > 0 && at + 1 < letters.len();
        match c {
            'y' if inside && !(is_vowel(letters[at - 1]) && is_vowel(letters[at + 1])) => {
                folded.push('i');
            }
            // "Dostoyevsky" is "Dostoevsky".
            'y' if inside && letters[at + 1] == 'e' => {}
            c => folded.push(*c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert_eq!(ENDINGS.len(), rows(include_str!("../data/endings.txt")).count());
        assert_eq!(DOUBLE_ENDINGS.len(), rows(include_str!("../data/double_endings.txt")).count());
        assert!(ENDINGS.iter().all(|row| row.folded != row.ending));
    }

    #[test]
    fn endings_of_one_sound_are_one() {
        let check = |word: &str, expect: &str| assert_eq!(fold_ending(word.to_owned()), expect);
        check("andrij", "andry");
        check("anatoli", "anatoly");
        check("lii", "lii");
        check("yuliya", "yulia");
        check("natalya", "natalia");
        check("maya", "maya");
        check("alexandr", "alexander");
    }
}
