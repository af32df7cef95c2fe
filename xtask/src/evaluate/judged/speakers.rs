//! Attributions of which the ends of the content are judged: each is met by the prediction whose
//! content overlaps that range most, by half at least, and that meets no earlier one.

use std::collections::HashSet;

use q7x2_domain::Statement;

use super::outcome::{Met, Outcome, Outcomes};
use super::right;
use crate::evaluate::spans::hull_jaccard;
use crate::fit::sets::JudgedArticle;

/// Counts an article.
pub(super) fn add(outcomes: &mut Outcomes, judged: &JudgedArticle, predicted: &[Statement]) {
    let mut used = HashSet::new();
    let mut found = Vec::new();
    for gold in &judged.statements {
        let content = gold.content.first().copied();
        let mut best: Option<(usize, f64)> = None;
        for (at, statement) in predicted.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            let pieces: Vec<_> = statement.content.iter().map(|piece| piece.span).collect();
            let overlap = content.map_or(0.0, |content| hull_jaccard(content, &pieces));
            if overlap > best.map_or(0.0, |(_, best)| best) {
                best = Some((at, overlap));
            }
        }
        let met = best.filter(|(_, overlap)| *overlap >= 0.5).map(|(at, _)| at);
        used.extend(met);
        let mut keys = vec![format!("type {}", gold.kind), format!("how {}", gold.how)];
        if gold.kind == "person" {
            keys.push(format!("person, {}", gold.how));
        }
        let answer = met.map(|at| &predicted[at]);
        let answer = answer.map(|met| Met::new(met, right(gold, met, false), false));
        found.push(Outcome { keys, answer });
    }
    outcomes.add(found, None);
}
