//! Tokens of a range of a text, for stages that do not read the document's yet.

use std::ops::Range;

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
