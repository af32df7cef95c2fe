//! Asserted: whether what an attribution reports was said at all, or denied, declined, expected,
//! asked and so on. A log-linear model over what the cue and its clause look like ([`Clues`]); what
//! sort of act it is and what its cue does are decided elsewhere, and know this.
//!
//! The weights are in `data/asserted.txt`, written by `cargo xtask fit asserted`, which also says how
//! well they tell classes on articles that they were not fitted on.

mod around;
mod clues;
mod cue;
mod lists;
mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use q7x2_domain::Asserted;

use crate::document::Document;
use crate::link::Attribution;

pub use self::clues::Clues;
pub(crate) use self::lists::Lists;

/// How many classes there are. Of the first, "said", all weights are nothing.
const CLASSES: usize = Asserted::ALL.len();

/// What each clue adds to the log odds of each class but the first against that one.
struct Weights(HashMap<&'static str, [f32; CLASSES - 1]>);

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("../data/asserted.txt")));

impl Weights {
    /// Reads a table: the name of a clue and its weights, a line each.
    fn read(table: &'static str) -> Self {
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        let row = |line: &'static str| {
            let mut cells = line.split(' ');
            let name = cells.next()?;
            let mut weights = [0.0; CLASSES - 1];
            for weight in &mut weights {
                // A blank cell is no weight.
                *weight = match cells.next()? {
                    "-" => 0.0,
                    cell => cell.parse().ok()?,
                };
            }
            cells.next().is_none().then_some((name, weights))
        };
        Self(lines.map(|line| row(line).expect("the table is checked by a test")).collect())
    }

    /// Returns the likeliest class.
    fn choose(&self, clues: &Clues) -> Asserted {
        let mut scores = [0.0; CLASSES];
        for clue in clues.names() {
            if let Some(weights) = self.0.get(clue) {
                scores[1..].iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
            }
        }
        let best =
            (1..CLASSES).fold(0, |best, at| if scores[at] > scores[best] { at } else { best });
        Asserted::ALL[best]
    }
}

/// Returns whether what an attribution reports was said.
pub(crate) fn asserted(document: &Document, attribution: &Attribution) -> Asserted {
    WEIGHTS.choose(&Clues::of(document, attribution))
}

#[cfg(test)]
mod tests;
