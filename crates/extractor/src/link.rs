//! Linking: which source and which contents belong to which cue, as the tagger says. Where it gives a
//! content no cue, the source is the nearest, by distance in words that no span covers and by the
//! sentences between them.

use q7x2_domain::{Role, RoleSpan};

use crate::document::{Bytes, Document, Quotation};
use crate::family::Family;

/// A source, a cue and contents that belong together, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribution {
    /// Who is cited.
    pub source: Option<Bytes>,
    /// The citing words.
    pub cue: Option<Bytes>,
    /// What is cited, in text order; none crosses a paragraph.
    pub contents: Vec<Bytes>,
}

/// How many spans of a role are looked at on either side of another.
const REACH: usize = 8;
/// What a sentence end between two spans costs, in words.
const SENTENCE: usize = 25;
/// What another cue between two spans costs.
const CUE_BETWEEN: usize = 10;
/// What it costs a source to stand after a content rather than before it.
const SOURCE_AFTER: usize = 2;
/// What a source costs at most.
const FARTHEST: usize = 60;

/// Links the spans of one text; `spans` are ordered by their start. What the tagger says of a
/// span's partner is believed.
pub fn link(document: &Document, spans: &[RoleSpan]) -> Vec<Attribution> {
    let numbers = |role| -> Vec<usize> {
        let of_role =
            |&number: &usize| spans[number].role == role && !spans[number].bytes.is_empty();
        (0..spans.len()).filter(of_role).collect()
    };
    let bytes = |numbers: &[usize]| -> Vec<Bytes> {
        numbers.iter().map(|&number| Bytes::from(&spans[number].bytes)).collect()
    };
    let partner = |number: usize, role| {
        let told =
            spans[number].partner.and_then(|partner| spans.get(partner).map(|s| (partner, s)));
        told.filter(|(_, span)| span.role == role).map(|(partner, _)| partner)
    };
    let (cue_numbers, content_numbers) = (numbers(Role::Cue), numbers(Role::Content));
    let (sources, cues) = (bytes(&numbers(Role::Source)), bytes(&cue_numbers));
    let linker = Linker { document, words: uncovered_words(document, spans), cues: &cues };
    let attribution = |&number: &usize| {
        let cue = Bytes::from(&spans[number].bytes);
        let source = partner(number, Role::Source).map(|source| Bytes::from(&spans[source].bytes));
        Attribution { source, cue: Some(cue), contents: Vec::new() }
    };
    let mut found: Vec<Attribution> = cue_numbers.iter().map(attribution).collect();
    // The last attribution of each cue.
    let mut latest: Vec<usize> = (0..found.len()).collect();
    for number in content_numbers {
        let content = Bytes::from(&spans[number].bytes);
        let told = partner(number, Role::Cue).and_then(|cue| cue_numbers.binary_search(&cue).ok());
        let pieces = document.split(content);
        match told {
            Some(cue) => linker.attach(&mut found, &mut latest[cue], cue, pieces),
            None => {
                let first = pieces.first().filter(|_| document.uses(Family::LinkOrphans));
                let signed = partner(number, Role::Source).map(|at| Bytes::from(&spans[at].bytes));
                let source =
                    signed.or_else(|| first.and_then(|piece| linker.source_of(*piece, &sources)));
                found.push(Attribution { source, cue: None, contents: pieces });
            }
        }
    }
    found.retain(|attribution| !attribution.contents.is_empty());
    found.sort_by_key(|attribution| attribution.contents[0].start);
    found
}

struct Linker<'a> {
    document: &'a Document,
    /// The starts of the words that no span covers.
    words: Vec<usize>,
    cues: &'a [Bytes],
}

