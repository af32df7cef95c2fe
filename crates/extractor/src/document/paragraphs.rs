//! Paragraphs: the lines of a text. Knows nothing of sentences or quotations.

use super::span::Bytes;

/// Returns the paragraphs of `text` in order, without the white space around them: its lines that
/// are not blank. Wrapped lines were put together before (`mend::lines`).
pub(super) fn paragraphs(text: &str) -> Vec<Bytes> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let start = offset + (line.len() - line.trim_start().len());
        let words = line.trim();
        offset += line.len();
        if !words.is_empty() {
            found.push(Bytes::new(start, start + words.len()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<_> = paragraphs(text).into_iter().map(|line| &text[line.range()]).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn lines_are_paragraphs() {
        check("One.\nTwo.\n\n Three. \n", &["One.", "Two.", "Three."]);
        check("One.\r\nTwo.\r\n", &["One.", "Two."]);
        check(" \n\t\n", &[]);
    }
}
