//! Sentences of a paragraph: cut after a full stop, question or exclamation mark that is not
//! part of an abbreviation. Quotations are cut like other prose; who wants them whole joins
//! the pieces (see `tag`).

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Words whose full stop does not end a sentence, in lower case without the stop.
static ABBREVIATIONS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/abbreviations.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Words that hardly ever follow an initial ("U.S.") inside a sentence.
const OPENERS: [&str; 16] = [
    "The", "He", "She", "They", "It", "In", "But", "And", "A", "On", "This", "That", "We", "His",
    "Her", "I",
];

/// Returns the sentences of the paragraph at `paragraph`, as byte ranges without the white
/// space around them.
pub fn sentences(text: &str, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let body = &text[paragraph.clone()];
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        // The stop takes along what closes with it.
        let mut end = at + c.len_utf8();
        while let Some(&(i, c)) = chars.peek() {
            if !is_tail(c) {
                break;
            }
            end = i + c.len_utf8();
            chars.next();
        }
        let rest = &body[end..];
        let next = rest.trim_start();
        if next.is_empty() || next.len() == rest.len() || !opens_sentence(next) {
            continue;
        }
        if c == '.' && end == at + 1 && abbreviates(&body[start..at], next) {
            continue;
        }
        found.push(paragraph.start + start..paragraph.start + end);
        start = end + (rest.len() - next.len());
    }
    if start < body.len() {
        found.push(paragraph.start + start..paragraph.end);
    }
    found
}

/// Tells whether `c` belongs to the sentence whose stop it follows at once.
fn is_tail(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | '“' | '»' | '›' | ')' | ']')
}

/// Tells whether `next`, the text after a stop and a space, can be a new sentence.
fn opens_sentence(next: &str) -> bool {
    let first = next.chars().find(|c| !crate::segment::is_mark(*c) && !matches!(c, '(' | '['));
    first
        .is_some_and(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | ')' | '–' | '—' | '―' | '-'))
}

/// Tells whether the stop after `before` belongs to an abbreviation rather than to a sentence.
fn abbreviates(before: &str, next: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"')).next();
    let word = word.unwrap_or_default();
    let initials = word.split('.').all(|letter| letter.chars().count() == 1)
        && word.starts_with(char::is_alphabetic);
    if initials {
        let first = next.split_whitespace().next().unwrap_or_default();
        // "J. Smith" is a name; "in the U.S. The mayor" is two sentences.
        return !word.contains('.') || !OPENERS.contains(&first);
    }
    ABBREVIATIONS.contains(word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<_> = sentences(text, 0..text.len()).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn stops_end_sentences() {
        check("One. Two! Three? Four", &["One.", "Two!", "Three?", "Four"]);
        check("“One.” Two.", &["“One.”", "Two."]);
        check("Well... He left.", &["Well...", "He left."]);
        check("", &[]);
    }

    #[test]
    fn abbreviations_and_numbers_do_not() {
        check("Mr. Lind met Sen. Ode. He left.", &["Mr. Lind met Sen. Ode.", "He left."]);
        check("It fell 3.5 percent to 2.1 p.m. local", &["It fell 3.5 percent to 2.1 p.m. local"]);
        check("J. R. Lind spoke.", &["J. R. Lind spoke."]);
        check("He left the U.S. The rest stayed.", &["He left the U.S.", "The rest stayed."]);
        check("The U.S. Army stayed.", &["The U.S. Army stayed."]);
    }

    #[test]
    fn a_small_letter_or_a_dash_goes_on() {
        check("“We left. We ran.” – Ada Lind", &["“We left.", "We ran.” – Ada Lind"]);
        check("“Really?” he asked. “Yes.”", &["“Really?” he asked.", "“Yes.”"]);
    }
}
