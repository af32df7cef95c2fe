//! The subjects of a text's clauses, outside its quotations. Resolution needs them: whom a clause is
//! about is whom a pronoun after it means. Nothing is marked here.

use super::period::bytes_of;
use super::periods::of_paragraph;
use super::phrases::Phrases;
use crate::document::{Bytes, Document};

/// Returns the subjects of the clauses of a text, in order.
pub(crate) fn subjects(document: &Document) -> Vec<Bytes> {
    let mut found = Vec::new();
    for paragraph in document.paragraphs() {
        for period in of_paragraph(document, paragraph.bytes) {
            of_period(&Phrases::new(&period, false, document.left_out()), &mut found);
        }
    }
    found
}

/// Adds the subject of each verb group of a period.
fn of_period(phrases: &Phrases<'_>, found: &mut Vec<Bytes>) {
    let mut floor = 0;
    for at in 0..phrases.len() {
        if at < floor || !phrases.is_finite(at) {
            continue;
        }
        let group = phrases.group_start(at, floor);
        if let Some(subject) = phrases.subject_before(group, floor) {
            found.extend(bytes_of(phrases.slice(subject)));
        }
        floor = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let document = Document::of(text);
        let found = subjects(&document);
        let words: Vec<&str> = found.into_iter().map(|bytes| document.slice(bytes)).collect();
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
