//! The quotation state of every character: outside, in double or in single marks.
//!
//! This is a feature of the network and must stay exactly what it was in training
//! (`training/features.py`); the extractor's own analysis of quotations is another thing and may
//! change freely. Linear in the text.

use std::ops::{ControlFlow, Range};

use crate::characters::{is_alphanumeric, is_letter, is_space};

/// How many lines on a closing mark is looked for.
const CARRY_LINES: usize = 4;

/// What surrounds a character. The numbers index the network's embedding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum QuoteState {
    Outside = 0,
    Double = 1,
    Single = 2,
}

/// The family of a mark, which a closing mark must share with its opening one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
}

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Opens,
    Closes,
    Neither,
}

/// The marks that are open, outermost first, with a count per family so that asking is cheap.
#[derive(Debug, Clone, Default)]
struct Open {
    marks: Vec<(Family, char)>,
    double: usize,
    single: usize,
}

impl Open {
    fn has(&self, family: Family) -> bool {
        match family {
            Family::Double => self.double > 0,
            Family::Single => self.single > 0,
        }
    }

    fn push(&mut self, family: Family, mark: char) {
        self.marks.push((family, mark));
        *self.count(family) += 1;
    }

    /// Closes the innermost mark of `family` and everything inside it.
    fn close(&mut self, family: Family) {
        while let Some((closed, _)) = self.marks.pop() {
            *self.count(closed) -= 1;
            if closed == family {
                break;
            }
        }
    }

    fn outermost(&self) -> Self {
        let mut one = Self::default();
        if let Some(&(family, mark)) = self.marks.first() {
            one.push(family, mark);
        }
        one
    }

    fn count(&mut self, family: Family) -> &mut usize {
        match family {
            Family::Double => &mut self.double,
            Family::Single => &mut self.single,
        }
    }
}

/// Returns the state of each character. The outermost quotation counts, its marks included. A
/// line break ends a quotation, unless the first mark of its family in the next four lines
/// closes it.
pub(crate) fn quote_states(text: &[char]) -> Vec<QuoteState> {
    let mut states = vec![QuoteState::Outside; text.len()];
    let rows = lines(text);
    let mut open = Open::default();
    for (n, row) in rows.iter().enumerate() {
        let mut from = row.start;
        let mut fill = |range: Range<usize>, family: Family| {
            let state = match family {
                Family::Double => QuoteState::Double,
                Family::Single => QuoteState::Single,
            };
            states[range].fill(state);
        };
        scan(text, row, &mut open, |at, turn, family, open| {
            if turn == Move::Opens && open.marks.len() == 1 {
                from = at;
            } else if turn == Move::Closes && open.marks.is_empty() {
                fill(from..at + 1, family);
            }
            ControlFlow::Continue(())
        });
        if let Some(&(family, _)) = open.marks.first() {
            fill(from..row.end, family);
            let ahead = &rows[n + 1..rows.len().min(n + 1 + CARRY_LINES)];
            let outermost = open.outermost();
            open =
                if carries(text, ahead, &outermost, family) { outermost } else { Open::default() };
        }
    }
    states
}

