//! Cuts sentences into tokens. Knows letters and marks; what a word is, the lexicon tells.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::marks::is_mark;
use super::quotations::Quotation;
use super::span::Bytes;
use super::token::{Known, Token, TokenKind};
use crate::lexicon::Lexicon;

/// Returns the tokens of sentences, in order. Cut at the ends of quotations, so that each token is
/// inside one or outside.
pub(super) fn tokens(text: &str, sentences: &[Bytes], quotations: &[Quotation]) -> Vec<Token> {
    let found = Vec::with_capacity(text.len() / 5);
    let mut cutting = Cutting { text, found, words: HashMap::new() };
    let mut next = 0;
    for sentence in sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            while quotations.get(next).is_some_and(|quotation| quotation.bytes.end <= at) {
                next += 1;
            }
            let quoted = quotations.get(next).map(|quotation| quotation.bytes);
            let inside = quoted.is_some_and(|quoted| quoted.start <= at);
            let border = quoted.map_or(sentence.end, |q| if inside { q.end } else { q.start });
            let stop = border.min(sentence.end);
            cutting.words(at..stop, sentence.end, u8::from(inside));
            at = stop;
        }
    }
    deepen(&mut cutting.found, text);
    cutting.found
}

struct Cutting<'t> {
    text: &'t str,
    found: Vec<Token>,
    /// The words so far, by how they are written in lower case.
    words: HashMap<Box<str>, Arc<Known>>,
}

impl Cutting<'_> {
    /// Cuts a part of the sentence that ends at `end`.
    fn words(&mut self, range: Range<usize>, end: usize, depth: u8) {
        let body = &self.text[range.clone()];
        let mut chars = body.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c.is_whitespace() {
                continue;
            }
            let mut stop = at + c.len_utf8();
            if !c.is_alphanumeric() && !matches!(c, '$' | '£' | '€' | '@' | '#') {
                self.push(range.start + at..range.start + stop, kind_of(c), depth);
                continue;
            }
            while let Some(&(i, c)) = chars.peek() {
                let next = body[i + c.len_utf8()..].chars().next();
                let joins = matches!(c, '-' | '‑' | '.' | ',' | '\'' | '’' | '&' | '/' | ':')
                    && next.is_some_and(char::is_alphanumeric)
                    && (!matches!(c, ',' | ':')
                        || next.is_some_and(|n| n.is_ascii_digit())
                            && body[..i].ends_with(|p: char| p.is_ascii_digit()));
                // The stop of an abbreviation belongs to the word, that of a sentence does not.
                let abbreviates = c == '.'
                    && range.start + i + 1 < end
                    && next.is_none_or(|n| n.is_whitespace() || n == ',' || n == '\'' || n == '’');
                if !(c.is_alphanumeric() || joins || abbreviates || matches!(c, '%' | '\u{301}')) {
                    break;
                }
                stop = i + c.len_utf8();
                chars.next();
            }
            let word = range.start + at..range.start + stop;
            match clitic(&self.text[word.clone()]) {
                Some(cut) => {
                    self.push(word.start..word.start + cut, TokenKind::Word, depth);
                    self.push(word.start + cut..word.end, TokenKind::Word, depth);
                }
                None => self.push(word, TokenKind::Word, depth),
            }
        }
    }

    fn push(&mut self, bytes: Range<usize>, kind: TokenKind, depth: u8) {
        let text = &self.text[bytes.clone()];
        // A mark after s that closed no quotation is the apostrophe of a possessive.
        let apostrophe = matches!(text, "’" | "'")
            && self.found.last().is_some_and(|last| {
                last.is_word() && last.bytes.end == bytes.start && last.depth == depth
            });
        let kind = if apostrophe { TokenKind::Word } else { kind };
        let lower = if kind == TokenKind::Word { text.to_lowercase() } else { String::new() };
        let (bytes, known) = (Bytes::from(bytes), self.known(lower));
        self.found.push(Token { bytes, kind, depth, known });
    }

    /// Returns what is known of a word in lower case.
    fn known(&mut self, lower: String) -> Arc<Known> {
        if let Some(known) = self.words.get(lower.as_str()) {
            return Arc::clone(known);
        }
        let lexicon = Lexicon::get();
        let (classes, cues) = (lexicon.classes(&lower), lexicon.cues(&lower));
        let lower = lower.into_boxed_str();
        let known = Arc::new(Known { lower: lower.clone(), classes, cues });
        self.words.insert(lower, Arc::clone(&known));
        known
    }
}

