//! Cyrillic and Chinese names as English newspapers write them, for folding. One letter has other
//! sounds in other languages, so a name is read whole: "и" is "y" where a letter or ending beside
//! it is Ukrainian, "ч" is "c" in Serbian.

use std::sync::LazyLock;

use crate::words::rows;

/// The languages whose transcriptions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Russian,
    Ukrainian,
    Serbian,
}

/// Where in a word a letter is written as a line of the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    /// At its beginning.
    First,
    /// Where a letter follows.
    Inside,
    /// Where what follows is no vowel.
    Closed,
    /// After a hissing sound.
    Hard,
}

impl Place {
    fn holds(self, before: Option<char>, after: Option<char>) -> bool {
        match self {
            Self::Anywhere => true,
            Self::First => before.is_none(),
            Self::Inside => after.is_some(),
            Self::Closed => after.is_some_and(|c| !"аеёиоуыэюя".contains(c)),
            Self::Hard => before.is_some_and(|c| "чшщж".contains(c)),
        }
    }
}

/// A line of `data/cyrillic.txt`.
#[derive(Debug)]
struct Row {
    language: Language,
    letter: char,
    latin: &'static str,
    place: Place,
}

impl Row {
    fn of(words: &[&'static str]) -> Option<Self> {
        let (language, letter, latin, place) = match words {
            [language, letter, latin] => (language, letter, latin, Place::Anywhere),
            [language, letter, latin, place] => (language, letter, latin, place_of(place)?),
            _ => return None,
        };
        let language = match *language {
            "russian" => Language::Russian,
            "ukrainian" => Language::Ukrainian,
            "serbian" => Language::Serbian,
            _ => return None,
        };
        let latin = if *latin == "-" { "" } else { latin };
        Some(Self { language, letter: letter.chars().next()?, latin, place })
    }
}

fn place_of(word: &str) -> Option<Place> {
    Some(match word {
        "first" => Place::First,
        "inside" => Place::Inside,
        "closed" => Place::Closed,
        "hard" => Place::Hard,
        _ => return None,
    })
}

static LETTERS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    rows(include_str!("../data/cyrillic.txt")).filter_map(|words| Row::of(&words)).collect()
});

/// Parts of words that are Ukrainian.
static UKRAINIAN: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| rows(include_str!("../data/ukrainian.txt")).flatten().collect());

/// Returns `name` with its Cyrillic and Chinese words in Latin letters, all else as it is.
pub(crate) fn romanise(name: &str) -> String {
    if !name.chars().any(|c| is_cyrillic(c) || is_han(c)) {
        return name.to_owned();
    }
    let lower = name.to_lowercase();
    let language = language_of(&lower);
    let mut latin = String::with_capacity(name.len() * 2);
    let mut letters: Vec<char> = vec![];
    let mut han: Vec<char> = vec![];
    for c in lower.chars().chain([' ']) {
        if is_cyrillic(c) || (matches!(c, '\'' | '’' | 'ʼ') && !letters.is_empty()) {
            letters.push(c);
            continue;
        }
        write_cyrillic(&mut latin, &std::mem::take(&mut letters), language);
        if is_han(c) {
            han.push(c);
            continue;
        }
        write_han(&mut latin, &std::mem::take(&mut han));
        latin.push(c);
    }
    latin
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

fn language_of(lower: &str) -> Language {
    let has = |letters: &str| lower.chars().any(|c| letters.contains(c));
    if has("јћђљњџ") {
        Language::Serbian
    } else if has("іїєґ") || UKRAINIAN.iter().any(|part| lower.contains(part)) {
        Language::Ukrainian
    } else {
        Language::Russian
    }
}

fn write_cyrillic(latin: &mut String, word: &[char], language: Language) {
    for (at, letter) in word.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| word[at]);
        let after = word.get(at + 1).copied();
        latin.push_str(written(language, *letter, before, after));
    }
}

/// Returns how a letter between two others is written.
fn written(
    language: Language,
    letter: char,
    before: Option<char>,
    after: Option<char>,
) -> &'static str {
    let of = |language| {
        let own = |row: &&Row| row.language == language && row.letter == letter;
        LETTERS.iter().filter(own).find(|row| row.place.holds(before, after))
    };
    of(language).or_else(|| of(Language::Russian)).map_or("", |row| row.latin)
}

/// Writes a Chinese name: the family name, then the given name in one word.
fn write_han(latin: &mut String, word: &[char]) {
    let syllable = |c: &char| deunicode::deunicode_char(*c).unwrap_or_default().trim().to_owned();
    let (family, given) = match word {
        [] => return,
        [family, given @ ..] if word.len() <= 3 => (std::slice::from_ref(family), given),
        // Four make a family name of two, or no name.
        _ => word.split_at(2.min(word.len())),
    };
    for part in [family, given] {
        let part: String = part.iter().map(syllable).collect();
        latin.push(' ');
        latin.push_str(&part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert_eq!(LETTERS.len(), rows(include_str!("../data/cyrillic.txt")).count());
        assert!(LETTERS.iter().all(|row| is_cyrillic(row.letter)));
        assert!(UKRAINIAN.iter().all(|part| part.chars().all(is_cyrillic)));
    }

    #[test]
    fn a_letter_is_written_by_its_language_and_its_place() {
        let check = |name: &str, expect: &str| assert_eq!(romanise(name).trim(), expect);
        check("Елена Горбачёв", "yelena gorbachev");
        check("Соловьёв Шойгу", "solovyov shoigu");
        check("Сергей", "sergey");
        check("Любен Търнов", "lyuben tarnov");
        check("Олексій Єрмак", "oleksiy yermak");
        check("Вучић Ђорђе", "vucic dorde");
    }
}
