//! The entries of a live blog, each under the time at which it was written: who is named in one is not at
//! hand in the next. Reads lines, knows nobody.

use crate::document::Document;

/// How many letters may tell the zone behind a time: "GMT", "a.m.".
const ZONE: usize = 5;
/// How many times make a live blog.
const ENTRIES: usize = 2;

/// Where the entries of a live blog begin, in order; none where the text is no such thing.
#[derive(Debug, Default)]
pub(super) struct Entries(Vec<usize>);

impl Entries {
    /// Reads the lines of a text that are times.
    pub(super) fn of(document: &Document) -> Self {
        let lines = document.paragraphs().iter().map(|line| line.bytes);
        let times = lines.filter(|line| is_time(document.slice(*line)));
        let starts: Vec<usize> = times.map(|line| line.start).collect();
        if starts.len() < ENTRIES { Self::default() } else { Self(starts) }
    }

    /// Returns where the entry begins that holds a place.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        self.0[..self.0.partition_point(|start| *start <= at)].last().copied()
    }
}

/// Tells whether a line is a time of day alone: "16.59", "4:05 p.m. ET".
fn is_time(line: &str) -> bool {
    let line = line.trim();
    let Some((hour, rest)) = line.split_once(['.', ':', 'h']) else { return false };
    let minutes = rest.get(..2).unwrap_or_default();
    let number = |digits: &str| digits.len() < 3 && digits.parse::<u8>().is_ok_and(|n| n < 60);
    let zone = rest.get(2..).unwrap_or_default();
    let letters = |word: &str| {
        word.len() <= ZONE && word.chars().all(|c| c.is_ascii_alphabetic() || c == '.')
    };
    number(hour)
        && minutes.len() == 2
        && number(minutes)
        && zone.split_whitespace().count() < 3
        && zone.split_whitespace().all(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_begin_with_their_times() {
        let text = "Storm live\n\n16.59\n\nLind came.\n\n4:05 p.m. ET\n\nOde left at 4.05.";
        let entries = Entries::of(&Document::of(text));
        assert_eq!(entries.before(text.len()), text.find("4:05"));
        assert_eq!(entries.before(text.find("Lind").unwrap_or_default()), text.find("16.59"));
        assert_eq!(entries.before(0), None);
        let one = Entries::of(&Document::of("16.59\n\nLind came at 4:05."));
        assert_eq!(one.before(20), None);
    }
}
