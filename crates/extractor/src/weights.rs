//! The table of a log-linear model over named clues: what each clue adds to the score of each class. Of
//! the first class all weights are nothing. Knows neither what the clues nor what the classes mean.

use std::collections::HashMap;

use q7x2_domain::WordVectors;

/// What each clue adds to the log odds of each class but the first against that one.
pub(crate) struct Weights {
    classes: usize,
    rows: HashMap<&'static str, Vec<f32>>,
    /// For each part of a text whose meaning counts, a row for each of its numbers.
    vectors: HashMap<&'static str, Vec<Vec<f32>>>,
}

impl Weights {
    /// Reads a table: the name of a clue and its weights for all classes but the first, a line each. A
    /// dash is no weight; lines that begin with a hash are remarks. What begins with [`VECTOR`] are the
    /// weights of what a part of the text means, a line for each number in order: `~cue/0`.
    pub(crate) fn read(table: &'static str, classes: usize) -> Self {
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        let row = |line: &'static str| {
            let mut cells = line.split(' ');
            let name = cells.next()?;
            let weight = |cell: &str| if cell == "-" { Some(0.0) } else { cell.parse().ok() };
            let weights = cells.map(weight).collect::<Option<Vec<f32>>>()?;
            (weights.len() + 1 == classes).then_some((name, weights))
        };
        let mut rows = HashMap::new();
        let mut vectors: HashMap<&'static str, Vec<Vec<f32>>> = HashMap::new();
        for (name, weights) in lines.map(|line| row(line).expect("the table is checked by a test"))
        {
            match part_of(name) {
                Some(part) => vectors.entry(part).or_default().push(weights),
                None => drop(rows.insert(name, weights)),
            }
        }
        Self { classes, rows, vectors }
    }

    /// Returns the score of each class.
    pub(crate) fn scores<'c>(&self, clues: impl Iterator<Item = &'c str>) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        for weights in clues.filter_map(|clue| self.rows.get(clue)) {
            scores[1..].iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
        }
        scores
    }

    /// Adds to the scores what a part means.
    pub(crate) fn add_vector(&self, part: &str, numbers: &[f32], scores: &mut [f32]) {
        let rows = self.vectors.get(part).into_iter().flatten().zip(numbers);
        for (weights, number) in rows {
            let pairs = scores[1..].iter_mut().zip(weights);
            pairs.for_each(|(score, weight)| *score += weight * number);
        }
    }

    /// Returns how many clues have weights.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Begins the name of a weight of what a part of a text means.
pub(crate) const VECTOR: char = '~';

/// Returns the part whose meaning a weight is for, if it is for one.
pub(crate) fn part_of(name: &str) -> Option<&str> {
    name.strip_prefix(VECTOR)?.rsplit_once('/').map(|(part, _)| part)
}

/// Returns the names of the weights of what some parts mean, in order.
pub(crate) fn vector_names(parts: &[&str]) -> Vec<String> {
    let of = |part: &&str| {
        let part = (*part).to_owned();
        (0..WordVectors::WIDTH).map(move |at| format!("{VECTOR}{part}/{at}"))
    };
    parts.iter().flat_map(of).collect()
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

    #[test]
    fn what_a_part_means_adds_up() {
        let weights = Weights::read("a 1 -\n~cue/0 2 -\n~cue/1 - -1\n", 3);
        let mut scores = weights.scores(std::iter::once("a"));
        weights.add_vector("cue", &[0.5, 3.0], &mut scores);
        weights.add_vector("source", &[9.0, 9.0], &mut scores);
        assert_eq!(scores, [0.0, 2.0, -3.0]);
        let names = vector_names(&["cue", "source"]);
        assert_eq!((names.len(), part_of(&names[64])), (128, Some("source")));
        assert_eq!(part_of("cue=told"), None);
    }
}
