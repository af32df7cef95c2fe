//! Folding a word of a name: the commonest spellings of one sound become one. Lossy on purpose, for
//! finding; what tells names apart is in `spelling`.

use crate::possessive::possessor_by_s;
use crate::words::slavic_endings;

/// Folds one ASCII lower-case word, for finding.
pub(crate) fn fold_word(word: &str) -> String {
    fold(word, without_doubles)
}

/// Folds one ASCII lower-case word as far as transcriptions differ: doubled letters are kept.
pub(crate) fn spell_word(word: &str) -> String {
    fold(word, without_double_ending)
}

/// Folds a word; `once` takes away what is written twice.
fn fold(word: &str, once: fn(&str) -> String) -> String {
    let word = word.trim_matches('\'');
    let word = possessor_by_s(word).unwrap_or(word);
    // An article of Arabic names, which is said in either way.
    if word == "el" {
        return "al".to_owned();
    }
    let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = with_x(&letters);
    let mut folded = fold_ending(once(&letters));
    folded = match is_slavic(&folded) {
        true => fold_slavic(&folded),
        // "Dostoevsky" has no umlaut, "Mueller" has.
        false => fold_ending(once(&without_umlauts(&letters))),
    };
    if let Some(rest) = folded.strip_prefix("iu") {
        folded = format!("yu{rest}");
    }
    once(&folded)
}

/// Returns the word with "x" for "ks" between vowels: "Aleksei", "Maksim", but not "works".
fn with_x(word: &str) -> String {
    let vowels = ['a', 'e', 'i', 'o', 'u', 'y'];
    let mut parts = word.split("ks");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let between = written.ends_with(vowels) && part.starts_with(vowels);
        written.push_str(if between { "x" } else { "ks" });
        written.push_str(part);
    }
    written
}

/// Returns the word with doubled letters written once.
fn without_doubles(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        // Digits are never doubled by spelling: "1100" is not "10".
        if c.is_ascii_digit() || !folded.ends_with(c) {
            folded.push(c);
        }
    }
    folded
}

/// Returns the word with one y or i in its ending for two: "Zelenskyy", "Gennadii", "Yuliia"; not
/// "II" and "III".
fn without_double_ending(word: &str) -> String {
    let endings = [("yy", "y"), ("ii", "i"), ("iia", "ia")];
    let stem = |(double, once)| Some(format!("{}{once}", word.strip_suffix(double)?));
    let single = endings.into_iter().find_map(stem).filter(|_| word.len() > 4);
    single.unwrap_or_else(|| word.to_owned())
}

/// Returns the word with "ae", "oe" and "ue" between consonants written without the e, as where an
/// umlaut loses its dots: "Schroeder", "Mueller". Not in "Michael", "Samuel", "Miguel", "Zoe".
fn without_umlauts(word: &str) -> String {
    let bytes = word.as_bytes();
    if bytes.len() < 5 {
        return word.to_owned();
    }
    let is_vowel = |b: u8| b"aeiouy".contains(&b);
    let is_umlaut = |at: usize| {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at + 2).copied();
        matches!(&bytes[at..(at + 2).min(bytes.len())], b"ae" | b"oe" | b"ue")
            && before.is_some_and(|b| !(is_vowel(b) || b"gq".contains(&b) && bytes[at] == b'u'))
            && after.is_some_and(|b| !is_vowel(b))
            && !(after == Some(b'l') && bytes.get(at + 3).is_none_or(|b| *b != b'l'))
    };
    let kept = (0..bytes.len()).filter(|&at| at == 0 || !is_umlaut(at - 1));
    kept.map(|at| char::from(bytes[at])).collect()
}

/// Folds the endings that one sound is written with.
fn fold_ending(word: String) -> String {
    for ending in ["iy", "ij", "yj", "yi", "i"] {
        let stem = word.strip_suffix(ending).filter(|stem| stem.len() >= 3);
        if let Some(stem) = stem {
            return format!("{stem}y");
        }
    }
    // "Yuliya", "Natalya", "Aleksandr".
    let is_consonant = |stem: &str| !stem.ends_with(['a', 'e', 'i', 'o', 'u', 'y']);
    if let Some(stem) = word.strip_suffix("iya").filter(|stem| stem.len() >= 2) {
        return format!("{stem}ia");
    }
    if let Some(stem) = word.strip_suffix("ya").filter(|s| s.len() >= 3 && is_consonant(s)) {
        return format!("{stem}ia");
    }
    match word.strip_suffix("xandr") {
        Some(stem) => format!("{stem}xander"),
        None => word,
    }
}

fn is_slavic(word: &str) -> bool {
    word.len() >= 5 && slavic_endings().any(|ending| word.ends_with(ending))
}

/// Writes i for y inside a Slavic name, where transcriptions have either: "Tymoshenko",
/// "Yanukovych", "Solovyev". The first and the last letter stay.
fn fold_slavic(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let mut folded = String::with_capacity(word.len());
    for (at, c) in letters.iter().enumerate() {
        let inside = at > 0 && at + 1 < letters.len();
        match c {
            'y' if inside && !(is_vowel(letters[at - 1]) && is_vowel(letters[at + 1])) => {
                folded.push('i');
            }
            // "Dostoyevsky" is "Dostoevsky".
            'y' if inside && letters[at + 1] == 'e' => {}
            c => folded.push(*c),
        }
    }
    folded
}
