//! Texts in capitals throughout: read in the letters that they would have had. Words that news writes
//! in lower case are a table; what is not in it is taken for a name.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::super::view::Edit;
use crate::lexicon::word_list;

/// Letters that a text has at least for its case to tell something.
const LETTERS: usize = 20;

/// How a word of the table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usual {
    Lower,
    /// In lower case, but for names.
    Either,
}

/// The words of `data/lower_case.txt`.
static WORDS: LazyLock<HashMap<&'static str, Usual>> = LazyLock::new(|| {
    let mut usual = Usual::Lower;
    let mut words = HashMap::new();
    for line in include_str!("../../../data/lower_case.txt").lines() {
        if line == "# names too" {
            usual = Usual::Either;
        } else if !line.starts_with('#') {
            words.extend(line.split(' ').map(|word| (word, usual)));
        }
    }
    words
});

/// Words that are written in capitals in any text.
static ALWAYS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| word_list(include_str!("../../../data/always_capitals.txt")));

/// Endings of regular forms, each with what may stand in its place: `data/lower_case_endings.txt`.
static ENDINGS: LazyLock<Vec<(&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/lower_case_endings.txt").lines();
    let mut rows = Vec::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ').map(|word| if word == "-" { "" } else { word });
        rows.extend(words.next().map(|end| (end, words.collect())));
    }
    rows
});

/// The edits that give a text in capitals the letters it would have had.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    if !is_capitals(text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut opens = true;
    let mut after_name = false;
    let mut from = 0;
    while let Some(at) = text[from..].find(char::is_alphabetic).map(|at| from + at) {
        let gap = &text[from..at];
        opens |= gap.contains(['\n', '.', '!', '?', '…', '“', '"', ':']);
        after_name &= gap.trim() == "" || gap == "-";
        let inner = |c: char| c.is_alphabetic() || matches!(c, '’' | '\'');
        let length = text[at..].find(|c: char| !inner(c)).unwrap_or(text.len() - at);
        let word = text[at..at + length].trim_end_matches(['’', '\'']);
        from = at + word.len();
        // "3RD", "A380": numbers keep what they have.
        if gap.ends_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let (stem, tail) = word.split_at(word.find(['’', '\'']).unwrap_or(word.len()));
        let lower = stem.to_lowercase();
        let usual = usual(&lower);
        let name = match usual {
            Some(Usual::Lower) => false,
            Some(Usual::Either) => after_name,
            None => true,
        };
        // "O'Brien" is one name, "IT'S" is not.
        let tail =
            if name && tail.chars().count() > 3 { capitalised(tail) } else { tail.to_lowercase() };
        let kept = ALWAYS.contains(stem) || stem == "I" || name && is_initials(text, at, stem);
        let read = match (kept, name || opens) {
            (true, _) => stem.to_owned(),
            (false, true) => capitalised(&lower),
            (false, false) => lower,
        };
        after_name = name;
        opens = false;
        let read = read + &tail;
        if read != word {
            found.push(Edit::new(at..from, read));
        }
    }
    found
}

/// Tells whether nearly all letters of a text are capitals.
fn is_capitals(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    // The first letters decide for nearly all texts.
    if letters().take(LETTERS * 4).filter(|c| c.is_lowercase()).count() > LETTERS {
        return false;
    }
    let (all, small) =
        letters().fold((0, 0), |(all, small), c| (all + 1, small + usize::from(c.is_lowercase())));
    all >= LETTERS && small * 10 < all
}

/// How a word in lower case is written, by the table and the regular forms of what it has.
fn usual(word: &str) -> Option<Usual> {
    if let Some(&usual) = WORDS.get(word) {
        return Some(usual);
    }
    ENDINGS.iter().find_map(|(end, adds)| {
        let stem = word.strip_suffix(end).filter(|stem| stem.len() > 2)?;
        let base = adds.iter().find_map(|add| WORDS.get(format!("{stem}{add}").as_str()).copied());
        // "stopped": the letter is doubled.
        let single = || {
            let last = stem.chars().next_back()?;
            let single = stem[..stem.len() - last.len_utf8()].strip_suffix(last)?;
            WORDS.get(format!("{single}{last}").as_str()).copied()
        };
        base.or_else(single)
    })
}

/// Tells whether a word is the initials of a name: "J.", "JR", "BBC": letters that make no syllable.
fn is_initials(text: &str, at: usize, word: &str) -> bool {
    let dotted = text[at + word.len()..].starts_with('.');
    let single = word.chars().count() == 1;
    let mute = !word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
    single && dotted || mute && (2..=4).contains(&word.len())
}

fn capitalised(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut upper = true;
    for c in lower.chars() {
        if upper && c.is_alphabetic() {
            out.extend(c.to_uppercase());
            upper = false;
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        super::super::check(&[edits], text, expect);
    }

    #[test]
    fn a_text_in_capitals_is_read_in_small_letters() {
        check(
            "BRIDGE CLOSED\n\nTHE BRIDGE STAYS, ADA LINDQVAR SAID. “IT’S COLD,” SHE ADDED ON MONDAY.",
            "Bridge closed\n\nThe bridge stays, Ada Lindqvar said. “It’s cold,” she added on Monday.",
        );
        check(
            "I TOLD J. R. O’BRANNIG AND THE UN’S ENVOY THAT THE MEN WERE STOPPED.",
            "I told J. R. O’Brannig and the UN’s envoy that the men were stopped.",
        );
    }

    #[test]
    fn other_texts_stay() {
        for text in
            ["BRIDGE CLOSED\n\nThe bridge stays, Ada Lind said on Monday.", "NO", "BBC: YES"]
        {
            check(text, text);
        }
    }
}
