//! A multinomial log-linear model over named features, fitted by gradient steps in an order of its
//! own. Knows neither texts nor what the classes mean.

use std::collections::BTreeMap;

/// How many steps are made.
const STEPS: usize = 400;
/// How far a step goes, at first.
const RATE: f64 = 0.1;
/// How much of the mean and of the square of past slopes is kept.
const KEPT: (f64, f64) = (0.9, 0.99);

/// A row to learn from: the numbers of its features, its class, and how much it counts.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) features: Vec<usize>,
    /// How much it has of features that everything has more or less of.
    pub(super) amounts: Vec<f32>,
    pub(super) class: usize,
    pub(super) weight: f64,
}

/// The numbers of features that enough rows have.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, usize>);

impl Names {
    /// Numbers what at least `least` of the rows have, in the order of the alphabet.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Vec<String>>, least: usize) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in rows.flatten() {
            *counts.entry(name).or_default() += 1;
        }
        let kept = counts.into_iter().filter(|(_, count)| *count >= least);
        Self(kept.enumerate().map(|(number, (name, _))| (name.to_owned(), number)).collect())
    }

    /// Returns the numbers of those among `names` that have one.
    pub(super) fn numbers(&self, names: &[String]) -> Vec<usize> {
        names.iter().filter_map(|name| self.0.get(name).copied()).collect()
    }

    /// Returns all names, in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The weights of each feature for each class; of the first class they are nothing.
#[derive(Debug)]
pub(super) struct Model {
    classes: usize,
    /// How many features a row has or has not; those of amounts come after them.
    features: usize,
    weights: Vec<f64>,
}

impl Model {
    /// Fits a model of so many features, beside the amounts that each row has, and classes; `ridge` is how
    /// strongly weights are drawn to nothing.
    pub(super) fn fit(rows: &[Row], features: usize, classes: usize, ridge: f64) -> Self {
        let amounts = rows.first().map_or(0, |row| row.amounts.len());
        let size = (features + amounts) * classes;
        let mut model = Self { classes, features, weights: vec![0.0; size] };
        let (mut mean, mut square) = (vec![0.0; size], vec![0.0; size]);
        let total: f64 = rows.iter().map(|row| row.weight).sum();
        let mut kept = (1.0, 1.0);
        for step in 0..STEPS {
            let mut slope: Vec<f64> = model.weights.iter().map(|weight| ridge * weight).collect();
            for row in rows {
                let mut missed = model.probabilities(&row.features, &row.amounts);
                missed[row.class] -= 1.0;
                missed[0] = 0.0;
                missed.iter_mut().for_each(|missed| *missed *= row.weight);
                for feature in &row.features {
                    let slope = &mut slope[feature * classes..][..classes];
                    slope.iter_mut().zip(&missed).for_each(|(slope, missed)| *slope += missed);
                }
                let slopes = slope[features * classes..].chunks_exact_mut(classes);
                for (slope, amount) in
                    slopes.zip(&row.amounts).filter(|(_, amount)| **amount != 0.0)
                {
                    let amount = f64::from(*amount);
                    let pairs = slope.iter_mut().zip(&missed);
                    pairs.for_each(|(slope, missed)| *slope += amount * missed);
                }
            }
            kept = (kept.0 * KEPT.0, kept.1 * KEPT.1);
            let rate = RATE * (1.0 - step as f64 / STEPS as f64);
            for at in 0..size {
                let slope = slope[at] / total;
                mean[at] = KEPT.0 * mean[at] + (1.0 - KEPT.0) * slope;
                square[at] = KEPT.1 * square[at] + (1.0 - KEPT.1) * slope * slope;
                let (mean, square) = (mean[at] / (1.0 - kept.0), square[at] / (1.0 - kept.1));
                model.weights[at] -= rate * mean / (square.sqrt() + 1e-9);
            }
        }
        model
    }

