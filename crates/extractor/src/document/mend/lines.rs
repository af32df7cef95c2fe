//! Lines that were wrapped by hand or by a mail program, put back together. A line that ends a
//! paragraph stays its end.
//!
//! A text is wrapped when most of its lines end where the next word would not have fitted into a
//! common width. Elsewhere two lines are one only where the first breaks off in the middle of a
//! sentence.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::view::Edit;
use crate::lexicon::word_list;

/// The widest line that anybody wraps to, in characters.
const WIDEST: usize = 120;

/// The narrowest.
const NARROWEST: usize = 30;

/// How many widths are tried.
const WIDTHS: usize = 6;

/// Words with which no line ends that is whole; see the list.
static UNFINISHED: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| word_list(include_str!("../../../data/unfinished.txt")));

/// A line that is not blank, without the space around it.
struct Line<'t> {
    bytes: Range<usize>,
    words: &'t str,
    /// Its length in characters.
    length: usize,
    /// How far its first character is from the line's start.
    indent: usize,
    /// Whether a blank line stands before it.
    apart: bool,
}

/// The edits that join the lines of a wrapped text.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let lines = lines_of(text);
    let width = width_of(&lines);
    let spaced = lines.iter().skip(1).any(|line| line.apart);
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if next.apart || !joins(line, next, width, spaced) {
            continue;
        }
        let gap = line.bytes.end..next.bytes.start;
        // "second-" and "hand": the hyphen is the word's own.
        let hyphen = line.words.ends_with('-')
            && line.words[..line.words.len() - 1].ends_with(char::is_alphanumeric)
            && next.words.starts_with(char::is_alphanumeric);
        found.push(Edit::new(gap, if hyphen { "" } else { " " }));
    }
    found
}

fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut found: Vec<Line<'_>> = Vec::new();
    let mut apart = true;
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let indent = line.len() - line.trim_start().len();
        let words = line.trim();
        let start = offset + indent;
        offset += line.len();
        if words.is_empty() {
            // The second character of a line end (`\r\n`) is an empty piece, not a blank line.
            apart |= !(line == "\n" && text[..offset - 1].ends_with('\r'));
            continue;
        }
        let bytes = start..start + words.len();
        let length = words.chars().count();
        found.push(Line { bytes, words, length, indent, apart });
        apart = false;
    }
    found
}

