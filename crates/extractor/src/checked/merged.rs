//! The spans of two readings while they are joined. Indices stay valid until the end.

use q7x2_domain::{Role, RoleSpan};

use super::placed::Placed;
use crate::document::{Bytes, Document, Quotation, is_mark, is_utterance};
use crate::family::Family;
use crate::lexicon::Class;
use crate::ordered::ordered;
use crate::places::Places;

/// The learned spans, what was done to them, and the ruled spans they are joined with.
pub(super) struct Merged<'a> {
    document: &'a Document,
    ruled: Vec<Placed>,
    spans: Vec<Placed>,
    dropped: Vec<bool>,
    index: Places,
}

impl<'a> Merged<'a> {
    pub(super) fn new(document: &'a Document, learned: &[RoleSpan], ruled: &[RoleSpan]) -> Self {
        let (dropped, spans) = (vec![false; learned.len()], Placed::all(learned));
        let index = Places::of(spans.iter().map(|span| span.bytes));
        Self { document, ruled: Placed::all(ruled), spans, dropped, index }
    }

    /// Drops contents with a cue in another paragraph that nothing makes likely: what is not quoted,
    /// titles in quotation marks. Whole utterances stay, and what a colon announces.
    pub(super) fn drop_strays(&mut self) {
        for at in 0..self.spans.len() {
            self.dropped[at] |= self.is_stray(at);
        }
    }

    fn is_stray(&self, at: usize) -> bool {
        let (document, span) = (self.document, &self.spans[at]);
        let Some(line) = document.line_at(span.bytes.start).filter(|_| span.role == Role::Content)
        else {
            return false;
        };
        let cue = span.partner.and_then(|cue| document.line_at(self.spans[cue].bytes.start));
        if cue == Some(line) {
            return false;
        }
        cue.is_some_and(|cue| {
            let announced = document.slice(cue.bytes).ends_with(':');
            let content = document.slice(span.bytes);
            let runs_on = content.starts_with(is_mark) && !content.ends_with(is_mark);
            let goes_on = content.ends_with(is_mark) && !content.starts_with(is_mark);
            !announced && !runs_on && !goes_on && !is_utterance(content)
        })
    }

    /// Gives contents that begin or end within a quotation its ends. No annotated content of
    /// PolNeAR's development set has such ends; learned ones that do are all wrong.
    pub(super) fn mend(&mut self) {
        for at in 0..self.spans.len() {
            let Some(mended) = self.mended(at) else { continue };
            let taken = |other: &usize| *other != at && self.spans[*other].bytes == mended;
            self.dropped[at] |= self.contents_over(mended).iter().any(taken);
            self.move_to(at, mended);
        }
    }

    /// Returns the ends that a content ought to have, if it has others.
    fn mended(&self, at: usize) -> Option<Bytes> {
        let span = &self.spans[at];
        let words = self.core(span.bytes);
        let inside = |place: usize, inner: Bytes| inner.start < place && place < inner.end;
        let cut = |quotation: &&Quotation| {
            let inner = self.core(quotation.bytes);
            let overruns =
                quotation.continues && words.start == inner.start && inner.end < words.end;
            overruns || inside(words.start, inner) || inside(words.end, inner)
        };
        let near = self.document.quotations_over(words).iter();
        let cut: Vec<&Quotation> = near.filter(cut).collect();
        let first = cut.first().filter(|_| span.role == Role::Content)?;
        let cue = span.partner.map(|cue| self.spans[cue].bytes);
        // "“He told us that it rains,” she said": what is told within is no cut quotation.
        if cue.is_some_and(|cue| cut.iter().any(|quotation| cue.overlaps(quotation.bytes))) {
            return None;
        }
        if first.continues || is_utterance(self.document.slice(first.bytes)) {
            return Some(first.bytes);
        }
        Some(cut.iter().fold(span.bytes, |bytes, quotation| bytes.cover(quotation.bytes)))
    }

    /// The contents that share a character with `bytes`, in order.
    pub(super) fn contents_over(&self, bytes: Bytes) -> Vec<usize> {
        self.index.near(bytes, |at| {
            let span = &self.spans[at];
            span.role == Role::Content && !self.dropped[at] && span.bytes.overlaps(bytes)
        })
    }

    /// The spans of a role that share a character with `bytes`, in order, dropped ones too.
    fn all_over(&self, role: Role, bytes: Bytes) -> Vec<usize> {
        let over = |span: &Placed| span.role == role && span.bytes.overlaps(bytes);
        self.index.near(bytes, |at| over(&self.spans[at]))
    }

    /// Tells whether two contents are the same words, marks aside.
    pub(super) fn is_same(&self, own: usize, ruled: usize) -> bool {
        self.core(self.spans[own].bytes) == self.core(self.ruled[ruled].bytes)
    }

