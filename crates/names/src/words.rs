//! The lists of words in `data/`, and questions to them. Each list says what belongs in it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A list of words, as it is written.
type Words = HashSet<&'static str>;

static PARTICLES: LazyLock<Words> = LazyLock::new(|| read(include_str!("../data/particles.txt")));
static HONORIFICS: LazyLock<Words> = LazyLock::new(|| read(include_str!("../data/honorifics.txt")));
static INSIDE: LazyLock<Words> = LazyLock::new(|| read(include_str!("../data/inside.txt")));
static SUFFIXES: LazyLock<Words> = LazyLock::new(|| read(include_str!("../data/suffixes.txt")));
static POSTNOMINALS: LazyLock<Words> =
    LazyLock::new(|| read(include_str!("../data/postnominals.txt")));
static FAMILY_FIRST: LazyLock<Words> =
    LazyLock::new(|| read(include_str!("../data/family_first.txt")));
static SYMBOLS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/symbols.txt").lines();
    let rows = lines.filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(mark, word)| Some((mark.chars().next()?, word))).collect()
});
static PINYIN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../data/pinyin.txt")));

static SLAVIC_ENDINGS: LazyLock<Words> =
    LazyLock::new(|| read(include_str!("../data/slavic_endings.txt")));

static INDEFINITES: LazyLock<Words> =
    LazyLock::new(|| read(include_str!("../data/indefinites.txt")));

static BETWEEN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../data/between.txt")));

/// Tells whether a text is a word for people whom nobody knows, as "nobody" or "someone".
pub fn is_indefinite(text: &str) -> bool {
    INDEFINITES.contains(text.trim().to_lowercase().as_str())
}

/// Returns the words of a list.
fn read(list: &'static str) -> Words {
    rows(list).flatten().collect()
}

/// Returns the words of each line of a list that is no comment.
pub(crate) fn rows(list: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|words| !words.is_empty())
}

/// Tells whether a word goes between a head and what belongs to it: "aides to Lind".
pub(crate) fn goes_between(word: &str) -> bool {
    BETWEEN.contains(word)
}

/// Returns the endings by which a folded name is seen to be Slavic.
pub(crate) fn slavic_endings() -> impl Iterator<Item = &'static str> {
    SLAVIC_ENDINGS.iter().copied()
}

/// Tells whether a word, as it is written, stands inside names with a small letter: "van", "bin".
pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(word)
}

/// Tells whether a word begins with a small particle that is written together with what follows:
/// "al-Shareef", "d’Orsay".
pub fn begins_with_particle(word: &str) -> bool {
    let end = word.find(['-', '‑', '\'', '’']).filter(|&end| end > 0);
    end.is_some_and(|end| {
        let mark = if word[end..].starts_with(['-', '‑']) { '-' } else { '\'' };
        PARTICLES.contains(format!("{}{mark}", &word[..end]).as_str())
    })
}

/// Tells whether a word is a form of address or a rank before a name, in any case, with or without
/// its full stop: "Mr.", "Datuk", "Gen".
pub fn is_honorific(word: &str) -> bool {
    HONORIFICS.contains(word.trim_end_matches('.').to_lowercase().as_str())
}

/// Tells whether a form of address, in any case, also stands between the words of a name: the "Haji" of
/// "Azman Haji Lind".
pub fn goes_inside(word: &str) -> bool {
    INSIDE.contains(word.trim_end_matches('.').to_lowercase().as_str())
}

/// Tells whether a word after a name tells generations of one name apart: "Jr.", "III".
pub fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(word.trim_end_matches('.'))
}

/// Tells whether a word is letters after a name that are no part of it: "KC", "Ph.D.", "TD".
pub fn is_postnominal(word: &str) -> bool {
    POSTNOMINALS.contains(word) || POSTNOMINALS.contains(word.replace('.', "").as_str())
}

/// Tells whether a word, in any case, is a family name that may stand before the given name.
pub(crate) fn may_come_first(word: &str) -> bool {
    FAMILY_FIRST.contains(word.to_lowercase().as_str())
}

/// Returns what a mark between the letters of a name is called.
pub(crate) fn symbol(mark: char) -> Option<&'static str> {
    SYMBOLS.get(&mark).copied()
}

/// Tells whether letters in lower case are a syllable of Chinese.
pub(crate) fn is_pinyin_syllable(letters: &str) -> bool {
    PINYIN.contains(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_words_and_no_comments() {
        let lists = [&*PARTICLES, &*HONORIFICS, &*SUFFIXES, &*POSTNOMINALS, &*FAMILY_FIRST];
        for list in lists {
            assert!(list.len() > 20 && !list.contains("#"));
        }
        let lower = |word: &&&str| **word == word.to_lowercase();
        assert!(HONORIFICS.iter().all(|word| lower(&word) && !word.contains('.')));
        assert!(FAMILY_FIRST.iter().all(|word| lower(&word)));
        assert!(SUFFIXES.is_disjoint(&POSTNOMINALS));
    }

    #[test]
    fn marks_have_words() {
        assert_eq!(symbol('&'), Some("and"));
        assert_eq!(symbol('#'), Some("number"));
        assert_eq!(symbol('-'), None);
    }

    #[test]
    fn words_are_known_with_their_stops_and_marks() {
        assert!(is_honorific("Mr.") && is_honorific("ALHAJI") && !is_honorific("Lind"));
        assert!(goes_inside("Haji") && !goes_inside("General"));
        assert!(is_suffix("Jr.") && is_suffix("III") && !is_suffix("iii"));
        assert!(is_postnominal("Ph.D.") && is_postnominal("TD") && !is_postnominal("td"));
        assert!(is_particle("van") && !is_particle("Van") && !is_particle("at"));
        assert!(begins_with_particle("al-Shareef") && begins_with_particle("d’Orsay"));
        assert!(!begins_with_particle("Al-Shareef") && !begins_with_particle("-"));
    }
}
