//! Characters that nobody sees, and letters that are stored in another way: soft hyphens,
//! zero-width characters, spaces that do not break, accents apart from their letters, capitals,
//! marks of direction. No word changes for a reader.

use unicode_normalization::UnicodeNormalization;

/// Words of at least as many letters are hyphenated.
const LONG: usize = 7;
/// One word of so many gets characters without width.
const EVERY: usize = 3;
/// They, in turns: between and inside words where a program may break, must not, or began to read.
const WITHOUT_WIDTH: [char; 4] = ['\u{200B}', '\u{200C}', '\u{2060}', '\u{FEFF}'];

/// Puts soft hyphens into long words, after every third letter but near their ends.
pub(super) fn soft_hyphens(text: &str) -> String {
    each_word(text, |_, word| {
        let length = word.chars().count();
        let mut hyphenated = String::new();
        for (at, c) in word.chars().enumerate() {
            if length >= LONG && at > 0 && at % 3 == 0 && at + 2 < length {
                hyphenated.push('\u{AD}');
            }
            hyphenated.push(c);
        }
        hyphenated
    })
}

/// Puts a character without width into or behind every third word.
pub(super) fn zero_width(text: &str) -> String {
    each_word(text, |number, word| {
        let turn = number / EVERY;
        let mark = WITHOUT_WIDTH[turn % WITHOUT_WIDTH.len()];
        match word.char_indices().nth(2) {
            _ if number % EVERY > 0 => word.to_owned(),
            Some((middle, _)) if turn.is_multiple_of(2) => {
                format!("{}{mark}{}", &word[..middle], &word[middle..])
            }
            _ => format!("{word}{mark}"),
        }
    })
}

/// Makes every space one that does not break.
pub(super) fn non_breaking(text: &str) -> String {
    text.replace(' ', "\u{A0}")
}

/// Sets accents apart from their letters.
pub(super) fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

/// Writes everything in capitals.
pub(super) fn capitals(text: &str) -> String {
    text.to_uppercase()
}

/// Puts marks of direction around every third word that begins with a capital, and before
/// quotation marks that open.
pub(super) fn bidi_marks(text: &str) -> String {
    let marked = each_word(text, |number, word| {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        match number % EVERY {
            0 if capital => format!("\u{2068}{word}\u{2069}"),
            1 if capital => format!("\u{202A}{word}\u{202C}"),
            _ => word.to_owned(),
        }
    });
    marked.replace('“', "\u{200E}“").replace('‘', "\u{200F}‘")
}

/// Returns `text` with every run of letters put through `change`, which is told its number.
fn each_word(text: &str, mut change: impl FnMut(usize, &str) -> String) -> String {
    let (mut changed, mut rest, mut number) = (String::with_capacity(text.len()), text, 0);
    while !rest.is_empty() {
        let start = rest.find(char::is_alphabetic).unwrap_or(rest.len());
        changed.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if end > 0 {
            changed.push_str(&change(number, &rest[..end]));
            number += 1;
        }
        rest = &rest[end..];
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_hyphenated() {
        assert_eq!(soft_hyphens("Harbour at night"), "Har\u{AD}bour at night");
        assert_eq!(soft_hyphens("lighthouses"), "lig\u{AD}hth\u{AD}ouses");
    }

    #[test]
    fn every_third_word_has_a_character_without_width() {
        let text = zero_width("She saw the harbour at eight");
        assert_eq!(text, "Sh\u{200B}e saw the harbour\u{200C} at eight");
        assert_eq!(zero_width("A"), "A\u{200B}");
    }

    #[test]
    fn letters_stay_and_are_stored_otherwise() {
        assert_eq!(decomposed("Né"), "Ne\u{301}");
        assert_eq!(capitals("Né said “straße”"), "NÉ SAID “STRASSE”");
        assert_eq!(non_breaking("a b"), "a\u{A0}b");
    }

    #[test]
    fn names_and_quotations_have_marks_of_direction() {
        let text = bidi_marks("Ada Lind said “no”");
        let expect = "\u{2068}Ada\u{2069} \u{202A}Lind\u{202C} said \u{200E}“no”";
        assert_eq!(text, expect);
    }
}
