//! The spans of a text as the rules mark them, each with the span it belongs to.

use q7x2_domain::{Role, RoleSpan};

use super::period::{Part, bytes_of};
use crate::document::Bytes;

/// Spans in the order in which they were marked.
#[derive(Debug, Default)]
pub(super) struct Marked {
    spans: Vec<RoleSpan>,
}

impl Marked {
    /// Marks parts of a period; returns the number of the span, to be the partner of others.
    pub(super) fn mark(
        &mut self,
        role: Role,
        parts: &[Part<'_>],
        partner: Option<usize>,
    ) -> Option<usize> {
        Some(self.mark_bytes(role, bytes_of(parts)?, partner))
    }

    /// Marks a place of the text.
    pub(super) fn mark_bytes(&mut self, role: Role, bytes: Bytes, partner: Option<usize>) -> usize {
        self.spans.push(RoleSpan { role, bytes: bytes.range(), score: 1.0, partner });
        self.spans.len() - 1
    }

    /// Returns the spans in the order of their start. Of spans of one role that overlap the first
    /// one stays, and stands for the others as a partner.
    pub(super) fn into_spans(self) -> Vec<RoleSpan> {
        let mut order: Vec<usize> = (0..self.spans.len()).collect();
        order.sort_by_key(|&number| (self.spans[number].bytes.start, self.spans[number].bytes.end));
        let mut place = vec![0; self.spans.len()];
        let mut last: [Option<usize>; 3] = [None; 3];
        let mut kept: Vec<RoleSpan> = Vec::with_capacity(self.spans.len());
        for number in order {
            let span = &self.spans[number];
            let last = &mut last[span.role as usize];
            match *last {
                Some(known) if span.bytes.start < kept[known].bytes.end => place[number] = known,
                _ => {
                    place[number] = kept.len();
                    *last = Some(kept.len());
                    kept.push(span.clone());
                }
            }
        }
        for span in &mut kept {
            span.partner = span.partner.map(|partner| place[partner]);
        }
        kept
    }
}
