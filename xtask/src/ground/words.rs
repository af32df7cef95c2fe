//! Text as words to compare: case and marks do not count, and what a source file or a template puts
//! between words is left out.

use std::ops::Range;

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// A number for its letters, whatever their case.
    pub(super) hash: u64,
    /// Where it stands.
    pub(super) bytes: Range<usize>,
    /// In which line, counted from 0.
    pub(super) line: usize,
}

/// Stands for a character that is left out, neither a part of a word nor an end of one.
const LEFT_OUT: u8 = 0;
/// A slot of a template is no longer than this.
const LONGEST_SLOT: usize = 60;

/// Returns the words of `text`: runs of letters and digits, apostrophes inside them left out.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let (mut line, mut open) = (0, None::<Word>);
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            let word = open.get_or_insert(Word { hash: FIRST, bytes: at..at, line });
            word.bytes.end = at + c.len_utf8();
            if c.is_ascii() {
                word.hash = mix(word.hash, u32::from(c.to_ascii_lowercase()));
            } else {
                word.hash = c.to_lowercase().fold(word.hash, |hash, c| mix(hash, u32::from(c)));
            }
        } else if !(c == '\'' || c == '’' || c == char::from(LEFT_OUT)) {
            words.extend(open.take());
            line += usize::from(c == '\n');
        }
    }
    words.extend(open);
    words
}

/// FNV-1a's start and factor.
const FIRST: u64 = 0xCBF2_9CE4_8422_2325;
const FACTOR: u64 = 0x100_0000_01B3;

fn mix(hash: u64, c: u32) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(FACTOR)
}

/// Returns how the words of a file can be read, each as long as the file: as they stand, without
/// marks of the golden set and without escapes; and, where it may hold templates, without their
/// slots and marks.
pub(super) fn readings(path: &str, text: &str) -> Vec<String> {
    if path.ends_with(".golden") {
        return vec![without(text, golden_mark)];
    }
    let plain = without(text, escape);
    if !text.contains('{') {
        return vec![plain];
    }
    let filled = without(text, |rest| escape(rest).or_else(|| slot(rest)).or_else(|| tag(rest)));
    vec![plain, filled]
}

/// Returns `text` with every beginning that `find` gives the length of left out.
fn without(text: &str, find: impl Fn(&str) -> Option<usize>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    for (start, c) in text.char_indices() {
        let begins = start >= at && matches!(c, '\\' | '{' | '}' | '<');
        if begins && let Some(length) = find(&text[start..]) {
            at = start + length;
            // A line end still ends a word, and is counted.
            let inner = bytes[start..at].iter_mut().filter(|byte| **byte != b'\n');
            inner.for_each(|byte| *byte = LEFT_OUT);
            if c == '\\' {
                bytes[start] = b' ';
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// `{c1:`, `{s1,s2:` and `}`.
fn golden_mark(rest: &str) -> Option<usize> {
    if rest.starts_with('}') {
        return Some(1);
    }
    let end = rest.strip_prefix('{')?.find(':')? + 2;
    let ids = &rest[1..end - 1];
    ids.bytes().all(|b| b.is_ascii_alphanumeric() || b == b',').then_some(end)
}

/// `\n`, `\u{2019}`, `\u2019` and their like.
fn escape(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('\\')?;
    match after.chars().next()? {
        'u' if after.starts_with("u{") => Some(after.find('}')? + 2),
        'u' => after.get(1..5)?.bytes().all(|b| b.is_ascii_hexdigit()).then_some(6),
        'n' | 't' | 'r' => Some(2),
        _ => None,
    }
}

/// `{name}` and `{}`.
fn slot(rest: &str) -> Option<usize> {
    let end = rest.strip_prefix('{')?.find(['{', '}', '\n'])? + 1;
    (rest[end..].starts_with('}') && end < LONGEST_SLOT).then_some(end + 1)
}

/// `<s `, with which a template marks a role.
fn tag(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    (bytes.len() > 2 && bytes[1].is_ascii_lowercase() && bytes[2] == b' ').then_some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, reading: usize, expect: &str) {
        let read = &readings(path, text)[reading];
        assert_eq!(read.len(), text.len());
        let shown: Vec<String> =
            words(read).into_iter().map(|word| read[word.bytes].replace('\0', "")).collect();
        assert_eq!(shown.join("|"), expect, "{text}");
    }

    #[test]
    fn case_and_marks_do_not_count() {
        let hashes = |text: &str| words(text).iter().map(|word| word.hash).collect::<Vec<_>>();
        assert_eq!(hashes("“It’s ÉTÉ,” she"), hashes("its été - She"));
        assert_ne!(hashes("its")[0], hashes("sit")[0]);
        let lines: Vec<_> = words("a\nb\n\nc").iter().map(|word| word.line).collect();
        assert_eq!(lines, [0, 1, 3]);
    }

    #[test]
    fn marks_of_the_golden_set_are_left_out() {
        check("a.golden", "{s1,s2:Lind}’s {q1:said}: {no}", 0, "Lind’s|said|no");
    }

    #[test]
    fn escapes_slots_and_tags_are_left_out() {
        check("a.py", "\"said.\\nHe {x}\"", 0, "said|He|x");
        check("a.py", "\"can\\u2019t <q say> {n} {x_up}’s more\"", 1, "can|t|say|s|more");
        check("a.rs", "if a < b { return }\n", 1, "if|a|b");
    }
}
