//! What breaks a rule today, by name: a list that may only shrink. Each rule that has exceptions
//! complains of those that are not needed any more, or are higher than they need be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Context;
use toml::Table;

/// Where they stand.
pub(super) const EXCEPTIONS: &str = "xtask/tidy.toml";

/// What the file begins with.
const HEADER: &str = "\
# What breaks a rule of `cargo xtask tidy` today. The lists may only shrink: an exception that nothing
# needs any more, or that is higher than it need be, is an error as well. `cargo xtask tidy --shrink`
# writes this file anew with what is still needed, and never with more.
";

/// The exceptions of all rules.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    /// Files that are in an import circle.
    pub(super) circles: BTreeSet<String>,
    /// Files with more words in string literals than the limit, and how many.
    pub(super) words: BTreeMap<String, usize>,
}

impl Exceptions {
    /// Reads the exceptions from the text of [`EXCEPTIONS`].
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let table: Table = text.parse().with_context(|| format!("failed to read {EXCEPTIONS}"))?;
        let circles = table.get("circles").and_then(|circles| circles["files"].as_array());
        let circles = circles.into_iter().flatten().filter_map(|file| file.as_str());
        let words = table.get("words").and_then(toml::Value::as_table);
        let words = words.into_iter().flatten().filter_map(|(file, count)| {
            Some((file.clone(), usize::try_from(count.as_integer()?).ok()?))
        });
        Ok(Self { circles: circles.map(str::to_owned).collect(), words: words.collect() })
    }

    /// Drops and lowers what is not needed any more: `circles` are the files that are in one today,
    /// `words` how many each file with more than the limit has.
    pub(super) fn shrink(&mut self, circles: &BTreeSet<String>, words: &BTreeMap<String, usize>) {
        self.circles.retain(|file| circles.contains(file));
        self.words.retain(|file, _| words.contains_key(file));
        for (file, most) in &mut self.words {
            *most = words.get(file).map_or(0, |count| (*most).min(*count));
        }
    }

    /// Returns the text to write to [`EXCEPTIONS`].
    pub(super) fn render(&self) -> String {
        let mut text = HEADER.to_owned();
        let within = self.circles.len();
        let _ = writeln!(text, "\n# Files in an import circle: {within}.\n[circles]\nfiles = [");
        for file in &self.circles {
            let _ = writeln!(text, "    \"{file}\",");
        }
        let total: usize = self.words.values().sum();
        let _ = writeln!(
            text,
            "]\n\n# Files with more words in string literals than may be: {}, {total} words.\n[words]",
            self.words.len()
        );
        for (file, most) in &self.words {
            let _ = writeln!(text, "\"{file}\" = {most}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_read_by_rule() {
        let text = "[circles]\nfiles = [\"a.rs\", \"b.rs\"]\n[words]\n\"a.rs\" = 20\n";
        let exceptions = Exceptions::parse(text).expect("well formed");
        assert_eq!(exceptions.circles.len(), 2);
        assert_eq!(exceptions.words["a.rs"], 20);
        assert!(Exceptions::parse("").expect("none").words.is_empty());
        assert!(Exceptions::parse("[").is_err());
    }

    #[test]
    fn exceptions_shrink_and_never_grow() {
        let text = "[circles]\nfiles = [\"a.rs\", \"b.rs\"]\n\
                    [words]\n\"a.rs\" = 20\n\"b.rs\" = 30\n\"c.rs\" = 40\n";
        let mut exceptions = Exceptions::parse(text).expect("well formed");
        let circles = ["b.rs", "d.rs"].map(str::to_owned).into();
        let words = [("a.rs", 15), ("b.rs", 35), ("d.rs", 50)];
        exceptions.shrink(&circles, &words.map(|(file, count)| (file.to_owned(), count)).into());
        let written = Exceptions::parse(&exceptions.render()).expect("well formed");
        assert_eq!(written.circles, ["b.rs".to_owned()].into());
        let expect = [("a.rs", 15), ("b.rs", 30)];
        assert_eq!(written.words, expect.map(|(file, most)| (file.to_owned(), most)).into());
    }
}
