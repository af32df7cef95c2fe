//! How likely a candidate span is right, from its posterior and what stands around it: a network of
//! one hidden layer over 48 features (`training/rescore.py`, whose order of features this follows; a
//! golden test holds the two together).
//!
//! The chain sees single words and moves between tags. It does not see that a source without a cue
//! beside it is rarely one, or that contents end where sentences do.

use q7x2_domain::Role;

use crate::chain::Found;
use crate::quotes::QuoteState;
use crate::words::{Begin, Case, Word};

/// Posteriors are kept this far from 0 and 1.
const SURE: f64 = 0.003;
/// How many words on either side are looked at.
const AROUND: usize = 6;
const OPENERS: [&str; 13] =
    ["that", "to", "as", "if", "for", "about", "on", "of", "the", "it", "he", "she", "they"];
const JOINERS: [&str; 16] = [
    "and", "but", "or", "while", "as", "because", "who", "which", "that", "when", "if", "after",
    "in", "on", "at", "by",
];
const MARKS: &str = ".,;:!?\"“”’'()—–-";
/// How many features a candidate has.
const FEATURES: usize = 48;

/// The model.
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct Rescorer {
    weights: Weights,
}

/// One row of weights for each hidden unit; the first feature, always 1, carries its constant.
#[derive(Debug, Clone, serde::Deserialize)]
struct Weights {
    hidden: Vec<Vec<f64>>,
    /// A weight for each hidden unit, and a constant.
    output: Vec<f64>,
}

impl Rescorer {
    /// Tells whether it has a weight for each feature and unit.
    pub(crate) fn is_complete(&self) -> bool {
        let Weights { hidden, output } = &self.weights;
        hidden.iter().all(|row| row.len() == FEATURES) && output.len() == hidden.len() + 1
    }

    /// Puts the model's probability in place of the posterior of each candidate of a text.
    pub(crate) fn rescore(&self, text: &str, words: &[Word], candidates: &mut [Found]) {
        let view = View { text, words, mass: Mass::of(candidates, words.len()) };
        for candidate in candidates.iter_mut() {
            candidate.posterior = self.weights.probability(&view.features(candidate));
        }
    }
}

impl Weights {
    fn probability(&self, features: &[f64; FEATURES]) -> f64 {
        let sum = |row: &[f64]| row.iter().zip(features).map(|(w, x)| w * x).sum::<f64>();
        let units = self.hidden.iter().zip(&self.output);
        let said: f64 = units.map(|(row, weight)| sum(row).max(0.0) * weight).sum();
        1.0 / (1.0 + (-said - self.output[self.hidden.len()]).exp())
    }
}

/// By role, how much posterior covers each word, begins with it, and ends with it.
struct Mass {
    cover: [Vec<f64>; 3],
    start: [Vec<f64>; 3],
    end: [Vec<f64>; 3],
}

impl Mass {
    fn of(candidates: &[Found], words: usize) -> Self {
        let none = || [vec![0.0; words], vec![0.0; words], vec![0.0; words]];
        let mut mass = Self { cover: none(), start: none(), end: none() };
        for span in candidates {
            let role = number(span.role);
            mass.cover[role][span.first..=span.last].iter_mut().for_each(|x| *x += span.posterior);
            mass.start[role][span.first] += span.posterior;
            mass.end[role][span.last] += span.posterior;
        }
        mass
    }
}

struct View<'a> {
    text: &'a str,
    words: &'a [Word],
    mass: Mass,
}

