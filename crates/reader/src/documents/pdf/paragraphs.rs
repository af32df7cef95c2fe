//! Blocks of lines as paragraphs: lines are joined, words divided at their ends made whole, and a paragraph
//! that goes on in the next column or on the next page is one.

use std::collections::HashSet;

use super::super::prose::{Prose, line};
use super::columns;
use super::fragments::Fragment;

/// How far two lines of a paragraph are apart, in parts of the usual distance.
const APART: f64 = 1.35;

/// How far apart lines are where the usual distance is not known, in parts of the size of the letters.
const LINES_APART: f64 = 1.9;

/// A paragraph's first line begins so far to the right, in parts of the size of the letters.
const INDENT: f64 = 0.8;

/// A title's letters are larger than those of the text by so much.
const TITLE: f64 = 1.25;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 250;

/// What is written on the pages.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) text: String,
    /// What stands in the largest letters on the first page, if they are larger than all others.
    pub(super) title: Option<String>,
}

/// Returns what is written on the pages.
pub(super) fn written(pages: Vec<Vec<Fragment>>) -> Written {
    let usual = columns::usual_size(&pages.iter().flatten().cloned().collect::<Vec<_>>());
    let title = pages.iter().find(|page| !page.is_empty()).and_then(|page| title(page, usual));
    let blocks: Vec<Vec<Fragment>> = pages.into_iter().flat_map(columns::ordered).collect();
    let blocks: Vec<Vec<Fragment>> = blocks.into_iter().map(lines).collect();
    let hyphenated = hyphenated(&blocks);

    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for block in &blocks {
        for (number, paragraph) in in_paragraphs(block).into_iter().enumerate() {
            let mut whole = Paragraph { text: String::new(), size: paragraph[0].size };
            for line in paragraph {
                append(&mut whole.text, &line.text, &hyphenated);
            }
            match paragraphs.last_mut().filter(|last| number == 0 && last.goes_on_in(&whole)) {
                Some(last) => append(&mut last.text, &whole.text, &hyphenated),
                None => paragraphs.push(whole),
            }
        }
    }
    let mut prose = Prose::default();
    for paragraph in &paragraphs {
        prose.paragraph(&without_ligatures(&paragraph.text));
    }
    Written { text: prose.finish(), title }
}

/// A paragraph in the making.
struct Paragraph {
    text: String,
    size: f64,
}

impl Paragraph {
    /// Tells whether a paragraph goes on in the first one of the next block.
    fn goes_on_in(&self, next: &Self) -> bool {
        let end = self.text.trim_end_matches(['"', '”', '’', ')', ' ']);
        let is_open = !end.ends_with(['.', '!', '?', ':', '…']) && self.text.len() > 40;
        let begins_small = next.text.chars().next().is_some_and(char::is_lowercase);
        let is_alike = (self.size - next.size).abs() <= 0.1 * self.size;
        is_open && begins_small && is_alike
    }
}

/// Returns what stands in the largest letters of a page, if they are larger than usual.
fn title(page: &[Fragment], usual: f64) -> Option<String> {
    let largest =
        page.iter().filter(|f| f.text.trim().len() > 1).map(|f| f.size).fold(0.0, f64::max);
    if largest < usual * TITLE {
        return None;
    }
    let mut title = String::new();
    let mut last: Option<f64> = None;
    for fragment in page.iter().filter(|fragment| fragment.size >= largest * 0.95) {
        // Another headline of the size further below.
        if last.is_some_and(|last| last - fragment.line > 2.0 * largest) {
            break;
        }
        append(&mut title, &fragment.text, &HashSet::new());
        last = Some(fragment.line);
    }
    let title = line(&without_ligatures(&title))?;
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    (title.chars().count() <= LONGEST_TITLE && letters >= 5 && title.contains(' ')).then_some(title)
}

/// Joins the fragments of a block that stand on one line.
fn lines(block: Vec<Fragment>) -> Vec<Fragment> {
    let mut lines: Vec<Fragment> = Vec::new();
    for fragment in block {
        match lines.last_mut() {
            Some(line)
                if (line.line - fragment.line).abs() < 0.45 * line.size
                    && fragment.from >= line.from =>
            {
                line.text.push(' ');
                line.text.push_str(&fragment.text);
                line.to = line.to.max(fragment.to);
            }
            _ => lines.push(fragment),
        }
    }
    lines
}

