//! Statements for people, a block each: who, what kind, the words, the citing words, the article.
//!
//! A quotation has a bar beside it and a paraphrase has none, so that they cannot be taken for
//! each other, with colours or without.

use std::io::{self, Write};

use q7x2_domain::{
    ArticleId, Corrected, Kind, Metadata, Revision, Speaker, Statement, StatementHit,
};

use super::tellers::Tellers;
use super::words;
use super::wrap::Styled;
use crate::output::{FAINT, Look, PARAPHRASED, QUOTED, STRONG, printable};

const SEPARATOR: &str = " · ";
const INDENT: &str = "    ";

/// Writes a block for each statement, under a heading where another article begins than `before`.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_hits(
    out: &mut dyn Write,
    look: Look,
    hits: &[StatementHit],
    mut before: Option<ArticleId>,
) -> io::Result<()> {
    for hit in hits {
        if before.replace(hit.article) != Some(hit.article) {
            write_heading(out, look, &hit.metadata, hit.revision)?;
        }
        let copies = hit.story.and_then(words::copies);
        let corrected = hit.corrected.as_ref();
        write_block(out, look, &hit.statement, hit.teller.as_ref(), corrected, copies)?;
        if let Some(paragraph) = &hit.paragraph {
            let mut words = Styled::new("paragraph: ", look.style(FAINT));
            words.push(&printable(&paragraph.text), anstyle::Style::new());
            words.write(out, INDENT, look.width)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes what is known of an article.
fn write_heading(
    out: &mut dyn Write,
    look: Look,
    metadata: &Metadata,
    revision: Option<Revision>,
) -> io::Result<()> {
    let mut origin = words::origin(metadata);
    origin.extend(revision.and_then(words::revision));
    let origin = if origin.is_empty() { "article".to_owned() } else { origin.join(SEPARATOR) };
    Styled::new(&printable(&origin), look.style(STRONG.underline())).write(out, "", look.width)?;
    writeln!(out)
}

/// Writes an article's heading and a block for each of its statements.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_article(
    out: &mut dyn Write,
    look: Look,
    metadata: &Metadata,
    statements: &[Statement],
    tellers: &Tellers,
    why_none: &str,
) -> io::Result<()> {
    write_heading(out, look, metadata, None)?;
    for statement in statements {
        write_block(out, look, statement, tellers.teller(statement), None, None)?;
        writeln!(out)?;
    }
    if statements.is_empty() {
        writeln!(out, "{INDENT}{}\n", printable(why_none))?;
    }
    Ok(())
}

/// Writes who said it and the words, with the citing words under them.
fn write_block(
    out: &mut dyn Write,
    look: Look,
    statement: &Statement,
    teller: Option<&Speaker>,
    corrected: Option<&Corrected>,
    copies: Option<String>,
) -> io::Result<()> {
    let mut head = Styled::new(&printable(&words::speaker(statement)), look.style(STRONG));
    if let Some(label) = words::not_said(statement.asserted) {
        head.push(SEPARATOR, look.style(FAINT));
        head.push(label, look.style(STRONG));
    }
    let mut labels: Vec<String> = words::next_candidate(statement).into_iter().collect();
    labels.push(words::kind(statement.kind).to_owned());
    labels.extend(words::reservations(statement, teller));
    labels.extend(corrected.map(|_| words::CORRECTED.to_owned()));
    labels.extend(copies);
    for label in labels {
        head.push(SEPARATOR, look.style(FAINT));
        head.push(&printable(&label), anstyle::Style::new());
    }
    head.write(out, "", look.width)?;

    let (bar, style) = match statement.kind {
        Kind::Direct => ("  ┃ ", QUOTED),
        Kind::Mixed => ("  ┇ ", PARAPHRASED),
        Kind::Indirect => (INDENT, PARAPHRASED),
    };
    let content = printable(&words::pieces(&statement.content));
    Styled::new(&content, look.style(style)).write(out, bar, look.width)?;

    let mut foot = words::foot(statement, corrected.is_some());
    foot.push(statement.id.to_string());
    let mut lines = vec![foot.join(SEPARATOR)];
    let corrections = corrected.map(words::corrections).unwrap_or_default();
    lines.extend(corrections.iter().map(|line| format!("{}: {line}", words::CORRECTED)));
    for line in lines {
        Styled::new(&printable(&line), look.style(FAINT)).write(out, INDENT, look.width)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use q7x2_domain::Asserted;

    use super::super::samples::{hit, statement, written};
    use super::*;

    const PLAIN: Look = Look { styled: false, width: 60 };

    #[test]
    fn a_quotation_has_a_bar_and_is_wrapped_without_losing_a_word() {
        let text = "“The bridge stays open until the river says otherwise,” Anna Lind said.";
        let quotation = "“The bridge stays open until the river says otherwise,”";
        let statement = statement(text, Kind::Direct, "Anna Lind", "said", &[quotation]);
        let id = statement.id.to_string();
        let shown = written(|out| write_hits(out, PLAIN, &[hit(text, statement)], None));
        insta::assert_snapshot!(shown.replace(&id, "[id]"), @r"
        Mayor keeps the bridge · The Harbour Post · 2025-04-22 ·
        news/harbour.txt

        Anna Lind · direct quotation
          ┃ “The bridge stays open until the river says otherwise,”
            Anna Lind said · [id]
        ");
    }

    #[test]
    fn a_paraphrase_has_no_bar_and_says_so() {
        let text = "Anna Lind said\nthe bridge stays.";
        let statement = statement(text, Kind::Indirect, "Anna Lind", "said", &["the bridge stays"]);
        let shown = written(|out| write_hits(out, PLAIN, &[hit(text, statement)], None));
        assert!(shown.contains("\n\nAnna Lind · indirect, in paraphrase\n    the bridge stays\n"));
    }

    #[test]
    fn colours_only_where_they_are_wanted() {
        let text = "“No,” Anna Lind said.";
        let statement = statement(text, Kind::Direct, "Anna Lind", "said", &["“No,”"]);
        let hits = [hit(text, statement)];
        assert!(!written(|out| write_hits(out, PLAIN, &hits, None)).contains('\u{1b}'));
        let styled = Look { styled: true, ..PLAIN };
        assert!(written(|out| write_hits(out, styled, &hits, None)).contains("\u{1b}["));
    }

    #[test]
    fn who_else_may_speak_stands_beside_the_speaker() {
        let text = "“No,” she said.";
        let mut statement = statement(text, Kind::Direct, "she", "said", &["“No,”"]);
        statement.next_candidate = statement.speaker.clone();
        let next = statement.next_candidate.as_mut().map(Arc::make_mut);
        next.expect("a speaker").name = "Ida Holm".into();
        let shown = written(|out| write_hits(out, PLAIN, &[hit(text, statement)], None));
        assert_eq!(shown.lines().nth(3), Some("Anna Lind · or: Ida Holm · direct quotation"));
    }

    #[test]
    fn what_was_not_said_says_so_before_all_else() {
        let text = "Anna Lind denied that the bridge shakes.";
        let content = "that the bridge shakes";
        let mut statement = statement(text, Kind::Indirect, "Anna Lind", "denied", &[content]);
        for (asserted, head) in [
            (Asserted::Said, "Anna Lind · indirect, in paraphrase"),
            (Asserted::Denied, "Anna Lind · denied · indirect, in paraphrase"),
            (Asserted::Declined, "Anna Lind · declined to say · indirect, in paraphrase"),
            (Asserted::Future, "Anna Lind · not said yet · indirect, in paraphrase"),
        ] {
            statement.asserted = asserted;
            let shown =
                written(|out| write_hits(out, PLAIN, &[hit(text, statement.clone())], None));
            assert_eq!(shown.lines().nth(3), Some(head));
        }
    }

    #[test]
    fn what_is_second_hand_or_no_speech_says_so_in_its_head() {
        let text = "Anna Lind believes it.";
        let mut statement = statement(text, Kind::Indirect, "Anna Lind", "believes", &["it"]);
        statement.mode = q7x2_domain::Mode::Thought;
        statement.relay = Some(Box::new(q7x2_domain::Relay { depth: 1, by: None, teller: None }));
        let wide = Look { width: 100, ..PLAIN };
        let shown = written(|out| write_hits(out, wide, &[hit(text, statement.clone())], None));
        let head = "Anna Lind · indirect, in paraphrase · thought, not speech · second-hand";
        assert_eq!(shown.lines().nth(2), Some(head));
        let told =
            StatementHit { teller: statement.speaker.as_deref().cloned(), ..hit(text, statement) };
        let shown = written(|out| write_hits(out, wide, &[told], None));
        assert_eq!(shown.lines().nth(2), Some(format!("{head}, told by Anna Lind").as_str()));
    }
}
