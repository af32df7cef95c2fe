//! A learned tagger and the rules, checking each other.
//!
//! A learned tagger finds indirect speech that no rule can; where quotation marks stand, the rules
//! are exact: they know where a quotation ends, in every style of marks. So the learned spans are
//! kept, a quotation that the learned tagger cut short or ran over is given its true ends, and what
//! it is silent about is taken from the rules when it stands in quotation marks.

use std::ops::Range;

use q7x2_domain::{ModelVersion, Role, RoleSpan, Tagger, TaggerInput};

use crate::RuleTagger;
use crate::segment::is_mark;

/// Two contents mean the same when this share of the shorter lies in the longer.
const SAME: f64 = 0.6;

/// A learned tagger whose quotations are checked by rules.
#[derive(Debug, Clone)]
pub struct CheckedTagger<T> {
    learned: T,
    rules: RuleTagger,
}

impl<T: Tagger> CheckedTagger<T> {
    /// Returns the two as one tagger, under the learned one's version.
    pub fn new(learned: T) -> Self {
        Self { learned, rules: RuleTagger::new() }
    }
}

impl<T: Tagger> Tagger for CheckedTagger<T> {
    fn model(&self) -> &ModelVersion {
        self.learned.model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        let (learned, ruled) = (self.learned.tag(inputs), self.rules.tag(inputs));
        let pairs = inputs.iter().zip(learned).zip(ruled);
        pairs.map(|((input, learned), ruled)| merge(input.text, learned, &ruled)).collect()
    }
}

/// Returns the learned spans, mended and completed by the ruled ones, in order of their start.
fn merge(text: &str, learned: Vec<RoleSpan>, ruled: &[RoleSpan]) -> Vec<RoleSpan> {
    let mut merged = Merged { spans: learned, dropped: Vec::new() };
    merged.dropped.resize(merged.spans.len(), false);
    let quotations = ruled.iter().filter(|span| {
        span.role == Role::Content && stands_in_marks(&text[span.bytes.clone()])
    });
    for quotation in quotations {
        let rivals = merged.contents_over(&quotation.bytes);
        match rivals.as_slice() {
            [] => {
                let cue = quotation.partner.map(|cue| merged.adopt(cue, ruled));
                merged.push(RoleSpan { partner: cue, ..quotation.clone() });
            }
            [first, ..] => {
                let inside = |&rival: &usize| {
                    let bytes = &merged.spans[rival].bytes;
                    overlap(bytes, &quotation.bytes) as f64 >= SAME * bytes.len() as f64
                };
                // A content that is more than the quotation, "that the plan is “dead”", stays.
                if rivals.iter().all(inside) {
                    let told = merged.spans[*first].partner;
                    let cue = told.or_else(|| quotation.partner.map(|cue| merged.adopt(cue, ruled)));
                    rivals.iter().for_each(|&rival| merged.dropped[rival] = true);
                    merged.push(RoleSpan { partner: cue, ..quotation.clone() });
                }
            }
        }
    }
    merged.into_spans()
}

/// Spans under construction. Indices stay valid until the end.
struct Merged {
    spans: Vec<RoleSpan>,
    dropped: Vec<bool>,
}

impl Merged {
    fn push(&mut self, span: RoleSpan) -> usize {
        self.spans.push(span);
        self.dropped.push(false);
        self.spans.len() - 1
    }

    /// The learned contents that share a character with `bytes`, in order.
    fn contents_over(&self, bytes: &Range<usize>) -> Vec<usize> {
        let over = |&at: &usize| {
            let span = &self.spans[at];
            span.role == Role::Content && !self.dropped[at] && overlap(&span.bytes, bytes) > 0
        };
        (0..self.spans.len()).filter(over).collect()
    }

    /// Takes over a ruled span and the partners it leads to; a learned one at the same place is
    /// used in its stead.
    fn adopt(&mut self, ruled_at: usize, ruled: &[RoleSpan]) -> usize {
        let span = &ruled[ruled_at];
        let same = |other: &RoleSpan| other.role == span.role && overlap(&other.bytes, &span.bytes) > 0;
        if let Some(at) = self.spans.iter().position(same) {
            return at;
        }
        let partner = span.partner.map(|partner| self.adopt(partner, ruled));
        self.push(RoleSpan { partner, ..span.clone() })
    }

    /// Puts the spans in order and points partners to where they are now.
    fn into_spans(self) -> Vec<RoleSpan> {
        let mut order: Vec<usize> = (0..self.spans.len()).filter(|&at| !self.dropped[at]).collect();
        order.sort_by_key(|&at| (self.spans[at].bytes.start, self.spans[at].bytes.end));
        let mut place = vec![None; self.spans.len()];
        for (now, &at) in order.iter().enumerate() {
            place[at] = Some(now);
        }
        let moved = |&at: &usize| {
            let span = self.spans[at].clone();
            RoleSpan { partner: span.partner.and_then(|partner| place[partner]), ..span }
        };
        order.iter().map(moved).collect()
    }
}

/// Tells whether a content begins and ends with quotation marks.
fn stands_in_marks(content: &str) -> bool {
    let mut chars = content.chars();
    let (first, last) = (chars.next(), chars.next_back());
    first.is_some_and(is_mark) && last.is_some_and(is_mark)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}
