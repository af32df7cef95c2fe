//! The spans of a reading while forms are added to it. Numbers stay valid until the end.

use q7x2_domain::{Role, RoleSpan};

use crate::document::{Bytes, Document, Word};
use crate::lexicon::Class;
use crate::ordered::ordered;
use crate::places::Places;

/// What a form found: who is cited, the citing words, and what they cite, which may run over several
/// paragraphs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) source: Option<Bytes>,
    pub(super) cue: Option<Bytes>,
    pub(super) content: Bytes,
    /// How likely it is right.
    pub(super) score: f32,
}

/// The spans, and which of them are gone.
pub(super) struct Read<'d> {
    pub(super) document: &'d Document,
    spans: Vec<RoleSpan>,
    gone: Vec<bool>,
    index: Places,
}

impl<'d> Read<'d> {
    pub(super) fn new(document: &'d Document, spans: Vec<RoleSpan>) -> Self {
        let gone = vec![false; spans.len()];
        let index = Places::of(spans.iter().map(|span| Bytes::from(&span.bytes)));
        Self { document, spans, gone, index }
    }

    /// The numbers of the spans of a role that are still there.
    pub(super) fn of_role(&self, role: Role) -> Vec<usize> {
        let stays = |&at: &usize| self.spans[at].role == role && !self.gone[at];
        (0..self.spans.len()).filter(stays).collect()
    }

    /// Where a span stands.
    pub(super) fn place(&self, at: usize) -> Bytes {
        Bytes::from(&self.spans[at].bytes)
    }

    /// How sure a span is.
    pub(super) fn score(&self, at: usize) -> f32 {
        self.spans[at].score
    }

    /// Where the partner of a span stands, and its number.
    pub(super) fn partner(&self, at: usize) -> Option<(usize, Bytes)> {
        let partner = self.spans[at].partner.filter(|&partner| !self.gone[partner])?;
        Some((partner, self.place(partner)))
    }

    /// The spans that share a character with a place, by their number.
    fn over(&self, bytes: Bytes) -> Vec<usize> {
        self.index.near(bytes, |at| !self.gone[at] && self.place(at).overlaps(bytes))
    }

    /// The contents that share a character with a place.
    pub(super) fn contents_over(&self, bytes: Bytes) -> Vec<usize> {
        let mut contents = self.over(bytes);
        contents.retain(|&at| self.spans[at].role == Role::Content);
        contents
    }

    /// Tells whether a span of any role shares a character with a place.
    pub(super) fn is_marked(&self, bytes: Bytes) -> bool {
        !self.over(bytes).is_empty()
    }

    /// Takes its partner from a span.
    pub(super) fn part(&mut self, at: usize) {
        self.spans[at].partner = None;
    }

    /// Takes a span away.
    pub(super) fn drop(&mut self, at: usize) {
        self.gone[at] = true;
    }

    /// Takes the contents of a sentence away whose cue shares a character with a place.
    pub(super) fn drop_told_by(&mut self, cue: Bytes, sentence: Bytes) {
        for at in self.contents_over(sentence) {
            if self.partner(at).is_some_and(|(_, own)| own.overlaps(cue)) {
                self.drop(at);
            }
        }
    }

    /// Lets a span end elsewhere.
    pub(super) fn end_at(&mut self, at: usize, end: usize) {
        self.spans[at].bytes.end = end;
        self.index.enter(at, self.place(at));
    }

    /// Lets a span begin elsewhere.
    pub(super) fn start_at(&mut self, at: usize, start: usize) {
        self.spans[at].bytes.start = start;
        self.index.enter(at, self.place(at));
    }

    /// Adds what prevails: contents that share words with it go, unless they are told within it; of
    /// those that run on behind it the rest stays.
    pub(super) fn claim(&mut self, found: Found) {
        // Who is named in a title far above says nothing of what stands between.
        let near = |source: &Bytes| {
            let end =
                found.cue.map_or(found.content.start, |cue| cue.start.min(found.content.start));
            self.document.paragraph_at(source.start) + 1 >= self.document.paragraph_at(end)
        };
        let source = found.source.filter(near);
        let whole = source.into_iter().chain(found.cue).fold(found.content, Bytes::cover);
        for at in self.contents_over(whole) {
            let place = self.place(at);
            let cue = self.partner(at).map(|(_, cue)| cue);
            let told =
                found.content.covers(place) && cue.is_some_and(|cue| found.content.covers(cue));
            if place.end > whole.end && place.start >= whole.start {
                self.begin_after(at, whole.end);
            } else {
                self.gone[at] |= !told;
            }
        }
        match found {
            // What is signed needs no cue.
            Found { source: Some(source), cue: None, content, score } => {
                let source = self.push(Role::Source, source, score, None);
                self.push(Role::Content, content, score, Some(source));
            }
            found => self.add(found),
        }
    }

    /// Lets a span begin with the first sentence behind a place; takes it away where there is none.
    fn begin_after(&mut self, at: usize, end: usize) {
        let place = self.place(at);
        let rest = self.document.sentences_in(Bytes::new(end, place.end)).first();
        match rest {
            Some(rest) => self.spans[at].bytes.start = rest.bytes.start,
            None => self.gone[at] = true,
        }
    }

    /// Adds who may be cited by a content that has no cue.
    pub(super) fn name(&mut self, source: Bytes, score: f32) {
        self.push(Role::Source, source, score, None);
    }

    /// Adds an attribution.
    pub(super) fn add(&mut self, found: Found) {
        let Found { source, cue, content, score } = found;
        let source = source.map(|source| self.push(Role::Source, source, score, None));
        let cue = cue.map(|cue| self.push(Role::Cue, cue, score, source));
        self.push(Role::Content, content, score, cue);
    }

    fn push(&mut self, role: Role, bytes: Bytes, score: f32, partner: Option<usize>) -> usize {
        self.spans.push(RoleSpan { role, bytes: bytes.range(), score, partner });
        self.gone.push(false);
        let at = self.spans.len() - 1;
        self.index.enter(at, bytes);
        at
    }

    /// Returns the spans in the order of their start.
    pub(super) fn into_spans(self) -> Vec<RoleSpan> {
        ordered(self.spans, |at| !self.gone[at])
    }
}

/// The words of a source that are written with a capital letter, in lower case.
pub(super) fn names(document: &Document, source: Bytes) -> impl Iterator<Item = &str> {
    let words = document.words(document.tokens_in(source));
    let named = words.filter(|word| word.is_capital() && !word.token().has(Class::Determiner));
    named.map(Word::lower)
}
