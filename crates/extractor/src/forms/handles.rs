//! Posts with who wrote them above: "Ada Lind @adalind · May 4", and the words in the lines below, or "Ada Lind
//! (@adalind) May 4, 2031: The ferry sank." A handle with a date is a sure sign.

use super::posts::{date, is_handle, trimmed, without_links};
use super::read::Found;
use crate::document::{Bytes, Document, LineClass};

/// How many words a name has at most.
const NAME: usize = 6;
/// How many bytes a post has at most.
const POST: usize = 480;
/// How likely such a content is right.
const TRUST: f32 = 0.9;

/// Finds the posts of a text that have their writers above.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let lines = document.paragraphs().iter().enumerate();
    lines.filter_map(|(number, line)| post(document, number, line.bytes)).collect()
}

fn post(document: &Document, number: usize, line: Bytes) -> Option<Found> {
    let text = document.slice(line);
    let at = text.find('@')?;
    let before = text[..at].trim_end();
    let name = before.strip_suffix('(').unwrap_or(before).trim_end();
    let words = name.split(' ').count();
    let named = name.starts_with(char::is_uppercase)
        && words <= NAME
        && name.chars().all(|c| c.is_alphanumeric() || " .'’-&".contains(c));
    let handle: String = text[at + 1..].chars().take_while(|c| is_handle(*c)).collect();
    let rest = &text[at + 1 + handle.len()..];
    let lead = rest.len() - rest.trim_start_matches(|c: char| " )·•|,–—-".contains(c)).len();
    let end = at + 1 + handle.len() + lead + dated(&rest[lead..])?;
    if !named || handle.is_empty() {
        return None;
    }
    let source = Some(Bytes::new(line.start, line.start + name.len()));
    let tail = text[end..].trim_start();
    let content = match tail.strip_prefix(':') {
        Some(_) => trimmed(document, Bytes::new(line.end - tail.len() + 1, line.end))?,
        None if tail.is_empty() => below(document, number)?,
        None => return None,
    };
    let content = without_links(document, content)?;
    Some(Found { source, cue: None, content, score: TRUST })
}

/// Returns the lines below one, up to a blank one, or the paragraph behind that where it follows at once.
fn below(document: &Document, number: usize) -> Option<Bytes> {
    let lines = document.paragraphs();
    let first = lines.get(number + 1).filter(|line| line.class != LineClass::Furniture)?.bytes;
    let mut content = first;
    for pair in lines[number + 1..].windows(2) {
        let between = &document.text()[pair[0].bytes.end..pair[1].bytes.start];
        let close = between.matches('\n').count() == 1;
        if !close
            || pair[1].bytes.end - first.start > POST
            || document.slice(pair[1].bytes).contains('@')
        {
            break;
        }
        content = content.cover(pair[1].bytes);
    }
    Some(content)
}

/// Returns how far a date reaches that may be without its year, or tell how long ago it is: "Mar 3", "2h".
fn dated(rest: &str) -> Option<usize> {
    if let Some(end) = date(rest) {
        return Some(end);
    }
    let mut words = rest.split_whitespace().map(|word| word.trim_end_matches([',', ':']));
    let (first, second) = (words.next()?, words.next().unwrap_or_default());
    let is_month = |word: &str| {
        word.len() > 2
            && word.starts_with(char::is_uppercase)
            && word.chars().all(char::is_alphabetic)
    };
    let is_day = |word: &str| word.len() < 3 && word.parse::<u8>().is_ok();
    let ago = first.strip_suffix(['h', 'm', 'd', 's']).is_some_and(is_day);
    if ago {
        return Some(first.len());
    }
    let both = is_month(first) && is_day(second) || is_day(first) && is_month(second);
    both.then(|| rest.find(second).unwrap_or_default() + second.len())
}