/// Returns the width to which most lines are wrapped.
fn width_of(lines: &[Line<'_>]) -> Option<usize> {
    let pairs = || lines.windows(2).filter(|pair| !pair[1].apart && !begins_anew(&pair[1]));
    let mut lengths: Vec<usize> = pairs().map(|pair| pair[0].length).collect();
    if lengths.len() < 3 {
        return None;
    }
    lengths.sort_unstable();
    lengths.dedup();
    let widths = lengths.iter().rev().filter(|&&length| (NARROWEST..=WIDEST).contains(&length));
    let count = |width: usize| {
        let full = pairs().filter(|pair| is_full(&pair[0], &pair[1], width));
        let (full, open) = full.fold((0, 0), |(full, open), pair| {
            (full + 1, open + usize::from(!ends_sentence(pair[0].words)))
        });
        (full, open, width)
    };
    let (full, open, width) = widths.take(WIDTHS).map(|&width| count(width)).max()?;
    let all = pairs().count();
    (5 * full >= 3 * all && 2 * open >= full).then_some(width)
}

/// Tells whether the first word of `next` would not have fitted behind `line`.
fn is_full(line: &Line<'_>, next: &Line<'_>, width: usize) -> bool {
    let word = next.words.split_whitespace().next().unwrap_or_default();
    // A word may be cut after its hyphen.
    let word = word.find('-').map_or(word, |hyphen| &word[..=hyphen]);
    line.length <= width && line.length + 1 + word.chars().count() > width
}

/// Tells whether two lines that follow each other are one.
fn joins(line: &Line<'_>, next: &Line<'_>, width: Option<usize>, spaced: bool) -> bool {
    if begins_anew(next) {
        return false;
    }
    if next.indent > line.indent + 1 {
        // The rest of an item hangs under its first word.
        return begins_anew(line);
    }
    let words = line.words.strip_suffix('-').unwrap_or(line.words);
    // "“We ran,”" and "she said."
    let words =
        words.strip_suffix(['”', '"', '’', '\'']).filter(|w| w.ends_with(',')).unwrap_or(words);
    let breaks_off = words.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    if breaks_off && next.words.starts_with(char::is_lowercase) {
        return true;
    }
    if width.is_some_and(|width| is_full(line, next, width)) {
        return spaced || !ends_sentence(line.words) || next.words.starts_with(char::is_lowercase);
    }
    width.is_none() && is_unfinished(line.words)
}

/// Tells whether a line breaks off where no heading does: after "the" or "said", or after a
/// quotation and who said it: "“We ran,” said passenger".
fn is_unfinished(line: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let told = [",”", ",\"", ",’"].iter().any(|end| line.contains(end));
    let goes_on = last.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    UNFINISHED.contains(last) || told && goes_on && line.contains(' ')
}

/// Tells whether a line begins an item of a list, or the words of another speaker.
fn begins_anew(line: &Line<'_>) -> bool {
    let words = line.words;
    let first = words.split_whitespace().next().unwrap_or_default();
    let bullet = matches!(first, "-" | "*" | "+" | "–" | "—" | "•" | "·" | "o");
    let digits = first.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = digits.len() < first.len() && matches!(digits, "." | ")");
    let label = words.split_once(':').is_some_and(|(label, _)| {
        label.len() <= 40
            && label.chars().any(char::is_alphabetic)
            && !label.chars().any(char::is_lowercase)
    });
    bullet || number || label || words.starts_with(['•', '·', '▪'])
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '…', ':', '”', '"', '’', '»', ')'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        super::super::check(&[edits], text, expect);
    }

    /// Wraps each line of a text.
    fn wrap(text: &str, width: usize) -> String {
        let mut out = String::new();
        for line in text.lines() {
            let mut length = 0;
            for word in line.split(' ') {
                let word_length = word.chars().count();
                if length > 0 && length + 1 + word_length > width {
                    out.push('\n');
                    length = 0;
                } else if length > 0 {
                    out.push(' ');
                    length += 1;
                }
                out.push_str(word);
                length += word_length;
            }
            out.push('\n');
        }
        out
    }

    const FERRY: &str = "Ferry stays in port\n\n\
        The harbour master of Ode said on Tuesday that the ferry would stay in port until its rudder, \
        which broke off in the storm of last week, had been found by the divers.\n\n\
        “We have looked under every pier,” said Ada Lind, who leads the divers. Nobody had seen it, \
        she added, and the water was too cold to stay in for longer than an hour.\n\n\
        The company declined to comment.\n";

    #[test]
    fn wrapped_text_is_what_it_was() {
        for width in [48, 60, 72, 100] {
            check(&wrap(FERRY, width), FERRY);
        }
    }

    #[test]
    fn paragraphs_stay_apart_without_blank_lines() {
        let close = FERRY.replace("\n\n", "\n");
        check(&wrap(&close, 60), &close);
        check(&close, &close);
    }

    #[test]
    fn a_line_that_breaks_off_goes_on() {
        check(
            "Vote\n\nLind said that she would\nnot sign.",
            "Vote\n\nLind said that she would not sign.",
        );
        check("Fire\n\n“We ran,” said driver\nJo Dahl.", "Fire\n\n“We ran,” said driver Jo Dahl.");
        check("Fire\n\n“We ran,”\nsaid Jo Dahl.", "Fire\n\n“We ran,” said Jo Dahl.");
        check("- The ferry of\n  Ode sank\n- Two left", "- The ferry of Ode sank\n- Two left");
        check("It was a second-\nhand boat", "It was a second-hand boat");
        check("He met the\r\nMayor.", "He met the Mayor.");
    }

    #[test]
    fn headings_lists_and_labels_are_lines_of_their_own() {
        for text in [
            "Mayor leaves office\nThe mayor said so.\nHe left.",
            "The list, in short:\n- first\n- second",
            "LIND: We start on Monday and\nODE: No.",
            "One.\nTwo.\nThree.\nFour.",
        ] {
            check(text, text);
        }
    }
}
