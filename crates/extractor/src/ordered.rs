//! Spans in the order of their start, once some are gone: who belongs to whom stays as it was told.

use q7x2_domain::RoleSpan;

use crate::document::{Bytes, Document};
use crate::family::Family;

/// Returns the spans that stay, in the order of their places, with partners where they are now. Who
/// had a partner that is gone has none.
pub(crate) fn ordered(spans: Vec<RoleSpan>, stays: impl Fn(usize) -> bool) -> Vec<RoleSpan> {
    let mut place = vec![None; spans.len()];
    let mut kept: Vec<(usize, RoleSpan)> =
        spans.into_iter().enumerate().filter(|(at, _)| stays(*at)).collect();
    kept.sort_by_key(|(_, span)| Bytes::from(&span.bytes));
    for (now, (was, _)) in kept.iter().enumerate() {
        place[*was] = Some(now);
    }
    let moved = |(_, mut span): (usize, RoleSpan)| {
        span.partner = span.partner.and_then(|partner| place.get(partner).copied().flatten());
        span
    };
    kept.into_iter().map(moved).collect()
}

/// Returns the spans without those that lie wholly beside the article, in captions, credits, teasers
/// and labels: nobody says these.
pub(crate) fn without_furniture(document: &Document, spans: Vec<RoleSpan>) -> Vec<RoleSpan> {
    if !document.uses(Family::Furniture) {
        return spans;
    }
    let beside = |span: &RoleSpan| {
        let pieces = document.split(Bytes::from(&span.bytes));
        !pieces.is_empty() && pieces.iter().all(|piece| document.is_furniture(piece.start))
    };
    let stays: Vec<bool> = spans.iter().map(|span| !beside(span)).collect();
    if stays.iter().all(|stays| *stays) {
        return spans;
    }
    ordered(spans, |at| stays[at])
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Role;

    use super::*;

    /// A span of the words, with a partner.
    fn span(text: &str, role: Role, words: &str, partner: Option<usize>) -> RoleSpan {
        let start = text.find(words).expect("the words stand in the text");
        RoleSpan { role, bytes: start..start + words.len(), score: 1.0, partner }
    }

    #[test]
    fn partners_are_who_they_were() {
        let text = "Lind said that it rained.";
        let spans = vec![
            span(text, Role::Content, "that it rained", Some(2)),
            span(text, Role::Content, "rained", Some(2)),
            span(text, Role::Cue, "said", Some(3)),
            span(text, Role::Source, "Lind", None),
        ];
        let check = |gone: usize, expect: &[Option<usize>]| {
            let left = ordered(spans.clone(), |at| at != gone);
            let partners: Vec<Option<usize>> = left.iter().map(|span| span.partner).collect();
            assert_eq!(partners, expect, "without {gone}");
        };
        check(1, &[None, Some(0), Some(1)]);
        check(2, &[None, None, None]);
    }

    #[test]
    fn what_lies_beside_an_article_is_left_out() {
        let text = "The weir broke.\nPicture: Per Holm said no\nLind said that it rained.";
        let spans = vec![
            span(text, Role::Cue, "said", None),
            span(text, Role::Content, "no", Some(0)),
            span(text, Role::Cue, "said that", None),
            span(text, Role::Content, "that it rained", Some(2)),
        ];
        let document = Document::of(text);
        let left = without_furniture(&document, spans);
        let shown: Vec<_> = left.iter().map(|s| (&text[s.bytes.clone()], s.partner)).collect();
        assert_eq!(shown, [("said that", None), ("that it rained", Some(0))]);
    }
}
