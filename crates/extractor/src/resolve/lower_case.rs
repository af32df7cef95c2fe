//! Words that news writes in lower case: with a capital at the opening of a sentence, or in what an office
//! is for, they are no names. Knows no article.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::number::singular;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/lower_case.txt").lines();
    let lines = lines.take_while(|line| *line != "# names too").filter(|l| !l.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).collect()
});

/// The same with those that are part of names often.
static LOWER: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/lower_case.txt").lines();
    lines.filter(|line| !line.starts_with('#')).flat_map(|line| line.split(' ')).collect()
});

/// Tells whether a word, in lower case, is no name where it opens a sentence.
pub(super) fn opens_sentence(word: &str) -> bool {
    COMMON.contains(word)
}

/// Tells whether a word or the one of which it is the plural is one of those.
pub(super) fn is_common(word: &str) -> bool {
    let lower = word.to_lowercase();
    let known = |word: &str| LOWER.contains(word);
    known(&lower) || singular(&lower).is_some_and(|one| known(&one))
}
