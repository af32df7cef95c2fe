//! Quotations signed in the next line: “…” alone in a paragraph, then "— Ada Lind, mayor". Lists of
//! quotations and block quotations on web pages have this form.

use std::ops::Range;

use crate::document::Bytes;

use q7x2_domain::Role;

use super::marked::Marked;
use crate::segment::Quotation;

/// The most words that a signature has, and that its name has before a comma.
const MAX_WORDS: usize = 14;
const MAX_NAME: usize = 7;

/// Marks every paragraph that is nothing but a quotation and is signed in the next one.
pub(super) fn mark(
    text: &str,
    paragraphs: &[Bytes],
    quotations: &[Quotation],
    marked: &mut Marked,
) {
    for (number, pair) in paragraphs.windows(2).enumerate() {
        let first = quotations.partition_point(|quotation| quotation.paragraph < number);
        let count = quotations[first..].partition_point(|q| q.paragraph == number);
        let Some(quoted) = alone(text, pair[0], &quotations[first..first + count]) else {
            continue;
        };
        let Some((dash, name)) = signature(text, pair[1]) else { continue };
        if quotations.get(first + count).is_some_and(|q| q.paragraph == number + 1) {
            continue;
        }
        let source = marked.mark_bytes(Role::Source, name, None);
        let cue = marked.mark_bytes(Role::Cue, dash, Some(source));
        marked.mark_bytes(Role::Content, quoted, Some(cue));
    }
}

/// Returns the quotations of a paragraph that has no words beside them.
fn alone(text: &str, paragraph: Bytes, quotations: &[Quotation]) -> Option<Range<usize>> {
    let (first, last) = (quotations.first()?, quotations.last()?);
    let mut at = paragraph.start;
    for end in quotations.iter().map(|quotation| &quotation.bytes) {
        if text[at..end.start].contains(char::is_alphanumeric) {
            return None;
        }
        at = end.end;
    }
    let rest = &text[at..paragraph.end];
    (!rest.contains(char::is_alphanumeric)).then_some(first.bytes.start..last.bytes.end)
}

/// Returns the dash and the name of a line that signs what stands before it.
fn signature(text: &str, paragraph: Bytes) -> Option<(Range<usize>, Range<usize>)> {
    let line = &text[paragraph];
    let dash = line.find(|c: char| c != '>' && !c.is_whitespace())?;
    let c = line[dash..].chars().next().filter(|c| matches!(c, '—' | '–' | '―' | '-' | '~'))?;
    let after = dash + line[dash..].find(|other| other != c)?;
    let name = after + line[after..].find(|c: char| !c.is_whitespace())?;
    let words = &line[name..];
    let named = words.starts_with(char::is_uppercase);
    let sentence = words.trim_end().ends_with(['.', '!', '?', ':', ';', ',']);
    let end = words.find([',', '(', '|']).unwrap_or(words.len());
    let end = words[..end].trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let short = words.split_whitespace().nth(MAX_WORDS).is_none()
        && words[..end].split_whitespace().nth(MAX_NAME).is_none();
    let at = |from: usize, to: usize| paragraph.start + from..paragraph.start + to;
    (named && short && !sentence && end > 0).then(|| (at(dash, after), at(name, name + end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    /// The (source, cue, content) of every signed quotation.
    fn check(text: &str, expected: &[[&str; 3]]) {
        let document = Document::of(text);
        let (text, segments) = (document.text(), document.segments());
        let mut marked = Marked::default();
        mark(text, &segments.paragraphs, &segments.quotations, &mut marked);
        let spans = marked.into_spans();
        let words = |at: usize| &text[spans[at].bytes.clone()];
        let row = |at: usize| {
            let cue = spans[at].partner.expect("a cue");
            [words(spans[cue].partner.expect("a source")), words(cue), words(at)]
        };
        let contents = (0..spans.len()).filter(|&at| spans[at].role == Role::Content);
        assert_eq!(contents.map(row).collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn a_name_after_a_dash_signs_the_line_before() {
        check(
            "“We start.”\n— Mayor Ada Lind, in parliament\n\n> ‘We stop.’\n> -- A former aide",
            &[["Mayor Ada Lind", "—", "“We start.”"], ["A former aide", "--", "‘We stop.’"]],
        );
    }

    #[test]
    fn a_list_signs_nothing() {
        check("“We start.”\n- “We stop.”\n- “We rest.”", &[]);
        check("“We start.”\n- The bridge opens on Monday.", &[]);
        check("“We start,” she said.\n— Ada Lind", &[]);
        check("“We start.”\n— and they did", &[]);
        check("“We start.”\n—", &[]);
    }
}
