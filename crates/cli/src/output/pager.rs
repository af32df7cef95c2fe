//! The pager that long answers are read in on a terminal, as git has it.

use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

/// What is read in where nobody says otherwise.
const USUAL: &str = "less";

/// How `less` is asked to behave, where LESS does not say: end where all fits the screen, show colours,
/// leave the text on the screen.
const LESS: &str = "FRX";

/// A program that shows what it reads page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pager {
    command: String,
    less: String,
}

/// A pager at work.
pub(crate) struct Reading {
    child: Child,
    input: BufWriter<ChildStdin>,
}

impl Pager {
    /// Returns the pager that a command line names, else the usual one; `None` where that is empty or
    /// `cat`, which is none. `less` are the options of `less` that the environment has.
    pub(crate) fn named(command: Option<&str>, less: Option<&str>) -> Option<Self> {
        let command = command.unwrap_or(USUAL).trim();
        let is_one = !matches!(command, "" | "cat");
        let less = less.unwrap_or(LESS).to_owned();
        is_one.then(|| Self { command: command.to_owned(), less })
    }

    /// Starts it; `None` where that is not possible.
    pub(super) fn start(&self) -> Option<Reading> {
        let mut words = self.command.split_whitespace();
        let mut command = Command::new(words.next()?);
        let command = command.args(words).env("LESS", &self.less).env("LV", "-c");
        let mut child = command.stdin(Stdio::piped()).spawn().ok()?;
        let input = BufWriter::new(child.stdin.take()?);
        // Interrupting is the pager's: it must not be left alone with the terminal.
        tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
        Some(Reading { child, input })
    }
}

impl Reading {
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.input.write(bytes)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.input.flush()
    }

    /// Waits until it has been read.
    pub(super) fn end(self) {
        let Self { mut child, input } = self;
        drop(input);
        // What became of it, its user has seen.
        let _ = child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_cat_are_no_pager() {
        let named = |command| Pager::named(command, None).map(|pager| pager.command);
        assert_eq!(named(None).as_deref(), Some("less"));
        assert_eq!(named(Some("more -s")).as_deref(), Some("more -s"));
        assert_eq!((named(Some(" ")), named(Some("cat"))), (None, None));
        let less = |less| Pager::named(None, less).map(|pager| pager.less);
        assert_eq!((less(None).as_deref(), less(Some("")).as_deref()), (Some("FRX"), Some("")));
    }
}
