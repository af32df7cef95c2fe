//! The spans of two readings while they are joined. Indices stay valid until the end.

use std::ops::Range;

use q7x2_domain::{Role, RoleSpan};

use crate::document::Bytes;
use crate::segment::{Quotation, is_mark, is_utterance, overlap};

/// The most words a line without a full stop may have to be a heading.
const HEADING: usize = 12;

/// The learned spans, what was done to them, and the ruled spans they are joined with.
pub(super) struct Merged<'a> {
    text: &'a str,
    ruled: &'a [RoleSpan],
    spans: Vec<RoleSpan>,
    dropped: Vec<bool>,
}

impl<'a> Merged<'a> {
    pub(super) fn new(text: &'a str, learned: Vec<RoleSpan>, ruled: &'a [RoleSpan]) -> Self {
        let dropped = vec![false; learned.len()];
        Self { text, ruled, spans: learned, dropped }
    }

    /// Drops contents with a cue in another paragraph that nothing makes likely: what is not quoted,
    /// titles in quotation marks, whole headings. Whole utterances stay, and what a colon announces.
    pub(super) fn drop_strays(&mut self, lines: &[Bytes]) {
        let line_of = |at: usize| lines.partition_point(|line| line.start <= at).checked_sub(1);
        for at in 0..self.spans.len() {
            let span = &self.spans[at];
            let Some(line) = line_of(span.bytes.start).filter(|_| span.role == Role::Content)
            else {
                continue;
            };
            let cue = span.partner.and_then(|cue| line_of(self.spans[cue].bytes.start));
            let own = &self.text[lines[line]];
            let whole = core(self.text, &span.bytes) == core(self.text, lines[line]);
            let stray = match cue {
                Some(cue) if cue == line => false,
                _ if whole && is_heading(own) => true,
                None => false,
                Some(cue) => {
                    let announced = self.text[lines[cue]].trim_end().ends_with(':');
                    let content = &self.text[span.bytes.clone()];
                    let runs_on = content.starts_with(is_mark) && !content.ends_with(is_mark);
                    let goes_on = content.ends_with(is_mark) && !content.starts_with(is_mark);
                    !announced && !runs_on && !goes_on && !is_utterance(content)
                }
            };
            self.dropped[at] |= stray;
        }
    }

    /// Gives contents that begin or end within a quotation its ends. No annotated content of
    /// PolNeAR's development set has such ends; learned ones that do are all wrong.
    pub(super) fn mend(&mut self, quotations: &[Quotation]) {
        for at in 0..self.spans.len() {
            let Some(mended) = self.mended(at, quotations) else { continue };
            let taken = |other: &usize| *other != at && self.spans[*other].bytes == mended.into();
            self.dropped[at] |= self.contents_over(mended).iter().any(taken);
            self.spans[at].bytes = mended.into();
        }
    }

    /// Returns the ends that a content ought to have, if it has others.
    fn mended(&self, at: usize, quotations: &[Quotation]) -> Option<Bytes> {
        let span = &self.spans[at];
        let words = core(self.text, &span.bytes);
        let near = quotations.partition_point(|quotation| quotation.bytes.end <= words.start);
        let near = quotations[near..].iter().take_while(|q| q.bytes.start < words.end);
        let inside = |place: usize, inner: Bytes| inner.start < place && place < inner.end;
        let cut = |quotation: &&Quotation| {
            let inner = core(self.text, quotation.bytes);
            let overruns =
                quotation.continues && words.start == inner.start && inner.end < words.end;
            overruns || inside(words.start, inner) || inside(words.end, inner)
        };
        let cut: Vec<&Quotation> = near.filter(cut).collect();
        let first = cut.first().filter(|_| span.role == Role::Content)?;
        let cue = span.partner.map(|cue| &self.spans[cue].bytes);
        // "“He told us that it rains,” she said": what is told within is no cut quotation.
        if cue.is_some_and(|cue| cut.iter().any(|quotation| overlap(cue, quotation.bytes))) {
            return None;
        }
        if first.continues || is_utterance(&self.text[first.bytes]) {
            return Some(first.bytes);
        }
        let start = cut.iter().map(|q| q.bytes.start).fold(span.bytes.start, usize::min);
        let end = cut.iter().map(|q| q.bytes.end).fold(span.bytes.end, usize::max);
        Some((start..end).into())
    }

    /// The contents that share a character with `bytes`, in order.
    pub(super) fn contents_over(&self, bytes: impl Into<Bytes>) -> Vec<usize> {
        let bytes = bytes.into();
        let over = |&at: &usize| {
            let span = &self.spans[at];
            span.role == Role::Content && !self.dropped[at] && overlap(&span.bytes, bytes)
        };
        (0..self.spans.len()).filter(over).collect()
    }

    /// Tells whether two contents are the same words, marks aside.
    pub(super) fn is_same(&self, own: usize, ruled: usize) -> bool {
        core(self.text, &self.spans[own].bytes) == core(self.text, &self.ruled[ruled].bytes)
    }

    /// Tells whether the ruled content and its cue both lie within the content `own`, whose cue is
    /// another: "Lind said the crew had told her: “Go.”"
    pub(super) fn tells_within(&self, own: usize, ruled: usize) -> bool {
        let (own, ruled) = (&self.spans[own], &self.ruled[ruled]);
        let within =
            |inner: &Range<usize>| own.bytes.start <= inner.start && inner.end <= own.bytes.end;
        let told = ruled.partner.map(|cue| &self.ruled[cue].bytes);
        told.is_some_and(within) && within(&ruled.bytes)
    }

