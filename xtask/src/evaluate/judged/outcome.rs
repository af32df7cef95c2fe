//! What became of judged statements, as tables: by type and by how the text names the speaker, by
//! the reason of the link, and how often a name is wrong the more answers are taken.

use std::collections::BTreeSet;

use q7x2_domain::{LinkReason, Mode, Statement};

use super::interval::Parts;
use super::{Score, is_named};
use crate::evaluate::table::{Cell, Row, Table};

/// What became of one judged statement.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// What it counts under besides "all".
    pub(super) keys: Vec<String>,
    /// The answer, where it was found.
    pub(super) answer: Option<Met>,
}

/// The prediction that meets a judged statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    /// Whether it is shown as speech.
    speech: bool,
    /// Whether its speaker is the judged one.
    right: bool,
    /// Whether found, right and shown; on sets that do not judge modes, shown or not.
    whole: bool,
    named: bool,
    reason: Option<LinkReason>,
    confidence: f32,
}

impl Met {
    /// Returns what a prediction is worth whose speaker is right or not.
    pub(super) fn new(predicted: &Statement, right: bool, modes_count: bool) -> Self {
        let speech = predicted.mode == Mode::Speech;
        Self {
            speech,
            right,
            whole: right && (speech || !modes_count),
            named: is_named(predicted),
            reason: predicted.speaker.as_ref().map(|speaker| speaker.link_reason),
            confidence: predicted.confidence.unwrap_or_default(),
        }
    }
}

/// What an article counts as a whole, beside its statements.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Whole {
    /// Predictions that are shown as speech, and those of them that meet nothing.
    pub(super) shown: usize,
    pub(super) false_alarms: usize,
    /// Code points under a name, and under the right one.
    pub(super) named_words: (usize, usize),
    /// Code points of judged statements, and those under the right name.
    pub(super) gold_words: (usize, usize),
}

/// What became of the statements of some articles.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    articles: Vec<(Vec<Outcome>, Option<Whole>)>,
}

impl Outcomes {
    /// Adds an article.
    pub(super) fn add(&mut self, outcomes: Vec<Outcome>, whole: Option<Whole>) {
        self.articles.push((outcomes, whole));
    }

    /// Tells whether there are no articles.
    pub(super) fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Returns the figures, with intervals that depend on the seed.
    pub(super) fn tables(&self, seed: u64) -> Vec<Table> {
        let mut tables = vec![self.by_key(seed)];
        if self.articles.iter().any(|(_, whole)| whole.is_some()) {
            tables.push(self.whole(seed));
        }
        tables.push(self.wrong_names());
        tables.push(self.reasons(seed));
        tables
    }

    /// Returns the counts that a comparison shows.
    pub(super) fn score(&self) -> Score {
        let found = |outcome: &Outcome| outcome.answer.is_some();
        let wholes = self.articles.iter().filter_map(|(_, whole)| whole.as_ref());
        Score {
            found: self.parts("all", |_| true, |_| true).total(),
            direct: self.parts("kind direct", |_| true, |_| true).total(),
            right: self.parts("all", found, |met| met.right).total(),
            false_alarms: wholes.map(|whole| whole.false_alarms).sum(),
        }
    }

    /// Counts, an article each, how many outcomes of a key are in the whole and in the part.
    fn parts(
        &self,
        key: &str,
        whole: impl Fn(&Outcome) -> bool,
        part: impl Fn(&Met) -> bool,
    ) -> Parts {
        let of = |(outcomes, _): &(Vec<Outcome>, Option<Whole>)| {
            let own = outcomes.iter().filter(|o| key == "all" || o.keys.iter().any(|k| k == key));
            let own: Vec<&Outcome> = own.filter(|outcome| whole(outcome)).collect();
            let met = own.iter().filter(|o| o.answer.as_ref().is_some_and(&part)).count();
            (met, own.len())
        };
        self.articles.iter().map(of).collect()
    }

    fn by_key(&self, seed: u64) -> Table {
        let outcomes = || self.articles.iter().flat_map(|(outcomes, _)| outcomes);
        let keys: BTreeSet<&str> = outcomes().flat_map(|o| &o.keys).map(String::as_str).collect();
        let found = |outcome: &Outcome| outcome.answer.is_some();
        let named = |outcome: &Outcome| outcome.answer.is_some_and(|met| met.named);
        let row = |key: &str| {
            let of_found = self.parts(key, found, |met| met.right);
            let cells = vec![
                Cell::Count(self.parts(key, |_| true, |_| true).total().1),
                Cell::between(self.parts(key, |_| true, |_| true).percent(seed)),
                Cell::between(self.parts(key, |_| true, |met| met.speech).percent(seed)),
                Cell::between(of_found.percent(seed)),
                Cell::between(self.parts(key, |_| true, |met| met.whole).percent(seed)),
                Cell::between(self.parts(key, named, |met| !met.right).percent(seed)),
                Cell::between(self.parts(key, found, |met| met.named).percent(seed)),
            ];
            Row { name: key.to_owned(), cells }
        };
        let rows = std::iter::once("all").chain(keys).map(row).collect();
        let columns =
            &["gold", "found", "as speech", "right of found", "end to end", "wrong name", "named"];
        Table { title: "statements".to_owned(), columns, rows }
    }

