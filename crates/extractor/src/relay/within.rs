//! What is told within what is told: "the Lantern wrote that Lind had urged her crew to go". A reader of
//! spans marks the outer telling alone, so a content in which somebody seems to tell something is read
//! once more, as a text of its own. What is found there is weighed by a learned model ([`clues`]): much
//! that looks like a telling within a telling only belongs to what is told.

mod clues;

use std::collections::HashSet;
use std::sync::LazyLock;

use q7x2_domain::{Asserted, Mode, Role, RoleSpan};

use self::clues::{Seen, clues_of};
use crate::asserted::asserted;
use crate::contents::prune;
use crate::document::{Bytes, Document, TokenKind};
use crate::link::{Attribution, link};
use crate::ordered::ordered;
use crate::resolve::names_somebody;
use crate::tag::mark;
use crate::weights::{Weights, likelihoods};

/// The shortest and the longest piece of a content that is read again, in bytes.
const LENGTHS: std::ops::Range<usize> = 20..1200;
/// From how likely a telling is one it stands.
const LIKELY: f32 = 0.6;

/// Against being none, what each clue adds to the log odds of being a telling.
static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("../../data/within.txt"), 2));

/// A piece of a content that is read again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    /// The number of the content among the spans.
    outer: usize,
    /// Where it stands in the article.
    bytes: Bytes,
}

/// What may be told within a content.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Who tells it, in bytes of the article's view, as all places here.
    pub(crate) source: Bytes,
    pub(crate) cue: Bytes,
    pub(crate) contents: Vec<Bytes>,
    /// What speaks for it and against it, by name.
    pub(crate) clues: Vec<String>,
    /// The spans that it is made of: the cue, the source, then the contents.
    scores: [f32; 3],
    /// The number of the span that is its cue, where the article's reader marked that.
    known: Option<usize>,
    /// Whether it is a sentence of its own that ends with what it quotes.
    plain: bool,
}

impl Told {
    /// Tells whether it is likely that this is told.
    pub(crate) fn stands(&self) -> bool {
        self.plain
            || likelihoods(WEIGHTS.scores(self.clues.iter().map(String::as_str)))[1] >= LIKELY
    }
}

/// Returns the pieces of contents that are read again, each with its text as a document.
pub(crate) fn pieces(document: &Document, spans: &[RoleSpan]) -> Vec<(Piece, Document)> {
    let mut found = Vec::new();
    // A reader that names no partners leaves all of them to be guessed.
    if spans.iter().all(|span| span.partner.is_none()) {
        return found;
    }
    let mut done = 0;
    let contents = spans.iter().enumerate().filter(|(_, span)| span.role == Role::Content);
    for (outer, span) in contents.filter(|(_, span)| span.partner.is_some()) {
        let content = document.split(place(span)).into_iter();
        for piece in content.flat_map(|paragraph| sentences(document, paragraph)) {
            let Some(bytes) = bare(document, piece).filter(|bytes| bytes.start >= done) else {
                continue;
            };
            done = bytes.end;
            let text = sentence(document.slice(bytes));
            let read = Document::of_without(&text, document.left_out());
            if may_tell(&read) {
                found.push((Piece { outer, bytes }, read));
            }
        }
    }
    found
}

/// Cuts a piece of one paragraph into its sentences. What is quoted in it over sentences stays whole.
fn sentences(document: &Document, piece: Bytes) -> Vec<Bytes> {
    let depths = || document.run(piece).iter().map(|token| token.depth);
    let quotes = depths().max() > depths().next();
    let starts = document.sentences_in(piece).iter().map(|sentence| sentence.bytes.start);
    let mut cuts: Vec<usize> = std::iter::once(piece.start).chain(starts).collect();
    cuts.dedup();
    if quotes {
        cuts.truncate(1);
    }
    let ends = cuts.iter().skip(1).copied().chain([piece.end]);
    cuts.iter().zip(ends).map(|(start, end)| Bytes::new(*start, end)).collect()
}

/// Returns what a piece is without its marks and its "that"; nothing of what is too short or too long.
fn bare(document: &Document, piece: Bytes) -> Option<Bytes> {
    let tokens = document.tokens();
    let mut words = document.tokens_in(piece).places().filter(|at| tokens[*at].is_word());
    let (first, last) = (words.next()?, words.next_back()?);
    let first = if tokens[first].is("that") { words.next().unwrap_or(last) } else { first };
    let bytes = Bytes::new(tokens[first].bytes.start, tokens[last].bytes.end);
    // A quotation that is told within ends with its mark.
    let marks = document.tokens_in(Bytes::new(bytes.end, piece.end)).places();
    let inner = tokens[first].depth;
    let inside =
        marks.take_while(|at| tokens[*at].kind == TokenKind::Mark && tokens[*at].depth > inner);
    let end = inside.last().map_or(bytes.end, |at| tokens[at].bytes.end);
    Some(Bytes::new(bytes.start, end)).filter(|bytes| LENGTHS.contains(&bytes.len()))
}

