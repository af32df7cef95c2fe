//! Inline marks of the golden set: `{c1:words}` gives words a role in statement 1. Stripping them
//! gives the text and the spans.
//!
//! Knows neither roles' meaning nor statements.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use q7x2_domain::Span;

/// The letters that marks begin with: source, cue, content, addressee, channel, time said.
const LETTERS: &str = "sqcaht";

/// A text without its marks, and the marks.
pub(super) struct Marked {
    /// The text.
    pub(super) text: String,
    /// The pieces under each mark, in text order.
    pub(super) marks: BTreeMap<(char, u32), Vec<Span>>,
}

/// Strips the marks of `marked`.
pub(super) fn strip(marked: &str) -> anyhow::Result<Marked> {
    let mut text = String::with_capacity(marked.len());
    let mut marks: BTreeMap<(char, u32), Vec<Span>> = BTreeMap::new();
    let mut open: Vec<(&str, u32)> = Vec::new();
    let (mut at, mut rest) = (0, marked);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' => {
                let (ids, after) = rest.split_once(':').context("a mark has no \":\"")?;
                open.push((ids, at));
                rest = after;
            }
            '}' => {
                let (ids, start) = open.pop().context("a \"}\" closes nothing")?;
                let span = Span::new(start, at).with_context(|| format!("{ids} marks nothing"))?;
                for id in ids.split(',') {
                    marks.entry(mark(id)?).or_default().push(span);
                }
            }
            '\n' if !open.is_empty() => bail!("the mark {} crosses a line end", open[0].0),
            _ => {
                text.push(c);
                at += 1;
            }
        }
    }
    if let Some((ids, _)) = open.pop() {
        bail!("the mark {ids} is not closed");
    }
    for pieces in marks.values_mut() {
        pieces.sort();
    }
    Ok(Marked { text, marks })
}

/// Reads a mark's letter and number.
fn mark(id: &str) -> anyhow::Result<(char, u32)> {
    let letter = id.chars().next().filter(|letter| LETTERS.contains(*letter));
    let letter = letter.with_context(|| format!("\"{id}\" begins with none of {LETTERS}"))?;
    let number: u32 = id[1..].parse().with_context(|| format!("\"{id}\" has no number"))?;
    ensure!(number > 0, "statements are counted from 1");
    Ok((letter, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_give_spans_of_the_text_without_them() {
        let marked = strip("{s1,s2:Né {q1:said}} {c1:no} – {c1:never}").expect("marks");
        assert_eq!(marked.text, "Né said no – never");
        let span = |start, end| Span::new(start, end).expect("not empty");
        assert_eq!(marked.marks[&('s', 2)], [span(0, 7)]);
        assert_eq!(marked.marks[&('q', 1)], [span(3, 7)]);
        assert_eq!(marked.marks[&('c', 1)], [span(8, 10), span(13, 18)]);
    }

    #[test]
    fn broken_marks_are_errors() {
        for broken in ["{c1:a", "a}", "{c1 a}", "{x1:a}", "{c:a}", "{c1:}", "{c1:a\nb}", "{c0:a}"] {
            assert!(strip(broken).is_err(), "{broken}");
        }
    }
}
