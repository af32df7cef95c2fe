//! Words and their features, exactly as in training (`training/features.py`): a golden test holds
//! the two together.

use crate::characters::{is_digit, is_dropped, is_letter, is_single, is_space, push_normal};
use crate::pieces::Pieces;
use crate::quotes::{QuoteState, is_line_end, quote_states};

/// How the letters of a word are written. The numbers index the network's embedding, where 0
/// stands for the marks that frame a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Case {
    Lower = 1,
    Capitalised = 2,
    Upper = 3,
    Mixed = 4,
    Digit = 5,
    Other = 6,
}

/// What a word begins. The numbers index the network's embedding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Begin {
    Nothing = 0,
    Sentence = 1,
    Paragraph = 2,
}

/// A word of a text, with what the network is told about it.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// First byte.
    pub(crate) start: usize,
    /// First byte after.
    pub(crate) end: usize,
    pub(crate) case: Case,
    pub(crate) quote: QuoteState,
    pub(crate) begin: Begin,
    /// Its pieces: where they begin in [`Words::pieces`], and how many there are (at least one).
    first_piece: usize,
    piece_count: usize,
}

/// The words of a text.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) words: Vec<Word>,
    pieces: Vec<u32>,
}

impl Words {
    /// Returns the pieces of a word.
    pub(crate) fn pieces(&self, word: &Word) -> &[u32] {
        &self.pieces[word.first_piece..word.first_piece + word.piece_count]
    }
}

/// Cuts a text into words. A word of which nothing is left without accents is left out.
pub(crate) fn words_of(text: &str, vocabulary: &Pieces) -> Words {
    let (mut chars, mut bytes) =
        (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (byte, c) in text.char_indices() {
        chars.push(c);
        bytes.push(byte);
    }
    bytes.push(text.len());
    let quotes = quote_states(&chars);
    let raw = raw_words(&chars);
    let mut found = Words::default();
    let mut normal = String::new();
    let mut last_end = 0;
    for (i, &(start, end)) in raw.iter().enumerate() {
        let opens_line = i == 0 || chars[last_end..start].iter().copied().any(is_line_end);
        let begin = if opens_line {
            Begin::Paragraph
        } else if starts_sentence(&chars, &raw, i) {
            Begin::Sentence
        } else {
            Begin::Nothing
        };
        last_end = end;
        let letters = &chars[start..end];
        normal.clear();
        letters.iter().filter(|&&c| !is_dropped(c)).for_each(|&c| push_normal(c, &mut normal));
        if normal.is_empty() {
            continue;
        }
        let first_piece = found.pieces.len();
        vocabulary.cut(&normal, &mut found.pieces);
        found.words.push(Word {
            start: bytes[start],
            end: bytes[end],
            case: case_of(letters),
            quote: quotes[start],
            begin,
            first_piece,
            piece_count: found.pieces.len() - first_piece,
        });
    }
    found
}

/// Ranges of characters: single ones that are a word by themselves, and the longest runs of
/// others. A dropped character neither ends a word nor belongs to its end.
fn raw_words(text: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    for (at, &c) in text.iter().enumerate() {
        let space = is_space(c);
        if space || is_single(c) {
            words.extend(run.take());
            if !space {
                words.push((at, at + 1));
            }
        } else if !is_dropped(c) {
            run = Some((run.map_or(at, |(start, _)| start), at + 1));
        }
    }
    words.extend(run);
    words
}

fn case_of(word: &[char]) -> Case {
    if word.iter().copied().any(is_digit) {
        return Case::Digit;
    }
    let mut letters = word.iter().copied().filter(|&c| is_letter(c));
    let Some(first) = letters.next() else { return Case::Other };
    let (mut all, mut any) = (true, false);
    for c in letters {
        let upper = c.is_uppercase();
        all &= upper;
        any |= upper;
    }
    match (first.is_uppercase(), all, any) {
        (false, _, false) => Case::Lower,
        (true, _, false) => Case::Capitalised,
        (true, true, true) => Case::Upper,
        _ => Case::Mixed,
    }
}

/// Tells whether the `i`-th word, which is not the first of its line, is the first of a sentence.
fn starts_sentence(text: &[char], words: &[(usize, usize)], i: usize) -> bool {
    let gap = |word: usize| is_space(text[words[word].0 - 1]);
    if !gap(i) {
        return false;
    }
    let mut j = i - 1;
    while j > 0 && is_closer(text[words[j].0]) && !gap(j) {
        j -= 1;
    }
    let (start, end) = words[j];
    let last = text[start];
    if end - start != 1 || !matches!(last, '.' | '!' | '?' | '…') {
        return false;
    }
    let mut k = i;
    while k + 1 < words.len() && is_opener(text[words[k].0]) && k < i + 3 {
        k += 1;
    }
    if text[words[k].0].is_lowercase() {
        return false;
    }
    !(last == '.'
        && j > 0
        && words[j - 1].1 == start
        && is_abbreviation(&text[words[j - 1].0..start]))
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '„' | '«' | '(' | '[')
}

/// Words after which a full stop ends no sentence, and single capitals.
fn is_abbreviation(word: &[char]) -> bool {
    const ABBREVIATIONS: [&str; 33] = [
        "mr", "mrs", "ms", "dr", "sen", "reps", "rep", "gov", "gen", "col", "lt", "sgt", "capt",
        "st", "jr", "sr", "prof", "rev", "hon", "vs", "etc", "inc", "corp", "co", "ltd", "no",
        "jan", "feb", "aug", "sept", "oct", "nov", "dec",
    ];
    if let [only] = word {
        return only.is_uppercase();
    }
    let lower: String = word.iter().flat_map(|c| c.to_lowercase()).collect();
    ABBREVIATIONS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(usize, usize)> {
        raw_words(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn punctuation_is_a_word_and_controls_end_none() {
        assert_eq!(words("it’s no."), [(0, 2), (2, 3), (3, 4), (5, 7), (7, 8)]);
        assert_eq!(words("a\u{200B}b\u{200B} c"), [(0, 3), (5, 6)]);
    }

    #[test]
    fn case_looks_at_the_letters() {
        let case = |word: &str| case_of(&word.chars().collect::<Vec<_>>());
        for (word, expected) in [
            ("mayor", Case::Lower),
            ("Mayor", Case::Capitalised),
            ("A", Case::Capitalised),
            ("UN", Case::Upper),
            ("McLean", Case::Mixed),
            ("iPhone", Case::Mixed),
            ("G7", Case::Digit),
            ("—", Case::Other),
        ] {
            assert_eq!(case(word), expected, "{word}");
        }
    }

    #[test]
    fn a_sentence_starts_after_a_stop_and_not_after_an_abbreviation() {
        let starts = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            let raw = raw_words(&chars);
            (1..raw.len()).filter(|&i| starts_sentence(&chars, &raw, i)).collect::<Vec<_>>()
        };
        assert_eq!(starts("No. Yes."), Vec::<usize>::new());
        assert_eq!(starts("He left. She stayed."), [3]);
        assert_eq!(starts("“He left.” “She stayed.”"), [5]);
        assert_eq!(starts("Mr. Lind left. he did"), Vec::<usize>::new());
    }
}
