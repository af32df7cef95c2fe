//! The chain of tags over the words of a text (linear-chain CRF, Lafferty et al. 2001), and the
//! spans it finds.
//!
//! The best sequence of tags is not the best set of spans: a long content is lost when any of its
//! words goes astray. So the posterior of every span is computed (forward-backward), and the set of
//! spans, none overlapping, is chosen that has the highest sum of posterior less a threshold. The
//! posterior is how sure the tagger is of a span. Not here: which words a span begins with and what
//! it means.

use std::collections::BTreeMap;

use q7x2_domain::Role;

/// How many tags there are: O, and B and I of source, cue and content.
pub(crate) const TAGS: usize = 7;

/// One score per tag, as the network gives it.
pub(crate) type Scores = [f32; TAGS];

/// One log score per tag.
type Row = [f64; TAGS];

/// What makes a move or a tag impossible.
const NEVER: f64 = -1e4;

/// Spans less likely than this are not looked at.
const LEAST: f64 = 0.02;

const ROLES: [Role; 3] = [Role::Source, Role::Cue, Role::Content];

/// The scores of moving from one tag to the next, and what a span must be worth.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    moves: [Row; TAGS],
    thresholds: Thresholds,
}

/// How sure the tagger must be of a span of each role, from 0 to 1. Higher is more precise, lower
/// finds more.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
pub(crate) struct Thresholds {
    /// For sources.
    pub(crate) source: f64,
    /// For cues.
    pub(crate) cue: f64,
    /// For contents.
    pub(crate) content: f64,
    /// How sure a cue without content must be to be given one.
    pub(crate) lone_cue: f64,
    /// How sure the content must be that it is given.
    pub(crate) beside: f64,
}

impl Thresholds {
    fn of(self, role: Role) -> f64 {
        match role {
            Role::Source => self.source,
            Role::Cue => self.cue,
            Role::Content => self.content,
        }
    }
}

/// A run of words with a role.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) role: Role,
    pub(crate) first: usize,
    /// The last word, inside the span.
    pub(crate) last: usize,
    /// How sure the tagger is, from 0 to 1.
    pub(crate) posterior: f64,
}

impl Chain {
    /// Returns the chain with these learned moves, `moves[from][to]`.
    pub(crate) fn new(moves: &[Scores; TAGS], thresholds: Thresholds) -> Self {
        Self { moves: moves.map(|row| row.map(f64::from)), thresholds }
    }

    /// Returns every span of a text that is at least [`LEAST`] likely, in order of its first word.
    /// `opens_line` tells which words no span may go on into.
    pub(crate) fn candidates(
        &self,
        scores: &[Scores],
        opens_line: impl Fn(usize) -> bool,
    ) -> Vec<Found> {
        self.likely(scores.len(), |at| {
            let mut row = scores[at].map(f64::from);
            if opens_line(at) {
                (2..TAGS).step_by(2).for_each(|inside| row[inside] += NEVER);
            }
            row
        })
    }

    /// Returns what a span must be worth.
    pub(crate) fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// Finds the spans among so many words. What may follow each word is kept; what may come before it
    /// is worked out twice, for a row of every word of a long text is much.
    fn likely(&self, words: usize, emission: impl Fn(usize) -> Row) -> Vec<Found> {
        let Some(last) = words.checked_sub(1) else { return vec![] };
        let backward = self.backward(words, &emission);
        let all = log_sum(&self.forward(words, &emission).last().expect("there is a word"));
        let floor = LEAST.ln();
        // The log sum over everything that may follow a span that ends in `tag` before word `at`.
        let followed = |tag: usize, inside: usize, at: usize| {
            let (mut terms, emitted) = ([f64::NEG_INFINITY; TAGS], emission(at));
            for to in (0..TAGS).filter(|&to| to != inside) {
                terms[to] = emitted[to] + backward[at][to] + self.moves[tag][to];
            }
            log_sum(&terms)
        };
        let mut found = Vec::new();
        for (first, row) in self.forward(words, &emission).enumerate() {
            for (n, role) in ROLES.into_iter().enumerate() {
                let (begin, inside) = (2 * n + 1, 2 * n + 2);
                let (mut score, mut at, mut tag) = (row[begin], first, begin);
                while score + backward[at][tag] - all > floor {
                    let tail = if at < last { followed(tag, inside, at + 1) } else { 0.0 };
                    let posterior = score + tail - all;
                    if posterior > floor {
                        found.push(Found { role, first, last: at, posterior: posterior.exp() });
                    }
                    if at == last {
                        break;
                    }
                    score += self.moves[tag][inside] + emission(at + 1)[inside];
                    (at, tag) = (at + 1, inside);
                }
            }
        }
        found
    }

