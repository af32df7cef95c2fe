//! The table of a log-linear model over named clues: what each clue adds to the score of each class. Of
//! the first class all weights are nothing. Knows neither what the clues nor what the classes mean.

use std::collections::HashMap;

/// What each clue adds to the log odds of each class but the first against that one.
pub(crate) struct Weights {
    classes: usize,
    rows: HashMap<&'static str, Vec<f32>>,
}

impl Weights {
    /// Reads a table: the name of a clue and its weights for all classes but the first, a line each. A
    /// dash is no weight; lines that begin with a hash are remarks.
    pub(crate) fn read(table: &'static str, classes: usize) -> Self {
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        let row = |line: &'static str| {
            let mut cells = line.split(' ');
            let name = cells.next()?;
            let weight = |cell: &str| if cell == "-" { Some(0.0) } else { cell.parse().ok() };
            let weights = cells.map(weight).collect::<Option<Vec<f32>>>()?;
            (weights.len() + 1 == classes).then_some((name, weights))
        };
        let rows = lines.map(|line| row(line).expect("the table is checked by a test")).collect();
        Self { classes, rows }
    }

    /// Returns the score of each class.
    pub(crate) fn scores<'c>(&self, clues: impl Iterator<Item = &'c str>) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        for weights in clues.filter_map(|clue| self.rows.get(clue)) {
            scores[1..].iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
        }
        scores
    }

    /// Returns how many clues have weights.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Returns the first of the classes with the highest score.
pub(crate) fn best(scores: &[f32]) -> usize {
    (1..scores.len()).fold(0, |best, at| if scores[at] > scores[best] { at } else { best })
}

/// Turns scores into how likely each class is.
pub(crate) fn likelihoods(mut scores: Vec<f32>) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clues_add_up() {
        let weights = Weights::read("# a remark\na 1 -\nb 0.5 2\n", 3);
        assert_eq!(weights.len(), 2);
        let scores = weights.scores(["a", "b", "unknown"].into_iter());
        assert_eq!(scores, [0.0, 1.5, 2.0]);
        assert_eq!(best(&scores), 2);
        assert_eq!(best(&[0.0, -1.0]), 0);
        let told = likelihoods(scores);
        assert!((told.iter().sum::<f32>() - 1.0).abs() < 1e-6 && told[2] > told[1]);
    }
}
