//! The rule-based tagger: marks sources, cues and contents by quotation marks, the cue lexicon
//! and a few patterns of news English. It is the reference in tests and the fallback of the
//! neural tagger, so it stays small; it does not link spans and does not know who anybody is.

mod others;
mod phrases;
mod tokens;
mod verbs;

use std::collections::HashMap;
use std::ops::Range;

use q7x2_domain::{ModelVersion, Role, RoleSpan, Sentence, Tagger, TaggerInput};

use self::phrases::Phrases;
use self::tokens::{Kind, Token, periods};
use crate::segment::{Quotation, paragraphs_of, quotations};

/// Tags by rules. See the module.
#[derive(Debug, Clone)]
pub struct RuleTagger {
    model: ModelVersion,
}

impl RuleTagger {
    /// Returns the tagger.
    pub fn new() -> Self {
        Self { model: ModelVersion::new("rules-1") }
    }
}

impl Default for RuleTagger {
    fn default() -> Self {
        Self::new()
    }
}

impl Tagger for RuleTagger {
    fn model(&self) -> &ModelVersion {
        &self.model
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        inputs.iter().map(tag_text).collect()
    }
}

/// An attribution within a period; ranges are of tokens.
#[derive(Debug, Clone)]
struct Found {
    source: Option<Range<usize>>,
    cue: Range<usize>,
    contents: Vec<Range<usize>>,
    /// Whether the cue is a verb, whose subject later verbs of the period share.
    verbal: bool,
}

/// What has been found in a period so far.
#[derive(Debug, Default)]
struct Draft {
    found: Vec<Found>,
    claimed: Vec<bool>,
}

impl Draft {
    fn new(tokens: usize) -> Self {
        Self { found: Vec::new(), claimed: vec![false; tokens] }
    }

    /// Keeps an attribution, unless its content is empty or overlaps what is claimed.
    fn add(&mut self, mut found: Found) {
        found.contents.retain(|content| content.start < content.end);
        let free = found.contents.iter().flat_map(Clone::clone).all(|at| self.is_free(at));
        if free && !found.contents.is_empty() {
            found.contents.iter().flat_map(Clone::clone).for_each(|at| self.claimed[at] = true);
            self.found.push(found);
        }
    }

    fn is_free(&self, at: usize) -> bool {
        !self.claimed.get(at).copied().unwrap_or(true)
    }

    fn has_cue(&self, at: usize) -> bool {
        self.found.iter().any(|found| found.cue.contains(&at))
    }

    /// Returns where the free tokens before `at` begin: after the last claimed content or cue.
    fn floor(&self, at: usize) -> usize {
        let claimed =
            self.claimed[..at].iter().rposition(|&claimed| claimed).map_or(0, |last| last + 1);
        let cues = self.found.iter().map(|found| found.cue.end).filter(|&end| end <= at).max();
        claimed.max(cues.unwrap_or(0))
    }

    /// Returns the source of the verb found last.
    fn last_source(&self) -> Option<Range<usize>> {
        let verbs = self.found.iter().filter(|found| found.verbal);
        verbs.max_by_key(|found| found.cue.start).and_then(|found| found.source.clone())
    }
}

/// What one paragraph leaves open for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// It ended with a colon or comma after a cue: what follows is content.
    Announced,
    /// It ended with a quotation that somebody said: quotations may go on.
    Speaking,
}

fn tag_text(input: &TaggerInput<'_>) -> Vec<RoleSpan> {
    let text = input.text;
    let paragraphs = paragraphs_of(input.sentences);
    let quotations = quotations(text, &paragraphs);
    let names = capital_words(text, input.sentences);
    let mut spans = Vec::new();
    let mut open = Open::Nothing;
    let (mut sentences, mut quotes) = (input.sentences, quotations.as_slice());
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let count = sentences.partition_point(|sentence| sentence.bytes.start < paragraph.end);
        let (own, later) = sentences.split_at(count);
        sentences = later;
        let count = quotes.partition_point(|quotation| quotation.paragraph <= number);
        let (own_quotes, later) = quotes.split_at(count);
        quotes = later;
        open = tag_paragraph(text, own, own_quotes, open, &names, &mut spans);
    }
    spans.sort_by_key(|span| (span.bytes.start, span.bytes.end));
    spans.dedup_by(|b, a| a.role == b.role && b.bytes.start < a.bytes.end);
    spans
}

