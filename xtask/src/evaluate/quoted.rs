//! The kind of an attribution by the quotation marks inside its content, for corpora that do not
//! tell it.
//!
//! Meant to be independent of what the extractor thinks of quotation marks, and simpler.

use q7x2_domain::{CodePoints, Kind, Span};

/// Returns how much of `contents` stands in quotation marks.
pub(super) fn kind_of(text: &str, contents: &[Span]) -> Kind {
    let points = CodePoints::new(text);
    let (mut inside, mut outside) = (false, false);
    for piece in contents.iter().filter_map(|piece| points.slice(*piece)) {
        let (quoted, bare) = words_of(piece);
        inside |= quoted;
        outside |= bare;
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (false, _) => Kind::Indirect,
        (true, true) => Kind::Mixed,
    }
}

/// Tells whether `piece` has words inside and outside of quotation marks.
fn words_of(piece: &str) -> (bool, bool) {
    let (mut inside, mut outside) = (false, false);
    let mut closing: Option<&str> = None;
    let (mut rest, mut before) = (piece, ' ');
    while let Some(c) = rest.chars().next() {
        let after = rest[c.len_utf8()..].chars().next();
        let width = match (mark(rest, before, after), closing) {
            (Some(Mark::Opens(close, width)), None) => {
                closing = Some(close);
                width
            }
            (Some(Mark::Closes(close, width)), Some(open)) if close == open => {
                closing = None;
                width
            }
            // A piece may begin inside a quotation: then what came before was quoted.
            (Some(Mark::Closes(close, width)), None) if close != "’" => {
                (inside, outside) = (inside | outside, false);
                width
            }
            _ => c.len_utf8(),
        };
        if c.is_alphanumeric() {
            inside |= closing.is_some();
            outside |= closing.is_none();
        }
        before = c;
        rest = &rest[width..];
    }
    (inside, outside)
}

/// A quotation mark: what closes it and how many bytes it has.
enum Mark {
    Opens(&'static str, usize),
    Closes(&'static str, usize),
}

/// Returns the quotation mark at the start of `rest`. Straight marks open after white space, or at
/// the start. An apostrophe inside a word closes nothing; one at its end does where no better mark
/// follows ("the workers’ families’").
fn mark(rest: &str, before: char, after: Option<char>) -> Option<Mark> {
    let opens = !before.is_alphanumeric() && after.is_some_and(|c| !c.is_whitespace());
    let word_goes_on = after.is_some_and(char::is_alphanumeric);
    for (open, close) in [("“", "”"), ("«", "»"), ("‘", "’")] {
        if rest.starts_with(open) {
            return Some(Mark::Opens(close, open.len()));
        }
        if let Some(beyond) = rest.strip_prefix(close) {
            let apostrophe =
                close == "’" && (word_goes_on || before.is_alphanumeric() && closes_later(beyond));
            return (!apostrophe).then_some(Mark::Closes(close, close.len()));
        }
    }
    let straight = ["''", "``", "\"", "'"].into_iter().find(|mark| rest.starts_with(mark))?;
    let close = if straight == "``" { "''" } else { straight };
    if straight == "'" && before.is_alphanumeric() && word_goes_on {
        return None;
    }
    Some(if opens && straight != "''" || straight == "''" && before.is_whitespace() {
        Mark::Opens(close, straight.len())
    } else {
        Mark::Closes(close, straight.len())
    })
}

/// Tells whether a single mark closes something in `rest` before another one opens.
fn closes_later(rest: &str) -> bool {
    let here = &rest[..rest.find('‘').unwrap_or(rest.len())];
    let follows = |at: usize| here[at + '’'.len_utf8()..].chars().next();
    here.match_indices('’').any(|(at, _)| !follows(at).is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(piece: &str, expect: Kind) {
        let end = u32::try_from(piece.chars().count()).expect("short");
        let whole = Span::new(0, end).expect("not empty");
        assert_eq!(kind_of(piece, &[whole]), expect, "{piece}");
    }

    #[test]
    fn quoted_words_make_the_kind() {
        check("“We go,”", Kind::Direct);
        check("‘We’re off, and that’s that,’", Kind::Direct);
        check("‘The workers’ families aren’t,’", Kind::Direct);
        check("‘no’ and ‘never’", Kind::Mixed);
        check("'We're off,'", Kind::Direct);
        check("''We're off,''", Kind::Direct);
        check("\"We go\"", Kind::Direct);
        check("«We go»", Kind::Direct);
        check("that they go", Kind::Indirect);
        check("that the mayor’s men don't go", Kind::Indirect);
        check("that they “go”", Kind::Mixed);
        check("a 'total disaster' for us", Kind::Mixed);
    }

    #[test]
    fn a_piece_may_begin_or_end_inside_a_quotation() {
        check("“We go. And that is", Kind::Direct);
        check("we go.”", Kind::Direct);
        check("“He said ‘no’ and left.”", Kind::Direct);
    }
}