/// Divides the lines of a block into paragraphs.
fn in_paragraphs(lines: &[Fragment]) -> Vec<&[Fragment]> {
    let left = quantile(lines.iter().map(|line| line.from), 0.1);
    let right = quantile(lines.iter().map(|line| line.to), 0.9);
    let pitch = match lines.len() {
        0..=2 => f64::INFINITY,
        _ => quantile(lines.windows(2).map(|pair| pair[0].line - pair[1].line), 0.5),
    };
    let begins = |pair: &[Fragment]| {
        let (before, next) = (&pair[0], &pair[1]);
        let down = before.line - next.line;
        let is_far =
            down > APART * pitch || down > LINES_APART * before.size.max(next.size) || down < 0.0;
        let is_other = (before.size - next.size).abs() > 0.15 * before.size;
        let indent = next.from - left;
        let is_centred =
            (indent - (right - next.to)).abs() < next.size && right - next.to > INDENT * next.size;
        let is_indented =
            indent > INDENT * next.size && before.from - left < 0.4 * before.size && !is_centred;
        let end = before.text.trim_end_matches(['"', '”', '’', ')', ' ']);
        let is_short =
            right - before.to > 0.25 * (right - left) && end.ends_with(['.', '!', '?', ':', '…']);
        let is_item = next.text.trim_start().starts_with(['•', '▪', '■', '●', '◦']);
        is_far || is_other || is_indented || is_short || is_item
    };
    let mut paragraphs = Vec::new();
    let mut from = 0;
    for (number, pair) in lines.windows(2).enumerate() {
        if begins(pair) {
            paragraphs.push(&lines[from..=number]);
            from = number + 1;
        }
    }
    if from < lines.len() {
        paragraphs.push(&lines[from..]);
    }
    paragraphs
}

/// Returns the value below which a part of the values is.
fn quantile(values: impl Iterator<Item = f64>, part: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * part) as usize;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Returns the words that are written with a hyphen inside of a line, in small letters.
fn hyphenated(blocks: &[Vec<Fragment>]) -> HashSet<String> {
    let words = blocks.iter().flatten().flat_map(|line| line.text.split_whitespace());
    words.filter(|word| word.trim_matches('-').contains('-')).map(bare).collect()
}

/// Returns a word without signs around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Adds a line to a paragraph. A word that is divided at the end of the line is made whole: without its
/// hyphen, unless the text has it with one elsewhere.
fn append(paragraph: &mut String, line: &str, hyphenated: &HashSet<String>) {
    let line = line.trim();
    let kept = paragraph.trim_end().len();
    paragraph.truncate(kept);
    let stem = paragraph.strip_suffix(['-', '\u{2010}', '\u{ad}']);
    let stem = stem.filter(|stem| stem.ends_with(char::is_alphanumeric)).map(str::len);
    match stem {
        Some(stem) => {
            let is_soft = paragraph.ends_with('\u{ad}');
            let begin = paragraph[..stem].rfind(char::is_whitespace).map_or(0, |at| at + 1);
            let end = line.find(char::is_whitespace).unwrap_or(line.len());
            let word = bare(&format!("{}-{}", &paragraph[begin..stem], &line[..end]));
            let is_divided = line.starts_with(char::is_lowercase)
                && paragraph[..stem].ends_with(char::is_lowercase)
                && !hyphenated.contains(&word);
            if is_divided || is_soft {
                paragraph.truncate(stem);
            }
        }
        None if paragraph.is_empty() || paragraph.ends_with(['—', '/']) => {}
        None => paragraph.push(' '),
    }
    paragraph.push_str(line);
}

/// Returns a text in which two letters in one sign are two.
fn without_ligatures(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], known: &[&str], expected: &str) {
        let known = known.iter().map(|word| (*word).to_owned()).collect();
        let mut paragraph = String::new();
        for line in lines {
            append(&mut paragraph, line, &known);
        }
        assert_eq!(paragraph, expected);
    }

    #[test]
    fn words_divided_at_the_end_of_a_line_are_whole_again() {
        check(&["The har-", "bour is"], &[], "The harbour is");
        check(&["The har\u{ad}", "bour is "], &[], "The harbour is");
        check(&["A well-", "known"], &["well-known"], "A well-known");
        check(&["The Velm-", "Ode line"], &[], "The Velm-Ode line");
        check(&["From 2030-", "2031"], &[], "From 2030-2031");
        check(&["Fog—", "rain -", "hail"], &[], "Fog—rain - hail");
    }

    #[test]
    fn two_letters_in_one_sign_are_two() {
        assert_eq!(without_ligatures("o\u{fb03}ce \u{fb01}ne"), "office fine");
    }
}
