//! Names, folded over case, accents, script and the commonest spellings of one sound, so that
//! "Zelensky", "ZELENSKYY" and "Зеленський" meet.
//!
//! Folding is for finding, never for showing: what a user sees is always a form that stands in
//! an article.

use std::fmt;

use deunicode::deunicode;

/// A name as a list of folded words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(Vec<String>);

impl NameKey {
    /// Folds a name: transliterated to ASCII, lower case, without possessives, punctuation and
    /// a leading article; doubled letters count once, and a final -yy, -iy, -ij, -ii, -i is -y.
    pub fn of(name: &str) -> Self {
        let ascii = deunicode(name);
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
fn begins_with_article(words: &[&str]) -> bool {
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

/// Folds one ASCII lower-case word.
fn fold_word(word: &str) -> String {
    let word = word.trim_matches('\'');
    let word = word.strip_suffix("'s").unwrap_or(word);
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().filter(char::is_ascii_alphanumeric) {
        // Digits are never doubled by spelling: "1100" is not "10".
        if c.is_ascii_digit() || !folded.ends_with(c) {
            folded.push(c);
        }
    }
    for ending in ["iy", "ij", "yj", "yi", "i"] {
        let stem = folded.strip_suffix(ending).filter(|stem| stem.len() >= 3);
        if let Some(stem) = stem {
            return format!("{stem}y");
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_one_key() {
        let key = NameKey::of("Zelensky");
        for spelling in
            ["ZELENSKYY", "Zelenskiy", "Zelenskij", "Зеленський", "Zelensky’s", "Zelenskii"]
        {
            assert_eq!(NameKey::of(spelling), key, "{spelling}");
        }
        assert_ne!(NameKey::of("Zelenska"), key);
    }

    #[test]
    fn a_surname_is_part_of_the_full_name_but_not_of_another() {
        let surname = NameKey::of("zelensky");
        assert!(surname.is_part_of(&NameKey::of("Volodymyr Zelenskyy")));
        assert!(!surname.is_part_of(&NameKey::of("Olena Zelenska")));
        assert!(!NameKey::of("").is_part_of(&surname));
    }

    #[test]
    fn a_leading_article_and_a_possessive_do_not_count() {
        assert_eq!(NameKey::of("The Hague"), NameKey::of("hague's"));
        assert_eq!(NameKey::of("An official"), NameKey::of("official"));
        assert_eq!(NameKey::of("Flight 1100").to_string(), "flight 1100");
    }

    #[test]
    fn who_is_called_ann_or_an_keeps_the_name() {
        let surname = NameKey::of("Lorrimer");
        for name in ["Ann Lorrimer", "An Lorrimer", "ANN LORRIMER", "A. Lorrimer"] {
            assert_ne!(NameKey::of(name), surname, "{name}");
            assert!(!NameKey::of(name).is_part_of(&NameKey::of("Bob Lorrimer")), "{name}");
        }
    }

    #[test]
    fn near_spellings_are_nearer_than_strangers() {
        assert!(name_similarity("Whitkoff", "Steve Witkoff") > 0.9);
        assert!(name_similarity("Zelensk", "Volodymyr Zelenskyy") > 0.9);
        assert!(name_similarity("Merkel", "Volodymyr Zelenskyy") < 0.7);
    }
}