fn tag_paragraph(
    text: &str,
    sentences: &[Sentence],
    quotations: &[Quotation],
    before: Open,
    names: &HashMap<String, usize>,
    spans: &mut Vec<RoleSpan>,
) -> Open {
    let periods = periods(text, sentences, quotations);
    let mut open = before;
    let bulleted = periods
        .first()
        .is_some_and(|p| p.first().is_some_and(|t| t.kind == Kind::Other || t.kind == Kind::Dash));
    for (number, tokens) in periods.iter().enumerate() {
        let phrases = Phrases::new(tokens);
        let mut draft = Draft::new(tokens.len());
        let alone = alone(tokens);
        if let (Some(quote), true) = (&alone, open != Open::Nothing) {
            push(&tokens[quote.clone()], Role::Content, spans);
            continue;
        }
        if number == 0 {
            let is_name = |words: &[Token<'_>]| {
                words.iter().all(|word| names.get(&word.lower).is_some_and(|&count| count > 1))
            };
            others::label(&phrases, &mut draft, is_name);
        }
        others::dash(&phrases, &mut draft);
        others::nouns(&phrases, &mut draft);
        others::according_to(&phrases, &mut draft);
        verbs::find(&phrases, &mut draft);
        open = Open::Nothing;
        for found in &draft.found {
            push(&tokens[found.cue.clone()], Role::Cue, spans);
            found
                .source
                .iter()
                .for_each(|source| push(&tokens[source.clone()], Role::Source, spans));
            found
                .contents
                .iter()
                .for_each(|content| push(&tokens[content.clone()], Role::Content, spans));
            if found.contents.iter().any(|c| tokens[c.clone()].iter().any(Token::is_utterance)) {
                open = Open::Speaking;
            }
        }
        if number + 1 == periods.len()
            && let Some(announced) = announced(&phrases, &draft, spans)
        {
            open = announced;
        }
    }
    let _ = bulleted;
    open
}

/// Returns the tokens of a period that is nothing but an utterance, a bullet or label aside.
fn alone(tokens: &[Token<'_>]) -> Option<Range<usize>> {
    let first = tokens.iter().position(|token| !matches!(token.kind, Kind::Other | Kind::Dash))?;
    let end = tokens
        .iter()
        .rposition(|token| !matches!(token.kind, Kind::Stop | Kind::Comma | Kind::Semicolon))?
        + 1;
    let quotes = tokens.get(first..end)?;
    (quotes.iter().all(|token| token.kind == Kind::Quote) && !quotes.is_empty())
        .then_some(first..end)
}

/// Marks a cue whose content follows in the next paragraph: "Lind told reporters:".
fn announced(phrases: &Phrases<'_, '_>, draft: &Draft, spans: &mut Vec<RoleSpan>) -> Option<Open> {
    let end = phrases.end().checked_sub(1)?;
    if !matches!(phrases.kind(end), Some(Kind::Colon | Kind::Comma)) {
        return None;
    }
    if draft.found.iter().any(|found| found.verbal) {
        return Some(Open::Announced);
    }
    let (source, cue) = verbs::announcing(phrases, end)?;
    push(&phrases.tokens[cue], Role::Cue, spans);
    push(&phrases.tokens[source], Role::Source, spans);
    Some(Open::Announced)
}

fn push(tokens: &[Token<'_>], role: Role, spans: &mut Vec<RoleSpan>) {
    if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
        spans.push(RoleSpan { role, bytes: first.bytes.start..last.bytes.end, score: 1.0, partner: None });
    }
}

/// Counts the words that are written with a capital letter, in lower case.
fn capital_words(text: &str, sentences: &[Sentence]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for sentence in sentences {
        let words = text[sentence.bytes.clone()].split(|c: char| !c.is_alphanumeric());
        for word in words.filter(|word| word.starts_with(char::is_uppercase)) {
            *counts.entry(word.to_lowercase()).or_insert(0) += 1;
        }
    }
    counts
}
