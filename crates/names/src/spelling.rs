//! Spellings of one name, told from other names: what transcriptions write in several ways is one,
//! and nothing else is. "Zelensky" and "Zelenskyy" are spellings of a name; Hanson and Hansson, AP
//! and AAP, Charles II and Charles III are not.

use std::fmt;

use q7x2_domain::{SpeakerId, SpeakerType};

use crate::fold::spell_word;
use crate::slug;

/// A name, of which transcriptions of other alphabets, accents, case and punctuation are taken away.
/// Unlike a [`crate::NameKey`] it keeps doubled letters and numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpellingKey(String);

impl SpellingKey {
    /// Folds the name of which an id was made. In it a possessive counts that belongs to the name.
    pub fn of_id(id: &SpeakerId) -> Self {
        let slug = id.as_str().rsplit('/').next().unwrap_or_default();
        Self::of(&slug.replace('-', " "))
    }

    /// Folds a name.
    pub fn of(name: &str) -> Self {
        // Of whatever type: initials are one word, however they are spaced.
        let words = slug::words(name, SpeakerType::Unnamed);
        Self(words.iter().map(|word| spell_word(word)).collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for SpellingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NameKey;

    #[test]
    fn transcriptions_of_a_name_are_one() {
        for spellings in [
            &["Zelensky", "ZELENSKYY", "Zelenskiy", "Zelenskij", "Zelenskii", "Зеленський"][..],
            &["Sergey Brandov", "Sergei Brandov", "Сергей Брандов"],
            &["Dmitry Brandov", "Dmitri Brandov", "Dmitriy Brandov", "Дмитрий Брандов"],
            &["Yulia Brandenko", "Yuliia Brandenko", "Iuliia Brandenko"],
            &["Gerhard Schröder", "Gerhard Schroeder", "Gerhard Schroder"],
            &["Tom el-Brandi", "Tom al-Brandi", "Tom Al Brandi"],
            &["Aleksandr Brandt", "Alexander Brandt"],
            &["José Brandão", "JOSE BRANDAO"],
        ] {
            for spelling in spellings {
                let (key, other) = (SpellingKey::of(spellings[0]), SpellingKey::of(spelling));
                assert_eq!(key, other, "{spelling}");
            }
        }
    }

    #[test]
    fn other_names_are_not() {
        for (a, b) in [
            ("Peter Hanson", "Peter Hansson"),
            ("AP", "AAP"),
            ("BBC", "BC"),
            ("Charles II", "Charles III"),
            ("Ana Lind", "Anna Lind"),
            ("Holm", "Holm+"),
        ] {
            assert_ne!(SpellingKey::of(a), SpellingKey::of(b), "{a}, {b}");
        }
    }

    #[test]
    fn possessives_are_no_part_of_a_name_unless_its_id_has_them() {
        assert_eq!(SpellingKey::of("Norlandia’s"), SpellingKey::of("Norlandia"));
        let key = |id: &str| SpellingKey::of_id(&SpeakerId::from_stored(id.to_owned()));
        assert_ne!(key("organization/mcbrands"), key("organization/mcbrand"));
        assert_eq!(key("person/dmitri-ode"), SpellingKey::of("Dmitry Ode"));
    }

    #[test]
    fn spellings_of_one_name_are_found_together() {
        for (a, b) in [("Ada Zelenskyy", "Ada Zelenskiy"), ("Ada Müller", "Ada Mueller")] {
            assert_eq!(SpellingKey::of(a), SpellingKey::of(b));
            assert_eq!(NameKey::of(a), NameKey::of(b));
        }
    }
}
