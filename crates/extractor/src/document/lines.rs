//! What a line of an article is: prose, or something that stands beside it. The one place that tells
//! captions, credits, teasers and labels from what the article says.

use std::sync::LazyLock;

use serde::Deserialize;

use super::marks::is_mark;
use super::span::Bytes;

/// The longest line, in bytes, that can stand beside an article: longer ones are prose.
const LONGEST: usize = 400;

/// A line of more words that ends a sentence is prose, whatever it begins with.
const PROSE: usize = 14;

/// How many words a heading has at most.
const HEADING: usize = 16;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineClass {
    /// The first line, where it is no sentence.
    Headline,
    /// A line of a few words, no sentence, between others.
    Heading,
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

/// A group of patterns of `data/furniture.toml`; see there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    #[cfg_attr(not(test), expect(dead_code, reason = "for who reads the table, and its test"))]
    name: String,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    begins: Vec<String>,
    #[serde(default)]
    ends: Vec<String>,
    #[serde(default)]
    within: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "tried by its test"))]
    holds: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "tried by its test"))]
    not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    lines: Vec<Pattern>,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../data/furniture.toml"))
        .expect("the table of lines is checked by a test");
    table.lines
});

impl Pattern {
    /// Tells whether a line in lower case has this pattern. `label` is the line without a number and
    /// marks at its end.
    fn fits(&self, line: &str, label: &str) -> bool {
        self.whole.iter().any(|whole| label == whole)
            || self.begins.iter().any(|start| line.starts_with(start.as_str()))
            || self.ends.iter().any(|end| line.ends_with(end.as_str()))
            || self.within.iter().any(|words| line.contains(words.as_str()))
    }
}

/// Returns the lines of a text with their classes.
pub(super) fn classed(text: &str, lines: &[Bytes]) -> Vec<Paragraph> {
    let numbers: Vec<Option<u32>> = lines.iter().map(|bytes| number_of(&text[*bytes])).collect();
    let is_listed = |at: usize| {
        let number = numbers[at];
        let next = numbers.get(at + 1).copied().flatten();
        let before = at.checked_sub(1).and_then(|at| numbers[at]);
        number.is_some() && (next == number.map(|n| n + 1) || before.map(|n| n + 1) == number)
    };
    let class = |(number, bytes): (usize, &Bytes)| {
        let line = &text[*bytes];
        let class = if is_furniture(line) {
            LineClass::Furniture
        } else if number == 0 && !ends_sentence(line) {
            LineClass::Headline
        } else if line.starts_with(['•', '-', '*', '–', '·', '▪']) || is_listed(number) {
            LineClass::Item
        } else if is_heading(line) {
            LineClass::Heading
        } else {
            LineClass::Prose
        };
        Paragraph { bytes: *bytes, class }
    };
    lines.iter().enumerate().map(class).collect()
}

/// Returns the number that a line opens with as an item of a list: "1. Higher pay", "(2) A new roof".
fn number_of(line: &str) -> Option<u32> {
    let line = line.strip_prefix('(').unwrap_or(line);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    let listed = (1..3).contains(&digits) && rest.starts_with(' ');
    line[..digits].parse().ok().filter(|_| listed)
}

fn is_furniture(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    // A credit in front of a sentence makes no credit of the sentence.
    if ends_sentence(line) && line.split_whitespace().nth(PROSE).is_some() {
        return false;
    }
    let lower = line.to_lowercase();
    let outer = |c: char| !c.is_alphabetic() || is_mark(c);
    let label = lower.trim_matches(outer);
    PATTERNS.iter().any(|pattern| pattern.fits(&lower, label))
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '…', '”', '"', '’', ':', ';', ',', ')'])
}

/// Tells whether a line is a few words that open like a title and end no sentence.
fn is_heading(line: &str) -> bool {
    let opens = line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    opens
        && !ends_sentence(line)
        && !line.contains(is_mark)
        && line.split_whitespace().nth(HEADING).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<LineClass> {
        let lines = super::super::paragraphs::paragraphs(text);
        classed(text, &lines).iter().map(|line| line.class).collect()
    }

    #[test]
    fn each_pattern_holds_for_its_examples_and_for_no_sentence() {
        for pattern in &*PATTERNS {
            for line in &pattern.holds {
                assert!(is_furniture(line), "{}: {line}", pattern.name);
            }
            for line in &pattern.not {
                assert!(!is_furniture(line), "{}: {line}", pattern.name);
            }
        }
    }

    #[test]
    fn lines_have_classes() {
        use LineClass::{Furniture, Heading, Headline, Item, Prose};
        let text = "Wall falls in Ode\nThe wall fell.\nPicture: Per Holm\nWhat comes now\n- one\nLind said:";
        assert_eq!(classes(text), [Headline, Prose, Furniture, Heading, Item, Prose]);
        assert_eq!(classes("The wall fell."), [Prose]);
        let numbered = "They said:\n1. Higher pay.\n2. A new roof.\n5. No pier.";
        assert_eq!(classes(numbered), [Prose, Item, Item, Prose]);
        let glued =
            "Photo: Per Holm/Agency Ada Lind said that the wall had been weak for years, and left.";
        assert_eq!(classes(glued), [Prose]);
    }
}