    /// Tells whether what the rules read as a content holds what the learned tagger reads as the
    /// source of the same cue: "the road was worse than ever, Ada Lind said" read back to front.
    pub(super) fn is_source(&self, ruled: usize) -> bool {
        let content = &self.ruled[ruled];
        let Some(cue) = content.partner.map(|cue| &self.ruled[cue].bytes) else { return false };
        let told = |span: &RoleSpan| span.role == Role::Cue && overlap(&span.bytes, cue);
        let sources = self.spans.iter().filter(|span| told(span)).filter_map(|span| span.partner);
        sources.map(|at| &self.spans[at]).any(|source| overlap(&source.bytes, &content.bytes))
    }

    /// Gives a content the ends of a ruled one.
    pub(super) fn reshape(&mut self, own: usize, ruled: usize) {
        self.spans[own].bytes = self.ruled[ruled].bytes.clone();
    }

    /// Decides the cue of a content that both readings have. Where the two cues have no word in
    /// common the ruled one is right 25 times of 29; where they overlap, the learned one is kept
    /// with its source.
    pub(super) fn settle_cue(&mut self, own: usize, ruled: usize) {
        let Some(cue) = self.ruled[ruled].partner else { return };
        let learned = self.spans[own].partner;
        let agreed = learned.filter(|&own| overlap(&self.spans[own].bytes, &self.ruled[cue].bytes));
        match (agreed, self.ruled[cue].partner) {
            (None, _) => self.spans[own].partner = Some(self.adopt(cue)),
            (Some(known), Some(source)) if self.spans[known].partner.is_none() => {
                self.spans[known].partner = Some(self.adopt(source));
            }
            _ => {}
        }
    }

    /// Raises the score of a content that both readings have: the odds of the two multiply.
    pub(super) fn confirm(&mut self, own: usize, ruled: usize) {
        let odds = |score: f32| score.clamp(0.01, 0.99) / (1.0 - score.clamp(0.01, 0.99));
        let both = odds(self.spans[own].score) * odds(self.ruled[ruled].score);
        self.spans[own].score = both / (1.0 + both);
    }

    pub(super) fn drop(&mut self, own: usize) {
        self.dropped[own] = true;
    }

    /// Adds a ruled content with its cue and source. What the learned tagger gave that cue further
    /// on is not its content.
    pub(super) fn add(&mut self, ruled: usize) {
        let content = &self.ruled[ruled];
        let cue = content.partner.map(|cue| self.adopt(cue));
        if let Some(cue) = cue {
            for at in 0..self.spans.len() {
                let span = &self.spans[at];
                let further = span.role == Role::Content
                    && span.partner == Some(cue)
                    && self.spans[cue].bytes.start < content.bytes.start
                    && content.bytes.end < span.bytes.start;
                self.dropped[at] |= further && !self.is_ruled(at);
            }
        }
        // What the learned tagger reads otherwise, or not at all, is right half as often.
        let score = content.score / 2.0;
        self.push(RoleSpan { partner: cue, score, ..content.clone() });
    }

    /// Tells whether the rules know a content with these words too.
    fn is_ruled(&self, own: usize) -> bool {
        let bytes = &self.spans[own].bytes;
        let known = |span: &RoleSpan| span.role == Role::Content && overlap(&span.bytes, bytes);
        self.ruled.iter().any(known)
    }

    /// Takes over a ruled span and the partners it leads to; a learned one that overlaps it is used
    /// in its stead, with the partner that the rules give it.
    fn adopt(&mut self, ruled: usize) -> usize {
        let span = &self.ruled[ruled];
        let partner = span.partner.map(|partner| self.adopt(partner));
        let same = |own: &RoleSpan| own.role == span.role && overlap(&own.bytes, &span.bytes);
        let Some(own) = self.spans.iter().position(same) else {
            return self.push(RoleSpan { partner, ..span.clone() });
        };
        if partner.is_some() {
            self.spans[own].partner = partner;
        }
        own
    }

    fn push(&mut self, span: RoleSpan) -> usize {
        self.spans.push(span);
        self.dropped.push(false);
        self.spans.len() - 1
    }

    /// Puts the spans in order and points partners to where they are now.
    pub(super) fn into_spans(self) -> Vec<RoleSpan> {
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

/// A line of a few words, most of them capitalised, that ends no sentence.
fn is_heading(line: &str) -> bool {
    let words: Vec<&str> =
        line.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).collect();
    let long: Vec<&&str> = words.iter().filter(|word| word.chars().count() > 3).collect();
    let capitals = long.iter().filter(|word| word.starts_with(|c: char| !c.is_lowercase())).count();
    let stops = line.trim_end().ends_with(['.', '!', ':', '”', '"', '’', '\'', '»']);
    !stops && words.len() <= HEADING && !long.is_empty() && 4 * capitals >= 3 * long.len()
}

/// Where the words of a range begin and end: what is no letter or digit is left out at both ends.
fn core(text: &str, range: impl Into<Bytes>) -> Bytes {
    let range = range.into();
    let words = &text[range];
    let outer = |c: char| !c.is_alphanumeric() || is_mark(c);
    let tail = words.trim_end_matches(outer).len();
    let head = words.len() - words.trim_start_matches(outer).len();
    (range.start + head.min(tail)..range.start + tail).into()
}
