//! Which spans belong together: each content chooses a cue, each cue a source, by two small linear
//! models over a few features of the words between (`training/link.py`, whose order of features
//! this follows; a golden test holds the two together).
//!
//! This tells the extractor the tagger's own reading; what becomes of it is decided there.

use q7x2_domain::Role;

use crate::chain::Found;
use crate::quotes::QuoteState;
use crate::words::{Begin, Word, Words};

/// How many candidates are looked at on either side.
const NEAR: usize = 6;
/// How many features a pair has; a model has weights for each, before and after, and the score of
/// no partner.
const FEATURES: usize = 42;

/// The two models.
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct Linker {
    /// For each content the cue.
    content: Vec<f32>,
    /// For each cue the source.
    source: Vec<f32>,
}

impl Linker {
    /// Tells whether both models have the weights they need.
    pub(crate) fn is_complete(&self) -> bool {
        let size = 2 * FEATURES + 1;
        self.content.len() == size && self.source.len() == size
    }

    /// Returns, for each span, its partner: a content's cue, a cue's source. Spans are in order of
    /// their first word.
    pub(crate) fn partners(
        &self,
        text: &str,
        words: &Words,
        spans: &[Found],
    ) -> Vec<Option<usize>> {
        let seen =
            View { text, words: &words.words, spans, sums: Sums::of(text, &words.words, spans) };
        let choose = |(at, span): (usize, &Found)| match span.role {
            Role::Source => None,
            Role::Cue => seen.choose(at, Role::Source, &self.source),
            Role::Content => seen.choose(at, Role::Cue, &self.content),
        };
        spans.iter().enumerate().map(choose).collect()
    }
}

/// Words between two spans that count: commas are looked at where they stand, the others counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Comma,
    Colon,
    Semicolon,
    Join,
}

fn mark(word: &str) -> Option<Mark> {
    match word {
        "," => Some(Mark::Comma),
        ":" => Some(Mark::Colon),
        ";" => Some(Mark::Semicolon),
        word if word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("but") => {
            Some(Mark::Join)
        }
        _ => None,
    }
}

/// How much of everything stands before each word and each span: a gap is as soon looked through when it is
/// long as when it is short.
struct Sums {
    sentences: Vec<u32>,
    lines: Vec<u32>,
    colons: Vec<u32>,
    semicolons: Vec<u32>,
    joins: Vec<u32>,
    /// Words whose state of quotation is another than that of the word before.
    turns: Vec<u32>,
    sources: Vec<u32>,
    cues: Vec<u32>,
    contents: Vec<u32>,
    /// The numbers of the spans of the roles that somebody may choose, in order.
    partners: [Vec<usize>; 2],
}

impl Sums {
    fn of(text: &str, words: &[Word], spans: &[Found]) -> Self {
        let mark_of = |word: &Word| mark(&text[word.start..word.end]);
        let is = |wanted: Mark| sums(words.iter().map(move |word| mark_of(word) == Some(wanted)));
        let of_role = |wanted| sums(spans.iter().map(move |span| span.role == wanted));
        let turns = (0..words.len()).map(|at| at > 0 && words[at].quote != words[at - 1].quote);
        let numbers = |wanted| -> Vec<usize> {
            (0..spans.len()).filter(|&at| spans[at].role == wanted).collect()
        };
        Self {
            sentences: sums(words.iter().map(|word| word.begin != Begin::Nothing)),
            lines: sums(words.iter().map(|word| word.begin == Begin::Paragraph)),
            colons: is(Mark::Colon),
            semicolons: is(Mark::Semicolon),
            joins: is(Mark::Join),
            turns: sums(turns),
            sources: of_role(Role::Source),
            cues: of_role(Role::Cue),
            contents: of_role(Role::Content),
            partners: [numbers(Role::Source), numbers(Role::Cue)],
        }
    }

    /// The numbers of the spans of a role that somebody may choose.
    fn of_role(&self, role: Role) -> &[usize] {
        match role {
            Role::Source => &self.partners[0],
            Role::Cue => &self.partners[1],
            Role::Content => &[],
        }
    }
}

/// Returns how many hold before each place, and in all.
fn sums(holds: impl Iterator<Item = bool>) -> Vec<u32> {
    let mut sum = 0;
    let before = holds.map(|holds| {
        sum += u32::from(holds);
        sum
    });
    std::iter::once(0).chain(before).collect()
}

/// Returns how many hold from one place to before another.
fn count(sums: &[u32], from: usize, to: usize) -> usize {
    (sums[to] - sums[from]) as usize
}

struct View<'a> {
    text: &'a str,
    words: &'a [Word],
    spans: &'a [Found],
    sums: Sums,
}

