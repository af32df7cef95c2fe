//! A tagger that has read the answers: it marks the spans that people marked. With it the speakers
//! are measured alone, whatever a real tagger finds or misses.

use std::collections::HashMap;

use q7x2_domain::{CodePoints, ModelVersion, Role, RoleSpan, Span, Tagger, TaggerInput};

use super::corpus::CorpusText;
use super::gold::{GoldArticle, Spans};
use super::speakers::SpeakerAt;

/// Marks what people marked.
#[derive(Debug)]
pub(crate) struct ReplayTagger {
    model: ModelVersion,
    /// The spans of each text, by the text.
    spans: HashMap<String, Vec<RoleSpan>>,
}

impl ReplayTagger {
    /// Returns a tagger that knows nothing yet.
    pub(crate) fn new() -> Self {
        Self { model: ModelVersion::new("gold"), spans: HashMap::new() }
    }

    /// Learns what stands in an article of the golden set.
    pub(super) fn learn_golden(&mut self, gold: &GoldArticle) {
        self.learn(gold.article.text(), gold.statements.iter().map(|gold| gold.spans.clone()));
    }

    /// Learns the attributions of a text of a corpus whose speakers were judged, or else the first
    /// reading of it.
    pub(super) fn learn_corpus(&mut self, text: &CorpusText) {
        let judged: Vec<Spans> = text.speakers.iter().map(SpeakerAt::spans).collect();
        let spans = if judged.is_empty() {
            text.readings.first().cloned().unwrap_or_default()
        } else {
            judged
        };
        self.learn(text.article.text(), spans);
    }

    /// Learns the attributions of a text.
    pub(crate) fn learn(&mut self, text: &str, attributions: impl IntoIterator<Item = Spans>) {
        let points = CodePoints::new(text);
        // Each span with the number of the span it belongs to, before they are put in order.
        let mut spans: Vec<(Role, std::ops::Range<usize>, Option<usize>)> = Vec::new();
        for attribution in attributions {
            let mut partner = None;
            for (role, pieces) in [
                (Role::Source, hull(&attribution.source)),
                (Role::Cue, hull(&attribution.cue)),
                (Role::Content, attribution.content),
            ] {
                let bytes = pieces.iter().filter_map(|piece| {
                    let start = points.to_byte(piece.start() as usize)?;
                    Some(start..points.to_byte(piece.end() as usize)?)
                });
                let first = spans.len();
                spans.extend(bytes.map(|bytes| (role, bytes, partner)));
                let found = spans.len() > first;
                // A content without a cue has no partner: it tells its source by standing near.
                partner = match role {
                    Role::Source | Role::Cue if found => Some(first),
                    _ => None,
                };
            }
        }
        let mut order: Vec<usize> = (0..spans.len()).collect();
        order.sort_by_key(|&number| (spans[number].1.start, number));
        let place: HashMap<usize, usize> =
            order.iter().enumerate().map(|(place, &number)| (number, place)).collect();
        let span = |&number: &usize| {
            let (role, bytes, partner) = spans[number].clone();
            let partner = partner.and_then(|partner| place.get(&partner).copied());
            RoleSpan { role, bytes, score: 1.0, partner }
        };
        self.spans.insert(text.to_owned(), order.iter().map(span).collect());
    }
}

/// Returns one span over all pieces.
fn hull(pieces: &[Span]) -> Vec<Span> {
    let ends = pieces.first().zip(pieces.last());
    ends.and_then(|(first, last)| Span::new(first.start(), last.end())).into_iter().collect()
}

impl Tagger for ReplayTagger {
    fn model(&self) -> &ModelVersion {
        &self.model
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        inputs.iter().map(|input| self.spans.get(input.text).cloned().unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_keep_their_partners() {
        let span = |start, end| vec![Span::new(start, end).expect("not empty")];
        let text = "“Yes,” Lind said. Ode said no.";
        let mut tagger = ReplayTagger::new();
        tagger.learn(
            text,
            [
                Spans { source: span(7, 11), cue: span(12, 16), content: span(0, 6) },
                Spans { source: span(18, 21), cue: span(22, 26), content: span(27, 29) },
            ],
        );
        let tagged = tagger.tag(&[TaggerInput { text, sentences: &[] }]).remove(0);
        let shown: Vec<_> =
            tagged.iter().map(|span| (&text[span.bytes.clone()], span.partner)).collect();
        let first = [("“Yes,”", Some(2)), ("Lind", None), ("said", Some(1))];
        assert_eq!(
            shown,
            [&first[..], &[("Ode", None), ("said", Some(3)), ("no", Some(4))]].concat()
        );
        assert!(tagger.tag(&[TaggerInput { text: "Another.", sentences: &[] }])[0].is_empty());
    }
}
