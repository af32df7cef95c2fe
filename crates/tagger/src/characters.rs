//! Kinds of characters, as the features were defined in training. Unicode categories, with a
//! short cut for ASCII, which is nearly all of English news.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// Tells whether a character separates words: blank, tab, line end or any Unicode separator.
pub(crate) fn is_space(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' ' | '\t' | '\n' | '\r');
    }
    matches!(
        c.general_category(),
        Category::SpaceSeparator | Category::LineSeparator | Category::ParagraphSeparator
    )
}

/// Tells whether a character is passed over: controls, formats, unassigned, U+0000 and U+FFFD.
pub(crate) fn is_dropped(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    }
    c == '\u{FFFD}'
        || matches!(
            c.general_category(),
            Category::Control
                | Category::Format
                | Category::Surrogate
                | Category::PrivateUse
                | Category::Unassigned
        )
}

/// Tells whether a character is a word by itself: ASCII that is no letter or digit, punctuation,
/// CJK ideographs.
pub(crate) fn is_single(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x2_FA1F)
        || matches!(
            c.general_category(),
            Category::ConnectorPunctuation
                | Category::DashPunctuation
                | Category::OpenPunctuation
                | Category::ClosePunctuation
                | Category::InitialPunctuation
                | Category::FinalPunctuation
                | Category::OtherPunctuation
        )
}

/// Tells whether a character is a letter (category L).
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    matches!(
        c.general_category(),
        Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter
    )
}

/// Tells whether a character is a decimal digit (category Nd).
pub(crate) fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.general_category() == Category::DecimalNumber
}

/// Tells whether a character is a letter or a number of any kind.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    is_letter(c)
        || matches!(
            c.general_category(),
            Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber
        )
}

/// Appends a character in lower case and without accents (NFD, marks dropped).
pub(crate) fn push_normal(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    let plain = c.to_lowercase().nfd();
    out.extend(plain.filter(|d| d.general_category() != Category::NonspacingMark));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_go() {
        let mut out = String::new();
        "ÉİЙß".chars().for_each(|c| push_normal(c, &mut out));
        assert_eq!(out, "eiиß");
    }

    #[test]
    fn a_word_joiner_is_neither_space_nor_word() {
        assert!(is_dropped('\u{2060}') && !is_space('\u{2060}') && !is_single('\u{2060}'));
        assert!(is_space('\u{A0}') && is_single('—') && is_single('漢'));
    }
}
