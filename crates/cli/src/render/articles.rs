//! Articles for people: a table of many, the facts of one.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use q7x2_domain::{ArticleState, ArticleSummary, CorrectionNote, StatementHit};

use super::time::for_people;
use super::words;
use super::wrap::Styled;
use crate::command::articles::Changes;
use crate::output::{FAINT, Look, STRONG, counted, printable};

/// How many digits of an id a table shows: enough to tell some thousand articles apart.
const DIGITS: usize = 10;

/// As wide as the name of a fact and what stands before it.
const FACT_INDENT: &str = "             ";

/// Writes a row for each article.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_articles(
    out: &mut dyn Write,
    look: Look,
    articles: &[ArticleSummary],
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
    table.set_header(["ID", "PUBLISHED", "OUTLET", "STATEMENTS", "TITLE", "PATH OR ADDRESS"]);
    for article in articles {
        let metadata = &article.metadata;
        let text = |value: Option<&String>| value.map(|v| printable(v)).unwrap_or_default();
        let mut title = text(metadata.title.as_ref());
        if let Some(standing) = standing(article) {
            title = format!("{title} ({standing})");
        }
        table.add_row([
            article.article.to_string().chars().take(DIGITS).collect(),
            metadata.published_at.map(for_people).unwrap_or_default(),
            text(metadata.outlet.as_ref()),
            article.statements.to_string(),
            title,
            text(metadata.path.as_ref().or(metadata.url.as_ref())),
        ]);
    }
    if let Some(column) = table.column_mut(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end()))?;
    }
    Ok(())
}

/// Writes what is known of an article, a line each.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_facts(
    out: &mut dyn Write,
    look: Look,
    article: &ArticleSummary,
) -> io::Result<()> {
    let metadata = &article.metadata;
    let head = metadata.title.clone().or_else(|| metadata.path.clone());
    let head = printable(&head.unwrap_or_else(|| "article".into()));
    Styled::new(&head, look.style(STRONG.underline())).write(out, "", look.width)?;
    writeln!(out)?;
    let faint = look.style(FAINT);
    let mut fact = |name: &str, value: Option<String>| match value {
        None => Ok(()),
        Some(value) => {
            let head = format!("  {faint}{name:<11}{faint:#}");
            let value = Styled::new(&printable(&value), Style::new());
            value.write_after(out, &head, FACT_INDENT, look.width)
        }
    };
    fact("article", Some(article.article.to_string()))?;
    fact("state", Some(standing(article).unwrap_or_else(|| article.state.to_string())))?;
    fact("outlet", metadata.outlet.clone())?;
    fact("author", metadata.author.clone())?;
    fact("published", metadata.published_at.map(for_people))?;
    fact("language", metadata.language.clone())?;
    fact("url", metadata.url.clone())?;
    fact("path", metadata.path.clone())?;
    fact("set", (!article.set.is_empty()).then(|| article.set.join(", ").replace('_', " ")))?;
    let all = &article.revisions;
    let number = all.iter().position(|id| *id == article.article).map_or(0, |at| at + 1);
    fact("revision", (all.len() > 1).then(|| format!("{number} of {}", all.len())))?;
    for id in all.iter().filter(|id| **id != article.article) {
        fact("another", Some(id.to_string()))?;
    }
    let story = article.story.map(|story| {
        let of = words::copies(story).map(|of| format!(", {of}")).unwrap_or_default();
        format!("{}{of}", story.id)
    });
    fact("story", story)?;
    fact("wire", article.wire.map(|wire| wire.to_string()))?;
    fact("model", article.model.as_ref().map(ToString::to_string))?;
    fact("extracted", Some(counted(article.statements, "statement")))
}

/// Writes which corrections of earlier texts fit nothing in this one, where any do.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_unfit(
    out: &mut dyn Write,
    look: Look,
    unfit: &[CorrectionNote],
) -> io::Result<()> {
    let head = match unfit {
        [] => return Ok(()),
        [_] => "1 correction of an earlier text fits no statement here".to_owned(),
        several => format!("{} corrections of earlier texts fit no statement here", several.len()),
    };
    let note = |note: &CorrectionNote| {
        let what = note.kind.as_str().replace('_', " ");
        format!("{what}, by {}, edit {}", note.by, note.number)
    };
    let notes: Vec<String> = unfit.iter().map(note).collect();
    let line = printable(&format!("{head}: {}", notes.join("; ")));
    Styled::new(&line, Style::new()).write(out, "", look.width)?;
    writeln!(out)
}

/// Writes what changed in the statements since the text before.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_changes(
    out: &mut dyn Write,
    look: Look,
    changes: &Changes<'_>,
) -> io::Result<()> {
    let strong = look.style(STRONG);
    writeln!(out, "{strong}Statements since the revision before, {}{strong:#}\n", changes.since)?;
    if changes.is_empty() {
        return writeln!(out, "    the same\n");
    }
    let mut line = |mark: &str, hit: &StatementHit| {
        let words = words::pieces(&hit.statement.content);
        let line = format!("{} {}", words::speaker(&hit.statement), words);
        Styled::new(&printable(&line), Style::new()).write(out, &format!("  {mark} "), look.width)
    };
    for (was, is) in &changes.changed {
        line("-", was)?;
        line("+", is)?;
    }
    for hit in &changes.gone {
        line("-", hit)?;
    }
    for hit in &changes.added {
        line("+", hit)?;
    }
    writeln!(out)
}

/// Returns how an article stands, where that is not just kept.
fn standing(article: &ArticleSummary) -> Option<String> {
    match (article.state, &article.forgotten) {
        (ArticleState::Kept, _) => None,
        (ArticleState::Earlier, _) => Some("an earlier revision; a later one answers".into()),
        (ArticleState::Forgotten, None) => Some("forgotten".into()),
        (ArticleState::Forgotten, Some(note)) => Some(format!(
            "forgotten by {}, {}; `q7x2 articles undo {}` brings it back",
            note.by,
            for_people(note.at),
            note.number
        )),
    }
}
