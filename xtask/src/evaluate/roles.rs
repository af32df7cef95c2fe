//! Exact and lenient scores of spans, as the published PolNeAR table counts them (CofeNet, COLING
//! 2022).
//!
//! A predicted span is right when it covers exactly the tokens of a gold span of its role; every
//! contiguous piece counts by itself. An attribution is right when all its spans are; it is
//! leniently right when its content and its source each overlap a gold attribution's by a Jaccard
//! of 0.5 of tokens.

use std::collections::{BTreeSet, HashMap};

use super::gold::Spans;
use super::spans::{Cover, Tokens, token_jaccard, tokens_under};
use super::table::{Cell, Row, Table};

/// How much of two spans must be common, leniently.
const LENIENT: f64 = 0.5;

/// The covers of an attribution's source, cue and content.
type Covers = [Vec<Cover>; 3];

/// Right, predicted and gold, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Predicted and right.
    pub(super) right: usize,
    /// Predicted.
    pub(super) predicted: usize,
    /// To be found.
    pub(super) gold: usize,
}

impl Count {
    /// Columns of [`Count::cells`].
    pub(super) const COLUMNS: [&'static str; 4] = ["p", "r", "f1", "gold"];

    /// Adds `other`.
    pub(super) fn add(&mut self, other: Self) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }

    /// Returns precision, recall and F1 in percent, and how many there were to be found.
    pub(super) fn cells(self) -> Vec<Cell> {
        let harmonic = Cell::share(2 * self.right, self.predicted + self.gold);
        vec![
            Cell::share(self.right, self.predicted),
            Cell::share(self.right, self.gold),
            harmonic,
            Cell::Count(self.gold),
        ]
    }
}

/// The scores of some articles.
#[derive(Debug, Default)]
pub(super) struct Roles {
    source: Count,
    cue: Count,
    content: Count,
    attribution: Count,
    lenient: Count,
    content_tokens: Count,
}

impl Roles {
    /// Counts one reading of one article; returns for each predicted attribution whether it is
    /// leniently right.
    pub(super) fn add(&mut self, text: &str, gold: &[Spans], predicted: &[Spans]) -> Vec<bool> {
        let tokens = Tokens::of(text);
        let covers = |spans: &[Spans]| -> Vec<Covers> {
            let of = |spans: &Spans| {
                [&spans.source, &spans.cue, &spans.content]
                    .map(|s| tokens.covers(s.iter().copied()))
            };
            spans.iter().map(of).collect()
        };
        let (gold, predicted) = (covers(gold), covers(predicted));
        let exact = [&mut self.source, &mut self.cue, &mut self.content];
        for (role, count) in exact.into_iter().enumerate() {
            let of = |spans: &[Covers]| -> BTreeSet<Cover> {
                spans.iter().flat_map(|spans| spans[role].iter().copied()).collect()
            };
            count.add(sets(&of(&gold), &of(&predicted)));
        }
        let under = |spans: &[Covers]| tokens_under(spans.iter().flat_map(|spans| &spans[2]));
        self.content_tokens.add(sets(&under(&gold), &under(&predicted)));
        self.attribution.add(Count {
            right: common(&gold, &predicted),
            predicted: predicted.len(),
            gold: gold.len(),
        });
        let right = lenient(&gold, &predicted);
        self.lenient.add(Count {
            right: right.iter().filter(|right| **right).count(),
            predicted: predicted.len(),
            gold: gold.len(),
        });
        right
    }

    /// Returns the scores as a table.
    pub(super) fn table(&self, title: &str) -> Table {
        let rows = [
            ("source", self.source),
            ("cue", self.cue),
            ("content", self.content),
            ("attribution", self.attribution),
            ("lenient", self.lenient),
            ("content tokens", self.content_tokens),
        ];
        let rows = rows.map(|(name, count)| Row { name: name.to_owned(), cells: count.cells() });
        Table { title: title.to_owned(), columns: &Count::COLUMNS, rows: rows.into() }
    }

