//! Confidence: how likely a statement is right, by a logistic model over what the tagger is sure
//! of and what the statement looks like.
//!
//! The weights are in `data/confidence.toml`, fitted by `cargo xtask fit confidence` on a corpus,
//! where right means that source and content overlap the annotated ones by half or more. That is
//! multiplied with how likely the ranking holds the speaker to be.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use q7x2_domain::{Kind, Mode, Role, RoleSpan};
use serde::Deserialize;

use crate::document::{Bytes, Document};
use crate::link::Attribution;

/// What speaks for and against a statement, in the order of [`Evidence::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence([f64; Evidence::NAMES.len()]);

/// Scores are kept this far from 0 and 1.
const SURE: f64 = 0.005;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    weights: BTreeMap<String, f64>,
}

static FITTED: LazyLock<[f64; Evidence::NAMES.len()]> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../data/confidence.toml"))
        .expect("the table of weights is checked by a test");
    let weight = |name: &str| table.weights.get(name).copied().unwrap_or_default();
    Evidence::NAMES.map(weight)
});

impl Evidence {
    /// What each number is. Scores are log odds, the rest is 0 or 1.
    pub const NAMES: [&'static str; 12] = [
        "one",
        "content_score",
        "cue_score",
        "source_score",
        "no_cue",
        "no_source",
        "direct",
        "mixed",
        "thought",
        "sign",
        "several_contents",
        "log_words",
    ];

    /// Gathers what is known of an attribution. `spans` are the tagger's, in order of their start.
    pub(crate) fn of(
        document: &Document,
        spans: &[RoleSpan],
        attribution: &Attribution,
        kind: Kind,
        mode: Mode,
    ) -> Self {
        let odds = |role, place: Bytes| score_of(spans, role, place);
        let contents = attribution.contents.iter().map(|content| odds(Role::Content, *content));
        let part = |role, place: &Option<Bytes>| place.as_ref().map(|at| odds(role, *at));
        let cue = part(Role::Cue, &attribution.cue);
        let source = part(Role::Source, &attribution.source);
        let words = attribution.contents.iter().map(|content| document.count_words(*content));
        let words = u32::try_from(words.sum::<usize>()).unwrap_or(u32::MAX);
        let flag = |is: bool| if is { 1.0 } else { 0.0 };
        Self([
            1.0,
            contents.fold(f64::INFINITY, f64::min),
            cue.unwrap_or_default(),
            source.unwrap_or_default(),
            flag(cue.is_none()),
            flag(source.is_none()),
            flag(kind == Kind::Direct),
            flag(kind == Kind::Mixed),
            flag(mode == Mode::Thought),
            flag(mode == Mode::Sign),
            flag(attribution.contents.len() > 1),
            f64::from(words.max(1)).ln(),
        ])
    }

    /// Returns the numbers.
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Returns how likely the statement is right, its speaker included, from 0 to 1; `speaker` is how
    /// likely the speaker is right.
    #[expect(clippy::cast_possible_truncation, reason = "a probability has few digits that count")]
    pub(crate) fn confidence(&self, speaker: f32) -> f32 {
        let sum: f64 = self.0.iter().zip(&*FITTED).map(|(value, weight)| value * weight).sum();
        (f64::from(speaker) / (1.0 + (-sum).exp())) as f32
    }
}

/// The log odds of the span with this role that holds `place`.
pub(crate) fn score_of(spans: &[RoleSpan], role: Role, place: Bytes) -> f64 {
    let before = spans.partition_point(|span| span.bytes.start <= place.start);
    let holds = |span: &&RoleSpan| span.role == role && place.end <= span.bytes.end;
    let found = spans[..before].iter().rev().find(holds);
    let score = found.map_or(0.5, |span| f64::from(span.score)).clamp(SURE, 1.0 - SURE);
    (score / (1.0 - score)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(score: f32) -> Vec<RoleSpan> {
        let span = |role, bytes| RoleSpan { role, bytes, score, partner: None };
        vec![span(Role::Source, 0..4), span(Role::Cue, 5..9), span(Role::Content, 10..28)]
    }

    fn confidence(score: f32, source: Option<Bytes>) -> f32 {
        let contents = vec![(10..28).into()];
        let attribution = Attribution { source, cue: Some((5..9).into()), contents };
        let document = Document::of("Lind said that it may rain now.");
        Evidence::of(&document, &spans(score), &attribution, Kind::Indirect, Mode::Speech)
            .confidence(1.0)
    }

    #[test]
    fn the_table_has_a_weight_for_each_number() {
        let table: Table = toml::from_str(include_str!("../data/confidence.toml")).expect("toml");
        let mut names = Evidence::NAMES.to_vec();
        names.sort_unstable();
        assert_eq!(table.weights.keys().map(String::as_str).collect::<Vec<_>>(), names);
    }

    #[test]
    fn a_surer_speaker_makes_a_surer_statement() {
        let (document, spans) = (Document::of("Lind said that it may rain now."), spans(0.9));
        let contents = vec![(10..28).into()];
        let attribution =
            Attribution { source: Some((0..4).into()), cue: Some((5..9).into()), contents };
        let evidence = Evidence::of(&document, &spans, &attribution, Kind::Indirect, Mode::Speech);
        let [half, whole] = [0.5, 1.0].map(|speaker| evidence.confidence(speaker));
        assert!((whole - 2.0 * half).abs() < 1e-6 && half > 0.0);
    }

    #[test]
    fn surer_spans_make_a_surer_statement() {
        assert!(confidence(0.99, Some((0..4).into())) > confidence(0.6, Some((0..4).into())) + 0.1);
        assert!(confidence(0.99, Some((0..4).into())) < 1.0);
    }

    #[test]
    fn a_piece_of_a_span_has_its_score() {
        assert_eq!(
            score_of(&spans(0.9), Role::Content, (&(12..20)).into()),
            score_of(&spans(0.9), Role::Content, (&(10..28)).into())
        );
        assert_eq!(score_of(&spans(0.9), Role::Content, (&(0..4)).into()), 0.0);
    }
}
