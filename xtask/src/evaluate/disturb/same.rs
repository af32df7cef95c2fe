//! Whether two readings found the same: the same words under the same name, however either text
//! stores them.

use std::collections::HashMap;

use q7x2_domain::Statement;
use unicode_normalization::UnicodeNormalization;

/// What a statement says and under whose name, fit to be compared: without white space and
/// characters that nobody sees, in capitals, accents with their letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Reading {
    content: String,
    speaker: Option<String>,
}

impl Reading {
    /// Returns what `statement` says, once `undo` has read what the text stores.
    pub(super) fn of(statement: &Statement, undo: fn(&str) -> String) -> Self {
        let words = |text: &str| {
            let text = undo(text);
            let seen = text.nfc().filter(|c| !c.is_whitespace() && !is_unseen(*c));
            seen.flat_map(char::to_uppercase).nfc().collect::<String>()
        };
        let pieces: Vec<&str> = statement.content.iter().map(|piece| piece.text.as_str()).collect();
        let speaker = statement.speaker.as_ref().map(|speaker| words(&speaker.name));
        Self { content: words(&pieces.join(" ")), speaker }
    }
}

/// Soft hyphens, characters without width, and marks of direction.
fn is_unseen(c: char) -> bool {
    let marks = '\u{200B}'..='\u{200F}';
    let embeddings = '\u{202A}'..='\u{202E}';
    let isolates = '\u{2060}'..='\u{2069}';
    matches!(c, '\u{AD}' | '\u{FEFF}')
        || [marks, embeddings, isolates].iter().any(|range| range.contains(&c))
}

/// What became of the statements of an undisturbed text.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// How many of them were found again, each once.
    pub(super) same: usize,
    /// Those that were not, by number.
    pub(super) lost: Vec<usize>,
    /// How many were found in the disturbed text alone.
    pub(super) others: usize,
}

/// Holds the readings of a disturbed text against those of the text as it was.
pub(super) fn compare(undisturbed: &[Reading], disturbed: &[Reading]) -> Kept {
    let mut left: HashMap<&Reading, usize> = HashMap::new();
    for reading in disturbed {
        *left.entry(reading).or_default() += 1;
    }
    let mut kept = Kept::default();
    for (number, reading) in undisturbed.iter().enumerate() {
        match left.get_mut(reading).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                kept.same += 1;
            }
            None => kept.lost.push(number),
        }
    }
    kept.others = left.values().sum();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(content: &str, speaker: &str) -> Reading {
        Reading { content: content.to_owned(), speaker: Some(speaker.to_owned()) }
    }

    #[test]
    fn a_statement_is_found_once_with_its_words_and_its_name() {
        let was = [reading("NO", "LIND"), reading("NO", "LIND"), reading("YES", "ODE")];
        let is = [reading("NO", "LIND"), reading("YES", "HOLT"), reading("MAYBE", "ODE")];
        let kept = compare(&was, &is);
        assert_eq!((kept.same, kept.lost, kept.others), (1, vec![1, 2], 2));
    }
}