    /// Returns how likely each class is.
    pub(super) fn probabilities(&self, features: &[usize], amounts: &[f32]) -> Vec<f64> {
        let mut scores = vec![0.0; self.classes];
        let weights = self.weights[self.features * self.classes..].chunks_exact(self.classes);
        for (weights, amount) in weights.zip(amounts).filter(|(_, amount)| **amount != 0.0) {
            let amount = f64::from(*amount);
            let pairs = scores.iter_mut().zip(weights);
            pairs.for_each(|(score, weight)| *score += amount * weight);
        }
        for feature in features {
            let weights = &self.weights[feature * self.classes..][..self.classes];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
        }
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        scores.iter_mut().for_each(|score| *score = (*score - most).exp());
        let sum: f64 = scores.iter().sum();
        scores.iter_mut().for_each(|score| *score /= sum);
        scores
    }

    /// Returns the weights of a feature for all classes but the first.
    pub(super) fn of(&self, feature: usize) -> &[f64] {
        &self.weights[feature * self.classes..][1..self.classes]
    }

    /// Returns the same for an amount.
    fn of_amount(&self, amount: usize) -> &[f64] {
        self.of(self.features + amount)
    }

    /// Adds to the weights of a feature for all classes but the first.
    pub(super) fn shift(&mut self, feature: usize, by: f64) {
        self.weights[feature * self.classes..][1..self.classes]
            .iter_mut()
            .for_each(|weight| *weight += by);
    }
}

/// Weights smaller than this are no weights.
const SMALLEST: f64 = 0.04;

/// Returns a table of weights: the name of a feature and its weights for all classes but the first, a
/// line each, below a head. `amounts` are the names of the amounts, none of which is left out.
pub(super) fn table(head: &str, names: &Names, amounts: &[String], model: &Model) -> String {
    let mut table = head.to_owned();
    for (number, name) in names.all().enumerate() {
        let weights = model.of(number);
        if weights.iter().all(|weight| weight.abs() < SMALLEST) {
            continue;
        }
        let cells = weights.iter().map(|weight| match weight {
            small if small.abs() < SMALLEST => " -".to_owned(),
            weight => format!(" {weight:.2}"),
        });
        table.push_str(name);
        table.extend(cells);
        table.push('\n');
    }
    for (number, name) in amounts.iter().enumerate() {
        table.push_str(name);
        table.extend(model.of_amount(number).iter().map(|weight| format!(" {weight:.3}")));
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_what_they_have() {
        let names = [["a", "b"], ["a", "c"], ["a", "d"]].map(|row| row.map(str::to_owned).to_vec());
        let numbered = Names::of(names.iter(), 1);
        assert_eq!(numbered.all().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        let rows: Vec<Row> = names
            .iter()
            .enumerate()
            .map(|(class, row)| Row {
                features: numbered.numbers(row),
                amounts: vec![],
                class,
                weight: 9.0,
            })
            .collect();
        let model = Model::fit(&rows, 4, 3, 0.6);
        for row in &rows {
            let told = model.probabilities(&row.features, &[]);
            assert!(told[row.class] > 0.7, "{told:?}");
        }
    }

    #[test]
    fn rows_are_told_by_how_much_they_have() {
        let row = |amount: f32| Row {
            features: vec![0],
            amounts: vec![amount, 0.5],
            class: usize::from(amount > 0.0),
            weight: 9.0,
        };
        let model = Model::fit(&[row(-1.0), row(2.0), row(-2.0), row(1.0)], 1, 2, 0.6);
        assert!(model.probabilities(&[0], &[1.5, 0.5])[1] > 0.8);
        assert!(model.probabilities(&[0], &[-1.5, 0.5])[1] < 0.2);
        let names = Names::of([vec!["any".to_owned()]].iter(), 1);
        let table = table("", &names, &["~a/0".to_owned(), "~a/1".to_owned()], &model);
        assert_eq!(table.lines().filter(|line| line.starts_with("~a/")).count(), 2, "{table}");
    }

    #[test]
    fn what_is_rare_has_no_number() {
        let rows = [vec!["a".to_owned(), "b".to_owned()], vec!["a".to_owned()]];
        let names = Names::of(rows.iter(), 2);
        assert_eq!(names.numbers(&rows[0]), [0]);
    }
}
