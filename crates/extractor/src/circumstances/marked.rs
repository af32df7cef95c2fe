//! What is marked around a cue: its sentence as units, each of which belongs to a source, a cue, a
//! content or nothing.
//!
//! Contents, its own and those of others, are closed to every question: each is one unit. So is
//! the source. How far around a cue is looked is bounded, so that the work for a text grows with
//! its length alone.

use super::clause::Clause;
use super::layers::Layers;
use super::tail;
use super::units::{Part, Place, Units};
use crate::document::{Bytes, Document};
use crate::link::Attribution;

/// How many bytes of words on either side of a cue are looked at.
const WINDOW: usize = 320;

/// How many contents on either side of a cue are stepped over.
const CONTENTS: usize = 4;

/// What is marked in a text, ready to be asked for the clause of any cue.
#[derive(Debug)]
pub(super) struct Marked<'a> {
    document: &'a Document,
    /// The outlet that published it.
    outlet: Option<&'a str>,
    layers: Layers,
    /// Sources and cues of all attributions, in order, each once.
    spans: Vec<Bytes>,
}

impl<'a> Marked<'a> {
    pub(super) fn new(
        document: &'a Document,
        outlet: Option<&'a str>,
        attributions: &[Attribution],
    ) -> Self {
        let layers = Layers::of(attributions.iter().flat_map(|told| &told.contents));
        let marks = attributions.iter().flat_map(|told| told.source.iter().chain(&told.cue));
        let mut spans: Vec<Bytes> = marks.copied().collect();
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        spans.dedup();
        Self { document, outlet, layers, spans }
    }

    /// Returns the clause of an attribution's cue, or of its source where it has no cue.
    pub(super) fn clause(&self, attribution: &Attribution) -> Option<Clause<'a>> {
        let anchor = attribution.cue.or(attribution.source)?;
        let sentence = self.document.sentence_at(anchor.start)?;
        let sentence = Bytes::from(&self.document.sentences()[sentence].bytes);
        let sentence = Bytes::new(sentence.start, sentence.end.max(anchor.end));
        let mut units = Units::new(self.document);
        for (piece, is_open) in self.pieces(anchor, sentence) {
            if is_open {
                self.open(piece, attribution, &mut units);
            } else {
                let own = attribution.contents.iter().any(|content| content.overlaps(piece));
                units.close(piece, if own { Part::Content } else { Part::OtherContent });
            }
        }
        Some(Clause::new(units, anchor))
    }

    /// Returns the parts of a sentence around a cue, in order, and whether each is of its layer.
    fn pieces(&self, anchor: Bytes, sentence: Bytes) -> Vec<(Bytes, bool)> {
        let middle = self.layers.at(anchor.start);
        let own = self.layers.set(middle);
        let length = self.document.text().len();
        let cut = |number: usize| self.layers.bytes(number, length).within(sentence);
        let mut pieces = Vec::new();
        let (mut room, mut closed) = (WINDOW, CONTENTS);
        let mut number = middle;
        let mut end = anchor.start;
        loop {
            let piece = Bytes::new(cut(number).start, end);
            if self.layers.set(number) == own {
                // A word that the start cuts is left out: tokens are told by their start.
                let start = piece.start.max(end.saturating_sub(room));
                room = room.saturating_sub(piece.len());
                pieces.push((Bytes::new(start, end), true));
            } else {
                closed = closed.saturating_sub(1);
                pieces.push((piece, false));
            }
            end = piece.start;
            if number == 0 || end <= sentence.start || room == 0 || closed == 0 {
                break;
            }
            number -= 1;
        }
        pieces.reverse();
        let reach = anchor.start + anchor.len().min(WINDOW);
        let (mut room, mut closed) = (reach - anchor.start + WINDOW, CONTENTS);
        let mut number = middle;
        let mut start = anchor.start;
        loop {
            let piece = Bytes::new(start, cut(number).end);
            if self.layers.set(number) == own {
                let last = piece.end.min(start + room);
                room = room.saturating_sub(piece.len());
                pieces.push((Bytes::new(start, last), true));
            } else {
                closed = closed.saturating_sub(1);
                pieces.push((piece, false));
            }
            start = piece.end;
            number += 1;
            let done = start >= sentence.end || room == 0 || closed == 0;
            if done || number == self.layers.count() {
                break;
            }
        }
        pieces.retain(|(piece, _)| !piece.is_empty());
        pieces
    }

    /// Returns where the name of a source ends whose span has circumstances at its end: "Lind |in a
    /// letter|", "Lind, |to the Lantern|".
    fn named_until(&self, source: Bytes) -> usize {
        if source.len() > WINDOW {
            return source.end;
        }
        let units = Units::free(self.document, self.document.tokens_in(source));
        let mut places = 1..units.len();
        let tail = places.find(|&at| tail::is_circumstance(&units, at, self.outlet));
        tail.map_or(source.end, |at| units.bytes(Place::new(0, at)).end)
    }

    /// Appends the words of a piece that no content covers.
    fn open(&self, piece: Bytes, attribution: &Attribution, units: &mut Units<'a>) {
        let cue = attribution.cue.unwrap_or_default();
        let source = attribution.source.unwrap_or_default();
        let named = Bytes::new(source.start, self.named_until(source));
        // Spans that begin before the piece and reach into it are as long as a source may be.
        let from = self.spans.partition_point(|span| span.start + WINDOW < piece.start);
        let mut others = self.spans[from..].iter().peekable();
        let mut other_end = 0;
        for word in self.document.words(self.document.tokens_in(piece)) {
            let place = word.token().bytes.start;
            while let Some(span) = others.next_if(|span| span.start <= place) {
                if *span != cue && *span != source {
                    other_end = other_end.max(span.end);
                }
            }
            if cue.holds(place) {
                units.push(word, Part::Cue);
            } else if !named.holds(place) {
                units.push(word, if place < other_end { Part::Other } else { Part::Free });
            } else if !units.ends_with(Part::Source) {
                units.close(named, Part::Source);
            }
        }
    }
}