    /// Returns the rows of this table's short form, for a group of articles or attributions.
    pub(super) fn brief(&self, group: &str) -> [Row; 2] {
        let row = |what: &str, count: Count| Row {
            name: format!("{group}, {what}"),
            cells: count.cells(),
        };
        [row("content", self.content), row("lenient", self.lenient)]
    }
}

fn sets<T: Ord>(gold: &BTreeSet<T>, predicted: &BTreeSet<T>) -> Count {
    Count {
        right: gold.intersection(predicted).count(),
        predicted: predicted.len(),
        gold: gold.len(),
    }
}

/// Returns how many attributions are the same in both, each used once.
fn common(gold: &[Covers], predicted: &[Covers]) -> usize {
    let mut left: HashMap<&Covers, usize> = HashMap::new();
    for attribution in gold {
        *left.entry(attribution).or_default() += 1;
    }
    let mut right = 0;
    for attribution in predicted {
        if let Some(count) = left.get_mut(attribution).filter(|count| **count > 0) {
            *count -= 1;
            right += 1;
        }
    }
    right
}

/// Tells for each predicted attribution whether it overlaps a gold one that no earlier one took.
fn lenient(gold: &[Covers], predicted: &[Covers]) -> Vec<bool> {
    let mut free: Vec<&Covers> = gold.iter().collect();
    let takes = |predicted: &Covers| {
        let near =
            |gold: &&Covers, role: usize| token_jaccard(&gold[role], &predicted[role]) >= LENIENT;
        let taken = free.iter().position(|gold| near(gold, 2) && near(gold, 0));
        taken.map(|at| free.remove(at)).is_some()
    };
    predicted.iter().map(takes).collect()
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Span;

    use super::*;

    const TEXT: &str = "Ada Lind said it rains . Ode denied that .";

    fn spans(source: (u32, u32), cue: (u32, u32), content: (u32, u32)) -> Spans {
        let one = |(start, end)| Span::new(start, end).into_iter().collect();
        Spans { source: one(source), cue: one(cue), content: one(content) }
    }

    fn cells(count: Count) -> (usize, usize, usize) {
        (count.right, count.predicted, count.gold)
    }

    #[test]
    fn spans_and_attributions_are_counted_apart() {
        let gold = [spans((0, 8), (9, 13), (14, 22)), spans((25, 28), (29, 35), (36, 40))];
        let predicted = [spans((0, 8), (9, 13), (17, 22)), spans((25, 28), (29, 35), (36, 40))];
        let mut roles = Roles::default();
        assert_eq!(roles.add(TEXT, &gold, &predicted), [true, true]);
        assert_eq!(cells(roles.source), (2, 2, 2));
        assert_eq!(cells(roles.content), (1, 2, 2));
        assert_eq!(cells(roles.attribution), (1, 2, 2));
        assert_eq!(cells(roles.lenient), (2, 2, 2));
        assert_eq!(cells(roles.content_tokens), (2, 2, 3));
    }

    #[test]
    fn a_gold_attribution_is_taken_once() {
        let gold = [spans((0, 8), (9, 13), (14, 22))];
        let twice = [gold[0].clone(), gold[0].clone()];
        let mut roles = Roles::default();
        assert_eq!(roles.add(TEXT, &gold, &twice), [true, false]);
        assert_eq!(cells(roles.attribution), (1, 2, 1));
        assert_eq!(cells(roles.content), (1, 1, 1));
    }

    #[test]
    fn a_source_left_out_on_both_sides_agrees() {
        let gold = [spans((0, 0), (9, 13), (14, 22))];
        let named = [spans((0, 8), (9, 13), (14, 22))];
        assert_eq!(Roles::default().add(TEXT, &gold, &gold), [true]);
        assert_eq!(Roles::default().add(TEXT, &gold, &named), [false]);
    }
}
