//! Whom others quote: "State media quoted Lind as saying that it sank", "Lind was quoted by the Lantern as
//! saying …", "“It sank,” she was quoted as saying by the Lantern", "It sank, Lind was cited in the Lantern as
//! saying". Who is quoted says it; who quotes tells it.

use super::read::Found;
use crate::circumstances::names_outlet;
use crate::document::{Bytes, Document, Token, TokenKind, Tokens};
use crate::lexicon::Class;
use crate::time::{Grammar, Run};

/// How many words name who is quoted, or who quotes, at most.
const NAME: usize = 10;
/// How many words a clause has at least that is told before whom it quotes.
const CLAUSE: usize = 3;
/// How likely such a content is right.
const TRUST: f32 = 0.9;

/// Finds what is quoted so.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let tokens = document.tokens();
    let quotes = |at: &usize| is_quoted(&tokens[*at]) && tokens[*at].depth == 0;
    (0..tokens.len()).filter(quotes).filter_map(|at| quoted(document, at)).collect()
}

/// Reads what is quoted around a word that quotes.
fn quoted(document: &Document, at: usize) -> Option<Found> {
    let tokens = document.tokens();
    let passive = at > 0 && tokens[at - 1].has(Class::Be);
    // What stands between the verb and "as saying": who quotes behind "by", or who is quoted.
    let near = tokens[at + 1..].iter().take(NAME + 2);
    let plain = near.take_while(|token| token.is_word() && token.depth == 0);
    let plain = plain.collect::<Vec<_>>();
    let says = plain.windows(2).position(|pair| pair[0].is("as") && is_saying(pair[1]))?;
    let saying = at + says + 2;
    let between = &plain[..says];
    let by = between.first().is_some_and(|first| first.is("by"));
    // "quoted in the Lantern as saying", "quoted on Monday as saying"
    let as_saying = at + 1 + says;
    let in_or_on = between.first().is_some_and(|first| first.is("in") || first.is("on"));
    let beside = in_or_on
        && (names_outlet(document, Tokens::new(at + 2, as_saying))
            || between.last().is_some_and(|last| last.has(Class::Time)));
    if passive != (by || beside || between.is_empty()) {
        return None;
    }
    let (source, cue) = match passive {
        false => (
            between.first()?.bytes.cover(between.last()?.bytes),
            tokens[saying - 1].bytes.cover(tokens[saying].bytes),
        ),
        true => (subject(document, at - 1)?, tokens[at - 1].bytes.cover(tokens[saying].bytes)),
    };
    let told = passive && !by && tokens.get(saying + 1)?.is("by");
    if passive && !(by || beside || told) {
        return None;
    }
    let next = tokens.get(past_time(document, saying + 1));
    let content = match next.filter(|next| next.kind != TokenKind::Stop) {
        _ if told => before(document, source),
        Some(next) => behind(document, next),
        None if passive => before(document, source).or_else(|| clause_before(document, source)),
        None => None,
    }?;
    Some(Found { source: Some(source), cue: Some(cue), content, score: TRUST })
}

/// Returns the subject right before a verb: the words behind the last mark or conjunction of the sentence.
fn subject(document: &Document, verb: usize) -> Option<Bytes> {
    let tokens = document.tokens();
    let sentence = &document.sentences()[document.sentence_at(tokens[verb].bytes.start)?].bytes;
    let first = document.tokens_in(sentence.into()).start.max(verb.saturating_sub(NAME));
    let of = |at: &usize| {
        let token = &tokens[*at];
        token.is_word() && token.depth == 0 && !token.has(Class::Conjunction) && !token.is("that")
    };
    let start = (first..verb).rev().take_while(of).last()?;
    Some(tokens[start].bytes.cover(tokens[verb - 1].bytes))
}

/// Returns the quotation that ends right before a place.
fn before(document: &Document, place: Bytes) -> Option<Bytes> {
    let paragraph = document.paragraphs()[document.paragraph_at(place.start)].bytes;
    let reach = Bytes::new(paragraph.start, place.start);
    let last = document.quotations_over(reach).last()?;
    let between = document.count_words(Bytes::new(last.bytes.end.min(place.start), place.start));
    (between == 0 && last.bytes.end <= place.start).then_some(last.bytes)
}

/// Returns the clause before a comma right before a place, from the start of its sentence.
fn clause_before(document: &Document, place: Bytes) -> Option<Bytes> {
    let sentence = &document.sentences()[document.sentence_at(place.start)?].bytes;
    let run = document.run(Bytes::new(sentence.start, place.start));
    let (comma, clause) = run.split_last()?;
    let whole = clause.first()?.bytes.cover(clause.last()?.bytes);
    let long = document.count_words(whole) >= CLAUSE;
    (comma.kind == TokenKind::Comma && long).then_some(whole)
}

/// Returns the place of the token behind the time that is told at a place, if one is.
fn past_time(document: &Document, at: usize) -> usize {
    let end = document.tokens().len();
    let grammar = Grammar::new(Run::new(document, Tokens::new(at.min(end), end)));
    grammar.at(at).map_or(at, |(end, _)| end)
}

/// Returns the quotation or the rest of the sentence that begins with a token, or behind its mark.
fn behind(document: &Document, next: &Token) -> Option<Bytes> {
    let mut start = next.bytes.start;
    if matches!(next.kind, TokenKind::Comma | TokenKind::Colon) {
        start = document.run(Bytes::new(next.bytes.end, next.bytes.end + 8)).first()?.bytes.start;
    }
    let opened = document.quotations_over(Bytes::new(start, start + 1));
    if let Some(quotation) = opened.iter().find(|quotation| quotation.bytes.start == start) {
        return Some(quotation.bytes);
    }
    let sentence = &document.sentences()[document.sentence_at(start)?].bytes;
    let run = document.run(Bytes::new(start, sentence.end));
    let last = run.iter().rev().find(|token| !matches!(token.kind, TokenKind::Stop))?;
    let word = run.first().is_some_and(Token::is_word);
    (word && last.bytes.end > start).then(|| Bytes::new(start, last.bytes.end))
}

/// Tells whether a word quotes: "quoted", "cited".
fn is_quoted(token: &Token) -> bool {
    token.has(Class::Citing)
}

fn is_saying(token: &Token) -> bool {
    token.is("saying") || token.is("telling")
}
