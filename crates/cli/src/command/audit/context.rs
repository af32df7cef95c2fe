//! A statement as it is judged: who is said to speak, and the text around with the spans marked.

use std::io::{self, Write};

use q7x2_domain::{Article, CodePoints, Excerpt, Span, StatementHit, StatementInContext};

use super::answers::Verdict;
use super::keys::HELP;
use crate::output::{FAINT, Output, printable};
use crate::render;

/// Shows a statement with the paragraph before its own, and with `more` times three paragraphs
/// more on both sides.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write(
    out: &mut Output,
    article: &Article,
    hit: &StatementHit,
    more: usize,
    place: &str,
    before: Option<Verdict>,
) -> io::Result<()> {
    let look = out.look();
    let faint = look.style(FAINT);
    let origin = render::origin(&hit.metadata);
    writeln!(out, "\n{faint}{place}  {}{faint:#}", printable(&origin))?;
    let points = CodePoints::new(article.text());
    if let Some(paragraph) = around(&points, hit, 1 + 3 * more, 3 * more) {
        let shown = StatementInContext { hit: hit.clone(), paragraph, line: 0 };
        render::marks::write_to_judge(out, look, &shown)?;
    }
    if let Some(before) = before {
        writeln!(out, "  judged: {}", before.words())?;
    }
    writeln!(out, "  {faint}{HELP}{faint:#}")
}

/// Returns the paragraphs of a statement with so many before and after them.
fn around(
    points: &CodePoints<'_>,
    hit: &StatementHit,
    before: usize,
    after: usize,
) -> Option<Excerpt> {
    let statement = &hit.statement;
    let parts = statement.source.iter().chain(&statement.cue).chain(&statement.content);
    let extent = parts.map(|excerpt| excerpt.span).reduce(Span::cover)?;
    let mut shown = points.paragraph_around(extent);
    let is_space = |at: u32| {
        let span = Span::new(at, at + 1)?;
        Some((span, points.slice(span)?.chars().all(char::is_whitespace)))
    };
    for _ in 0..before {
        let mut back = (0..shown.start()).rev().map_while(&is_space);
        let Some((word, _)) = back.find(|(_, space)| !space) else { break };
        shown = shown.cover(points.paragraph_around(word));
    }
    for _ in 0..after {
        let mut on = (shown.end()..).map_while(&is_space);
        let Some((word, _)) = on.find(|(_, space)| !space) else { break };
        shown = shown.cover(points.paragraph_around(word));
    }
    Excerpt::of(points, shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    const TEXT: &str = "One.\n\nTwo.\n\nThree.\n\n“It stays,” Anna Lind said.\n\nFive.\n\nSix.\n";

    fn check(before: usize, after: usize, expect: &str) {
        let kind = q7x2_domain::Kind::Direct;
        let statement = samples::statement(TEXT, kind, "Anna Lind", "said", &["“It stays,”"]);
        let hit = samples::in_context(TEXT, statement).hit;
        let shown = around(&CodePoints::new(TEXT), &hit, before, after).expect("a paragraph");
        assert_eq!(shown.text, expect);
    }

    #[test]
    fn whole_paragraphs_stand_around_it() {
        let own = "“It stays,” Anna Lind said.";
        check(0, 0, own);
        check(1, 0, &format!("Three.\n\n{own}"));
        check(2, 1, &format!("Two.\n\nThree.\n\n{own}\n\nFive."));
        check(9, 9, TEXT.trim_end());
    }
}
