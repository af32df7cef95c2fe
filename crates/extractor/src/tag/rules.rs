//! The rules over a whole text, or over a clause that is read for itself.

use q7x2_domain::RoleSpan;

use super::listed;
use super::marked::Marked;
use super::paragraph::{Names, Open, Paragraph};
use super::periods::{of_clause, of_paragraph};
use super::signed;
use crate::document::{Bytes, Document, LineClass, Tokens};
use crate::family::Family;
use crate::form::score;

/// Names the rules.
pub(crate) const MODEL: &str = "rules-1";

/// Returns the spans of a text, in the order of their start.
pub(crate) fn mark(document: &Document) -> Vec<RoleSpan> {
    let names = names(document);
    let mut marked = Marked::default();
    if document.uses(Family::TagSigned) {
        signed::mark(document, &mut marked);
    }
    let mut open = Open::Nothing;
    let mut before = None;
    for line in document.paragraphs() {
        let last = before.replace(line);
        if document.uses(Family::TagListed)
            && let Some(last) = last
            && let Some(left) = listed::mark(document, last, line, open, &mut marked)
        {
            open = left;
            continue;
        }
        let periods = of_paragraph(document, line.bytes);
        let is_headline = line.class == LineClass::Headline;
        let paragraph = Paragraph { periods, is_headline, left_out: document.left_out() };
        open = paragraph.tag(open, &names, &mut marked);
    }
    scored(document, marked)
}

/// Returns the spans of a clause that is read for itself, as a sentence of its own.
pub(crate) fn tag_clause(document: &Document, clause: Bytes) -> Vec<RoleSpan> {
    let mut marked = Marked::default();
    let (periods, left_out) = (of_clause(document, clause), document.left_out());
    let clause = Paragraph { periods, is_headline: false, left_out };
    clause.tag(Open::Nothing, &Names::new(), &mut marked);
    scored(document, marked)
}

fn scored(document: &Document, marked: Marked) -> Vec<RoleSpan> {
    let mut spans = marked.into_spans();
    if document.uses(Family::FormScores) {
        score(document, &mut spans);
    }
    spans
}

/// Counts the words that are written with a capital letter.
fn names(document: &Document) -> Names<'_> {
    let mut counts = Names::new();
    let all = document.words(Tokens::new(0, document.tokens().len()));
    for word in all.filter(|word| word.is_capital()) {
        *counts.entry(word.lower()).or_insert(0) += 1;
    }
    counts
}
