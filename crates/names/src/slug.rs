//! The words of a name as ids have them: in Latin letters without accents and in lower case, every
//! letter kept, so that what is left is read as the name and stands for no other.
//!
//! Case, accents, punctuation, a leading article and how initials are spaced make no difference: they
//! are how newspapers write one name. Everything else does.

use deunicode::deunicode_char;
use q7x2_domain::SpeakerType;

use crate::key::begins_with_article;
use crate::possessive::possessor_by_s;
use crate::romanise::romanise;
use crate::words::symbol;

/// How many digits tell names apart whose letters have no letter for letter in Latin script.
const DIGITS: usize = 6;

/// Returns the words of a name of this type. That of an organisation is one as it stands, and not the
/// description of somebody: a possessive at its end belongs to it ("McDonald’s").
pub(crate) fn words(name: &str, kind: SpeakerType) -> Vec<String> {
    let (is_title, is_person) = (kind == SpeakerType::Organization, kind == SpeakerType::Person);
    let written = in_latin(&romanise(name));
    let raw: Vec<&str> = written.split_whitespace().collect();
    let named = if begins_with_article(&raw) { &raw[1..] } else { &raw[..] };
    let last = named.len().saturating_sub(1);
    let mut words: Vec<String> = vec![];
    let mut initials = false;
    let mixed = named.iter().any(|word| word.contains(|c: char| c.is_ascii_lowercase()));
    for (at, word) in named.iter().enumerate() {
        // "JD Lind" is "J.D. Lind", and neither is Jd Lind: letters of people stand apart.
        let shouted = word.len() == 2 && word.chars().all(|c| c.is_ascii_uppercase());
        if is_person && at == 0 && at < last && mixed && shouted {
            words.extend(word.chars().map(|c| c.to_ascii_lowercase().to_string()));
            continue;
        }
        let keeps = is_title && at == last && word.starts_with(|c: char| c.is_ascii_uppercase());
        let word = bare(word, keeps);
        let initial = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
        match words.last_mut() {
            // "U. N." and "U.N." are "un".
            Some(before) if !is_person && initial && initials => before.push_str(&word),
            _ if word.is_empty() => {}
            _ => words.push(word),
        }
        initials = initial;
    }
    if words.is_empty() || name.chars().any(is_of_other_script) {
        words.push(fingerprint(name));
    }
    words
}

/// Writes a name in ASCII letters, digits and apostrophes, with spaces between its words.
fn in_latin(name: &str) -> String {
    let mut written = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => written.push('\''),
            // What joins letters or is not seen at all.
            '\u{300}'..='\u{36f}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'
            | '\u{feff}' => {}
            _ if c.is_alphanumeric() => {
                let latin = deunicode_char(c).unwrap_or_default();
                written.extend(latin.chars().filter(char::is_ascii_alphanumeric));
            }
            _ => {
                written.push(' ');
                written.extend(symbol(c));
                written.push(' ');
            }
        }
    }
    written
}

/// Returns a word in lower case without apostrophes, and without a possessive unless it keeps it.
fn bare(word: &str, keeps_possessive: bool) -> String {
    // A possessive after a full stop: "U.N.’s".
    let word = if word.eq_ignore_ascii_case("'s") { "" } else { word.trim_matches('\'') };
    let cut = possessor_by_s(word).or_else(|| word.strip_suffix("'S"));
    let word = cut.filter(|_| !keeps_possessive).unwrap_or(word);
    word.chars().filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()).collect()
}

/// Tells whether a letter is of a script whose names lose letters or tones in Latin script, so that
/// several become one: 王毅 and 王义 are both Wang Yi.
fn is_of_other_script(c: char) -> bool {
    let latin_greek_cyrillic = matches!(c, '\0'..='\u{52f}' | '\u{1d00}'..='\u{1fff}'
        | '\u{2070}'..='\u{209c}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}'
        | '\u{fb00}'..='\u{fb06}' | '\u{ff21}'..='\u{ff5a}');
    c.is_alphabetic() && !latin_greek_cyrillic
}

/// Returns what tells a name from all that are written like it in Latin letters.
fn fingerprint(name: &str) -> String {
    let letters: String = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    blake3::hash(letters.as_bytes()).to_hex()[..DIGITS].to_owned()
}
