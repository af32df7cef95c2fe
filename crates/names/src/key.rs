//! Names, folded over case, accents, script and the commonest spellings of one sound, so that
//! "Zelensky", "ZELENSKYY" and "Зеленський" meet.
//!
//! Folding is for finding, never for showing: what a user sees is always a form that stands in
//! an article.

use std::fmt;

use deunicode::deunicode;

use crate::fold::fold_word;
use crate::romanise::romanise;

/// A name as a list of folded words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(Vec<String>);

impl NameKey {
    /// Folds a name: transliterated to ASCII, lower case, without possessives, punctuation and
    /// a leading article; doubled letters count once, and a final -yy, -iy, -ij, -ii, -i is -y.
    /// Umlauts are written with and without an e, Slavic names with i or y, "ks" is "x".
    pub fn of(name: &str) -> Self {
        let ascii = deunicode(&romanise(name));
        let raw = ascii.split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''));
        let raw: Vec<&str> = raw.filter(|word| !word.is_empty()).collect();
        let named = if begins_with_article(&raw) { &raw[1..] } else { &raw };
        let words = named.iter().map(|word| fold_word(&word.to_lowercase()));
        let words = words.filter(|word| !word.is_empty()).collect();
        Self(words)
    }

    /// Returns the folded words.
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// Returns the last word that is no "Jr" or "III": of a person's name, the surname.
    pub fn surname(&self) -> Option<&str> {
        let suffix = |word: &&String| matches!(word.as_str(), "jr" | "sr" | "i" | "iv");
        let (first, rest) = self.0.split_first()?;
        Some(rest.iter().rev().find(|word| !suffix(word)).unwrap_or(first))
    }

    /// Tells whether every word of this name is a word of `other`: "Zelensky" is part of
    /// "Volodymyr Zelenskyy". An empty name is part of nothing.
    pub fn is_part_of(&self, other: &Self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|word| other.0.contains(word))
    }

    /// Returns how alike two names are, from 0 to 1: the Jaro-Winkler similarity of the folded
    /// names, or of the best pair of single words where one name is a single word.
    pub fn similarity(&self, other: &Self) -> f64 {
        let whole = strsim::jaro_winkler(&self.to_string(), &other.to_string());
        if self.0.len() != 1 && other.0.len() != 1 {
            return whole;
        }
        let words = self.0.iter().flat_map(|x| other.0.iter().map(move |y| (x, y)));
        // A word of a longer name is a little less than the name itself.
        words.fold(whole, |best, (x, y)| best.max(strsim::jaro_winkler(x, y) * 0.98))
    }
}

impl fmt::Display for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// Returns how alike two names are; see [`NameKey::similarity`].
pub fn name_similarity(a: &str, b: &str) -> f64 {
    NameKey::of(a).similarity(&NameKey::of(b))
}

/// Tells whether the first of several words is an article. "An official" begins with one; An Nguyen
/// and Ann Roe do not.
pub(crate) fn begins_with_article(words: &[&str]) -> bool {
    let [first, next, ..] = words else { return false };
    match first.to_lowercase().as_str() {
        "the" => true,
        "a" | "an" => {
            let lower = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase());
            lower(first) || lower(next)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
