//! The view of a text: what the rules and the tagger read, mended, with each place mapped back to the
//! stored text. The stored text is never changed; what is shown of it is always a slice of it.

use std::ops::Range;

/// A change to a text: the bytes that go, and what is read in their stead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) bytes: Range<usize>,
    pub(super) with: String,
}

impl Edit {
    pub(super) fn new(bytes: Range<usize>, with: impl Into<String>) -> Self {
        Self { bytes, with: with.into() }
    }

    /// What is no part of what is read.
    pub(super) fn drop(bytes: Range<usize>) -> Self {
        Self::new(bytes, "")
    }
}

/// A run of the view and the run of the stored text that it stands for.
#[derive(Debug, Clone)]
struct Piece {
    view: Range<usize>,
    stored: Range<usize>,
    /// Whether the two are the same bytes, so that places inside map one to one.
    same: bool,
}

/// A mended text. See the module.
#[derive(Debug, Clone)]
pub(super) struct View {
    text: String,
    pieces: Vec<Piece>,
}

impl View {
    /// The text as it is stored.
    pub(super) fn new(stored: &str) -> Self {
        let whole = 0..stored.len();
        let pieces = vec![Piece { view: whole.clone(), stored: whole, same: true }];
        Self { text: stored.to_owned(), pieces }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Applies edits of the present view, which are in order and do not overlap. Linear in the text.
    pub(super) fn apply(&mut self, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        let mut next = Copying { old: self, piece: 0, text: String::new(), pieces: Vec::new() };
        next.text.reserve(self.text.len());
        next.pieces.reserve(self.pieces.len() + 2 * edits.len());
        let mut done = 0;
        for edit in edits {
            next.keep(done..edit.bytes.start);
            next.put(&edit.bytes, &edit.with);
            done = edit.bytes.end;
        }
        next.keep(done..self.text.len());
        let Copying { text, pieces, .. } = next;
        (self.text, self.pieces) = (text, pieces);
    }

    /// Returns the bytes of the stored text that bytes of the view stand for. An empty range stays
    /// empty.
    pub(super) fn stored(&self, view: Range<usize>) -> Range<usize> {
        let start = self.start_of(view.start);
        if view.is_empty() { start..start } else { start..self.end_of(view.end).max(start) }
    }

    /// Where in the stored text stands what begins at a place of the view.
    fn start_of(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|piece| piece.view.end <= at);
        match self.pieces.get(piece) {
            Some(piece) if piece.same => piece.stored.start + at.saturating_sub(piece.view.start),
            Some(piece) => piece.stored.start,
            None => self.pieces.last().map_or(0, |last| last.stored.end),
        }
    }

    /// Where in the stored text ends what ends at a place of the view.
    fn end_of(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.view.start < at);
        match next.checked_sub(1).map(|last| &self.pieces[last]) {
            Some(piece) if piece.same => piece.stored.start + (at - piece.view.start),
            Some(piece) => piece.stored.end,
            None => 0,
        }
    }
}

/// A view while the next one is made of it.
struct Copying<'a> {
    old: &'a View,
    /// The first piece of the old view that may reach beyond what is copied.
    piece: usize,
    text: String,
    pieces: Vec<Piece>,
}

impl Copying<'_> {
    /// Copies bytes of the old view.
    fn keep(&mut self, bytes: Range<usize>) {
        while let Some(piece) = self.old.pieces.get(self.piece) {
            if piece.view.start >= bytes.end {
                break;
            }
            let part = piece.view.start.max(bytes.start)..piece.view.end.min(bytes.end);
            if part.start < part.end {
                let offset = part.start - piece.view.start;
                let stored = if piece.same {
                    let start = piece.stored.start + offset;
                    start..start + part.len()
                } else {
                    piece.stored.clone()
                };
                self.push(&self.old.text[part], stored, piece.same);
            }
            if piece.view.end > bytes.end {
                break;
            }
            self.piece += 1;
        }
    }

    /// Puts `with` in the place of bytes of the old view.
    fn put(&mut self, bytes: &Range<usize>, with: &str) {
        let stored = if bytes.is_empty() {
            let at = if bytes.start == 0 { 0 } else { self.old.end_of(bytes.start) };
            at..at
        } else {
            self.old.stored(bytes.clone())
        };
        self.push(with, stored, false);
    }

    fn push(&mut self, words: &str, stored: Range<usize>, same: bool) {
        let start = self.text.len();
        self.text.push_str(words);
        // What is left out needs no piece: nothing of the view stands for it.
        if !words.is_empty() {
            self.pieces.push(Piece { view: start..self.text.len(), stored, same });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies edits given as (old words, new words), in order, and returns what stands in the
    /// stored text for each of `words`.
    fn stored<'t>(text: &'t str, rounds: &[&[(&str, &str)]], words: &[&str]) -> Vec<&'t str> {
        let mut view = View::new(text);
        for round in rounds {
            let mut from = 0;
            let edit = |&(old, new): &(&str, &str)| {
                let at = from + view.text()[from..].find(old).expect("the words are there");
                from = at + old.len();
                Edit::new(at..from, new)
            };
            let edits: Vec<Edit> = round.iter().map(edit).collect();
            view.apply(&edits);
        }
        let place = |words: &&str| {
            let at = view.text().find(words).expect("the words are in the view");
            &text[view.stored(at..at + words.len())]
        };
        words.iter().map(place).collect()
    }

    #[test]
    fn what_is_not_touched_maps_one_to_one() {
        assert_eq!(stored("née Lind said", &[&[]], &["née", "Lind said"]), ["née", "Lind said"]);
        let text = "A&amp;B said no";
        assert_eq!(
            stored(text, &[&[("&amp;", "&")]], &["said", "A&", "&B"]),
            ["said", "A&amp;", "&amp;B"]
        );
    }

    #[test]
    fn later_edits_see_through_earlier_ones() {
        let text = "A&amp;quot;B\nC";
        let rounds: [&[(&str, &str)]; 3] = [&[("&amp;", "&")], &[("&quot;", "“")], &[("\n", " ")]];
        assert_eq!(
            stored(text, &rounds, &["“B C", "A“", "B", "C"]),
            ["&amp;quot;B\nC", "A&amp;quot;", "B", "C"]
        );
    }

    #[test]
    fn what_is_left_out_belongs_to_nobody_at_the_ends() {
        let text = "so**ft** word";
        let rounds: [&[(&str, &str)]; 1] = [&[("**", ""), ("**", "")]];
        assert_eq!(
            stored(text, &rounds, &["soft", "so", "ft", "word"]),
            ["so**ft", "so", "ft", "word"]
        );
    }

    #[test]
    fn what_is_put_in_stands_for_nothing() {
        let mut view = View::new("said.He");
        view.apply(&[Edit::new(5..5, " ")]);
        assert_eq!(view.text(), "said. He");
        assert_eq!((view.stored(0..5), view.stored(6..8)), (0..5, 5..7));
        assert_eq!(view.stored(5..6), 5..5);
        assert_eq!((view.stored(0..0), view.stored(8..8)), (0..0, 7..7));
    }
}
