//! The parts of a noun phrase: its head. Knows words, no people.

pub(super) use q7x2_gazetteer::{title_word, title_words, without_article};
pub(super) use q7x2_names::possessor;

/// Marks and words that end the part of a noun phrase that its head closes.
const AFTER_HEAD: [&str; 26] = [
    ",",
    " (",
    " who ",
    " that ",
    " which ",
    " of ",
    " in ",
    " at ",
    " for ",
    " from ",
    " with ",
    " on ",
    " to ",
    " near ",
    " close ",
    " familiar ",
    " briefed ",
    " by ",
    " released ",
    " published ",
    " filed ",
    " –",
    " --",
    " - ",
    " ―",
    " —",
];

/// Returns the part of a noun phrase that ends with its head: before commas, relative clauses and
/// prepositions.
pub(super) fn head_phrase(phrase: &str) -> &str {
    let end = AFTER_HEAD.iter().filter_map(|mark| phrase.find(mark)).filter(|&at| at > 0).min();
    let head = phrase[..end.unwrap_or(phrase.len())].trim();
    possessor(head).unwrap_or(head)
}

/// Returns the last word of a phrase.
pub(super) fn head_of(phrase: &str) -> &str {
    phrase
        .rsplit(|c: char| c.is_whitespace())
        .next()
        .unwrap_or(phrase)
        .trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns a phrase without "himself" and the like at its end.
pub(super) fn without_reflexive(phrase: &str) -> &str {
    let tails = [" himself", " herself", " itself", " themselves"];
    tails.iter().find_map(|tail| phrase.strip_suffix(tail)).unwrap_or(phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_close_the_first_part_of_a_phrase() {
        assert_eq!(head_phrase("the mayor of Ode, Ada Lind"), "the mayor");
        assert_eq!(head_of("the acting mayor"), "mayor");
        assert_eq!(without_article("The Ode Times"), "Ode Times");
    }
}