impl Linker<'_> {
    /// Returns the source nearest to a content.
    fn source_of(&self, content: Bytes, sources: &[Bytes]) -> Option<Bytes> {
        let near = near(sources, content);
        let cost = |source: &&Bytes| {
            let after = if source.start > content.start { SOURCE_AFTER } else { 0 };
            self.distance(**source, content) + after
        };
        near.iter().min_by_key(cost).filter(|source| cost(source) < FARTHEST).copied()
    }

    /// Returns how far apart two spans are, in words.
    fn distance(&self, a: Bytes, b: Bytes) -> usize {
        let (left, right) = if a.start <= b.start { (a, b) } else { (b, a) };
        let gap = Bytes::new(left.end.min(right.start), right.start);
        let count = |starts: &mut dyn FnMut(usize) -> usize| starts(gap.end) - starts(gap.start);
        let words = count(&mut |at| self.words.partition_point(|&word| word < at));
        let sentences =
            count(&mut |at| self.document.sentences().partition_point(|s| s.bytes.start <= at));
        let cues = count(&mut |at| self.cues.partition_point(|cue| cue.start < at));
        words + sentences * SENTENCE + cues * CUE_BETWEEN
    }

    /// Gives contents to a cue. What stands in a later paragraph than the contents it has, as the
    /// items of a list do, is a statement of its own under the same cue. `latest` is the number of the
    /// last statement of the cue, with which a quotation that is opened again goes on.
    fn attach(
        &self,
        found: &mut Vec<Attribution>,
        latest: &mut usize,
        cue: usize,
        pieces: Vec<Bytes>,
    ) {
        let Some(first) = pieces.first().copied() else { return };
        let paragraph = self.document.paragraph_at(first.start);
        let last = found[cue].contents.last();
        // "He left, she said. “I saw it.”" goes on after its cue.
        let goes_on =
            last.is_some_and(|last| (last.start..first.start).contains(&self.cues[cue].start));
        let elsewhere = last.is_some_and(|last| {
            self.document.paragraph_at(last.start) < paragraph
                || self.document.sentence_at(last.start) < self.document.sentence_at(first.start)
                    && (self.is_quoted(*last) || !goes_on)
                    && self.is_quoted(*last) != self.is_quoted(first)
        });
        let continues = self.document.uses(Family::LinkContinued) && self.continues(first);
        if elsewhere && self.document.uses(Family::LinkApart) && !continues {
            let source = found[cue].source;
            let cue = found[cue].cue;
            *latest = found.len();
            found.push(Attribution { source, cue, contents: pieces });
        } else {
            let at = if continues { *latest } else { cue };
            found[at].contents.extend(pieces);
        }
    }

    /// Returns the quotation with which a content begins.
    fn quotation(&self, content: Bytes) -> Option<&Quotation> {
        let first = self.document.quotations_over(content).first();
        first.filter(|quotation| quotation.bytes.start <= content.start)
    }

    /// Tells whether a content begins with a quotation.
    fn is_quoted(&self, content: Bytes) -> bool {
        self.quotation(content).is_some()
    }

    /// Tells whether a content goes on with a quotation of an earlier paragraph.
    fn continues(&self, content: Bytes) -> bool {
        self.quotation(content).is_some_and(|quotation| quotation.continues)
    }
}

fn near(spans: &[Bytes], to: Bytes) -> &[Bytes] {
    let at = spans.partition_point(|span| span.start < to.start);
    &spans[at.saturating_sub(REACH)..spans.len().min(at + REACH)]
}

/// Returns the starts of the words that no span covers.
fn uncovered_words(document: &Document, spans: &[RoleSpan]) -> Vec<usize> {
    let mut words = Vec::new();
    let (mut covered, mut next) = (0, 0);
    for token in document.tokens().iter().filter(|token| token.is_word()) {
        let at = token.bytes.start;
        while let Some(span) = spans.get(next).filter(|span| span.bytes.start <= at) {
            covered = covered.max(span.bytes.end);
            next += 1;
        }
        if at >= covered {
            words.push(at);
        }
    }
    words
}

/// Reads "[source] <cue> {content}", in any order: the text without the marks, and the attribution.
#[cfg(test)]
pub(crate) fn marked_up(marked: &str) -> (Document, Attribution) {
    let (mut text, mut open) = (String::new(), 0);
    let mut attribution = Attribution { source: None, cue: None, contents: Vec::new() };
    for c in marked.chars() {
        match c {
            '[' | '<' | '{' => open = text.len(),
            ']' => attribution.source = Some((open..text.len()).into()),
            '>' => attribution.cue = Some((open..text.len()).into()),
            '}' => attribution.contents.push((open..text.len()).into()),
            other => text.push(other),
        }
    }
    (Document::of(&text), attribution)
}

#[cfg(test)]
mod tests;
