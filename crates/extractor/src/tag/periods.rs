//! Cuts a paragraph, or a clause that is read for itself, into periods.

use super::period::{Kind, Part, Period};
use crate::document::{Bytes, Document, Tokens};
use crate::family::Family;
use crate::lexicon::{Entry, Form, Takes};

/// The longest period, in parts.
const MAX_PERIOD: usize = 160;
/// How many words may stand before the verb of a sentence that only says who asked.
const MAX_ASKER: usize = 7;

/// Returns the periods of a paragraph.
pub(super) fn of_paragraph(document: &Document, paragraph: Bytes) -> Vec<Period<'_>> {
    let sentences = document.sentences_in(paragraph).iter();
    let sentences: Vec<Tokens> =
        sentences.map(|sentence| document.tokens_in((&sentence.bytes).into())).collect();
    let quotations = document.quotations_over(paragraph).iter();
    let quotations: Vec<Tokens> = quotations.map(|q| document.tokens_in(q.bytes)).collect();
    periods(document, &sentences, &quotations)
}

/// Returns the periods of a clause that is read as a sentence of its own.
pub(super) fn of_clause(document: &Document, clause: Bytes) -> Vec<Period<'_>> {
    let clause = document.tokens_in(clause);
    periods(document, &[clause], &quotations_of(document, clause))
}

/// Returns the outermost quotations of a clause; of one that lies within a quotation, those inside.
fn quotations_of(document: &Document, clause: Tokens) -> Vec<Tokens> {
    let tokens = document.tokens();
    let outer = clause.places().map(|at| tokens[at].depth).min().unwrap_or_default();
    let mut found: Vec<Tokens> = Vec::new();
    if outer == 0 {
        let over = document.quotations_over(document.bytes_of(clause)).iter();
        found.extend(over.map(|q| document.tokens_in(q.bytes).within(clause)));
    } else {
        for at in clause.places().filter(|&at| tokens[at].depth > outer) {
            match found.last_mut() {
                Some(last) if last.end == at => last.end = at + 1,
                _ => found.push(Tokens::new(at, at + 1)),
            }
        }
    }
    found
}

/// Cuts sentences into periods, each quotation a part of its own.
fn periods<'d>(
    document: &'d Document,
    sentences: &[Tokens],
    quotations: &[Tokens],
) -> Vec<Period<'d>> {
    let mut found: Vec<Period<'d>> = Vec::new();
    let mut quotations = quotations.iter().peekable();
    let mut done = 0;
    for sentence in sentences {
        if sentence.end <= done {
            continue;
        }
        // A sentence that begins inside a quotation goes on with the period of the quotation.
        let goes_on = sentence.start < done;
        let mut parts = Vec::new();
        let mut at = sentence.start.max(done);
        while at < sentence.end {
            let quotation = quotations.next_if(|quotation| quotation.start < sentence.end);
            let plain = quotation.map_or(sentence.end, |quotation| quotation.start);
            parts.extend((at..plain).map(|at| Part::of_token(document, at)));
            parts.extend(quotation.map(|quotation| Part::of_quotation(document, *quotation)));
            at = quotation.map_or(plain, |quotation| quotation.end);
        }
        done = at;
        let room = found.last().map_or(0, |last| MAX_PERIOD.saturating_sub(last.len()));
        match found.last_mut() {
            Some(last)
                if parts.len() <= room
                    && (goes_on || document.uses(Family::TagAskers) && joins(last, &parts)) =>
            {
                last.append(&mut parts);
            }
            // A sentence longer than this is a list or no prose; cutting it keeps the work linear.
            _ => found.extend(parts.chunks(MAX_PERIOD).map(<[Part<'_>]>::to_vec)),
        }
    }
    found
}

/// Tells whether a sentence only says who asked the question before it.
fn joins(period: &[Part<'_>], sentence: &[Part<'_>]) -> bool {
    asks(period) && attributes(sentence)
}

/// Tells whether a period ends with a quotation that ends in a question or exclamation mark.
fn asks(period: &[Part<'_>]) -> bool {
    let last = period.last().filter(|part| part.kind == Kind::Quote);
    last.and_then(Part::quote_end).is_some_and(|c| matches!(c, '?' | '!' | '—' | '-'))
}

/// Tells whether a sentence is no more than "the mayor asked."
fn attributes(sentence: &[Part<'_>]) -> bool {
    let quotes = |entry: &Entry| entry.readings.iter().any(|cue| cue.takes.has(Takes::QUOTE));
    let speaks = |part: &Part<'_>| part.cues().iter().any(|e| e.form != Form::Noun && quotes(e));
    let verb = sentence.iter().take(MAX_ASKER).position(speaks).filter(|&at| at > 0);
    verb.is_some_and(|at| {
        let mut after = sentence[at + 1..].iter().take(2);
        after.any(|part| matches!(part.kind, Kind::Stop | Kind::Comma))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::period::bytes_of;

    fn shown(document: &Document, periods: &[Period<'_>]) -> Vec<Vec<String>> {
        let words = |part: &Part<'_>| document.slice(part.bytes).to_owned();
        periods.iter().map(|period| period.iter().map(words).collect()).collect()
    }

    /// Shows the parts of each period of the first paragraph.
    fn check(text: &str, expect: &[&[&str]]) {
        let document = Document::of(text);
        let periods = of_paragraph(&document, document.paragraphs()[0].bytes);
        assert_eq!(shown(&document, &periods), expect, "{text:?}");
    }

    /// Shows the parts of the one period of a clause.
    fn clause(text: &str, clause: &str, expect: &[&str]) {
        let document = Document::of(text);
        let start = text.find(clause).expect("the clause is in the text");
        let periods = of_clause(&document, (start..start + clause.len()).into());
        assert_eq!(shown(&document, &periods), [expect], "{text:?}");
    }

    #[test]
    fn a_quotation_is_one_part_however_many_sentences_it_has() {
        check(
            "“We start. We go on,” Lind said. He left.",
            &[&["“We start. We go on,”", "Lind", "said", "."], &["He", "left", "."]],
        );
        check(
            "He said “no. Never” and left. Then “yes.”",
            &[&["He", "said", "“no. Never”", "and", "left", "."], &["Then", "“yes.”"]],
        );
    }

    #[test]
    fn who_asked_belongs_to_the_question() {
        check("“Do we start?” Lind asked.", &[&["“Do we start?”", "Lind", "asked", "."]]);
        check(
            "“Do we start?” The crew had slept.",
            &[&["“Do we start?”"], &["The", "crew", "had", "slept", "."]],
        );
    }

    #[test]
    fn a_clause_in_a_quotation_has_the_quotations_inside() {
        clause(
            "“Berg said she had told him ‘no’ twice,” Lind said.",
            "she had told him ‘no’ twice",
            &["she", "had", "told", "him", "‘no’", "twice"],
        );
        clause("Lind says Berg said “no”.", "Berg said “no”", &["Berg", "said", "“no”"]);
    }

    #[test]
    fn a_long_list_is_cut() {
        let text = "word ".repeat(2 * MAX_PERIOD + 1);
        let document = Document::of(&text);
        let periods = of_paragraph(&document, document.paragraphs()[0].bytes);
        assert_eq!(periods.iter().map(Vec::len).collect::<Vec<_>>(), [MAX_PERIOD, MAX_PERIOD, 1]);
        assert_eq!(bytes_of(&periods[0]).map(Bytes::len), Some(5 * MAX_PERIOD - 1));
    }
}
