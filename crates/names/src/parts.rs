//! The parts of a person's name: what stands before it, the given names, the family name with its
//! particles, what tells generations apart, and letters after it; in either order.

use crate::words::{
    begins_with_particle, is_honorific, is_particle, is_pinyin_syllable, is_postnominal, is_suffix,
    may_come_first,
};

/// A person's name in its parts, each as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameParts<'a> {
    /// Forms of address and ranks before it: "Lt", "Gen.".
    pub honorifics: Vec<&'a str>,
    /// Given names and initials.
    pub given: Vec<&'a str>,
    /// The family name with its particles: "van", "der", "Leyen". Of a name of one word, that word.
    pub family: Vec<&'a str>,
    /// What tells generations of one name apart: "Jr.".
    pub suffixes: Vec<&'a str>,
    /// Letters after it that are no part of it: "KC".
    pub postnominals: Vec<&'a str>,
}

impl<'a> NameParts<'a> {
    /// Takes a name apart.
    pub fn of(name: &'a str) -> Self {
        let mut parts = Self::default();
        let words = name.split_whitespace().map(|word| word.trim_matches(','));
        let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let honorifics = words.iter().take_while(|word| is_honorific(word)).count();
        parts.honorifics = words.drain(..honorifics.min(words.len().saturating_sub(1))).collect();
        let shouted = !name.contains(char::is_lowercase);
        while let [_, .., last] = words[..] {
            if is_suffix(last) && parts.postnominals.is_empty() | !is_postnominal(last) {
                parts.suffixes.insert(0, last);
            } else if is_postnominal(last) && !shouted && words.len() > 2 {
                parts.postnominals.insert(0, last);
            } else {
                break;
            }
            words.pop();
        }
        let family = family_of(&words);
        parts.family = words.drain(family).collect();
        parts.given = words;
        parts
    }

    /// Returns the head of the name: the word of the family name that is no particle.
    pub fn head(&self) -> Option<&'a str> {
        self.family.last().copied()
    }
}

/// Returns the head of a person's name, by which it is found and called again: "Leyen" of "Ursula
/// von der Leyen", "Xi" of "Xi Jinping", "Holm" of "Anders Holm Jr".
pub fn head(name: &str) -> &str {
    NameParts::of(name).head().unwrap_or(name)
}

/// Returns which of the words are the family name.
fn family_of(words: &[&str]) -> std::ops::Range<usize> {
    let Some(last) = words.len().checked_sub(1) else { return 0..0 };
    if is_family_first(words) {
        return 0..1;
    }
    let small = |word: &&&str| {
        is_particle(word) || is_particle(&word.to_lowercase()) || begins_with_particle(word)
    };
    // "Van Morrison" has a given name; "Luis van Gaal" and "Luis Van Gaal" have a particle.
    let particles = words[1..last.max(1)].iter().rev().take_while(small).count();
    let opens = particles + 1 == last && words[0].starts_with(char::is_lowercase);
    last - particles - usize::from(opens)..last + 1
}

/// Tells whether the family name stands first: one that may, before a given name of the same
/// languages.
fn is_family_first(words: &[&str]) -> bool {
    let [family, given @ ..] = words else { return false };
    if !may_come_first(family) {
        return false;
    }
    match given {
        // "Jong-un", "Suk-yeol", "Ing-wen"; "Xiaoping", "Yi".
        [given] => given.split(['-', '‑']).count() == 2 || is_pinyin(given),
        // "Kim Jong Un".
        [first, second] => is_syllable(first) && is_syllable(second),
        _ => false,
    }
}

/// Tells whether a word reads as one or two syllables of Chinese.
fn is_pinyin(word: &str) -> bool {
    let lower = word.to_lowercase();
    let mut splits = lower.char_indices().map(|(at, _)| lower.split_at(at));
    splits.any(|(first, second)| {
        (first.is_empty() || is_pinyin_syllable(first)) && is_pinyin_syllable(second)
    })
}

/// Tells whether a short word reads as one syllable of Chinese or Korean, however it is romanised:
/// consonants, vowels, consonants.
fn is_syllable(word: &str) -> bool {
    let vowel = |c: char| "aeiouyü".contains(c);
    let lower = word.to_lowercase();
    let (start, rest) = lower.split_at(lower.find(vowel).unwrap_or(lower.len()));
    let end = rest.trim_start_matches(vowel);
    word.len() <= 5
        && !rest.is_empty()
        && start.len() <= 2
        && end.len() <= 2
        && word.chars().all(|c| c.is_ascii_alphabetic() || c == 'ü')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the parts with bars between them.
    fn check(name: &str, expect: &str) {
        let NameParts { honorifics, given, family, suffixes, postnominals } = NameParts::of(name);
        let parts = [honorifics, given, family, suffixes, postnominals];
        let shown: Vec<String> = parts.iter().map(|part| part.join(" ")).collect();
        assert_eq!(shown.join("|"), expect, "{name}");
    }

    #[test]
    fn the_family_name_has_its_particles() {
        check("Ada Lind", "|Ada|Lind||");
        check("Lind", "||Lind||");
        check("Marta van der Holt", "|Marta|van der Holt||");
        check("Marta Van der Holt", "|Marta|Van der Holt||");
        check("Khaled al-Brandi", "|Khaled|al-Brandi||");
        check("van der Holt", "||van der Holt||");
        check("Van Brandt", "|Van|Brandt||");
        check("A. B. de Holt", "|A. B.|de Holt||");
        check("Siobhán Ní Bhrandáin", "|Siobhán|Ní Bhrandáin||");
        check("", "||||");
    }

    #[test]
    fn what_stands_before_and_after_is_told_apart() {
        check("Mr. Lind", "Mr.||Lind||");
        check("Lt Gen Tom Lind", "Lt Gen|Tom|Lind||");
        check("Alhaji Musa Brando", "Alhaji|Musa|Brando||");
        check("Datuk Seri Azlan", "Datuk Seri||Azlan||");
        check("Tom Lind Jr.", "|Tom|Lind|Jr.|");
        check("Charles III", "||Charles|III|");
        check("Ada Lind KC MP", "|Ada|Lind||KC MP");
        check("Tom Lind Jr., Ph.D.", "|Tom|Lind|Jr.|Ph.D.");
        check("TOM AC", "|TOM|AC||");
        check("Madam", "||Madam||");
        check("Sr", "||Sr||");
    }

    #[test]
    fn some_family_names_stand_first() {
        check("Xi Brandong", "|Xi|Brandong||");
        check("Wu Yi", "|Yi|Wu||");
        check("Zhao Mingli", "|Mingli|Zhao||");
        check("Park Chul-soo", "|Chul-soo|Park||");
        check("Kim Chol Su", "|Chol Su|Kim||");
        check("Kim Lindqvist", "|Kim|Lindqvist||");
        check("Lee Anderson", "|Lee|Anderson||");
        check("Lee Marvin", "|Lee|Marvin||");
        check("Kim A. Brandt", "|Kim A.|Brandt||");
        check("Lucy Zhao", "|Lucy|Zhao||");
    }

    #[test]
    fn the_head_is_one_word() {
        for (name, expect) in [
            ("Marta van der Holt", "Holt"),
            ("Zhao Mingli", "Zhao"),
            ("Tom Lind Jr.", "Lind"),
            ("Khaled al-Brandi", "al-Brandi"),
            ("", ""),
        ] {
            assert_eq!(head(name), expect, "{name}");
        }
    }
}
