//! What is marked around a cue: its sentence as tokens, each of which belongs to a source, a cue, a
//! content or nothing.
//!
//! Contents, its own and those of others, are closed to every question: each is one token. So is
//! the source. How far around a cue is looked is bounded, so that the work for a text grows with
//! its length alone.

use crate::document::Bytes;

use super::clause::{Clause, Part};
use super::layers::Layers;
use super::tail;
use crate::link::Attribution;
use crate::segment::{Segments, overlap};
use crate::tag::{Token, TokenKind, tokens_in};

/// How many bytes of words on either side of a cue are looked at.
const WINDOW: usize = 320;

/// How many contents on either side of a cue are stepped over.
const CONTENTS: usize = 4;

/// What is marked in a text, ready to be asked for the clause of any cue.
#[derive(Debug)]
pub(super) struct Marked<'a> {
    text: &'a str,
    /// The outlet that published it.
    outlet: Option<&'a str>,
    segments: &'a Segments,
    layers: Layers,
    /// Sources and cues of all attributions, in order, each once.
    spans: Vec<Bytes>,
}

impl<'a> Marked<'a> {
    pub(super) fn new(
        text: &'a str,
        outlet: Option<&'a str>,
        segments: &'a Segments,
        attributions: &[Attribution],
    ) -> Self {
        let layers = Layers::of(attributions.iter().flat_map(|told| &told.contents));
        let marks = attributions.iter().flat_map(|told| told.source.iter().chain(&told.cue));
        let mut spans: Vec<Bytes> = marks.copied().collect();
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        spans.dedup();
        Self { text, outlet, segments, layers, spans }
    }

    /// Returns the clause of an attribution's cue, or of its source where it has no cue.
    pub(super) fn clause(&self, attribution: &Attribution) -> Option<Clause<'a>> {
        let anchor = attribution.cue.or(attribution.source)?;
        let sentence = self.segments.sentence_at(anchor.start)?;
        let sentence = self.segments.sentences[sentence].bytes.clone();
        let sentence = sentence.start..sentence.end.max(anchor.end);
        let pieces = self.pieces(anchor, sentence.into());
        let (mut tokens, mut parts) = (Vec::new(), Vec::new());
        for (piece, is_open) in pieces {
            if is_open {
                self.open(piece, attribution, &mut tokens, &mut parts);
            } else {
                let own = attribution.contents.iter().any(|content| overlap(*content, piece));
                tokens.push(closed(self.text, piece));
                parts.push(if own { Part::Content } else { Part::OtherContent });
            }
        }
        Some(Clause::new(tokens, parts, anchor))
    }

    /// Returns the parts of a sentence around a cue, in order, and whether each is of its layer.
    fn pieces(&self, anchor: Bytes, sentence: Bytes) -> Vec<(Bytes, bool)> {
        let middle = self.layers.at(anchor.start);
        let own = self.layers.set(middle);
        let cut = |number: usize| {
            let bytes = self.layers.bytes(number, self.text.len());
            bytes.start.clamp(sentence.start, sentence.end)
                ..bytes.end.clamp(sentence.start, sentence.end)
        };
        let mut pieces = Vec::new();
        let (mut room, mut closed) = (WINDOW, CONTENTS);
        let mut number = middle;
        let mut end = anchor.start;
        loop {
            let piece = cut(number).start..end;
            let is_open = self.layers.set(number) == own;
            if is_open {
                let start = match piece.len() <= room {
                    true => piece.start,
                    false => self.word_from(end - room).clamp(piece.start, end),
                };
                room = room.saturating_sub(piece.len());
                pieces.push((Bytes::new(start, end), true));
            } else {
                closed = closed.saturating_sub(1);
                pieces.push((piece.clone().into(), false));
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
            let piece = start..cut(number).end.max(start);
            let is_open = self.layers.set(number) == own;
            if is_open {
                let last =
                    self.text.floor_char_boundary(piece.start + room).clamp(start, piece.end);
                room = room.saturating_sub(piece.len());
                pieces.push((Bytes::new(start, last), true));
            } else {
                closed = closed.saturating_sub(1);
                pieces.push((piece.clone().into(), false));
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

    /// Returns where the first whole word at or after `at` begins.
    fn word_from(&self, at: usize) -> usize {
        let at = self.text.floor_char_boundary(at);
        if at == 0 {
            return 0;
        }
        self.text[at..].find(char::is_whitespace).map_or(self.text.len(), |space| at + space)
    }

    /// Returns where the name of a source ends whose span has circumstances at its end: "Lind |in a
    /// letter|", "Lind, |to the Lantern|".
    fn named_until(&self, source: Bytes) -> usize {
        if source.len() > WINDOW {
            return source.end;
        }
        let tokens = tokens_in(self.text, source.into());
        let parts = vec![Part::Free; tokens.len()];
        let clause = Clause::plain(tokens, parts);
        let count = clause.tokens.len();
        let tail = (1..count).find(|&at| tail::is_circumstance(&clause, at, self.outlet));
        tail.map_or(source.end, |at| clause.tokens[at - 1].bytes.end)
    }

    /// Appends the words of a piece that no content covers.
    fn open(
        &self,
        piece: Bytes,
        attribution: &Attribution,
        tokens: &mut Vec<Token<'a>>,
        parts: &mut Vec<Part>,
    ) {
        let cue = attribution.cue.unwrap_or_default();
        let source = attribution.source.unwrap_or_default();
        let named = source.start..self.named_until(source);
        // Spans that begin before the piece and reach into it are as long as a source may be.
        let from = self.spans.partition_point(|span| span.start + WINDOW < piece.start);
        let mut others = self.spans[from..].iter().peekable();
        let mut other_end = 0;
        for token in tokens_in(self.text, piece.into()) {
            let place = token.bytes.start;
            while let Some(span) = others.next_if(|span| span.start <= place) {
                if *span != cue && *span != source {
                    other_end = other_end.max(span.end);
                }
            }
            if cue.contains(&place) {
                tokens.push(token);
                parts.push(Part::Cue);
            } else if named.contains(&place) {
                if parts.last() != Some(&Part::Source) {
                    tokens.push(closed(self.text, named.clone().into()));
                    parts.push(Part::Source);
                }
            } else {
                tokens.push(token);
                parts.push(if place < other_end { Part::Other } else { Part::Free });
            }
        }
    }
}

/// Returns a stretch of text as one token that no pattern looks into.
fn closed(text: &str, bytes: Bytes) -> Token<'_> {
    Token { text: &text[bytes], lower: String::new(), bytes: bytes.into(), kind: TokenKind::Quote }
}
