//! Files that are left out of a folder because of their ending, counted by it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// How many endings are told in a line.
const TOLD: usize = 12;

/// How many files were left out, by ending. Displayed as `3 other files skipped: 2 .pdf, 1 .docx`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped(BTreeMap<String, u64>);

impl Skipped {
    /// Returns how many files there are.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Returns how many there are of each ending, in lower case and with its dot; the empty one is that
    /// of names without.
    pub fn by_ending(&self) -> &BTreeMap<String, u64> {
        &self.0
    }

    pub(crate) fn count(&mut self, path: &Path) {
        let ending = path.extension().map(|ending| {
            let ending: String = ending.to_string_lossy().to_lowercase().chars().take(20).collect();
            format!(".{}", ending.escape_default())
        });
        *self.0.entry(ending.unwrap_or_default()).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (ending, count) in other.0 {
            *self.0.entry(ending).or_default() += count;
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.total();
        write!(f, "{total} other file{} skipped", if total == 1 { "" } else { "s" })?;
        let mut endings: Vec<(&String, &u64)> = self.0.iter().collect();
        endings.sort_by_key(|(_, count)| Reverse(**count));
        let told = |(ending, count): &(&String, &u64)| match ending.as_str() {
            "" => format!("{count} without an ending"),
            ending => format!("{count} {ending}"),
        };
        // One more is as short as that there is one.
        let named = if endings.len() == TOLD + 1 { TOLD + 1 } else { TOLD };
        let mut told: Vec<String> = endings.iter().take(named).map(told).collect();
        let others: u64 = endings.iter().skip(named).map(|(_, count)| **count).sum();
        if others > 0 {
            told.push(format!("{others} of other endings"));
        }
        if told.is_empty() { Ok(()) } else { write!(f, ": {}", told.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_by_ending_the_most_first() {
        let mut skipped = Skipped::default();
        assert_eq!(skipped.to_string(), "0 other files skipped");
        skipped.count(Path::new("a/b.docx"));
        assert_eq!(skipped.to_string(), "1 other file skipped: 1 .docx");
        for name in ["a.PDF", "b.pdf", "Makefile"] {
            skipped.count(Path::new(name));
        }
        assert_eq!(
            skipped.to_string(),
            "4 other files skipped: 2 .pdf, 1 without an ending, 1 .docx"
        );
        for name in 10..19 {
            skipped.count(Path::new(&format!("a.{name}")));
        }
        assert!(skipped.to_string().ends_with(", 1 .18, 1 .docx"), "{skipped}");
        skipped.count(Path::new("a.19"));
        assert!(skipped.to_string().ends_with(", 1 .19, 1 .docx"), "{skipped}");
        skipped.count(Path::new("a.20"));
        assert!(skipped.to_string().ends_with(", 1 .19, 2 of other endings"), "{skipped}");
    }
}