    /// Tells whether the ruled content and its cue both lie within the content `own`, whose cue is
    /// another: "Lind said the crew had told her: “Go.”"
    pub(super) fn tells_within(&self, own: usize, ruled: usize) -> bool {
        let (own, ruled) = (&self.spans[own], &self.ruled[ruled]);
        let told = ruled.partner.map(|cue| self.ruled[cue].bytes);
        told.is_some_and(|cue| own.bytes.covers(cue)) && own.bytes.covers(ruled.bytes)
    }

    /// Tells whether what the rules read as a content holds what the learned tagger reads as the
    /// source of the same cue: "the road was worse than ever, Ada Lind said" read back to front.
    pub(super) fn is_source(&self, ruled: usize) -> bool {
        if !self.document.uses(Family::CheckedBackwards) {
            return false;
        }
        let content = &self.ruled[ruled];
        let Some(cue) = content.partner.map(|cue| self.ruled[cue].bytes) else { return false };
        let cues = self.all_over(Role::Cue, cue).into_iter();
        let mut sources = cues.filter_map(|cue| self.spans[cue].partner);
        sources.any(|source| self.spans[source].bytes.overlaps(content.bytes))
    }

    /// Gives a content the ends of a ruled one.
    pub(super) fn reshape(&mut self, own: usize, ruled: usize) {
        self.move_to(own, self.ruled[ruled].bytes);
    }

    fn move_to(&mut self, own: usize, bytes: Bytes) {
        self.spans[own].bytes = bytes;
        self.index.enter(own, bytes);
    }

    /// Decides the cue of a content that both readings have. Where the two cues have no word in
    /// common the ruled one is right 25 times of 29; where they overlap, the learned one is kept
    /// with its source.
    pub(super) fn settle_cue(&mut self, own: usize, ruled: usize) {
        let Some(cue) = self.ruled[ruled].partner else { return };
        let learned = self.spans[own].partner;
        let agreed = learned.filter(|&own| self.spans[own].bytes.overlaps(self.ruled[cue].bytes));
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

    /// Adds a ruled content with its cue and source.
    pub(super) fn add(&mut self, ruled: usize) {
        let content = self.ruled[ruled];
        let cue = content.partner.map(|cue| self.adopt(cue));
        // What the learned tagger reads otherwise, or not at all, is right half as often.
        let score = content.score / 2.0;
        self.push(Placed { partner: cue, score, ..content });
    }

    /// Adds what a line announces. A telling of somebody else with which it opens or ends is worth
    /// more: "- The toll stays, Ode said". What it tells within stays beside it.
    pub(super) fn add_listed(&mut self, ruled: usize, rivals: &[usize]) {
        let listed = self.ruled[ruled].bytes;
        let cue = |at: usize| self.spans[at].partner.map(|cue| (cue, self.spans[cue].bytes));
        let inside = |at: usize| cue(at).is_some_and(|(_, cue)| listed.covers(cue));
        let frames = |&at: &usize| {
            let Some((number, cue)) = cue(at).filter(|_| inside(at)) else { return false };
            let source = self.spans[number].partner.map(|source| self.spans[source].bytes);
            source.is_some_and(|source| {
                let own = self.document.words_in(source).all(|word| word.has(Class::Talker));
                !own && (source.start <= listed.start || source.cover(cue).end >= listed.end)
            })
        };
        if rivals.iter().any(frames) {
            return;
        }
        let over: Vec<usize> = rivals.iter().copied().filter(|&at| !inside(at)).collect();
        over.into_iter().for_each(|rival| self.drop(rival));
        self.add(ruled);
    }

    /// Takes over a ruled span and the partners it leads to; a learned one that overlaps it is used
    /// in its stead, with the partner that the rules give it.
    fn adopt(&mut self, ruled: usize) -> usize {
        let span = self.ruled[ruled];
        let partner = span.partner.map(|partner| self.adopt(partner));
        let Some(own) = self.all_over(span.role, span.bytes).first().copied() else {
            return self.push(Placed { partner, ..span });
        };
        if partner.is_some() {
            self.spans[own].partner = partner;
        }
        own
    }

    fn push(&mut self, span: Placed) -> usize {
        self.index.enter(self.spans.len(), span.bytes);
        self.spans.push(span);
        self.dropped.push(false);
        self.spans.len() - 1
    }

    /// Puts the spans in order and points partners to where they are now.
    pub(super) fn into_spans(self) -> Vec<RoleSpan> {
        let spans = self.spans.into_iter().map(RoleSpan::from).collect();
        ordered(spans, |at| !self.dropped[at])
    }

    /// Where the words of a place begin and end: what is no letter or digit is left out at both ends.
    fn core(&self, bytes: Bytes) -> Bytes {
        let words = self.document.slice(bytes);
        let outer = |c: char| !c.is_alphanumeric() || is_mark(c);
        let tail = words.trim_end_matches(outer).len();
        let head = words.len() - words.trim_start_matches(outer).len();
        Bytes::new(bytes.start + head.min(tail), bytes.start + tail)
    }
}
