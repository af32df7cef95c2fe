//! Numbers of statements in groups: as a table, as Markdown, as CSV.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use q7x2_domain::{Group, StatementCounts};

use super::{csv, markdown};
use crate::output::{Look, counted, printable};

/// Stands for what is not known.
const UNKNOWN: &str = "(not known)";

/// Writes a row for each group, and how many statements there are in all.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_table(
    out: &mut dyn Write,
    look: Look,
    column: &str,
    counts: &StatementCounts,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
    table.set_header([column.to_uppercase().as_str(), "STATEMENTS", "ARTICLES"]);
    for group in &counts.groups {
        let (statements, articles) = (group.statements.to_string(), group.articles.to_string());
        table.add_row([printable(name(group)), statements, articles]);
    }
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end()))?;
    }
    writeln!(out, "\n{}", counted(counts.statements, "statement"))
}

/// Writes a table in Markdown.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_markdown(
    out: &mut dyn Write,
    column: &str,
    counts: &StatementCounts,
) -> io::Result<()> {
    writeln!(out, "| {} | statements | articles |\n|---|--:|--:|", markdown::escaped(column))?;
    for group in &counts.groups {
        let name = markdown::escaped(name(group));
        writeln!(out, "| {name} | {} | {} |", group.statements, group.articles)?;
    }
    Ok(())
}

/// Writes a row for each group: its key, its name, how many statements and articles. What is not known
/// is empty.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_csv(
    out: &mut dyn Write,
    bom: bool,
    column: &str,
    counts: &StatementCounts,
) -> io::Result<()> {
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    let head = [&format!("{column}_id"), column, "statements", "articles"].map(str::to_owned);
    // Only a speaker has an id apart from its name.
    let with_id = column == "speaker";
    let rows = counts.groups.iter().map(|group| {
        [of(&group.key), of(&group.name), group.statements.to_string(), group.articles.to_string()]
    });
    let rows =
        std::iter::once(head).chain(rows).map(|row| row.into_iter().skip(usize::from(!with_id)));
    csv::write_rows(out, bom, rows)
}

fn name(group: &Group) -> &str {
    group.name.as_deref().unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::super::samples::written;
    use super::*;

    fn counts() -> StatementCounts {
        let group = |name: Option<&str>, statements| Group {
            key: name.map(|name| format!("person/{name}")),
            name: name.map(Into::into),
            statements,
            articles: 1,
        };
        let groups = vec![group(Some("Ana | Lind"), 12), group(None, 3)];
        StatementCounts { groups, total_groups: 2, statements: 15 }
    }

    #[test]
    fn numbers_stand_in_columns() {
        let look = Look { styled: false, width: 60 };
        insta::assert_snapshot!(written(|out| write_table(out, look, "speaker", &counts())), @r"
        SPEAKER      STATEMENTS  ARTICLES
        Ana | Lind           12         1
        (not known)           3         1

        15 statements
        ");
        insta::assert_snapshot!(written(|out| write_markdown(out, "speaker", &counts())), @r"
        | speaker | statements | articles |
        |---|--:|--:|
        | Ana \| Lind | 12 | 1 |
        | (not known) | 3 | 1 |
        ");
        insta::assert_snapshot!(written(|out| write_csv(out, false, "speaker", &counts())), @r"
        speaker_id,speaker,statements,articles
        person/Ana | Lind,Ana | Lind,12,1
        ,,3,1
        ");
        let months = written(|out| write_csv(out, true, "month", &counts()));
        assert!(months.starts_with("\u{feff}month,statements,articles\n"), "{months}");
    }
}
