//! Tokens and periods, the view of a text on which the rules work: a period is a sentence in
//! which every quotation is a single token, however many sentences it holds.

use std::ops::Range;

use q7x2_domain::Sentence;

use crate::lexicon::{Form, Lexicon, Takes};
use crate::segment::{Quotation, is_mark};

/// The longest period, in tokens.
const MAX_PERIOD: usize = 160;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// A whole quotation, marks included.
    Quote,
    Comma,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    /// A mark that ends a sentence.
    Stop,
    /// A bullet, a slash and the like.
    Other,
}

/// A word, a punctuation mark or a quotation.
#[derive(Debug, Clone)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    /// The word in lower case; empty for what is no word.
    pub(crate) lower: String,
    pub(crate) bytes: Range<usize>,
    pub(crate) kind: Kind,
}

impl Token<'_> {
    pub(crate) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.lower == word
    }

    /// Tells whether it begins with a capital letter.
    pub(crate) fn is_capital(&self) -> bool {
        self.is_word() && self.text.starts_with(char::is_uppercase)
    }

    /// Tells whether it ends the possessor: ’s or a bare apostrophe after s.
    pub(crate) fn is_possessive(&self) -> bool {
        matches!(self.lower.as_str(), "’s" | "'s" | "’" | "'")
    }

    /// Returns the last character inside the marks of a quotation.
    pub(super) fn quote_end(&self) -> Option<char> {
        self.text.trim_end_matches(is_mark).trim_end().chars().next_back()
    }

    /// Tells whether a quotation is a whole utterance rather than a few quoted words.
    pub(super) fn is_utterance(&self) -> bool {
        let inner = self.text.trim_matches(is_mark);
        let opens = inner.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
        let ends =
            self.quote_end().is_some_and(|c| matches!(c, ',' | '.' | '!' | '?' | '…' | '—' | '-'));
        opens && (ends || inner.split_whitespace().nth(5).is_some())
    }
}

/// Cuts a paragraph into periods. `sentences` and `quotations` are those of the paragraph.
pub(super) fn periods<'a>(
    text: &'a str,
    sentences: &[Sentence],
    quotations: &[Quotation],
) -> Vec<Vec<Token<'a>>> {
    let mut found: Vec<Vec<Token<'a>>> = Vec::new();
    let mut quotations = quotations.iter().peekable();
    let mut done = 0;
    for sentence in sentences {
        let Range { start, end } = sentence.bytes.clone();
        if end <= done {
            continue;
        }
        // A sentence that begins inside a quotation goes on with the period of the quotation.
        let goes_on = start < done;
        let mut tokens = Vec::new();
        let mut at = start.max(done);
        while at < end {
            match quotations.next_if(|q| q.bytes.start < end) {
                Some(quotation) => {
                    words(text, at..quotation.bytes.start, end, &mut tokens);
                    let bytes = quotation.bytes;
                    at = bytes.end;
                    let text = &text[bytes];
                    tokens.push(Token {
                        text,
                        lower: String::new(),
                        bytes: bytes.into(),
                        kind: Kind::Quote,
                    });
                }
                None => {
                    words(text, at..end, end, &mut tokens);
                    at = end;
                }
            }
        }
        done = at;
        let room = found.last().map_or(0, |last| MAX_PERIOD.saturating_sub(last.len()));
        match found.last_mut() {
            Some(last) if tokens.len() <= room && (goes_on || joins(last, &tokens)) => {
                last.append(&mut tokens);
            }
            _ => {
                // A sentence longer than this is a list or no prose; cutting it keeps the work
                // linear.
                let mut tokens = tokens.into_iter();
                while tokens.len() > 0 {
                    found.push(tokens.by_ref().take(MAX_PERIOD).collect());
                }
            }
        }
    }
    found
}

/// Tells whether a sentence only says who asked the question before it.
fn joins(period: &[Token<'_>], sentence: &[Token<'_>]) -> bool {
    asks(period) && attributes(sentence)
}

/// Tells whether a period ends with a quotation that ends in a question or exclamation mark.
fn asks(period: &[Token<'_>]) -> bool {
    let last = period.last().filter(|token| token.kind == Kind::Quote);
    last.and_then(Token::quote_end).is_some_and(|c| matches!(c, '?' | '!' | '—' | '-'))
}

/// Tells whether a sentence is no more than "the mayor asked."
fn attributes(sentence: &[Token<'_>]) -> bool {
    let lexicon = Lexicon::get();
    let speaks = |token: &Token<'_>| {
        let mut entries = lexicon.cues(&token.lower).iter();
        entries
            .any(|e| e.form != Form::Noun && e.readings.iter().any(|r| r.takes.has(Takes::QUOTE)))
    };
    let verb = sentence.iter().take(7).position(speaks);
    verb.is_some_and(|at| {
        at > 0
            && sentence[at + 1..]
                .iter()
                .take(2)
                .any(|t| t.kind == Kind::Stop || t.kind == Kind::Comma)
    })
}

/// Returns the words and marks in `range`, quotation marks among them.
pub(crate) fn tokens_in(text: &str, range: Range<usize>) -> Vec<Token<'_>> {
    let (mut tokens, end) = (Vec::new(), range.end);
    words(text, range, end, &mut tokens);
    tokens
}

/// Appends the words and marks in `range`, which holds no quotation; the sentence ends at `end`.
fn words<'a>(text: &'a str, range: Range<usize>, end: usize, tokens: &mut Vec<Token<'a>>) {
    let body = &text[range.clone()];
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut stop = at + c.len_utf8();
        if !c.is_alphanumeric() && !matches!(c, '$' | '£' | '€' | '@' | '#') {
            push(text, range.start + at..range.start + stop, punctuation(c), tokens);
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
        match clitic(&text[word.clone()]) {
            Some(cut) => {
                push(text, word.start..word.start + cut, Kind::Word, tokens);
                push(text, word.start + cut..word.end, Kind::Word, tokens);
            }
            None => push(text, word, Kind::Word, tokens),
        }
    }
}

fn push<'a>(text: &'a str, bytes: Range<usize>, kind: Kind, tokens: &mut Vec<Token<'a>>) {
    let text = &text[bytes.clone()];
    // A mark after s that closed no quotation is the apostrophe of a possessive.
    let apostrophe = matches!(text, "’" | "'")
        && tokens.last().is_some_and(|t| t.is_word() && t.bytes.end == bytes.start);
    let kind = if apostrophe { Kind::Word } else { kind };
    let lower = if kind == Kind::Word { text.to_lowercase() } else { String::new() };
    tokens.push(Token { text, lower, bytes, kind });
}

/// Returns where "’s", "’ve" and the like begin in a word.
fn clitic(word: &str) -> Option<usize> {
    let cut = word.rfind(['’', '\'']).filter(|&cut| cut > 0)?;
    let tail = word[cut..].trim_start_matches(['’', '\'']).to_lowercase();
    matches!(tail.as_str(), "s" | "ve" | "re" | "d" | "ll" | "m").then_some(cut)
}

fn punctuation(c: char) -> Kind {
    match c {
        ',' => Kind::Comma,
        ':' => Kind::Colon,
        ';' => Kind::Semicolon,
        '–' | '—' | '―' | '-' | '‒' => Kind::Dash,
        '(' | '[' => Kind::Open,
        ')' | ']' => Kind::Close,
        '.' | '!' | '?' | '…' => Kind::Stop,
        _ => Kind::Other,
    }
}
