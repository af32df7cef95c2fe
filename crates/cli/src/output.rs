//! Where answers and remarks go: answers to standard output, remarks to standard error.
//!
//! Articles are written by strangers: whatever is printed for people passes [`printable`], so
//! that a text cannot steer the terminal. Machine formats are written as they are.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

mod pager;

pub(crate) use pager::Pager;
use pager::Reading;

/// The columns of a terminal that does not tell.
const DEFAULT_WIDTH: usize = 100;
/// The columns of output that goes to no terminal: it is not wrapped, for lines are what other programs
/// read.
const NO_WRAPPING: usize = usize::MAX;
/// Lines longer than this are hard to read, however wide the terminal.
const MAX_WIDTH: usize = 120;
/// Nothing can be read in fewer columns.
const MIN_WIDTH: usize = 40;

/// How output for people looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Whether colours and weights may be used.
    pub(crate) styled: bool,
    /// How many columns there are.
    pub(crate) width: usize,
}

impl Look {
    /// Returns `style` where styles may be used, else the plain style.
    pub(crate) fn style(self, style: Style) -> Style {
        if self.styled { style } else { Style::new() }
    }
}

/// How output is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Wishes {
    /// When to use colours.
    pub(crate) color: ColorChoice,
    /// The columns to wrap at; 0 for not at all. What the terminal has where it is not said.
    pub(crate) width: Option<usize>,
    /// What long output on a terminal is read in; `None` for nothing.
    pub(crate) pager: Option<Pager>,
}

/// Standard output, buffered.
pub(crate) struct Output {
    stream: BufWriter<AutoStream<io::Stdout>>,
    look: Look,
    pager: Option<Pager>,
    reading: Option<Reading>,
}

impl Output {
    /// Opens standard output.
    pub(crate) fn open(wishes: Wishes) -> Self {
        let stdout = io::stdout();
        let choice = match wishes.color {
            ColorChoice::Auto => AutoStream::choice(&stdout),
            explicit => explicit,
        };
        let styled = choice != ColorChoice::Never;
        // "Always ANSI" passes bytes through: machine formats must not lose any.
        let mode = if styled { ColorChoice::Always } else { ColorChoice::AlwaysAnsi };
        let width = match wishes.width {
            Some(0) => NO_WRAPPING,
            Some(width) => width.max(MIN_WIDTH),
            None if stdout.is_terminal() => terminal_width(),
            None => NO_WRAPPING,
        };
        let pager = wishes.pager.filter(|_| stdout.is_terminal());
        let stream = BufWriter::new(AutoStream::new(stdout, mode));
        Self { stream, look: Look { styled, width }, pager, reading: None }
    }

    /// Lets what follows be read in the pager, on a terminal. A pager that does not start is done
    /// without.
    pub(crate) fn page(&mut self) {
        if self.reading.is_none() {
            self.reading = self.pager.as_ref().and_then(Pager::start);
        }
    }

    /// Writes what is buffered, and waits until whoever reads in the pager has seen enough.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(crate) fn end_page(&mut self) -> io::Result<()> {
        let flushed = self.flush();
        if let Some(reading) = self.reading.take() {
            reading.end();
        }
        flushed
    }

    /// Returns how output for people looks.
    pub(crate) fn look(&self) -> Look {
        self.look
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.reading {
            Some(reading) => reading.write(bytes),
            None => self.stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.reading {
            Some(reading) => reading.flush(),
            None => self.stream.flush(),
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // A command that failed has told so; what it printed before can still be read.
        let _ = self.end_page();
    }
}

/// Names, headings.
pub(crate) const STRONG: Style = Style::new().bold();
/// What matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Words in quotation marks.
pub(crate) const QUOTED: Style = AnsiColor::Green.on_default().bold();
/// Words in paraphrase.
pub(crate) const PARAPHRASED: Style = AnsiColor::Yellow.on_default();
/// A source in its paragraph.
pub(crate) const SOURCE: Style = AnsiColor::Cyan.on_default().underline();
/// A cue in its paragraph.
pub(crate) const CUE: Style = AnsiColor::Magenta.on_default();

/// Writes one line to standard error, after the program's name.
pub(crate) fn tell(line: &str) {
    let mut stderr = anstream::stderr().lock();
    // When standard error is gone there is nobody left to tell.
    let _ = writeln!(stderr, "q7x2: {}", printable(line));
}

/// Returns how many there are of what `one` is called: "1 article", "2 articles".
pub(crate) fn counted(count: u64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// Returns `text` on one line and without characters that steer a terminal: line ends and tabs
/// become spaces, other control characters their pictures (U+2400 and on).
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(printable_char).collect()
}

/// Returns what is shown for one character; see [`printable`].
pub(crate) fn printable_char(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(' '),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        _ => c,
    }
}

fn terminal_width() -> usize {
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.unwrap_or(DEFAULT_WIDTH).clamp(MIN_WIDTH, MAX_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{9b}c\u{7f}"), "a␛[31mb\u{fffd}c␡");
    }

    #[test]
    fn one_is_counted_as_one() {
        let counted = [0, 1, 2].map(|count| counted(count, "article"));
        assert_eq!(counted, ["0 articles", "1 article", "2 articles"]);
    }

    #[test]
    fn lines_become_one_and_words_stay() {
        assert_eq!(printable("“Née,”\n\tshe said"), "“Née,”  she said");
    }
}
