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
        let words = &words.words;
        let marks: Vec<u8> = words.iter().map(|word| mark(&text[word.start..word.end])).collect();
        let seen = View { text, words, marks: &marks, spans };
        let choose = |(at, span): (usize, &Found)| match span.role {
            Role::Source => None,
            Role::Cue => seen.choose(at, Role::Source, &self.source),
            Role::Content => seen.choose(at, Role::Cue, &self.content),
        };
        spans.iter().enumerate().map(choose).collect()
    }
}

/// Words between two spans that count, a bit each: a long gap is looked through for many pairs.
const COMMA: u8 = 1;
const COLON: u8 = 2;
const SEMICOLON: u8 = 4;
const JOIN: u8 = 8;

fn mark(word: &str) -> u8 {
    match word {
        "," => COMMA,
        ":" => COLON,
        ";" => SEMICOLON,
        word if word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("but") => JOIN,
        _ => 0,
    }
}

struct View<'a> {
    text: &'a str,
    words: &'a [Word],
    /// The mark of each word.
    marks: &'a [u8],
    spans: &'a [Found],
}

impl View<'_> {
    /// The best partner of span `at` with this role, or none when no partner scores higher.
    fn choose(&self, at: usize, role: Role, weights: &[f32]) -> Option<usize> {
        let near = |others: &mut dyn Iterator<Item = usize>| {
            others.filter(|&other| self.spans[other].role == role).take(NEAR).collect::<Vec<_>>()
        };
        let mut candidates = near(&mut (0..at).rev());
        candidates.reverse();
        candidates.extend(near(&mut (at + 1..self.spans.len())));
        let (mut best, mut top) = (None, weights[2 * FEATURES]);
        for other in candidates {
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
        let gap = self.words.get(a.last + 1..b.first).unwrap_or_default();
        let starts = || gap.iter().chain([&self.words[b.first]]);
        let sentences = starts().filter(|word| word.begin != Begin::Nothing).count();
        let lines = starts().filter(|word| word.begin == Begin::Paragraph).count();
        let inner = &self.spans[i + 1..j];
        let count = |role| inner.iter().filter(|span| span.role == role).count() as f32;
        let marks = self.marks.get(a.last + 1..b.first).unwrap_or_default();
        let within = marks.iter().fold(0, |all, mark| all | mark);
        let comma = |mark: Option<&u8>| flag(mark.is_some_and(|mark| mark & COMMA > 0));
        let first_quote = gap.first().map(|word| word.quote);
        [
            1.0,
            (gap.len().min(60) as f32).ln_1p(),
            flag(gap.is_empty()),
            flag(matches!(gap.len(), 1 | 2)),
            sentences.min(3) as f32,
            flag(sentences > 0),
            lines.min(3) as f32,
            flag(lines > 0),
            count(Role::Source),
            count(Role::Cue),
            count(Role::Content),
            flag(!inner.is_empty()),
            comma(marks.first()),
            comma(marks.last()),
            flag(within & COLON > 0),
            flag(within & SEMICOLON > 0),
            flag(within & JOIN > 0),
            flag(gap.iter().any(|word| Some(word.quote) != first_quote)),
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
