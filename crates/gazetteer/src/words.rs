//! Words of titles and names, folded as the tables and the articles must agree on them. Knows no
//! people.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use q7x2_names::possessor_by_s;
use serde::Deserialize;

/// The lists of `data/title_words.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleWords {
    fillers: HashSet<String>,
    same: HashMap<String, String>,
}

static TITLE_WORDS: LazyLock<TitleWords> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/title_words.toml"))
        .expect("the table of title words is checked by a test")
});

/// Returns the last word of a name that is no "Jr" or "III": the surname.
pub fn last_word(name: &str) -> &str {
    name.rsplit(' ').find(|word| !q7x2_names::is_suffix(word)).unwrap_or(name)
}

/// Returns a phrase without a leading article.
pub fn without_article(phrase: &str) -> &str {
    let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let article = matches!(first.to_lowercase().as_str(), "the" | "a" | "an");
    if article && !rest.is_empty() { rest } else { phrase }
}

/// Returns the words of a title, folded: in lower case, without stops and articles, those that mean
/// the same as one.
pub fn title_words(title: &str) -> Vec<String> {
    let words = title.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '/'));
    words.map(title_word).filter(|word| !is_filler(word)).collect()
}

/// Returns a word of a title, folded.
pub fn title_word(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let cut = possessor_by_s(bare).unwrap_or(bare);
    let lower = cut.replace('.', "").to_lowercase();
    TITLE_WORDS.same.get(&lower).cloned().unwrap_or(lower)
}

fn is_filler(word: &str) -> bool {
    word.is_empty() || TITLE_WORDS.fillers.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_a_title_are_one() {
        assert_eq!(title_words("the GOP candidate"), title_words("Republican nominee"));
        assert_eq!(title_words("Gov. of Ode’s"), ["governor", "ode"]);
    }

    #[test]
    fn a_word_that_others_mean_means_no_other() {
        assert!(TITLE_WORDS.same.values().all(|word| !TITLE_WORDS.same.contains_key(word)));
        assert!(TITLE_WORDS.same.keys().all(|word| !is_filler(word)));
        assert!(is_filler("") && is_filler("of") && !is_filler("mayor"));
    }

    #[test]
    fn a_suffix_is_no_surname() {
        assert_eq!(last_word("Ada Lind Jr."), "Lind");
        assert_eq!(last_word("Jr"), "Jr");
        assert_eq!(without_article("The Ode Times"), "Ode Times");
        assert_eq!(without_article("the"), "the");
    }
}
