//! The rule-based tagger: marks sources, cues and contents by quotation marks, the cue lexicon
//! and a few patterns of news English. It is the reference in tests and the fallback of the
//! neural tagger, so it stays small; it does not know who anybody is.
//!
//! A text is cut into periods (`tokens`), which are searched by pattern (`beside`, `following`,
//! `others`) into drafts (`draft`) with the help of `phrases`, `nouns` and `clauses`; what a paragraph leaves open for the next is in `paragraph`.

mod paragraph;
mod signed;
mod subjects;

mod beside;
mod following;
mod others;
mod verbs;

mod clauses;
mod draft;
mod marked;
mod nouns;
mod phrases;
mod tokens;

use std::collections::HashMap;
use std::ops::Range;

use q7x2_domain::{ModelVersion, RoleSpan, Sentence, Tagger, TaggerInput};

pub(crate) use self::subjects::subjects;

use self::marked::Marked;
use self::paragraph::{Open, Paragraph};
pub(crate) use self::tokens::{Kind as TokenKind, Token, tokens_in};
use crate::form::score;
use crate::segment::{paragraphs_of, quotations};

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
        inputs.iter().map(tag).collect()
    }
}

fn tag(input: &TaggerInput<'_>) -> Vec<RoleSpan> {
    let text = input.text;
    let paragraphs = paragraphs_of(input.sentences);
    let quotations = quotations(text, &paragraphs);
    let names = capital_words(text, input.sentences);
    let mut marked = Marked::default();
    signed::mark(text, &paragraphs, &quotations, &mut marked);
    let mut open = Open::Nothing;
    let (mut sentences, mut quotes) = (input.sentences, quotations.as_slice());
    for (number, range) in paragraphs.iter().enumerate() {
        let count = sentences.partition_point(|sentence| sentence.bytes.start < range.end);
        let (own, later) = sentences.split_at(count);
        sentences = later;
        let count = quotes.partition_point(|quotation| quotation.paragraph <= number);
        let (own_quotes, later) = quotes.split_at(count);
        quotes = later;
        let paragraph = Paragraph { text, number, sentences: own, quotations: own_quotes };
        open = paragraph.tag(open, &names, &mut marked);
    }
    let mut spans = marked.into_spans();
    score(text, &quotations, &mut spans);
    spans
}

/// Returns the spans of a clause that is read for itself, as a sentence of its own.
pub(crate) fn tag_clause(text: &str, bytes: Range<usize>) -> Vec<RoleSpan> {
    let quotations = quotations(text, &[bytes.clone().into()]);
    let sentences = [Sentence { bytes, opens_paragraph: true }];
    let mut marked = Marked::default();
    let number = 1;
    let paragraph = Paragraph { text, number, sentences: &sentences, quotations: &quotations };
    paragraph.tag(Open::Nothing, &HashMap::new(), &mut marked);
    let mut spans = marked.into_spans();
    score(text, &quotations, &mut spans);
    spans
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

#[cfg(test)]
mod tests;
