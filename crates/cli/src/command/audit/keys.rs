//! Keys of a person: read one by one on a terminal, as lines of standard input elsewhere.

use std::io::{self, IsTerminal};

use super::answers::Verdict;
use crate::exit::Failure;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Verdict(Verdict),
    /// Leave it open; it is shown again the next time.
    Skip,
    /// Show the one before, which may be judged again.
    Back,
    /// Show more of the article.
    More,
    Quit,
    /// None of the keys.
    Unknown,
}

/// What can be pressed, for people.
pub(super) const HELP: &str = "[r]ight  wrong [s]peaker  wrong [w]ords  [n]ot said  s[k]ip  [b]ack  \
                               [m]ore  [q]uit";

/// Where keys come from.
pub(super) struct Keys {
    terminal: bool,
}

impl Keys {
    /// Returns the keys of standard input.
    pub(super) fn open() -> Self {
        Self { terminal: io::stdin().is_terminal() }
    }

    /// Waits for the next key; `None` at the end of the input.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub(super) async fn next(&mut self) -> Result<Option<Key>, Failure> {
        let terminal = self.terminal;
        // On a thread of its own, for the process must be able to end while it waits.
        let read = move || if terminal { pressed() } else { line() };
        let read = tokio::task::spawn_blocking(read).await;
        let read = read.map_err(io::Error::other).and_then(|read| read);
        read.map_err(|error| Failure::Service(format!("cannot read the keys: {error}")))
    }
}

/// Returns the key that is pressed next.
fn pressed() -> io::Result<Option<Key>> {
    match console::Term::stderr().read_key() {
        Ok(console::Key::Char(c)) => Ok(Some(meaning(c))),
        Ok(console::Key::Escape | console::Key::CtrlC) => Ok(Some(Key::Quit)),
        Ok(console::Key::Backspace | console::Key::ArrowLeft) => Ok(Some(Key::Back)),
        Ok(console::Key::ArrowRight) => Ok(Some(Key::Skip)),
        Ok(_) => Ok(Some(Key::Unknown)),
        // The signal itself ends the command.
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the first key of the next line.
fn line() -> io::Result<Option<Key>> {
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(line.trim().chars().next().map_or(Key::Unknown, meaning)))
}

fn meaning(c: char) -> Key {
    match c.to_ascii_lowercase() {
        'r' => Key::Verdict(Verdict::Right),
        's' => Key::Verdict(Verdict::WrongSpeaker),
        'w' => Key::Verdict(Verdict::WrongWords),
        'n' => Key::Verdict(Verdict::NotSaid),
        'k' | ' ' => Key::Skip,
        'b' => Key::Back,
        'm' => Key::More,
        'q' => Key::Quit,
        _ => Key::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_help_means_something() {
        for (at, _) in HELP.match_indices('[') {
            let key = HELP[at + 1..].chars().next().expect("a key");
            assert_ne!(meaning(key), Key::Unknown, "{key}");
        }
        assert_eq!(meaning('x'), Key::Unknown);
        assert_eq!(meaning('S'), Key::Verdict(Verdict::WrongSpeaker));
    }
}
