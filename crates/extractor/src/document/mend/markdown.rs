//! Markdown: emphasis, links, headings, marks of quoted lines, escapes. What they frame is read, they
//! are not.

use super::super::view::Edit;

/// The longest address of a link, in bytes.
const LONGEST: usize = 500;

/// The edits that take the signs of Markdown away.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    if !text.contains(['*', '_', '#', '>', '[', '\\']) {
        return found;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = at + opening(text, at..at + line.len(), &mut found);
        inline(text, body..(at + line.trim_end().len()).max(body), &mut found);
        at += line.len();
    }
    found
}

/// Takes the signs at the head of a line; returns how far into the line they go.
fn opening(text: &str, line: std::ops::Range<usize>, found: &mut Vec<Edit>) -> usize {
    let words = &text[line.clone()];
    let mut rest = words;
    // "> ", also several deep
    while let Some(quoted) = rest.trim_start_matches([' ', '\t']).strip_prefix('>') {
        if !quoted.starts_with([' ', '>', '\r', '\n']) {
            break;
        }
        rest = quoted.strip_prefix(' ').unwrap_or(quoted);
    }
    let signs = rest.len() - rest.trim_start_matches('#').len();
    if (1..=6).contains(&signs) && rest[signs..].starts_with(' ') {
        rest = rest[signs..].trim_start_matches(' ');
    }
    let length = words.len() - rest.len();
    if length > 0 {
        found.push(Edit::drop(line.start..line.start + length));
    }
    length
}

/// Takes the signs within a line.
fn inline(text: &str, line: std::ops::Range<usize>, found: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut pairs: Vec<Edit> = Vec::new();
    let mut at = line.start;
    while at < line.end {
        match bytes[at] {
            sign @ (b'*' | b'_') => {
                let run = bytes[at..line.end].iter().take_while(|b| **b == sign).count();
                let signs = &text[at..at + run];
                let before = text[line.start..at].chars().next_back();
                let after = text[at + run..line.end].chars().next();
                let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                let opens = free(before) && after.is_some_and(|c| !c.is_whitespace());
                let closes = before.is_some_and(|c| !c.is_whitespace()) && free(after);
                let answered = open.iter().rposition(|(signs_of, _)| *signs_of == signs);
                match answered.filter(|_| closes && run <= 3) {
                    Some(opener) => {
                        let from = open[opener].1;
                        open.truncate(opener);
                        pairs.push(Edit::drop(from..from + run));
                        pairs.push(Edit::drop(at..at + run));
                    }
                    None if opens && run <= 3 => open.push((signs, at)),
                    None => {}
                }
                at += run;
            }
            b'[' => {
                if let Some((words, address)) = link(text, at..line.end) {
                    let picture = text[line.start..at].ends_with('!');
                    if picture {
                        pairs.push(Edit::drop(at - 1..address.end));
                        at = address.end;
                    } else {
                        pairs.push(Edit::drop(at..at + 1));
                        pairs.push(Edit::drop(words.end..address.end));
                        at += 1;
                    }
                } else {
                    at += 1;
                }
            }
            b'\\' => {
                match bytes.get(at + 1) {
                    Some(b'n') if bytes.get(at + 2).is_none_or(|b| !b.is_ascii_lowercase()) => {
                        pairs.push(Edit::new(at..at + 2, "\n"));
                    }
                    Some(b'*' | b'_' | b'#' | b'[' | b']' | b'>' | b'"' | b'\'') => {
                        pairs.push(Edit::drop(at..at + 1));
                    }
                    _ => {}
                }
                at += 2;
            }
            _ => at += 1,
        }
    }
    pairs.sort_by_key(|edit| edit.bytes.start);
    // A sign inside the address of a link goes with it.
    for edit in pairs {
        if found.last().is_none_or(|last| last.bytes.end <= edit.bytes.start) {
            found.push(edit);
        }
    }
}

/// Returns the words of a link that begins with the bracket at the start of `range`, and its address
/// with the brackets around it.
fn link(
    text: &str,
    range: std::ops::Range<usize>,
) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let rest = text[range.clone()].as_bytes();
    // "[[Ada Lind]]" of a wiki: the inner brackets go with the next look.
    let close = rest.iter().take(LONGEST).position(|b| *b == b']')?;
    let at = |offset: usize| range.start + offset;
    let (open, end) = match rest.get(close + 1)? {
        b'(' => (close + 2, close_of(&rest[close + 2..])?),
        // "[Ada Lind][1]": the address stands elsewhere.
        b'[' => {
            let label = rest[close + 2..].iter().take(40).position(|b| matches!(b, b']' | b' '))?;
            (rest[close + 2 + label] == b']').then_some((close + 2, label))?
        }
        _ => return None,
    };
    Some((at(1)..at(close), at(close)..at(open + end + 1)))
}

/// Returns where the bracket stands that closes the address of a link; `None` where it is none: an
/// address has no spaces, but for a title in quotation marks after it.
fn close_of(rest: &[u8]) -> Option<usize> {
    let mut depth = 0;
    let mut titled = false;
    for (at, b) in rest.iter().enumerate().take(LONGEST) {
        match b {
            b'\n' => return None,
            b' ' if !titled => {
                titled = matches!(rest.get(at + 1), Some(b'"' | b'\''));
                if !titled {
                    return None;
                }
            }
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        super::super::check(&[edits], text, expect);
    }

    #[test]
    fn emphasis_goes_in_pairs() {
        check("**Ada Lind**, mayor: “_No._”", "Ada Lind, mayor: “No.”");
        check("*“a **very** long wall”*", "“a very long wall”");
        check("***Lind***\nand *so* on", "Lind\nand so on");
        for text in ["5 * 4 * 3", "a footnote*", "@ada_lind_ode", "* first\n* second", "__init"] {
            check(text, text);
        }
    }

    #[test]
    fn links_are_their_words() {
        check("See [Ada Lind](https://ode.example/a_b_c) now.", "See Ada Lind now.");
        check("[Lind](x_(y) \"T\") and [Ode](<z>) and [Per][1]", "Lind and Ode and Per");
        check("[the **mayor**](x) said", "the mayor said");
        check("![a wall](w.png)Lind", "Lind");
        for text in ["He [Lind] said (no).", "[1]", "[so] (no)"] {
            check(text, text);
        }
    }

    #[test]
    fn signs_at_the_head_of_a_line_go() {
        check("# Wall falls\n> Lind said\n>> no.\n>\n5 > 4", "Wall falls\nLind said\nno.\n\n5 > 4");
        check("#hashtag and #1", "#hashtag and #1");
    }

    #[test]
    fn escapes_are_what_they_escape() {
        check("Lind said no.\\n\n\\*Ode\\*", "Lind said no.\n\n*Ode*");
        check("C:\\new", "C:\\new");
    }
}
