//! What was told already of inputs that are not taken: a dataset with one key misspelt has the same
//! fault in every line, and says so a few times.

use std::collections::BTreeMap;

/// How often the same is told of one file.
const OFTEN: u64 = 3;

/// How often each reason was met in each file, or in all, where the file is empty.
#[derive(Debug, Default)]
pub(super) struct Told(BTreeMap<(String, String), u64>);

impl Told {
    /// Counts a reason, and tells whether it is to be told at `place`, a path with or without a line.
    pub(super) fn is_news(&mut self, place: &str, reason: &str) -> bool {
        // The colon of an address is none before a line.
        let scheme = place.find("://").map_or(0, |at| at + 3);
        let end = place[scheme..].find([':', '#']).map_or(place.len(), |at| scheme + at);
        let file = &place[..end];
        let met = self.0.entry((file.to_owned(), reason.to_owned())).or_default();
        *met += 1;
        *met <= OFTEN
    }

    /// Returns a line for each that was met more often than it was told.
    pub(super) fn rest(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter(|(_, met)| **met > OFTEN).map(|((file, reason), met)| {
            let more = met - OFTEN;
            if file.is_empty() {
                format!("warning: {more} more with {reason}")
            } else {
                format!("{more} more in {}: {reason}", super::named(file))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_of_one_file_is_told_a_few_times_and_then_counted() {
        let mut told = Told::default();
        let news: Vec<bool> =
            (1..=5).map(|n| told.is_news(&format!("a.jsonl:{n} (byte {n})"), "no text")).collect();
        assert_eq!(news, [true, true, true, false, false]);
        assert!(told.is_news("a.jsonl:6", "no date") && told.is_news("b.jsonl:1", "no text"));
        let one = |told: &mut Told, n| told.is_news(&format!("https://a.example/{n}"), "gone");
        assert!((0..9).all(|n| one(&mut told, n)), "addresses are places of their own");
        assert_eq!(told.rest().collect::<Vec<_>>(), ["2 more in a.jsonl: no text"]);
        let mut odd = Told::default();
        let news = (0..10).filter(|_| odd.is_news("", "odd bytes")).count();
        assert_eq!(
            (news, odd.rest().collect::<Vec<_>>()),
            (3, vec!["warning: 7 more with odd bytes".to_owned()])
        );
    }
}