impl View<'_> {
    fn features(&self, span: &Found) -> [f64; FEATURES] {
        let Found { role, first, last, posterior } = *span;
        let role = number(role);
        let (opening, closing) = (&self.words[first], &self.words[last]);
        let before = first.checked_sub(1).map(|at| &self.words[at]);
        let after = self.words.get(last + 1);
        let own = &self.mass.cover[role][first..=last];
        let mean = own.iter().sum::<f64>() / own.len() as f64;
        let inside = &self.words[first..=last];
        let quoted = inside.iter().filter(|word| is_quoted(word)).count();
        let starts = inside[1..].iter().filter(|word| word.begin != Begin::Nothing).count();
        let mut all = [0.0; FEATURES];
        all[0] = 1.0;
        all[1] = flag(role == number(Role::Cue));
        all[2] = flag(role == number(Role::Content));
        all[3] = odds(posterior);
        all[4] = self.mass.start[role][first].min(1.0);
        all[5] = self.mass.end[role][last].min(1.0);
        all[6] = odds(mean.min(0.999));
        all[7] = own.iter().copied().fold(f64::INFINITY, f64::min);
        all[8] = ((last - first) as f64).ln_1p();
        for n in 0..3 {
            all[9 + n] = self.most(n, first.saturating_sub(AROUND), first);
            all[12 + n] = self.most(n, last + 1, last + 1 + AROUND);
            all[15 + n] = first.checked_sub(1).map_or(0.0, |at| self.mass.end[n][at]);
            all[18 + n] = self.mass.start[n].get(last + 1).copied().unwrap_or_default();
            all[21 + n] = first.checked_sub(2).map_or(0.0, |at| self.mass.end[n][at]);
            all[24 + n] = self.mass.start[n].get(last + 2).copied().unwrap_or_default();
        }
        all[27] = flag(opening.begin != Begin::Nothing);
        all[28] = flag(is_quoted(opening));
        all[29] = flag(is_quoted(closing));
        all[30] = flag(is_quoted(opening) != is_quoted(closing));
        all[31] = flag(after.is_none_or(|word| self.is_mark(word)));
        all[32] = flag(before.is_none_or(|word| self.is_mark(word)));
        all[33] = flag(after.is_none_or(|word| word.begin != Begin::Nothing));
        all[34] = flag(after.is_some_and(|word| self.is(word, &[".", "!", "?"])));
        all[35] = flag(after.is_some_and(|word| self.is(word, &[","])));
        all[36] = flag(before.is_some_and(|word| self.is(word, &[","])));
        all[37] = flag(self.is_mark(closing));
        all[38] = flag(self.is(opening, &OPENERS));
        all[39] = flag(self.is(opening, &["that"]));
        all[40] = flag(self.is(opening, &["to"]));
        all[41] = flag(matches!(opening.case, Case::Capitalised | Case::Upper));
        all[42] = flag(quoted > 0 && quoted < inside.len());
        all[43] = starts.min(3) as f64;
        all[44] = flag(after.is_some_and(|word| is_quoted(word) != is_quoted(closing)));
        all[45] = flag(before.is_some_and(|word| is_quoted(word) != is_quoted(opening)));
        all[46] = flag(after.is_some_and(|word| self.is(word, &JOINERS)));
        all[47] = posterior / own.iter().copied().fold(0.001, f64::max);
        all
    }

    /// The most posterior of a role that covers one of some words.
    fn most(&self, role: usize, from: usize, to: usize) -> f64 {
        let to = to.min(self.words.len());
        let some = self.mass.cover[role].get(from..to).unwrap_or_default();
        some.iter().copied().fold(0.0, f64::max)
    }

    fn is(&self, word: &Word, any: &[&str]) -> bool {
        any.iter().any(|other| self.text[word.start..word.end].eq_ignore_ascii_case(other))
    }

    fn is_mark(&self, word: &Word) -> bool {
        MARKS.contains(&self.text[word.start..word.end])
    }
}

fn number(role: Role) -> usize {
    match role {
        Role::Source => 0,
        Role::Cue => 1,
        Role::Content => 2,
    }
}

fn odds(posterior: f64) -> f64 {
    (posterior.max(SURE) / (1.0 - posterior).max(SURE)).ln()
}

fn is_quoted(word: &Word) -> bool {
    word.quote != QuoteState::Outside
}

fn flag(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}
