//! What a line of an article is: prose, or something that stands beside it. The one place that tells
//! captions, credits, teasers and labels from what the article says.

use super::span::Bytes;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineClass {
    /// The first line, where it is no sentence.
    Headline,
    /// A paragraph of the article.
    Prose,
    /// An item of a list.
    Item,
    /// What a page puts beside the article: captions, credits, teasers, related links, labels.
    Furniture,
}

/// A paragraph: a line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands, without the white space around it.
    pub bytes: Bytes,
    /// What it is.
    pub class: LineClass,
}

/// Returns the lines of a text with their classes.
pub(super) fn classed(text: &str, lines: &[Bytes]) -> Vec<Paragraph> {
    let class = |(number, bytes): (usize, &Bytes)| {
        let line = &text[bytes.range()];
        let class = if number == 0 && !line.ends_with(['.', '!', '?', '…', '”', '"']) {
            LineClass::Headline
        } else if line.starts_with(['•', '-', '*', '–', '·', '▪']) {
            LineClass::Item
        } else {
            LineClass::Prose
        };
        Paragraph { bytes: *bytes, class }
    };
    lines.iter().enumerate().map(class).collect()
}
