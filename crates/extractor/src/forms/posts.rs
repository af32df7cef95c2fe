//! Posts as pages embed them: the words of a post, then "— Ada Lind (@adalind) May 4, 2031". A handle
//! with a date is a sure sign; a handle alone is named in prose too.

use super::read::Found;
use crate::document::{Bytes, Document};

/// How far a name reaches, in bytes.
const NAME: usize = 80;
/// How many letters a handle has at most.
const HANDLE: usize = 30;
/// How many bytes a post has at most, its links included.
const POST: usize = 480;
/// How likely such a content is right.
const TRUST: f32 = 0.9;

/// Finds the posts of a text.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let mut found = Vec::new();
    let mut done = 0;
    for (open, _) in document.text().match_indices("(@") {
        if let Some((post, end)) = post(document, open, done) {
            found.push(post);
            done = end;
        }
    }
    found
}

/// Returns the post that is signed with the handle in the bracket at `open`, and where its date ends;
/// `floor` is where the post before it ended.
fn post(document: &Document, open: usize, floor: usize) -> Option<(Found, usize)> {
    let text = document.text();
    let line = document.line_at(open)?.bytes;
    let before = &text[line.start.max(floor)..open];
    let dash = ["— ", "– ", "- "].iter().filter_map(|dash| Some((before.rfind(dash)?, *dash)));
    let (at, dash) = dash.max_by_key(|(at, _)| *at)?;
    let lead = line.start.max(floor);
    let cue = Bytes::new(lead + at, lead + at + dash.trim_end().len());
    let name = trimmed(document, Bytes::new(cue.end, open))?;
    let close = open + text[open..line.end].find(')')?;
    let handle = &text[open + 2..close];
    let end = close + 1 + date(&text[close + 1..line.end])?;
    if name.len() > NAME
        || handle.is_empty()
        || handle.len() > HANDLE
        || !handle.chars().all(is_handle)
    {
        return None;
    }
    let start = start(document, line, cue.start, end, lead)?;
    let content = without_links(document, Bytes::new(start, cue.start))?;
    let found = Found { source: Some(name), cue: Some(cue), content, score: TRUST };
    Some((found, end))
}

/// Tells whether a handle may have a letter.
pub(super) fn is_handle(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Returns how far a date reaches that stands next: "May 4, 2031", "4 May 2031".
pub(super) fn date(rest: &str) -> Option<usize> {
    let mut words = rest.split_whitespace().take(3).map(|word| word.trim_end_matches(','));
    let (first, second, year) = (words.next()?, words.next()?, words.next()?);
    let is_month = |word: &str| word.len() > 2 && word.starts_with(char::is_uppercase);
    let is_day = |word: &str| word.len() < 3 && word.parse::<u8>().is_ok();
    let year: String = year.chars().take_while(char::is_ascii_digit).collect();
    let dated = is_month(first) && is_day(second) || is_day(first) && is_month(second);
    let end = rest.find(&year)? + year.len();
    (dated && year.len() == 4).then_some(end)
}

/// Returns where the words of a post begin that is signed at `cue`.
fn start(document: &Document, line: Bytes, cue: usize, end: usize, lead: usize) -> Option<usize> {
    let text = document.text();
    if text[lead..cue].chars().any(char::is_alphanumeric) {
        // Signed in the line itself: all of it, if nothing comes after; else the sentences since the
        // last quotation, or the last one.
        if text[end..line.end].trim().is_empty() && lead == line.start {
            return Some(line.start);
        }
        let last = document.quotations_over(Bytes::new(lead, cue)).last();
        let near = |end: usize| end < cue && cue - end < POST;
        if let Some(quotation) = last.filter(|quotation| near(quotation.bytes.end)) {
            let after = Bytes::new(quotation.bytes.end.max(lead), cue);
            let next = document.sentences_in(after).first();
            return Some(next.map_or(after.start, |sentence| sentence.bytes.start));
        }
        let sentence = document.sentences().get(document.sentence_at(cue)?)?;
        return Some(sentence.bytes.start.max(lead));
    }
    // Signed in a line of its own: the lines above, up to one that is blank.
    let lines = document.paragraphs();
    let signed = document.paragraph_at(cue);
    let mut first = signed.checked_sub(1)?;
    let gap = |above: usize| {
        let between = &text[lines[above].bytes.end..lines[above + 1].bytes.start];
        between.matches('\n').count() > 1
    };
    while gap(signed - 1)
        && first > 0
        && !gap(first - 1)
        && cue - lines[first - 1].bytes.start < POST
    {
        first -= 1;
    }
    Some(lines[first].bytes.start)
}

/// Returns what is left of a place without the white space around it.
pub(super) fn trimmed(document: &Document, bytes: Bytes) -> Option<Bytes> {
    let words = document.slice(bytes);
    let start = bytes.start + (words.len() - words.trim_start().len());
    let trimmed = Bytes::new(start, start + words.trim().len());
    (!trimmed.is_empty()).then_some(trimmed)
}

/// Returns what is left of a post without the links that it ends with.
pub(super) fn without_links(document: &Document, bytes: Bytes) -> Option<Bytes> {
    let mut left = trimmed(document, bytes)?;
    loop {
        let words = document.slice(left);
        let last = words.rsplit(char::is_whitespace).next()?;
        if !(last.starts_with("pic.") || last.starts_with("http") || last.starts_with("t.co/")) {
            return Some(left);
        }
        left = trimmed(document, Bytes::new(left.start, left.end - last.len()))?;
    }
}
