//! Names as they stand in a text: runs of capitalised words, and which of the words are the name
//! rather than a title before it. Knows no people.

use std::ops::Range;

pub(super) use q7x2_gazetteer::last_word;
use q7x2_names::{is_particle, is_postnominal};

use super::parties::Parties;
use crate::document::Bytes;
use crate::lexicon::Lexicon;

/// A run of capitalised words.
#[derive(Debug, Clone)]
pub(super) struct Run<'a> {
    /// Its words, titles and demonyms in front included.
    pub(super) words: Vec<&'a str>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Returns the words of a run that are the name: after titles, demonyms and other words that
/// only begin a phrase.
pub(super) fn name_in(words: &[&str]) -> Option<Range<usize>> {
    let parties = Parties::get();
    let function = |word: &str| is_function(&word.to_lowercase());
    let mut start = 0;
    // The name begins after the last title, unless a given name stands before it.
    let given = words.iter().position(|word| parties.is_given(word) && !parties.is_title(word));
    for (at, word) in words.iter().enumerate() {
        let addressed =
            at > 0 && matches!(words[at - 1].trim_end_matches('.'), "Mr" | "Mrs" | "Ms");
        if given == Some(at) || addressed {
            break;
        }
        if parties.is_title(word) || parties.is_demonym(word) || function(word) {
            start = at + 1;
        }
    }
    let start = given
        .filter(|&given| {
            given >= start
                && words[start..given]
                    .iter()
                    .any(|w| parties.is_place(w) || parties.is_body(w) || parties.is_title(w))
        })
        .unwrap_or(start);
    // "Ada Lind KC MP" is Ada Lind.
    let letters = words.iter().skip(start + 2).rev().take_while(|word| is_postnominal(word));
    let end = words.len() - letters.count();
    let name = words.get(start..end).filter(|name| !name.is_empty() && name.len() <= 5)?;
    let whole = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (name.iter().any(whole)).then_some(start..end)
}

/// Tells whether a word in lower case is of a closed class and so part of no name.
pub(super) fn is_function(word: &str) -> bool {
    let closed = Lexicon::get().words();
    closed.openers.contains(word)
        || closed.prepositions.contains(word)
        || closed.determiners.contains(word)
        || closed.conjunctions.contains(word)
        || closed.subjects.contains(word)
        || closed.auxiliaries.contains(word)
        || closed.times.contains(word)
        || closed.adverbs.contains(word)
}

/// Tells whether a capitalised word that stands alone is nobody's name: "There", "Speaking",
/// "Republicans".
pub(super) fn is_no_name(word: &str) -> bool {
    const OTHERS: [&str; 18] = [
        "there",
        "none",
        "nobody",
        "anyone",
        "anybody",
        "everyone",
        "everybody",
        "nothing",
        "something",
        "everything",
        "much",
        "little",
        "here",
        "well",
        "yes",
        "no",
        "woman",
        "man",
    ];
    let lower = word.to_lowercase();
    OTHERS.contains(&lower.as_str())
        || is_function(&lower)
        || lower.len() > 5 && lower.ends_with("ing")
        || lower.contains(['’', '\'']) && lower.ends_with("ve")
        || Parties::get().is_crowd(&lower)
}

/// Returns the runs of capitalised words in a range of the text.
pub(super) fn runs_of(text: &str, range: Bytes) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut pending: Option<(usize, &str)> = None;
    let mut open = false;
    for (start, word) in words_of(&text[range]) {
        let start = range.start + start;
        let end = start + word.len();
        let capital = word.starts_with(char::is_uppercase);
        let gap = |from: usize| {
            text.get(from..start).is_some_and(|gap| gap == " " || gap == "\u{a0}" || gap == ". ")
        };
        if capital {
            let from = pending
                .map_or_else(|| runs.last().map_or(0, |run| run.end), |(at, p)| at + p.len());
            match runs.last_mut() {
                Some(run) if open && gap(from) && run.words.len() < 12 => {
                    run.words.extend(pending.take().map(|(_, particle)| particle));
                    run.words.push(word);
                    run.end = end;
                }
                _ => runs.push(Run { words: vec![word], start, end }),
            }
            open = true;
            pending = None;
        } else if open
            && pending.is_none()
            && is_particle(word)
            && runs.last().is_some_and(|run| gap(run.end))
        {
            pending = Some((start, word));
        } else {
            open = false;
            pending = None;
        }
    }
    runs
}

/// Returns the words of a text with their offsets; ’s is cut off, the stop of an initial kept.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let joins = |c: char| matches!(c, '-' | '‑' | '.' | '’' | '\'' | '&');
        let mut end = start;
        let mut chars = text[start..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|&(_, next)| next);
            if !(c.is_alphanumeric() || joins(c) && next.is_some_and(char::is_alphanumeric)) {
                // "J." and "J.D. Holm" keep their stop.
                let (letters, after) = (&text[start..start + at], &text[start + at..]);
                if c == '.' && (letters.chars().count() == 1 || are_initials(letters, after)) {
                    end = start + at + 1;
                }
                break;
            }
            end = start + at + c.len_utf8();
        }
        rest = end;
        let word = &text[start..end];
        let cut = ["’s", "'s", "’S", "'S"].iter().find_map(|tail| word.strip_suffix(tail));
        Some((start, cut.unwrap_or(word)))
    })
}

/// Tells whether letters with stops between them are initials before a name, and not a body: "J.D. Holm",
/// "the U.N. Council".
fn are_initials(letters: &str, after: &str) -> bool {
    let name = after.strip_prefix(". ").is_some_and(|after| after.starts_with(char::is_uppercase));
    let single = letters.split('.').all(|letter| letter.chars().count() == 1);
    name && single && !Parties::get().is_place(letters)
}

/// Folds a word of a name: lower case without apostrophes and stops.
pub(super) fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric() || *c == ' ').flat_map(char::to_lowercase).collect()
}
