//! Quotations signed in the next line: “…” alone in a paragraph, then "— Ada Lind, mayor". Lists of
//! quotations and block quotations on web pages have this form.

use q7x2_domain::Role;

use super::marked::Marked;
use crate::document::{Bytes, Document, TokenKind, Tokens};

/// The most words that a signature has, and that its name has before a comma.
const MAX_WORDS: usize = 14;
const MAX_NAME: usize = 7;

/// Marks every paragraph that is nothing but a quotation and is signed in the next one.
pub(super) fn mark(document: &Document, marked: &mut Marked) {
    for pair in document.paragraphs().windows(2) {
        let (quoted, signed) = (pair[0].bytes, pair[1].bytes);
        let Some(content) = alone(document, quoted) else { continue };
        let Some((dash, name)) = signature(document, document.tokens_in(signed)) else { continue };
        if !document.quotations_over(signed).is_empty() {
            continue;
        }
        let source = marked.mark_bytes(Role::Source, document.bytes_of(name), None);
        let cue = marked.mark_bytes(Role::Cue, document.bytes_of(dash), Some(source));
        marked.mark_bytes(Role::Content, content, Some(cue));
    }
}

/// Returns the quotations of a paragraph that has no words beside them.
fn alone(document: &Document, paragraph: Bytes) -> Option<Bytes> {
    let quotations = document.quotations_over(paragraph);
    let (first, last) = (quotations.first()?, quotations.last()?);
    let mut tokens = document.tokens()[document.tokens_in(paragraph).range()].iter();
    let beside = tokens.any(|token| token.depth == 0 && token.is_word());
    (!beside).then(|| first.bytes.cover(last.bytes))
}

/// Returns the dash and the name of a line that signs what stands before it.
fn signature(document: &Document, line: Tokens) -> Option<(Tokens, Tokens)> {
    let tokens = document.tokens();
    let quotes = |&at: &usize| document.word(at).text() == ">";
    let dash = line.places().find(|at| !quotes(at))?;
    let mark = document.word(dash);
    if mark.token().kind != TokenKind::Dash && mark.text() != "~" {
        return None;
    }
    let same = |at: &usize| document.word(*at).text() == mark.text();
    let first = (dash..line.end).find(|at| !same(at))?;
    let ends = |&at: &usize| {
        matches!(tokens[at].kind, TokenKind::Comma | TokenKind::Open)
            || document.word(at).text() == "|"
    };
    let end = (first..line.end).find(ends).unwrap_or(line.end);
    let end = (first..end).rev().find(|&at| tokens[at].is_word())? + 1;
    let words = |end| {
        let words = document.words(Tokens::new(first, end));
        words.filter(|word| word.token().is_word() && !word.token().is_possessive()).count()
    };
    let sentence = matches!(
        tokens[line.end - 1].kind,
        TokenKind::Stop | TokenKind::Colon | TokenKind::Semicolon | TokenKind::Comma
    );
    let short = words(line.end) <= MAX_WORDS && words(end) <= MAX_NAME;
    let named = document.word(first).is_capital() && short && !sentence;
    named.then(|| (Tokens::new(dash, first), Tokens::new(first, end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The (source, cue, content) of every signed quotation.
    fn check(text: &str, expected: &[[&str; 3]]) {
        let document = Document::of(text);
        let mut marked = Marked::default();
        mark(&document, &mut marked);
        let spans = marked.into_spans();
        let words = |at: usize| &document.text()[spans[at].bytes.clone()];
        let row = |at: usize| {
            let cue = spans[at].partner.expect("a cue");
            [words(spans[cue].partner.expect("a source")), words(cue), words(at)]
        };
        let contents = (0..spans.len()).filter(|&at| spans[at].role == Role::Content);
        assert_eq!(contents.map(row).collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn a_name_after_a_dash_signs_the_line_before() {
        check(
            "“We start.”\n— Mayor Ada Lind, in parliament\n\n> ‘We stop.’\n> -- A former aide",
            &[["Mayor Ada Lind", "—", "“We start.”"], ["A former aide", "--", "‘We stop.’"]],
        );
    }

    #[test]
    fn a_list_signs_nothing() {
        check("“We start.”\n- “We stop.”\n- “We rest.”", &[]);
        check("“We start.”\n- The bridge opens on Monday.", &[]);
        check("“We start,” she said.\n— Ada Lind", &[]);
        check("“We start.”\n— and they did", &[]);
        check("“We start.”\n—", &[]);
    }
}
