//! What a line announces that ends with a colon, where no marks enclose it: "Lind told the council:", then
//! the items of a list, or one paragraph that is quoted as a block.

use q7x2_domain::Role;

use super::marked::Marked;
use super::paragraph::Open;
use crate::document::{Bytes, Document, LineClass, Paragraph, TokenKind};

/// How many words a paragraph has at least that is quoted as a block.
const BLOCK: usize = 5;

/// Marks a line as what the line before announces; returns what it leaves open. `None` when it is no such line.
pub(super) fn mark(
    document: &Document,
    before: &Paragraph,
    line: &Paragraph,
    open: Open,
    marked: &mut Marked,
) -> Option<Open> {
    let Open::Announced(Some(cue)) = open else { return None };
    let announced = document.slice(before.bytes).ends_with(':');
    let item = item(document, line);
    let goes_on = self::item(document, before).is_some();
    let content = match item {
        Some(item) if announced || goes_on => item,
        None if announced && is_block(document, line) => line.bytes,
        // A block goes on as far as it is set in.
        None if is_set_in(document, before)
            && is_set_in(document, line)
            && is_block(document, line) =>
        {
            line.bytes
        }
        _ => return None,
    };
    // An item that is nothing but a quotation is read as one.
    if document.quotations_over(content).first().is_some_and(|q| q.bytes.start <= content.start) {
        return None;
    }
    marked.mark_bytes(Role::Content, content, Some(cue));
    Some(if item.is_some() || is_set_in(document, line) { open } else { Open::Nothing })
}

/// Tells whether a line stands further in than others, as a block that is quoted does.
pub(crate) fn is_set_in(document: &Document, line: &Paragraph) -> bool {
    document.text()[..line.bytes.start].ends_with("\n  ")
        || document.text()[..line.bytes.start].ends_with("   ")
}

/// Returns the words of an item of a list, without its bullet or number and the mark at its end.
fn item(document: &Document, line: &Paragraph) -> Option<Bytes> {
    let tokens = document.run(line.bytes);
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() < 3;
    let numbered = tokens.first().is_some_and(|first| first.is_word() && number(first.lower()))
        && tokens
            .get(1)
            .is_some_and(|next| matches!(next.kind, TokenKind::Stop | TokenKind::Close));
    if line.class != LineClass::Item && !numbered {
        return None;
    }
    let rest = if numbered { &tokens[2..] } else { tokens };
    let first = rest.iter().find(|token| token.is_word() || token.kind == TokenKind::Mark)?;
    let ends = |kind| matches!(kind, TokenKind::Stop | TokenKind::Semicolon | TokenKind::Comma);
    let last = rest.iter().rfind(|token| !ends(token.kind))?;
    Some(Bytes::new(first.bytes.start, last.bytes.end))
}

/// Tells whether a line is a paragraph in which nobody is quoted with marks.
fn is_block(document: &Document, line: &Paragraph) -> bool {
    line.class == LineClass::Prose
        && document.quotations_over(line.bytes).is_empty()
        && document.slice(line.bytes).ends_with(['.', '!', '?'])
        && document.count_words(line.bytes) >= BLOCK
}