/// Writes a piece as a sentence of its own, with no byte of it in another place.
fn sentence(piece: &str) -> String {
    let mut text = piece.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

/// Tells whether somebody seems to tell something: the rules see it, or a verb of speech has a form of its
/// own and stands behind something that can be its subject.
fn may_tell(read: &Document) -> bool {
    let tells = |at: usize| read.tokens()[at].reports_in(Mode::Speech);
    let ruled = |span: RoleSpan| span.role == Role::Content && span.partner.is_some();
    (1..read.tokens().len()).any(tells) || mark(read).into_iter().any(ruled)
}

/// Returns what may be told within contents. `read` is what was read of each of the pieces, whose texts
/// are `documents`; `sure` tells whether its scores say how sure the reader is.
pub(crate) fn told(
    document: &Document,
    spans: &[RoleSpan],
    pieces: &[Piece],
    documents: &[Document],
    read: &[Vec<RoleSpan>],
    sure: bool,
) -> Vec<Told> {
    let telling: HashSet<usize> =
        spans.iter().filter(|s| s.role == Role::Content).filter_map(|s| s.partner).collect();
    let mut found: Vec<Told> = Vec::new();
    for ((piece, within), read) in pieces.iter().zip(documents).zip(read) {
        let mut attributions = link(within, read);
        prune(within, &mut attributions);
        let near = spans.partition_point(|span| span.bytes.start < piece.bytes.start);
        let marked = spans[near..].iter().take_while(|s| s.bytes.start < piece.bytes.end);
        let cues: Vec<usize> = marked
            .enumerate()
            .filter_map(|(at, span)| (span.role == Role::Cue).then_some(near + at))
            .collect();
        for attribution in attributions {
            let Some((source, cue)) = attribution.source.zip(attribution.cue) else { continue };
            let outside = |inner: Bytes| {
                let stored = within.stored(inner);
                let at = |place: usize| (piece.bytes.start + place).min(piece.bytes.end);
                Bytes::new(at(stored.start), at(stored.end))
            };
            // A reader and a form may both have marked the cue: what one of them gave it is told already.
            let same = |at: &usize| place(&spans[*at]).overlaps(outside(cue));
            if cues.iter().filter(|at| same(at)).any(|at| telling.contains(at)) {
                continue;
            }
            let known = cues.iter().copied().find(same);
            let scores = scores(read, &attribution);
            let read = sure.then_some(read.as_slice());
            let seen = Seen {
                outer: document,
                content: place(&spans[piece.outer]),
                small: document.slice(piece.bytes).starts_with(char::is_lowercase),
                within,
                read,
            };
            let clues = clues_of(&seen, &attribution, known.is_some());
            let quoted = within.quotations_over(attribution.contents[0]).first();
            let depth = document.run(place(&spans[piece.outer])).first().map_or(0, |t| t.depth);
            let plain = depth == 0
                && source.start == 0
                && cue.start >= source.end
                && quoted.is_some_and(|quoted| quoted.bytes == attribution.contents[0])
                && asserted(within, &attribution) == Asserted::Said
                && names_somebody(within.slice(source));
            found.push(Told {
                source: outside(source),
                cue: outside(cue),
                contents: attribution.contents.iter().map(|bytes| outside(*bytes)).collect(),
                clues,
                scores,
                known,
                plain,
            });
        }
    }
    found
}

/// Returns how sure the cue, the source and the contents are.
fn scores(read: &[RoleSpan], attribution: &Attribution) -> [f32; 3] {
    let score = |role: Role, bytes: Option<Bytes>| {
        let of = |span: &&RoleSpan| {
            span.role == role && bytes.is_some_and(|bytes| place(span).overlaps(bytes))
        };
        read.iter().find(of).map_or(0.0, |span| span.score)
    };
    [
        score(Role::Cue, attribution.cue),
        score(Role::Source, attribution.source),
        score(Role::Content, attribution.contents.first().copied()),
    ]
}

/// Returns the spans, in order, with those of what is told within contents.
pub(crate) fn with_told(spans: Vec<RoleSpan>, told: &[Told]) -> Vec<RoleSpan> {
    if told.is_empty() {
        return spans;
    }
    let mut all = spans;
    for Told { source, cue, contents, scores, known, .. } in told {
        let span = |role, bytes: Bytes, score: f32, partner| RoleSpan {
            role,
            bytes: bytes.into(),
            score,
            partner,
        };
        let cue_at = known.unwrap_or_else(|| {
            all.push(span(Role::Cue, *cue, scores[0], None));
            all.len() - 1
        });
        if all[cue_at].partner.is_none() {
            all[cue_at].partner = Some(all.len());
            all.push(span(Role::Source, *source, scores[1], None));
        }
        let told =
            contents.iter().map(|bytes| span(Role::Content, *bytes, scores[2], Some(cue_at)));
        all.extend(told);
    }
    ordered(all, |_| true)
}

/// Where a span stands.
fn place(span: &RoleSpan) -> Bytes {
    Bytes::from(&span.bytes)
}

#[cfg(test)]
mod tests;