    /// Log sums over everything up to and including each word.
    fn forward(&self, words: usize, emission: impl Fn(usize) -> Row) -> impl Iterator<Item = Row> {
        let mut before: Option<Row> = None;
        (0..words).map(move |at| {
            let emitted = emission(at);
            let row = match before {
                None => emitted,
                Some(before) => std::array::from_fn(|to| {
                    let terms = std::array::from_fn(|from| before[from] + self.moves[from][to]);
                    log_sum(&terms) + emitted[to]
                }),
            };
            before = Some(row);
            row
        })
    }

    /// Log sums over everything after each word.
    fn backward(&self, words: usize, emission: impl Fn(usize) -> Row) -> Vec<Row> {
        let mut backward = vec![[0.0; TAGS]; words];
        for at in (1..words).rev() {
            let (emitted, after) = (emission(at), backward[at]);
            backward[at - 1] = std::array::from_fn(|from| {
                log_sum(&std::array::from_fn(|to| self.moves[from][to] + emitted[to] + after[to]))
            });
        }
        backward
    }

    /// Returns those of the candidates of a text of so many words, none overlapping, that have the
    /// highest sum of posterior less threshold, in order; of equals the first found.
    pub(crate) fn select(&self, found: &[Found], words: usize) -> Vec<Found> {
        let mut by_end: BTreeMap<usize, Vec<&Found>> = BTreeMap::new();
        for span in found.iter().filter(|span| span.posterior > self.thresholds.of(span.role)) {
            by_end.entry(span.last + 1).or_default().push(span);
        }
        let mut best = vec![0.0; words + 1];
        let mut taken: Vec<Option<&Found>> = vec![None; words + 1];
        for end in 1..=words {
            best[end] = best[end - 1];
            for span in by_end.get(&end).into_iter().flatten() {
                let worth = best[span.first] + span.posterior - self.thresholds.of(span.role);
                if worth > best[end] {
                    (best[end], taken[end]) = (worth, Some(*span));
                }
            }
        }
        let (mut spans, mut end) = (Vec::new(), words);
        while end > 0 {
            match taken[end] {
                None => end -= 1,
                Some(span) => {
                    spans.push(span.clone());
                    end = span.first;
                }
            }
        }
        spans.reverse();
        spans
    }
}

/// The log of the sum of exponentials.
fn log_sum(terms: &Row) -> f64 {
    let top = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    top + terms.iter().map(|term| (term - top).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Chain {
        let mut moves = [[0.0; TAGS]; TAGS];
        for (from, row) in moves.iter_mut().enumerate() {
            for inside in [2, 4, 6] {
                if from != inside && from + 1 != inside {
                    row[inside] = -1e4;
                }
            }
        }
        let (lone_cue, beside) = (1.0, 1.0);
        Chain::new(&moves, Thresholds { source: 0.4, cue: 0.4, content: 0.4, lone_cue, beside })
    }

    fn spans(scores: &[Scores], opens_line: impl Fn(usize) -> bool) -> Vec<Found> {
        let chain = chain();
        chain.select(&chain.candidates(scores, opens_line), scores.len())
    }

    fn tags(best: &[usize]) -> Vec<Scores> {
        let row = |&tag: &usize| std::array::from_fn(|i| if i == tag { 9.0 } else { 0.0 });
        best.iter().map(row).collect()
    }

    #[test]
    fn clear_tags_give_their_spans() {
        let spans = spans(&tags(&[0, 1, 2, 3, 5, 6, 6, 0]), |at| at == 0);
        let plain: Vec<_> = spans.iter().map(|s| (s.role, s.first, s.last)).collect();
        assert_eq!(plain, [(Role::Source, 1, 2), (Role::Cue, 3, 3), (Role::Content, 4, 6)]);
        assert!(spans.iter().all(|s| s.posterior > 0.95 && s.posterior <= 1.0 + 1e-9));
    }

    #[test]
    fn no_span_runs_into_a_word_that_opens_a_line() {
        let spans = spans(&tags(&[5, 6, 6, 6]), |at| at == 2);
        assert!(spans.iter().all(|s| !(s.first < 2 && s.last >= 2)), "{spans:?}");
    }

    #[test]
    fn a_span_that_is_not_sure_enough_is_left_out() {
        let even = [[0.0; TAGS]; 4];
        assert_eq!(spans(&even, |_| false), []);
        assert_eq!(spans(&[], |_| false), []);
    }
}
