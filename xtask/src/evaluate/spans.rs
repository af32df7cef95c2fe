//! Spans as the scores compare them: covers of word and punctuation tokens, and shares of code
//! points.
//!
//! A token is a run of word characters or a single other visible character, so that the white
//! space and the line ends around a span do not matter.

use std::collections::BTreeSet;

use q7x2_domain::Span;

/// First and last token that a span touches.
pub(super) type Cover = (usize, usize);

/// The tokens of a text, by code points.
pub(super) struct Tokens(Vec<(u32, u32)>);

impl Tokens {
    /// Returns the tokens of `text`.
    pub(super) fn of(text: &str) -> Self {
        let mut tokens: Vec<(u32, u32)> = Vec::new();
        let mut in_word = false;
        for (at, c) in (0..).zip(text.chars()) {
            let word = c.is_alphanumeric() || c == '_';
            match tokens.last_mut() {
                Some(last) if word && in_word => last.1 = at + 1,
                _ if c.is_whitespace() => {}
                _ => tokens.push((at, at + 1)),
            }
            in_word = word;
        }
        Self(tokens)
    }

    /// Returns the tokens that the code points `start..end` touch, or `None` when they are blank.
    pub(super) fn cover(&self, span: Span) -> Option<Cover> {
        let first = self.0.partition_point(|&(_, end)| end <= span.start());
        let last = self.0.partition_point(|&(start, _)| start < span.end());
        (first < last).then(|| (first, last - 1))
    }

    /// Returns the covers of several spans, in order, each once.
    pub(super) fn covers(&self, spans: impl IntoIterator<Item = Span>) -> Vec<Cover> {
        let covers: BTreeSet<Cover> =
            spans.into_iter().filter_map(|span| self.cover(span)).collect();
        covers.into_iter().collect()
    }
}

/// Returns the single tokens under some covers.
pub(super) fn tokens_under<'a>(covers: impl IntoIterator<Item = &'a Cover>) -> BTreeSet<usize> {
    covers.into_iter().flat_map(|&(first, last)| first..=last).collect()
}

/// Returns the share of tokens that two covers have in common; two empty ones are the same.
pub(super) fn token_jaccard(a: &[Cover], b: &[Cover]) -> f64 {
    let (a, b) = (tokens_under(a), tokens_under(b));
    let union = a.union(&b).count();
    if union == 0 { 1.0 } else { share(a.intersection(&b).count(), union) }
}

/// Returns the share of code points that `pieces` have in common with the range from the start of
/// `gold` to its end. What lies between pieces counts as covered in the union.
pub(super) fn hull_jaccard(gold: Span, pieces: &[Span]) -> f64 {
    let common: u32 = pieces.iter().map(|piece| overlap(gold, *piece)).sum();
    let hull = pieces.iter().fold(gold, |hull, piece| hull.cover(*piece));
    f64::from(common) / f64::from(hull.len())
}

/// Returns the share of code points that two sets of pieces have in common. Pieces of one set do
/// not overlap.
pub(super) fn jaccard(a: &[Span], b: &[Span]) -> f64 {
    let common: u32 = a.iter().flat_map(|x| b.iter().map(|y| overlap(*x, *y))).sum();
    let total: u32 = a.iter().chain(b).map(|piece| piece.len()).sum();
    if total == common { 0.0 } else { f64::from(common) / f64::from(total - common) }
}

/// Returns how many code points two spans have in common.
pub(super) fn overlap(a: Span, b: Span) -> u32 {
    a.end().min(b.end()).saturating_sub(a.start().max(b.start()))
}

/// Returns `part / whole` of counts.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::new(start, end).expect("not empty")
    }

    #[test]
    fn words_are_one_token_and_marks_one_each() {
        let tokens = Tokens::of("“Ça va,” – d’accord_1");
        let words = [(0, 1), (1, 3), (4, 6), (6, 7), (7, 8), (9, 10), (11, 12), (12, 13), (13, 21)];
        assert_eq!(tokens.0, words);
    }

    #[test]
    fn white_space_at_the_edge_of_a_span_does_not_matter() {
        let tokens = Tokens::of("one two  three");
        assert_eq!(tokens.cover(span(3, 9)), Some((1, 1)));
        assert_eq!(tokens.cover(span(4, 7)), Some((1, 1)));
        assert_eq!(tokens.cover(span(5, 11)), Some((1, 2)));
        assert_eq!(tokens.cover(span(7, 9)), None);
    }

    #[test]
    fn overlap_is_shared_of_all() {
        assert_eq!(hull_jaccard(span(0, 10), &[span(0, 4), span(6, 10)]), 0.8);
        assert_eq!(jaccard(&[span(0, 4), span(6, 10)], &[span(0, 4), span(6, 10)]), 1.0);
        assert_eq!(jaccard(&[span(0, 4)], &[span(2, 6)]), 1.0 / 3.0);
        assert_eq!(token_jaccard(&[], &[]), 1.0);
        assert_eq!(token_jaccard(&[(0, 3)], &[(2, 3), (4, 5)]), 1.0 / 3.0);
    }
}