/// Counts the quotations within quotations: marks between the first and the last of an outer one.
fn deepen(tokens: &mut [Token], text: &str) {
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].depth == 0 {
            at += 1;
            continue;
        }
        let end = at + tokens[at..].iter().take_while(|token| token.depth > 0).count();
        let mut inner: Option<char> = None;
        for token in tokens.get_mut(at + 1..end - 1).unwrap_or_default() {
            let mark = text[token.bytes.range()].chars().next();
            let opens = token.kind == TokenKind::Mark && inner.is_none();
            match (inner, mark) {
                (None, Some(open @ ('‘' | '“' | '"' | '\'' | '«'))) if opens => {
                    inner = Some(open);
                }
                (Some(open), Some(close))
                    if token.bytes.len() == close.len_utf8() && answers(open, close) =>
                {
                    inner = None;
                    // No apostrophe, since a quotation is open.
                    token.close();
                }
                (None, _) => continue,
                _ => {}
            }
            token.depth = 2;
        }
        at = end;
    }
}

fn answers(open: char, close: char) -> bool {
    matches!((open, close), ('‘', '’') | ('“', '”') | ('"', '"') | ('\'', '\'') | ('«', '»'))
}

/// Returns where "’s", "’ve" and the like begin in a word.
fn clitic(word: &str) -> Option<usize> {
    let cut = word.rfind(['’', '\'']).filter(|&cut| cut > 0)?;
    let tail = word[cut..].trim_start_matches(['’', '\'']);
    let known = ["s", "ve", "re", "d", "ll", "m"];
    known.iter().any(|known| tail.eq_ignore_ascii_case(known)).then_some(cut)
}

fn kind_of(c: char) -> TokenKind {
    match c {
        ',' => TokenKind::Comma,
        ':' => TokenKind::Colon,
        ';' => TokenKind::Semicolon,
        '–' | '—' | '―' | '-' | '‒' => TokenKind::Dash,
        '(' | '[' => TokenKind::Open,
        ')' | ']' => TokenKind::Close,
        '.' | '!' | '?' | '…' => TokenKind::Stop,
        _ if is_mark(c) => TokenKind::Mark,
        _ => TokenKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, TokenKind};

    /// Shows the tokens of a text, each with its depth where that is not 0.
    fn check(text: &str, expect: &[&str]) {
        let document = Document::of(text);
        let show = |token: &crate::document::Token| {
            let words = document.slice(token.bytes);
            if token.depth > 0 { format!("{words}/{}", token.depth) } else { words.to_owned() }
        };
        let shown: Vec<String> = document.tokens().iter().map(show).collect();
        assert_eq!(shown, expect, "{text:?}");
    }

    #[test]
    fn words_keep_their_stops_and_hyphens_and_lose_clitics() {
        check(
            "Mr. Lind’s co-owner paid $3.5m.",
            &["Mr.", "Lind", "’s", "co-owner", "paid", "$3.5m", "."],
        );
        check(
            "It’s the leaders’ plan, she’ll say",
            &["It", "’s", "the", "leaders", "’", "plan", ",", "she", "’ll", "say"],
        );
    }

    #[test]
    fn depth_counts_quotations() {
        check(
            "“He said ‘no’,” Lind said.",
            &["“/1", "He/1", "said/1", "‘/2", "no/2", "’/2", ",/1", "”/1", "Lind", "said", "."],
        );
    }

    #[test]
    fn lemmas_and_possessives() {
        let document = Document::of("The mayors’ aides were told. She said so.");
        let lemma = |at: usize| document.tokens()[at].lemma();
        assert_eq!((lemma(4), lemma(5), lemma(8)), ("be", "tell", "say"));
        assert!(document.tokens()[2].is_possessive());
        assert_eq!(document.tokens()[0].kind, TokenKind::Word);
    }
}
