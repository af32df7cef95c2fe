//! Whole statements as a reader meets them: a judged one is found when a prediction has half of the
//! code points in common with it, when predictions inside it have so together, or when a prediction
//! that is all the same speaker's contains it.

use q7x2_domain::{Mode, Span, Statement};

use super::outcome::{Met, Outcome, Outcomes, Whole};
use super::right;
use crate::evaluate::quoted::kind_of;
use crate::fit::sets::{JudgedArticle, points};

/// Code points in order, each once.
type Points = Vec<u32>;

/// An article's judged and predicted statements with their places.
struct Sides<'a> {
    judged: &'a JudgedArticle,
    predicted: &'a [Statement],
    gold: Vec<Points>,
    own: Vec<Points>,
}

/// Counts an article of which all statements are judged.
pub(super) fn add(outcomes: &mut Outcomes, judged: &JudgedArticle, predicted: &[Statement]) {
    let sides = Sides::new(judged, predicted);
    outcomes.add(sides.found(), Some(sides.whole()));
}

/// Counts an article of which some statements are judged, so that nothing tells what was invented.
pub(super) fn add_some(outcomes: &mut Outcomes, judged: &JudgedArticle, predicted: &[Statement]) {
    outcomes.add(Sides::new(judged, predicted).found(), None);
}

impl<'a> Sides<'a> {
    fn new(judged: &'a JudgedArticle, predicted: &'a [Statement]) -> Self {
        let of = |statement: &Statement| {
            let spans: Vec<Span> = statement.content.iter().map(|piece| piece.span).collect();
            points(&spans, &judged.article)
        };
        let gold = judged.statements.iter().map(|gold| gold.points(&judged.article)).collect();
        Self { judged, predicted, gold, own: predicted.iter().map(of).collect() }
    }

    /// Returns what became of each statement that counts.
    fn found(&self) -> Vec<Outcome> {
        let mut found = Vec::new();
        let judged = self.judged.statements.iter().enumerate();
        for (g, gold) in judged.filter(|(_, gold)| gold.required) {
            let quoted = kind_of(self.judged.article.text(), &gold.content).as_str();
            let mut keys = vec![format!("type {}", gold.kind), format!("kind {quoted}")];
            if !gold.how.is_empty() {
                keys.push(format!("how {}", gold.how));
            }
            let met = self.meets(g);
            let answer = met.map(|p| Met::new(&self.predicted[p], self.right(g, p), true));
            found.push(Outcome { keys, answer });
        }
        found
    }

    fn right(&self, g: usize, p: usize) -> bool {
        right(&self.judged.statements[g], &self.predicted[p], true)
    }

    /// Returns the prediction that meets a judged statement.
    fn meets(&self, g: usize) -> Option<usize> {
        self.alone(g).or_else(|| self.together(g)).or_else(|| self.inside(g))
    }

    /// One prediction of about the same words; among near equals the one with the right speaker,
    /// for nested reports share their words.
    fn alone(&self, g: usize) -> Option<usize> {
        let overlaps: Vec<f64> = self.own.iter().map(|own| jaccard(&self.gold[g], own)).collect();
        let best = overlaps.iter().copied().fold(0.0, f64::max);
        let need = f64::max(0.5, best - 0.25);
        let near = (0..overlaps.len()).filter(|p| overlaps[*p] >= need);
        near.max_by(|a, b| {
            let (right, overlap) = (|p: usize| self.right(g, p), |p: usize| overlaps[p]);
            right(*a).cmp(&right(*b)).then(overlap(*a).total_cmp(&overlap(*b))).then(a.cmp(b))
        })
    }

    /// Several predictions inside it that are about the same words together.
    fn together(&self, g: usize) -> Option<usize> {
        let gold = &self.gold[g];
        let lies_inside = |p: &usize| {
            let own = &self.own[*p];
            !own.is_empty() && at_least(common(own, gold), 0.8, own.len())
        };
        let inside: Vec<usize> = (0..self.own.len()).filter(lies_inside).collect();
        if jaccard(gold, &union(inside.iter().map(|p| &self.own[*p]))) < 0.5 {
            return None;
        }
        let worth = |p: usize| {
            let agree = inside.iter().filter(|other| self.right(g, **other) == self.right(g, p));
            (agree.map(|other| self.own[*other].len()).sum::<usize>(), self.own[p].len())
        };
        // The first of the best.
        inside.iter().copied().rev().max_by_key(|p| worth(*p))
    }

    /// A prediction that contains it and lies in what the same speaker said.
    fn inside(&self, g: usize) -> Option<usize> {
        let (gold, statements) = (&self.gold[g], &self.judged.statements);
        let same = self.gold.iter().zip(statements);
        let same = same.filter(|(_, other)| other.speaker == statements[g].speaker);
        let said = union(same.map(|(points, _)| points));
        (0..self.own.len()).find(|p| {
            let own = &self.own[*p];
            !gold.is_empty()
                && at_least(common(gold, own), 0.8, gold.len())
                && at_least(common(own, &said), 0.8, own.len())
        })
    }

    fn whole(&self) -> Whole {
        let everything = union(&self.gold);
        let mut whole = Whole::default();
        let shown: Vec<usize> = (0..self.own.len())
            .filter(|p| self.predicted[*p].mode == Mode::Speech && !self.own[*p].is_empty())
            .collect();
        whole.shown = shown.len();
        for &p in &shown {
            let own = &self.own[p];
            whole.false_alarms += usize::from(!at_least(common(own, &everything), 0.3, own.len()));
        }
        let under = || shown.iter().copied().filter(|p| self.predicted[*p].speaker.is_some());
        for p in under() {
            let good = (0..self.gold.len()).filter(|g| self.right(*g, p));
            let good = union(good.map(|g| &self.gold[g]));
            whole.named_words.0 += self.own[p].len();
            whole.named_words.1 += common(&self.own[p], &good);
        }
        for (g, gold) in self.judged.statements.iter().enumerate() {
            if gold.required && gold.kind != "none" {
                let named = union(under().filter(|p| self.right(g, *p)).map(|p| &self.own[p]));
                whole.gold_words.0 += self.gold[g].len();
                whole.gold_words.1 += common(&self.gold[g], &named);
            }
        }
        whole
    }
}

/// Tells whether `part` is at least this share of `whole`.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn at_least(part: usize, share: f64, whole: usize) -> bool {
    part as f64 >= share * whole as f64
}

fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|at| b.binary_search(at).is_ok()).count()
}

fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let common = common(a, b);
    let all = a.len() + b.len() - common;
    if all == 0 { 0.0 } else { crate::evaluate::spans::share(common, all) }
}

fn union<'a>(sets: impl IntoIterator<Item = &'a Points>) -> Points {
    let mut all: Points = sets.into_iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_sets() {
        let (a, b) = (vec![1, 2, 3, 4], vec![3, 4, 5, 6]);
        assert_eq!(common(&a, &b), 2);
        assert_eq!(union([&a, &b]), [1, 2, 3, 4, 5, 6]);
        assert!((jaccard(&a, &b) - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(jaccard(&[], &[]), 0.0);
    }
}
