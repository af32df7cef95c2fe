//! Characters that are read as others or not at all: unseen ones (soft hyphens, joiners, marks of
//! direction), spaces of every width, letters whose accents stand apart.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::view::Edit;

/// The edits that take unseen characters away and make every space a plain one.
pub(super) fn unseen(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut done = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if at < done {
            continue;
        }
        match c {
            // A hyphen that is seen at a line's end only: the word goes on in the next line.
            '\u{AD}' => {
                done = end + line_end(&text[end..]);
                found.push(Edit::drop(at..done));
                continue;
            }
            // Between letters of other scripts and in emoji they change what is seen.
            '\u{200C}' | '\u{200D}' if joins(before) || joins(text[end..].chars().next()) => {}
            '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{FEFF}'
            | '\u{0}'..='\u{8}'
            | '\u{E}'..='\u{1F}'
            | '\u{7F}' => {
                found.push(Edit::drop(at..end));
                continue;
            }
            '\u{A0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200A}'
            | '\u{202F}'
            | '\u{205F}'
            | '\u{3000}' => {
                found.push(Edit::new(at..end, " "));
            }
            '\u{B}' | '\u{C}' => found.push(Edit::new(at..end, "\n")),
            _ => {}
        }
        before = Some(c);
    }
    found
}

/// Tells whether a character is of a script, or a picture, in which joiners are seen.
fn joins(c: Option<char>) -> bool {
    c.is_some_and(
        |c| matches!(u32::from(c), 0x600..=0x10FF | 0x1780..=0x17FF | 0x2600..=0x27BF | 0x1F000..),
    )
}

/// The length of the line end that `rest` begins with.
fn line_end(rest: &str) -> usize {
    let after = rest.strip_prefix('\r').unwrap_or(rest);
    after.strip_prefix('\n').map_or(0, |after| rest.len() - after.len())
}

/// The edits that put letters and the accents behind them together (NFC), where that is one letter.
pub(super) fn accents(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        let apart = |next: &(usize, char)| !next.1.is_ascii() && is_combining_mark(next.1);
        if chars.peek().is_none_or(|next| !apart(next)) {
            continue;
        }
        while let Some((next, mark)) = chars.next_if(apart) {
            end = next + mark.len_utf8();
        }
        let together: String = text[at..end].nfc().collect();
        if together != text[at..end] {
            found.push(Edit::new(at..end, together));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        super::super::check(&[unseen, accents], text, expect);
    }

    #[test]
    fn what_is_not_seen_is_not_read() {
        check("min\u{AD}is\u{AD}ter", "minister");
        check("the min\u{AD}\r\nister", "the minister");
        check("Li\u{200B}nd\u{2060} \u{202A}said\u{202C}", "Lind said");
        check("\u{FEFF}It\u{200D}s", "Its");
    }

    #[test]
    fn joiners_that_are_seen_stay() {
        for text in ["می\u{200C}خواهم", "👩\u{200D}🚀"] {
            check(text, text);
        }
    }

    #[test]
    fn every_space_is_plain() {
        check("Mr\u{A0}Lind\u{2009}–\u{202F}no", "Mr Lind – no");
    }

    #[test]
    fn accents_come_to_their_letters() {
        check("Jose\u{301} Garci\u{301}a", "José García");
        check("Zeleń", "Zeleń");
        check("r\u{301}o\u{302}\u{301}", "ŕố");
        check("р\u{301}", "р\u{301}");
    }
}
