//! What each token of a text belongs to: the source, the cue or the innermost content of which
//! attribution. In time that grows with the tokens and the attributions alone.

use crate::document::{Bytes, Document};
use crate::link::Attribution;

/// Owners of tokens, by the token's number.
#[derive(Debug)]
pub(super) struct Marks {
    contents: Vec<Owner>,
    sources: Vec<Owner>,
    cues: Vec<Owner>,
}

/// The number of an attribution and one; 0 for none.
type Owner = u32;

impl Marks {
    pub(super) fn new(document: &Document, attributions: &[Attribution]) -> Self {
        let of = |pieces: &dyn Fn(&Attribution) -> Vec<Bytes>| {
            let numbered = (1..).zip(attributions);
            let all = numbered.flat_map(|(owner, told)| {
                pieces(told).into_iter().map(move |piece| (piece, owner))
            });
            owners(document, all.collect())
        };
        Self {
            contents: of(&|told| told.contents.clone()),
            sources: of(&|told| told.source.into_iter().collect()),
            cues: of(&|told| told.cue.into_iter().collect()),
        }
    }

    /// Returns the attribution in whose content a token stands, the innermost.
    pub(super) fn content(&self, token: usize) -> Option<usize> {
        owner(&self.contents, token)
    }

    /// Returns the attribution in whose source a token stands.
    pub(super) fn source(&self, token: usize) -> Option<usize> {
        owner(&self.sources, token)
    }

    /// Returns the attribution in whose cue a token stands.
    pub(super) fn cue(&self, token: usize) -> Option<usize> {
        owner(&self.cues, token)
    }
}

fn owner(owners: &[Owner], token: usize) -> Option<usize> {
    usize::try_from(*owners.get(token)?).ok()?.checked_sub(1)
}

/// Returns the innermost owner of each token.
fn owners(document: &Document, mut pieces: Vec<(Bytes, Owner)>) -> Vec<Owner> {
    pieces.sort_by_key(|(piece, owner)| (piece.start, std::cmp::Reverse(piece.end), *owner));
    let (mut open, mut next): (Vec<(Bytes, Owner)>, usize) = (Vec::new(), 0);
    let of = |token: &crate::document::Token| {
        let at = token.bytes.start;
        while let Some(piece) = pieces.get(next).filter(|(piece, _)| piece.start <= at) {
            open.push(*piece);
            next += 1;
        }
        while open.last().is_some_and(|(piece, _)| piece.end <= at) {
            open.pop();
        }
        open.last().map_or(0, |(_, owner)| *owner)
    };
    document.tokens().iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_content_owns_a_token() {
        let document = Document::of("Ode said Lind said no. Yes.");
        let told = |source: (usize, usize), cue: (usize, usize), content: (usize, usize)| {
            let bytes = |(start, end)| Bytes::new(start, end);
            Attribution {
                source: Some(bytes(source)),
                cue: Some(bytes(cue)),
                contents: vec![bytes(content)],
            }
        };
        let attributions = [told((0, 3), (4, 8), (9, 21)), told((9, 13), (14, 18), (19, 21))];
        let marks = Marks::new(&document, &attributions);
        let contents: Vec<_> = (0..6).map(|token| marks.content(token)).collect();
        assert_eq!(contents, [None, None, Some(0), Some(0), Some(1), None]);
        assert_eq!((marks.source(2), marks.cue(3), marks.cue(4)), (Some(1), Some(1), None));
    }
}
