//! Paragraphs: the lines of a text, with hard-wrapped lines put back together. Knows nothing of
//! sentences or quotations.

use std::ops::Range;

/// Returns the paragraphs of `text` in order, as byte ranges without the white space around them.
///
/// A paragraph is a line that is not blank. A line that stops in mid-sentence and is followed,
/// without a blank line between, by one that begins with a small letter was wrapped by hand:
/// the two are one paragraph.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut blank_between = true;
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let start = offset + (line.len() - line.trim_start().len());
        let end = start + line.trim().len();
        offset += line.len();
        if start >= end {
            // The second character of a line end (`\r\n`) is an empty piece, not a blank line.
            let ends_line = line == "\n" && text[..offset - 1].ends_with('\r');
            blank_between |= !ends_line;
            continue;
        }
        match found.last_mut() {
            Some(last) if !blank_between && wraps(&text[last.clone()], &text[start..end]) => {
                last.end = end;
            }
            _ => found.push(start..end),
        }
        blank_between = false;
    }
    found
}

/// Tells whether `next` goes on where `line` was broken off.
fn wraps(line: &str, next: &str) -> bool {
    let stops = line.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    stops && next.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<_> = paragraphs(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn lines_are_paragraphs() {
        check("One.\nTwo.\n\n Three. \n", &["One.", "Two.", "Three."]);
        check("One.\r\nTwo.\r\n", &["One.", "Two."]);
        check(" \n\t\n", &[]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        check("The mayor\nspoke at\nnoon.\nHe left.", &["The mayor\nspoke at\nnoon.", "He left."]);
        check("The mayor\r\nspoke.", &["The mayor\r\nspoke."]);
        check("A headline\n\nand a stray line", &["A headline", "and a stray line"]);
        check("The list:\n- first\n- second", &["The list:", "- first", "- second"]);
    }
}
