//! A conditional log-linear model: one of several alternatives is chosen, each with clues of its own.
//! Fitted by steps along the slope of each example (AdaGrad), in an order of its own. Knows neither
//! texts nor what the alternatives are.

/// How many times all examples are gone through.
const ROUNDS: usize = 14;
/// How far a step goes, at first.
const RATE: f64 = 0.1;

/// Something to choose among.
#[derive(Debug, Clone)]
pub(super) struct Example {
    /// The numbers of the clues of each alternative.
    pub(super) alternatives: Vec<Vec<u32>>,
    /// How much each has of what all have more or less of.
    pub(super) amounts: Vec<Vec<f32>>,
    /// Which of them are right.
    pub(super) right: Vec<bool>,
    pub(super) weight: f64,
}

/// What is fitted.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    /// The weight of each clue.
    pub(super) weights: Vec<f64>,
    /// The weight of each amount.
    pub(super) amounts: Vec<f64>,
}

/// Returns how likely each alternative is.
pub(super) fn probabilities(
    fitted: &Fitted,
    alternatives: &[Vec<u32>],
    amounts: &[Vec<f32>],
) -> Vec<f64> {
    let score = |(clues, amounts): (&Vec<u32>, &Vec<f32>)| {
        let amounts = amounts.iter().zip(&fitted.amounts);
        let clues = clues.iter().map(|at| fitted.weights[*at as usize]).sum::<f64>();
        clues + amounts.map(|(amount, weight)| f64::from(*amount) * weight).sum::<f64>()
    };
    let scores: Vec<f64> = alternatives.iter().zip(amounts).map(score).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

/// Fits weights of so many clues; `ridge` draws them to nothing.
pub(super) fn fit(examples: &[&Example], clues: usize, ridge: f64) -> Fitted {
    let mut counts = vec![0.0_f64; clues];
    for example in examples {
        example.alternatives.iter().flatten().for_each(|at| counts[*at as usize] += 1.0);
    }
    let width = examples.first().and_then(|e| e.amounts.first()).map_or(0, Vec::len);
    let alternatives: usize = examples.iter().map(|example| example.amounts.len()).sum();
    let mut fitted = Fitted { weights: vec![0.0; clues], amounts: vec![0.0; width] };
    let mut mean = fitted.clone();
    let mut of_amounts = Amounts::new(width, ridge / alternatives.max(1) as f64);
    let mut squares = vec![1e-6; clues];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    order.sort_by_key(|&at| mixed(at as u64));
    let mut slope = vec![0.0; clues];
    for round in 0..ROUNDS {
        let rate = RATE * (1.0 - 0.9 * round as f64 / ROUNDS as f64);
        for &at in &order {
            let example = examples[at];
            let told = probabilities(&fitted, &example.alternatives, &example.amounts);
            let right: f64 =
                told.iter().zip(&example.right).filter(|(_, ok)| **ok).map(|(p, _)| p).sum();
            if right <= 0.0 {
                continue;
            }
            let rights = told.iter().zip(&example.right);
            let missed: Vec<f64> = rights
                .map(|(p, ok)| example.weight * (p - if *ok { p / right } else { 0.0 }))
                .collect();
            for (clues, missed) in example.alternatives.iter().zip(&missed) {
                for clue in clues {
                    slope[*clue as usize] += missed;
                }
            }
            of_amounts.step(example, &missed, rate, &mut fitted.amounts);
            let weights = &mut fitted.weights;
            for clue in example.alternatives.iter().flatten() {
                let clue = *clue as usize;
                // All that a clue is drawn to nothing in a round is spread over where it occurs.
                let drawn = ridge * weights[clue] / counts[clue];
                let down = slope[clue] + drawn;
                if slope[clue] != 0.0 || drawn != 0.0 {
                    squares[clue] += down * down;
                    weights[clue] -= rate * down / f64::sqrt(squares[clue]);
                }
                slope[clue] = 0.0;
            }
        }
        // The mean of the later rounds depends less on the order than the last one.
        if round >= ROUNDS / 2 {
            let share = 1.0 / (ROUNDS - ROUNDS / 2) as f64;
            for (mean, now) in
                [(&mut mean.weights, &fitted.weights), (&mut mean.amounts, &fitted.amounts)]
            {
                mean.iter_mut().zip(now).for_each(|(mean, weight)| *mean += share * weight);
            }
        }
    }
    mean
}

/// Steps of the weights of amounts, which every example moves.
struct Amounts {
    slope: Vec<f64>,
    squares: Vec<f64>,
    /// How strongly a weight is drawn to nothing, for each alternative.
    drawn: f64,
}

impl Amounts {
    fn new(width: usize, drawn: f64) -> Self {
        Self { slope: vec![0.0; width], squares: vec![1e-6; width], drawn }
    }

    /// Takes a step down the slope of an example; `missed` is how much too likely each alternative is.
    fn step(&mut self, example: &Example, missed: &[f64], rate: f64, weights: &mut [f64]) {
        self.slope.fill(0.0);
        for (amounts, missed) in example.amounts.iter().zip(missed) {
            let pairs = self.slope.iter_mut().zip(amounts);
            pairs.for_each(|(slope, amount)| *slope += f64::from(*amount) * missed);
        }
        let drawn = self.drawn * missed.len() as f64;
        let steps = self.slope.iter().zip(&mut self.squares).zip(weights);
        for ((slope, square), weight) in steps {
            let down = slope + drawn * *weight;
            *square += down * down;
            *weight -= rate * down / square.sqrt();
        }
    }
}

/// A number that tells nothing of another (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut mark = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mark = (mark ^ (mark >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mark = (mark ^ (mark >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mark ^ (mark >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_alternatives_apart_is_learned() {
        let example = |right: usize| {
            let clues = |at: usize| if at == right { vec![0, 1] } else { vec![0, 2] };
            Example {
                alternatives: (0..3).map(clues).collect(),
                amounts: vec![Vec::new(); 3],
                right: (0..3).map(|at| at == right).collect(),
                weight: 1.0,
            }
        };
        let examples: Vec<Example> = (0..30).map(|at| example(at % 3)).collect();
        let weights = fit(&examples.iter().collect::<Vec<_>>(), 3, 0.1);
        let told = probabilities(&weights, &examples[1].alternatives, &examples[1].amounts);
        assert!(told[1] > 0.9, "{told:?}");
        assert!((told.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn amounts_tell_alternatives_apart() {
        let example = |right: usize| Example {
            alternatives: vec![vec![0]; 3],
            amounts: (0..3).map(|at| vec![if at == right { 1.0 } else { -0.5 }, 1.0]).collect(),
            right: (0..3).map(|at| at == right).collect(),
            weight: 1.0,
        };
        let examples: Vec<Example> = (0..30).map(|at| example(at % 3)).collect();
        let fitted = fit(&examples.iter().collect::<Vec<_>>(), 1, 0.1);
        let told = probabilities(&fitted, &examples[1].alternatives, &examples[1].amounts);
        assert!(told[1] > 0.8, "{told:?}");
    }
}
