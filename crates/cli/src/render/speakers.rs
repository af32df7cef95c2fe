//! Speakers as a table: who, how often, in how many articles, under which names.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use q7x2_domain::SpeakerSummary;

use crate::output::{Look, printable};

/// How many forms of a name a row shows.
const MAX_FORMS: usize = 6;

/// Writes the table, with a column of ids when they are asked for.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_speakers(
    out: &mut dyn Write,
    look: Look,
    speakers: &[SpeakerSummary],
    ids: bool,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
    let id = |id: String| ids.then_some(id).into_iter();
    let header = ["SPEAKER", "TYPE", "STATEMENTS", "ARTICLES"].map(str::to_owned);
    table.set_header(header.into_iter().chain(id("ID".into())).chain(["NAMED AS".into()]));
    for summary in speakers {
        let cells = [
            printable(&summary.speaker.name),
            summary.speaker.kind.to_string(),
            summary.statements.to_string(),
            summary.articles.to_string(),
        ];
        let id = id(printable(summary.speaker.id.as_str()));
        table.add_row(cells.into_iter().chain(id).chain([printable(&forms(summary))]));
    }
    for column in [2, 3] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end()))?;
    }
    Ok(())
}

/// Returns the forms of the name, the commonest first: "Lind (12), the mayor (3)".
fn forms(summary: &SpeakerSummary) -> String {
    let shown = summary.forms.iter().take(MAX_FORMS);
    let mut forms: Vec<String> = shown.map(|(text, count)| format!("{text} ({count})")).collect();
    let more = summary.forms.len().saturating_sub(MAX_FORMS);
    if more > 0 {
        forms.push(format!("{more} more"));
    }
    forms.join(", ")
}
