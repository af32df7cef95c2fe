//! Breaks styled text into lines that fit a width. Words are never cut: one that is longer than
//! a line, such as an address, stands out so that it can be copied.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

/// A character and how it is shown.
type Glyph = (char, Style);

/// Text in pieces of one style each.
#[derive(Debug, Default)]
pub(crate) struct Styled(Vec<Glyph>);

impl Styled {
    /// Returns the text `text` in the style `style`.
    pub(crate) fn new(text: &str, style: Style) -> Self {
        let mut styled = Self::default();
        styled.push(text, style);
        styled
    }

    /// Appends `text`.
    pub(crate) fn push(&mut self, text: &str, style: Style) {
        self.0.extend(text.chars().map(|c| (c, style)));
    }

    /// Writes the text in lines of at most `width` columns, each after `indent`.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(crate) fn write(&self, out: &mut dyn Write, indent: &str, width: usize) -> io::Result<()> {
        self.write_after(out, indent, indent, width)
    }

    /// Writes the text as [`Self::write`] does, the first line after `head` and the others after
    /// `indent`, which is as wide.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(crate) fn write_after(
        &self,
        out: &mut dyn Write,
        head: &str,
        indent: &str,
        width: usize,
    ) -> io::Result<()> {
        let room = width.saturating_sub(indent.chars().count()).max(1);
        for (i, line) in self.lines(room).into_iter().enumerate() {
            write!(out, "{}", if i == 0 { head } else { indent })?;
            write_line(out, line)?;
            writeln!(out)?;
        }
        Ok(())
    }

    /// Returns the lines, broken at spaces and at line ends.
    fn lines(&self, width: usize) -> Vec<&[Glyph]> {
        self.0.split(|(c, _)| *c == '\n').flat_map(|line| broken(line, width)).collect()
    }
}

/// Breaks one line at the last space that fits, again and again.
fn broken(mut rest: &[Glyph], width: usize) -> Vec<&[Glyph]> {
    let mut lines = Vec::new();
    while let Some(space) = break_point(rest, width) {
        lines.push(&rest[..space]);
        rest = &rest[space + 1..];
    }
    lines.push(rest);
    lines
}

/// Returns where to break: the last space with everything before it within `width`, or the
/// first space of all when a long word leaves no other; `None` when the whole fits.
fn break_point(glyphs: &[Glyph], width: usize) -> Option<usize> {
    let mut columns = 0;
    let mut last_space = None;
    for (i, (c, _)) in glyphs.iter().enumerate() {
        if *c == ' ' {
            if columns > width {
                return last_space.or(Some(i));
            }
            last_space = Some(i).filter(|&i| i > 0).or(last_space);
        }
        columns += c.width().unwrap_or(0);
    }
    if columns > width { last_space } else { None }
}

/// Writes glyphs, changing the style only where it changes.
fn write_line(out: &mut dyn Write, line: &[Glyph]) -> io::Result<()> {
    for run in line.chunk_by(|a, b| a.1 == b.1) {
        let style = run[0].1;
        let text: String = run.iter().map(|(c, _)| c).collect();
        write!(out, "{style}{text}{style:#}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expect: &[&str]) {
        let styled = Styled::new(text, Style::new());
        let lines: Vec<String> =
            styled.lines(width).iter().map(|l| l.iter().map(|(c, _)| c).collect()).collect();
        assert_eq!(lines, expect, "{text:?} at {width}");
    }

    #[test]
    fn lines_break_at_the_last_space_that_fits() {
        check("one two three", 7, &["one two", "three"]);
        check("one two three", 6, &["one", "two", "three"]);
        check("one two three", 80, &["one two three"]);
        check("", 10, &[""]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_never_cut() {
        check(
            "see https://example.org/a/long/address now",
            10,
            &["see", "https://example.org/a/long/address", "now"],
        );
    }

    #[test]
    fn line_ends_stay_and_wide_characters_count_twice() {
        check("a\n\nb", 10, &["a", "", "b"]);
        check("東京 大阪", 5, &["東京", "大阪"]);
    }

    #[test]
    fn styles_are_closed_where_they_end() {
        let mut styled = Styled::new("said ", Style::new());
        styled.push("“no”", Style::new().bold());
        let mut out = Vec::new();
        styled.write(&mut out, "  ", 80).expect("writes");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), "  said \u{1b}[1m“no”\u{1b}[0m\n");
    }
}
