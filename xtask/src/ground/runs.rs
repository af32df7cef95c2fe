//! Runs of words that two texts share.

use std::collections::HashMap;
use std::ops::Range;

use super::unpublished::Texts;
use super::words::Word;

/// Mixes the words of a run; odd, so that nothing is lost.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Runs of so many words, by number, with the text that has them.
#[derive(Debug)]
pub(super) struct Grams {
    length: usize,
    /// Each with the name of a text that has it, once one was found.
    from: HashMap<u64, Option<String>>,
    /// A bit for many runs together: most of what is looked for is not there, and this tells so.
    filter: Vec<bool>,
}

impl Grams {
    /// Returns every run of `length` words.
    pub(super) fn of(length: usize, texts: &[&[Word]]) -> Self {
        let (mut from, mut filter) = (HashMap::new(), vec![false; 1 << 22]);
        for words in texts {
            for hash in hashes(words, length) {
                from.insert(hash, None);
                filter[place(hash)] = true;
            }
        }
        Self { length, from, filter }
    }

    /// Keeps the runs that one of `texts` has too.
    pub(super) fn keep_those_in(&mut self, texts: &Texts) {
        for (name, words) in &texts.0 {
            for hash in hashes(words, self.length) {
                if self.filter[place(hash)]
                    && let Some(from) = self.from.get_mut(&hash)
                {
                    from.get_or_insert_with(|| name.clone());
                }
            }
        }
        self.from.retain(|_, from| from.is_some());
    }

    /// Drops the runs that one of `texts` has too.
    pub(super) fn drop_those_in(&mut self, texts: &Texts) {
        for (_, words) in &texts.0 {
            for hash in hashes(words, self.length) {
                if self.filter[place(hash)] {
                    self.from.remove(&hash);
                }
            }
        }
    }
}

/// Words in a row that another text has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run<'a> {
    /// The numbers of the words.
    pub(super) words: Range<usize>,
    /// The name of that text.
    pub(super) from: &'a str,
}

/// Returns the longest runs of `words` made of `grams`, those within one of `phrases` left out.
pub(super) fn runs<'a>(words: &[Word], grams: &'a Grams, phrases: &[Vec<u64>]) -> Vec<Run<'a>> {
    let mut found: Vec<Run<'a>> = Vec::new();
    for (start, hash) in hashes(words, grams.length).enumerate() {
        let Some(Some(from)) = grams.from.get(&hash) else { continue };
        let range = start..start + grams.length;
        let own: Vec<u64> = words[range.clone()].iter().map(|word| word.hash).collect();
        if phrases.iter().any(|phrase| phrase.windows(own.len()).any(|part| part == own)) {
            continue;
        }
        match found.last_mut() {
            Some(last) if range.end == last.words.end + 1 => last.words.end = range.end,
            _ => found.push(Run { words: range, from }),
        }
    }
    found
}

/// Returns a number for each run of `length` words.
fn hashes(words: &[Word], length: usize) -> impl Iterator<Item = u64> {
    let highest = (0..length).fold(1_u64, |power, _| power.wrapping_mul(FACTOR));
    let mut hash = 0_u64;
    let rolling = words.iter().enumerate().map(move |(at, word)| {
        hash = hash.wrapping_mul(FACTOR).wrapping_add(word.hash);
        if at >= length {
            hash = hash.wrapping_sub(words[at - length].hash.wrapping_mul(highest));
        }
        hash
    });
    rolling.skip(length - 1)
}

fn place(hash: u64) -> usize {
    // The low bits of a product mix least.
    (hash >> 42) as usize
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn check(own: &str, other: &str, length: usize, phrase: &str, expect: &[&str]) {
        let own_words = words(own);
        let mut grams = Grams::of(length, &[&own_words]);
        grams.keep_those_in(&Texts(vec![("other".to_owned(), words(other))]));
        let phrase = vec![words(phrase).iter().map(|word| word.hash).collect()];
        let found: Vec<&str> = runs(&own_words, &grams, &phrase)
            .into_iter()
            .map(|run| {
                &own[own_words[run.words.start].bytes.start..own_words[run.words.end - 1].bytes.end]
            })
            .collect();
        assert_eq!(found, expect, "{own}");
    }

    #[test]
    fn runs_are_as_long_as_they_can_be() {
        let text = "one two three four five six";
        check(text, "zero two three four five seven", 3, "", &["two three four five"]);
        check(
            text,
            "one two three, nine, four five six",
            3,
            "",
            &["one two three", "four five six"],
        );
        check(text, "two three", 3, "", &[]);
        check("one", "one", 3, "", &[]);
    }

    #[test]
    fn what_is_within_a_phrase_is_left_out() {
        let text = "one two three four five six";
        check(text, text, 3, "Two, three, four!", &["one two three", "three four five six"]);
        check(text, text, 3, text, &[]);
    }

    #[test]
    fn common_runs_are_dropped() {
        let own = words("a b c d");
        let mut grams = Grams::of(2, &[&own]);
        let texts = |text: &str| Texts(vec![("t".to_owned(), words(text))]);
        grams.keep_those_in(&texts("a b c"));
        grams.drop_those_in(&texts("x b c"));
        assert_eq!(runs(&own, &grams, &[]), [Run { words: 0..2, from: "t" }]);
    }
}
