//! Rust source as the rules that look into code read it: names, string literals and marks, without
//! comments and without what only tests are built from.
//!
//! It is no parser. It knows enough to leave out comments, lifetimes, characters, attributes and
//! items behind `#[cfg(test)]`.

/// A piece of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// Its line, counted from 0.
    pub(super) line: usize,
    /// What it is.
    pub(super) kind: TokenKind<'a>,
}

/// What a piece of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    /// A name, keyword or number.
    Name(&'a str),
    /// What a string literal holds, escapes as they are written.
    Literal(&'a str),
    /// Any other character.
    Mark(char),
}

impl<'a> Token<'a> {
    /// Tells whether this is the mark `c`.
    pub(super) fn is(&self, c: char) -> bool {
        self.kind == TokenKind::Mark(c)
    }

    /// Returns the name that this is.
    pub(super) fn name(&self) -> Option<&'a str> {
        match self.kind {
            TokenKind::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// Returns the source that is shipped: without attributes, and without items for tests alone.
pub(super) fn shipped(text: &str) -> Vec<Token<'_>> {
    let tokens = tokens(text);
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let inner = tokens.get(at + 1).is_some_and(|next| next.is('!'));
        let bracket = at + 1 + usize::from(inner);
        if tokens[at].is('#') && tokens.get(bracket).is_some_and(|next| next.is('[')) {
            let end = closing(&tokens, bracket);
            at = end + 1;
            let names: Vec<_> = tokens[bracket..end].iter().filter_map(Token::name).collect();
            if names == ["cfg", "test"] {
                at = end_of_item(&tokens, at) + 1;
            }
        } else {
            kept.push(tokens[at]);
            at += 1;
        }
    }
    kept
}

/// Returns where the bracket that opens at `open` closes, or the last token.
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            TokenKind::Mark('(' | '[' | '{') => depth += 1,
            TokenKind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len().saturating_sub(1)
}

/// Returns where an item that begins at `start` ends: at its `;` or with its block.
fn end_of_item(tokens: &[Token<'_>], start: usize) -> usize {
    let mut at = start;
    while at < tokens.len() {
        match tokens[at].kind {
            TokenKind::Mark(';') => return at,
            TokenKind::Mark('{') => return closing(tokens, at),
            TokenKind::Mark('(' | '[') => at = closing(tokens, at),
            _ => {}
        }
        at += 1;
    }
    at
}

/// Returns all of the source but comments, lifetimes and characters.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let (mut found, mut at, mut line) = (Vec::new(), 0, 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, kind) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), None)
        } else if c == '\'' {
            (character_or_lifetime(rest), None)
        } else if let Some((start, end, length)) = literal(rest) {
            (length, Some(TokenKind::Literal(&rest[start..end])))
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let name = &rest[..end.unwrap_or(rest.len())];
            (name.len(), Some(TokenKind::Name(name)))
        } else {
            (c.len_utf8(), (!c.is_whitespace()).then_some(TokenKind::Mark(c)))
        };
        found.extend(kind.map(|kind| Token { line, kind }));
        line += rest[..length].matches('\n').count();
        at += length;
    }
    found
}

/// Returns the length of the character or lifetime that `rest` begins with.
fn character_or_lifetime(rest: &str) -> usize {
    let after = &rest[1..];
    if let Some(escape) = after.strip_prefix('\\') {
        let end = escape.char_indices().skip(1).find(|(_, c)| *c == '\'');
        return end.map_or(rest.len(), |(end, _)| end + 3);
    }
    let first = after.chars().next().map_or(0, char::len_utf8);
    if after[first..].starts_with('\'') { first + 2 } else { 1 }
}

/// Returns where what a string literal holds starts and ends, and its length, when `rest` begins
/// with one.
fn literal(rest: &str) -> Option<(usize, usize, usize)> {
    let prefix = rest.find(|c: char| !"bcr".contains(c))?;
    let hashes = rest[prefix..].find(|c| c != '#')?;
    let start = prefix + hashes;
    let raw = rest[..prefix].contains('r');
    if prefix > 2 || (hashes > 0 && !raw) || !rest[start..].starts_with('"') {
        return None;
    }
    let start = start + 1;
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        let end = start + rest[start..].find(&close)?;
        return Some((start, end, end + close.len()));
    }
    let mut escaped = false;
    for (at, c) in rest[start..].char_indices() {
        match c {
            '"' if !escaped => return Some((start, start + at, start + at + 1)),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let show = |token: &Token<'_>| match token.kind {
            TokenKind::Name(name) => name.to_owned(),
            TokenKind::Literal(held) => format!("<{held}>"),
            TokenKind::Mark(c) => c.to_string(),
        };
        shipped(text).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_literals_and_marks_are_told_apart() {
        assert_eq!(shown("a::b_1(\"x \\\" y\")"), "a : : b_1 ( <x \\\" y> )");
        assert_eq!(shown("r#\"a \" b\"# r\"c\" b\"d\" red"), "<a \" b> <c> <d> red");
        assert_eq!(shown("f::<'a>('\\'', '\"', '(', '\\u{1F}')"), "f : : < a > ( , , , )");
        assert_eq!(shown("a // \"b\"\n/* \"c\" */ d"), "a d");
    }

    #[test]
    fn attributes_and_tests_are_left_out() {
        assert_eq!(shown("#![deny(x)]\n#[expect(y, reason = \"z\")]\nfn a() {}"), "fn a ( ) { }");
        assert_eq!(shown("#[cfg(test)]\nmod tests { fn b() {} }\nfn c() {}"), "fn c ( ) { }");
        assert_eq!(shown("#[cfg(test)]\nmod tests;\nfn c() {}"), "fn c ( ) { }");
        assert_eq!(shown("#[cfg(test)]\npub(super) fn b(x: [u8; 2]) {}\nc"), "c");
        assert_eq!(shown("#[cfg(windows)]\nfn b() {}"), "fn b ( ) { }");
    }

    #[test]
    fn lines_are_counted_through_literals_and_comments() {
        let tokens = shipped("a\n\"b\nc\" /*\n*/ d");
        let lines: Vec<_> = tokens.iter().map(|token| token.line).collect();
        assert_eq!(lines, [0, 1, 3]);
    }
}