    /// What is shown and invented, and the words under the right name.
    fn whole(&self, seed: u64) -> Table {
        let wholes = || self.articles.iter().filter_map(|(_, whole)| whole.as_ref());
        let row = |name: &str, of: &dyn Fn(&Whole) -> (usize, usize)| {
            let parts: Parts = wholes().map(of).collect();
            let (part, whole) = parts.total();
            let cells =
                vec![Cell::Count(part), Cell::Count(whole), Cell::between(parts.percent(seed))];
            Row { name: name.to_owned(), cells }
        };
        let rows = vec![
            row("false alarms, of predictions of speech", &|w| (w.false_alarms, w.shown)),
            row("false alarms, in 100 articles", &|w| (w.false_alarms, 1)),
            row("words under a name: the right one", &|w| (w.named_words.1, w.named_words.0)),
            row("judged words: under the right name", &|w| (w.gold_words.1, w.gold_words.0)),
        ];
        Table { title: "articles".to_owned(), columns: &["part", "whole", "percent"], rows }
    }

    /// How often a name is wrong when the answers are taken that are the surest, tenth by tenth.
    fn wrong_names(&self) -> Table {
        let found: Vec<Met> =
            self.articles.iter().flat_map(|(o, _)| o).filter_map(|o| o.answer).collect();
        let mut named: Vec<&Met> = found.iter().filter(|met| met.named).collect();
        // Of equally sure ones the wrong first: the curve is no better than any order makes it.
        named.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.right.cmp(&b.right)));
        let row = |tenth: usize| {
            let taken = &named[..named.len() * tenth / 10];
            let least = taken
                .last()
                .map_or(Cell::None, |met| Cell::Percent(100.0 * f64::from(met.confidence)));
            let wrong = taken.iter().filter(|met| !met.right).count();
            let cells = vec![
                Cell::Count(taken.len()),
                Cell::share(taken.len(), found.len()),
                Cell::share(wrong, taken.len()),
                least,
            ];
            Row { name: format!("the surest {tenth}0 %"), cells }
        };
        let rows = (1..=10).map(row).collect();
        let columns = &["named", "of found", "wrong name", "surer than"];
        Table { title: "wrong names".to_owned(), columns, rows }
    }

    fn reasons(&self, seed: u64) -> Table {
        let mets = || self.articles.iter().flat_map(|(o, _)| o).filter_map(|o| o.answer);
        let reasons: BTreeSet<Option<LinkReason>> = mets().map(|met| met.reason).collect();
        let row = |reason: &Option<LinkReason>| {
            let of = |outcome: &Outcome| outcome.answer.is_some_and(|met| met.reason == *reason);
            let parts = self.parts("all", of, |met| met.right);
            let wrong = self.parts("all", of, |met| met.named && !met.right);
            let cells = vec![
                Cell::Count(parts.total().1),
                Cell::between(parts.percent(seed)),
                Cell::Count(wrong.total().0),
            ];
            Row { name: reason.map_or("no speaker", LinkReason::as_str).to_owned(), cells }
        };
        let rows = reasons.iter().map(row).collect();
        let columns = &["found", "right", "wrong name"];
        Table { title: "by link_reason".to_owned(), columns, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(named: bool, right: bool, confidence: f32) -> Outcome {
        let reason = Some(LinkReason::Name);
        let answer = Met { speech: true, right, whole: right, named, reason, confidence };
        Outcome { keys: vec!["how named".to_owned()], answer: Some(answer) }
    }

    fn cell(table: &Table, row: &str, column: &str) -> Cell {
        let at = table.columns.iter().position(|known| *known == column).expect("a column");
        table.rows.iter().find(|known| known.name == row).expect("a row").cells[at]
    }

    fn percent(cell: Cell) -> f64 {
        match cell {
            Cell::Percent(percent) | Cell::Between(percent, ..) => percent,
            other => panic!("no percentage: {other:?}"),
        }
    }

    fn outcomes() -> Outcomes {
        let mut outcomes = Outcomes::default();
        let missed = Outcome { keys: vec!["how title".to_owned()], answer: None };
        outcomes.add(vec![met(true, true, 0.9), met(true, false, 0.3), missed], None);
        outcomes.add(vec![met(true, true, 0.8), met(false, true, 0.1)], None);
        outcomes
    }

    #[test]
    fn shares_are_of_what_they_say() {
        let table = outcomes().by_key(1);
        assert_eq!(cell(&table, "all", "gold"), Cell::Count(5));
        assert_eq!(percent(cell(&table, "all", "found")), 80.0);
        assert_eq!(percent(cell(&table, "all", "right of found")), 75.0);
        assert_eq!(percent(cell(&table, "all", "end to end")), 60.0);
        assert!((percent(cell(&table, "all", "wrong name")) - 100.0 / 3.0).abs() < 1e-9);
        assert_eq!(cell(&table, "how title", "right of found"), Cell::None);
    }

    #[test]
    fn the_curve_takes_the_surest_first() {
        let table = outcomes().wrong_names();
        assert_eq!(cell(&table, "the surest 70 %", "named"), Cell::Count(2));
        assert_eq!(percent(cell(&table, "the surest 70 %", "wrong name")), 0.0);
        assert_eq!(percent(cell(&table, "the surest 100 %", "of found")), 75.0);
        let all = percent(cell(&table, "the surest 100 %", "wrong name"));
        assert!((all - 100.0 / 3.0).abs() < 1e-9);
    }
}
