//! The subjects of a text's clauses, outside its quotations. Resolution needs them: whom a clause is
//! about is whom a pronoun after it means. Nothing is marked here.

use std::ops::Range;

use q7x2_domain::Sentence;

use super::phrases::Phrases;
use super::tokens::periods;
use crate::segment::{Quotation, paragraphs_of};

/// Returns the subjects of the clauses of a text, in order, in bytes.
pub(crate) fn subjects(
    text: &str,
    sentences: &[Sentence],
    quotations: &[Quotation],
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut sentences, mut quotes) = (sentences, quotations);
    for (number, range) in paragraphs_of(sentences).iter().enumerate() {
        let count = sentences.partition_point(|sentence| sentence.bytes.start < range.end);
        let (own, later) = sentences.split_at(count);
        sentences = later;
        let count = quotes.partition_point(|quotation| quotation.paragraph <= number);
        let (own_quotes, later) = quotes.split_at(count);
        quotes = later;
        for period in periods(text, own, own_quotes) {
            of_period(&Phrases::new(&period, false), &mut found);
        }
    }
    found
}

/// Adds the subject of each verb group of a period.
fn of_period(phrases: &Phrases<'_, '_>, found: &mut Vec<Range<usize>>) {
    let mut floor = 0;
    for at in 0..phrases.tokens.len() {
        if at < floor || !phrases.is_finite(at) {
            continue;
        }
        let group = phrases.group_start(at, floor);
        if let Some(subject) = phrases.subject_before(group, floor) {
            let (first, last) = (&phrases.tokens[subject.start], &phrases.tokens[subject.end - 1]);
            found.push(first.bytes.start..last.bytes.end);
        }
        floor = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Segments;

    fn check(text: &str, expect: &[&str]) {
        let segments = Segments::of(text);
        let found = subjects(text, &segments.sentences, &segments.quotations);
        let words: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
        assert_eq!(words, expect, "{text:?}");
    }

    #[test]
    fn each_clause_has_its_subject() {
        check("Ada Lind met the mayor of Ode.", &["Ada Lind"]);
        check("On Monday the mayor left, but Lind stayed.", &["the mayor", "Lind"]);
        check("Lind, the mayor of Ode, was late.", &["Lind, the mayor of Ode"]);
        check("“Reik ran,” she said. The bank was closed.", &["she", "The bank"]);
    }
}