impl View<'_> {
    /// The best partner of span `at` with this role, or none when no partner scores higher.
    fn choose(&self, at: usize, role: Role, weights: &[f32]) -> Option<usize> {
        let all = self.sums.of_role(role);
        let before = all.partition_point(|&other| other < at);
        let after = all.partition_point(|&other| other <= at);
        let near = before.saturating_sub(NEAR)..before;
        let beyond = after..all.len().min(after + NEAR);
        let (mut best, mut top) = (None, weights[2 * FEATURES]);
        for &other in all[near].iter().chain(&all[beyond]) {
            let side = if other > at { FEATURES } else { 0 };
            let weights = &weights[side..side + FEATURES];
            let score = self.features(at, other).iter().zip(weights).map(|(x, w)| x * w).sum();
            if score > top {
                (best, top) = (Some(other), score);
            }
        }
        best
    }

    fn features(&self, at: usize, other: usize) -> [f32; FEATURES] {
        let mut all = [0.0; FEATURES];
        let between = self.between(at.min(other), at.max(other));
        all[..18].copy_from_slice(&between);
        all[18..28].copy_from_slice(&self.own(&self.spans[at]));
        all[28..38].copy_from_slice(&self.own(&self.spans[other]));
        let quoted = all[18];
        for (n, of) in [4, 10, 8, 9].into_iter().enumerate() {
            all[38 + n] = all[of] * quoted;
        }
        all
    }

    /// What lies between two spans, the first of which begins first.
    fn between(&self, i: usize, j: usize) -> [f32; 18] {
        let (a, b) = (&self.spans[i], &self.spans[j]);
        let (from, to) = ((a.last + 1).min(b.first), b.first);
        let (gap, sums) = (to - from, &self.sums);
        let sentences = count(&sums.sentences, from, to + 1);
        let lines = count(&sums.lines, from, to + 1);
        let inner = |sums: &[u32]| count(sums, i + 1, j) as f32;
        let within = |sums: &[u32]| flag(count(sums, from, to) > 0);
        let comma = |at: usize| {
            let word = &self.words[at];
            flag(mark(&self.text[word.start..word.end]) == Some(Mark::Comma))
        };
        let turns = gap > 0 && count(&sums.turns, from + 1, to) > 0;
        [
            1.0,
            (gap.min(60) as f32).ln_1p(),
            flag(gap == 0),
            flag(matches!(gap, 1 | 2)),
            sentences.min(3) as f32,
            flag(sentences > 0),
            lines.min(3) as f32,
            flag(lines > 0),
            inner(&sums.sources),
            inner(&sums.cues),
            inner(&sums.contents),
            flag(i + 1 < j),
            if gap > 0 { comma(from) } else { 0.0 },
            if gap > 0 { comma(to - 1) } else { 0.0 },
            within(&sums.colons),
            within(&sums.semicolons),
            within(&sums.joins),
            flag(turns),
        ]
    }

    /// What a span is by itself.
    fn own(&self, span: &Found) -> [f32; 10] {
        const CLAUSE: [&str; 10] =
            ["to", "that", "for", "on", "of", "as", "if", "it", "by", "about"];
        const PRONOUNS: [&str; 8] = ["he", "she", "they", "it", "we", "i", "who", "you"];
        let (first, last) = (&self.words[span.first], &self.words[span.last]);
        let quoted = |word: &Word| word.quote != QuoteState::Outside;
        [
            flag(quoted(first)),
            flag(quoted(first) && quoted(last)),
            flag(self.is(first, &CLAUSE)),
            flag(self.is(first, &["that"])),
            flag(self.is(first, &PRONOUNS)),
            flag(first.begin != Begin::Nothing),
            flag(span.last - span.first > 3),
            flag(self.is(first, &["according"])),
            flag(self.is(first, &[":", "–", "—", "-"])),
            flag(self.lower(first).ends_with("ing")),
        ]
    }

    /// Tells whether a word is one of these, whatever its case.
    fn is(&self, word: &Word, any: &[&str]) -> bool {
        any.iter().any(|other| self.text[word.start..word.end].eq_ignore_ascii_case(other))
    }

    fn lower(&self, word: &Word) -> String {
        self.text[word.start..word.end].to_ascii_lowercase()
    }
}

fn flag(is: bool) -> f32 {
    if is { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::pieces::Pieces;
    use crate::words::words_of;

    /// Looking for partners among many takes no longer for each where there are more of them, however far
    /// the nearest is. Short times say nothing, and a machine may have been busy with something else.
    #[test]
    fn time_grows_with_the_spans_alone() {
        let pieces = Pieces::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]").expect("has the marks");
        let linker =
            Linker { content: vec![0.0; 2 * FEATURES + 1], source: vec![0.0; 2 * FEATURES + 1] };
        let time = |contents: usize| {
            let text = "yes, ".repeat(contents + 1);
            let words = words_of(&text, &pieces);
            let span = |role, at| Found { role, first: at, last: at, posterior: 0.9 };
            let mut spans = vec![span(Role::Cue, 0)];
            spans.extend((1..contents).map(|at| span(Role::Content, 2 * at)));
            let start = Instant::now();
            assert_eq!(linker.partners(&text, &words, &spans).len(), contents);
            start.elapsed()
        };
        let slow = || {
            let (some, many) = (time(1_000), time(8_000));
            (many >= (some * 24).max(Duration::from_millis(60))).then_some((some, many))
        };
        let slow: Option<Vec<(Duration, Duration)>> = (0..3).map(|_| slow()).collect();
        assert_eq!(slow, None);
    }
}