/// Tells whether the next mark of `family` in these lines closes.
fn carries(text: &[char], rows: &[Range<usize>], open: &Open, family: Family) -> bool {
    for row in rows {
        let mut closes = None;
        scan(text, row, &mut open.clone(), |_, turn, of, _| {
            if of == family && turn != Move::Neither {
                closes = Some(turn == Move::Closes);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        if let Some(closes) = closes {
            return closes;
        }
    }
    false
}

/// The lines of a text, without their ends.
fn lines(text: &[char]) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut from = 0;
    for (at, &c) in text.iter().enumerate() {
        if is_line_end(c) {
            rows.push(from..at);
            from = at + 1;
        }
    }
    rows.push(from..text.len());
    rows
}

/// Tells whether a character ends a line.
pub(crate) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Reads the marks of one line, keeps `open` up to date and reports each to `each` as (place, what
/// it does, family, what is open after it). Two single marks in a row are one straight double.
fn scan(
    text: &[char],
    row: &Range<usize>,
    open: &mut Open,
    mut each: impl FnMut(usize, Move, Family, &Open) -> ControlFlow<()>,
) {
    let mut closers: Option<Vec<bool>> = None;
    let mut skip = None;
    for at in row.clone() {
        let raw = text[at];
        if skip == Some(at)
            || !matches!(raw, '"' | '“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '’' | '`')
        {
            continue;
        }
        let (mut mark, mut end) = (raw, at);
        if matches!(raw, '\'' | '`') {
            if at + 1 < row.end && text[at + 1] == raw {
                (mark, end, skip) = ('"', at + 1, Some(at + 1));
            } else if raw == '`' {
                continue;
            }
        }
        let before = if at > row.start { text[at - 1] } else { ' ' };
        let after = if end + 1 < row.end { text[end + 1] } else { ' ' };
        let family =
            if matches!(mark, '\'' | '‘' | '’') { Family::Single } else { Family::Double };
        let mut turn = match mark {
            '„' | '«' => Move::Opens,
            '”' | '»' => Move::Closes,
            '“' if open.marks.last().is_some_and(|&(_, mark)| mark == '„') => Move::Closes,
            '“' => Move::Opens,
            '"' => straight_double(open, before, after),
            _ if is_inner(text, at) => Move::Neither,
            '‘' if after.is_ascii_digit() || crate::characters::is_digit(after) => Move::Neither,
            '‘' => Move::Opens,
            _ => {
                let closers = closers.get_or_insert_with(|| single_closers_ahead(text, row));
                let follows = text.get(at + 2).copied().filter(|_| at + 2 < row.end);
                single(open, mark, before, after, follows, closers[at - row.start])
            }
        };
        match turn {
            Move::Opens => open.push(family, mark),
            Move::Closes if open.has(family) => open.close(family),
            _ => turn = Move::Neither,
        }
        let place = if turn == Move::Closes { end } else { at };
        if each(place, turn, family, open).is_break() {
            return;
        }
    }
}

fn straight_double(open: &Open, before: char, after: char) -> Move {
    if open.has(Family::Double) {
        if is_space(before) && !is_space(after) { Move::Neither } else { Move::Closes }
    } else if is_space(after) {
        Move::Neither
    } else {
        Move::Opens
    }
}

/// What a `'` or `’` does that does not stand inside a word. `closers` tells whether another one
/// that can close follows in the line, `follows` is the character after the next.
fn single(
    open: &Open,
    mark: char,
    before: char,
    after: char,
    follows: Option<char>,
    closers: bool,
) -> Move {
    let inside = open.has(Family::Single);
    if inside && (!is_space(before) || is_space(after)) {
        let plural = before == 's' && after == ' ' && follows.is_some_and(char::is_lowercase);
        if is_alphanumeric(after) || (plural && closers) { Move::Neither } else { Move::Closes }
    } else if mark == '\''
        && !inside
        && (is_space(before) || matches!(before, '(' | '[' | '-' | '–' | '—' | '"' | '“'))
        && (is_letter(after) || matches!(after, '“' | '"' | '[' | '$'))
        && closers
    {
        Move::Opens
    } else {
        Move::Neither
    }
}

/// A mark between two letters or digits: an apostrophe, never a quotation mark.
fn is_inner(text: &[char], at: usize) -> bool {
    at > 0 && at + 1 < text.len() && is_alphanumeric(text[at - 1]) && is_alphanumeric(text[at + 1])
}

/// For each place of a line: does a `'` or `’` that can close follow, before an opening `‘`?
fn single_closers_ahead(text: &[char], row: &Range<usize>) -> Vec<bool> {
    let mut ahead = vec![false; row.len() + 1];
    let mut seen = false;
    for at in row.clone().rev() {
        ahead[at - row.start] = seen;
        let c = text[at];
        if c == '‘' {
            seen = false;
        } else if matches!(c, '\'' | '’') {
            let beside = (at > row.start && text[at - 1] == '\'')
                || (at + 1 < row.end && text[at + 1] == '\'');
            let can_close = !beside
                && !is_inner(text, at)
                && at > row.start
                && !is_space(text[at - 1])
                && (at + 1 >= row.end || !is_alphanumeric(text[at + 1]));
            seen |= can_close;
        }
    }
    ahead
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the states under the text: `.` outside, `d` double, `s` single.
    fn check(text: &str, expected: &str) {
        let chars: Vec<char> = text.chars().collect();
        let drawn: String =
            quote_states(&chars).iter().map(|&state| ['.', 'd', 's'][state as usize]).collect();
        assert_eq!(drawn, expected, "{text}");
    }

    #[test]
    fn the_outermost_marks_count() {
        check("A “b ‘c’ d” e", "..ddddddddd..");
        check("A 'b \"c\" d' e", "..sssssssss..");
        check("„A“ b «c»", "ddd...ddd");
    }

    #[test]
    fn an_apostrophe_is_no_quotation_mark() {
        check("the mayors’ it’s", "................");
        check("‘It’s on,’ he", "ssssssssss...");
    }

    #[test]
    fn a_line_end_closes_what_nothing_closes_later() {
        check("“Open\nno more", "ddddd........");
        check("“Open\nmore” no", "ddddd.ddddd...".get(..14).expect("ascii"));
    }
}
