//! Quotation marks as they stand in a text, each with what it can do there. Which mark closes
//! which is decided in `quotations`.

use super::span::Bytes;

/// The marks that answer each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// “ ” „ ‟ " and two single marks in a row.
    Double,
    /// ‘ ’ ‚ ‛ '
    Single,
    /// « »
    Guillemet,
    /// ‹ ›
    SingleGuillemet,
}

/// What a mark can do where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// It opens a quotation.
    Open,
    /// It closes one.
    Close,
    /// It closes one if there is one, but may be an apostrophe ("the leaders’ plan").
    WeakClose,
    /// It opens or closes, whichever is wanted.
    Either,
}

/// A quotation mark.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) bytes: Bytes,
    pub(super) family: Family,
    pub(super) side: Side,
    /// Whether its form alone tells opening from closing.
    pub(super) curly: bool,
    /// The paragraph it stands in.
    pub(super) paragraph: usize,
}

/// Beginnings of words that are written with an apostrophe in front: 'em, 'til, '90s.
const ELISIONS: [&str; 9] = ["em", "til", "tis", "twas", "cause", "n", "bout", "round", "cuz"];

/// Tells whether `c` is a quotation mark of any style, or an apostrophe.
pub(crate) fn is_mark(c: char) -> bool {
    family(c).is_some()
}

/// Tells whether a text in quotation marks is a whole utterance rather than a few quoted words.
pub(crate) fn is_utterance(quotation: &str) -> bool {
    quotation.starts_with(is_mark) && quotation.ends_with(is_mark) && reads_as_utterance(quotation)
}

/// Tells whether the words of a quotation, which may go on elsewhere, are an utterance or part of one.
pub(crate) fn reads_as_utterance(quotation: &str) -> bool {
    let inner = quotation.trim_matches(is_mark);
    let opens = inner.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let last = inner.trim_end().chars().next_back();
    let ends = last.is_some_and(|c| matches!(c, ',' | '.' | '!' | '?' | '…' | '—' | '-'));
    opens && (ends || inner.split_whitespace().nth(5).is_some())
}

fn family(c: char) -> Option<Family> {
    match c {
        '“' | '”' | '„' | '‟' | '"' | '＂' => Some(Family::Double),
        '‘' | '’' | '‚' | '‛' | '\'' | '`' => Some(Family::Single),
        '«' | '»' => Some(Family::Guillemet),
        '‹' | '›' => Some(Family::SingleGuillemet),
        _ => None,
    }
}

/// Appends the marks of one paragraph to `found`; apostrophes inside words are left out.
pub(super) fn marks(text: &str, paragraph: Bytes, number: usize, found: &mut Vec<Mark>) {
    let body = &text[paragraph.range()];
    let mut before = None;
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some(mut family) = family(c) else {
            before = Some(c);
            continue;
        };
        let mut end = at + c.len_utf8();
        // Two single marks in a row are a double mark.
        if matches!(c, '\'' | '`' | '’' | '‘') && chars.peek().is_some_and(|&(_, next)| next == c)
        {
            chars.next();
            end += c.len_utf8();
            family = Family::Double;
        }
        let after = &body[end..];
        if let Some(side) = side(c, family, before, after) {
            let curly = !matches!(c, '"' | '＂' | '\'');
            let bytes = Bytes::new(paragraph.start + at, paragraph.start + end);
            found.push(Mark { bytes, family, side, curly, paragraph: number });
        }
        before = Some(c);
    }
}

/// Returns what a mark can do between `before` and `after`; `None` when it is an apostrophe.
fn side(c: char, family: Family, before: Option<char>, after: &str) -> Option<Side> {
    let next = after.chars().next();
    let free_before = before.is_none_or(|b| b.is_whitespace() || is_opening(b) || is_mark(b));
    let free_after = next.is_none_or(|n| n.is_whitespace() || is_closing(n) || is_mark(n));
    // A mark between a space and a word opens, one between a word and a space closes, whatever
    // its form says: typing programs get the form wrong.
    let spaced_before = before.is_none_or(char::is_whitespace);
    let word_after = next.is_some_and(char::is_alphanumeric);
    let spaced_after = next.is_none_or(|n| n.is_whitespace() || is_closing(n));
    match family {
        Family::Single => single_side(c, before, after, free_before, free_after),
        Family::Guillemet | Family::SingleGuillemet => {
            let left = matches!(c, '«' | '‹');
            Some(match left {
                true if !spaced_before && spaced_after => Side::Close,
                false if spaced_before && word_after => Side::Open,
                true => Side::Open,
                false => Side::Close,
            })
        }
        Family::Double => Some(match c {
            '„' | '‟' | '`' | '‘' => Side::Open,
            '“' if !free_before && spaced_after => Side::Close,
            '“' => Side::Open,
            '”' | '’' if spaced_before && word_after => Side::Open,
            '”' | '’' => Side::Close,
            _ if free_before && !free_after => Side::Open,
            _ if !free_before && free_after => Side::Close,
            _ if spaced_before && !spaced_after => Side::Open,
            _ if spaced_after && !spaced_before => Side::Close,
            _ => Side::Either,
        }),
    }
}

fn single_side(
    c: char,
    before: Option<char>,
    after: &str,
    free_before: bool,
    free_after: bool,
) -> Option<Side> {
    let next = after.chars().next();
    if matches!(c, '‘' | '‚' | '‛' | '\'' | '`') && free_before && !free_after {
        let word: String = after.chars().take(6).take_while(|c| c.is_alphanumeric()).collect();
        let elided = ELISIONS.contains(&word.to_lowercase().as_str())
            || (word.len() >= 3
                && word.ends_with('s')
                && word.starts_with(|c: char| c.is_ascii_digit()));
        return (!elided).then_some(Side::Open);
    }
    if !matches!(c, '’' | '\'') || !free_after || before.is_none_or(char::is_whitespace) {
        return None;
    }
    // "the leaders’ plan", "thinkin’ of it": perhaps an apostrophe, if a word follows.
    let mut following = after.chars();
    let word_follows = next == Some(' ') && following.nth(1).is_some_and(char::is_alphabetic);
    let may_elide = matches!(before, Some('s' | 'S' | 'n'));
    Some(if word_follows && may_elide { Side::WeakClose } else { Side::Close })
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '-' | '–' | '—' | '―' | '/' | '…' | '•')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '}' | ',' | '.' | ';' | ':' | '!' | '?' | '-' | '–' | '—' | '―' | '/' | '…'
    )
}
