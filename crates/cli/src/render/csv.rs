//! Statements as CSV, a row each under a row of names, for spreadsheets and data frames.

use std::io::{self, Write};

use q7x2_domain::{
    Addressee, Channel, CorrectionNote, CueClass, Excerpt, NearStatement, StatementHit, TimeSaid,
};

use super::time::rfc3339;
use super::words;
use crate::output::printable_char;

pub(crate) const COLUMNS: [&str; 46] = [
    "id",
    "speaker",
    "speaker_type",
    "link_reason",
    "kind",
    "mode",
    "cue_class",
    "source",
    "cue",
    "content",
    "content_spans",
    "addressee",
    "channel",
    "said_at",
    "relay_depth",
    "confidence",
    "model",
    "article_id",
    "title",
    "outlet",
    "published_at",
    "url",
    "path",
    "next_candidate",
    "next_candidate_link_reason",
    "addressee_party",
    "said_at_value",
    "said_at_precision",
    "relay_by",
    "teller",
    "asserted",
    "speakers",
    "speaker_id",
    "wikidata",
    "paragraph",
    "corrected",
    "corrected_by",
    "corrected_at",
    "correction_reason",
    "current",
    "revision",
    "corrected_on",
    "missed_by",
    "words_met",
    "story",
    "wire",
];

/// What Excel knows UTF-8 by.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes the names of the columns, behind a byte order mark where one is wanted.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_head(out: &mut dyn Write, bom: bool) -> io::Result<()> {
    write_rows(out, bom, [COLUMNS.map(str::to_owned)])
}

/// Writes rows of cells that no spreadsheet runs and that steer no terminal.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_rows<R: IntoIterator<Item = String>>(
    out: &mut dyn Write,
    bom: bool,
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    if bom {
        out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    }
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        let cells = row.into_iter().map(|cell| no_formula(harmless(&cell)));
        writer.write_record(cells).map_err(io_error)?;
    }
    writer.flush()
}

/// Writes a row for each statement. Words are as in the article, line ends included, but for control
/// characters, of which their pictures stand, and the apostrophe before what a spreadsheet would take
/// for a formula; what is not known is empty.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_hits(out: &mut dyn Write, hits: &[StatementHit]) -> io::Result<()> {
    write_rows(out, false, hits.iter().map(|hit| row(hit, None)))
}

/// Writes a row for each statement that has some of the words that were asked for, with how many.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_near(out: &mut dyn Write, near: &[NearStatement]) -> io::Result<()> {
    write_rows(out, false, near.iter().map(|near| row(&near.hit, Some(near.met))))
}

fn row(hit: &StatementHit, words_met: Option<u32>) -> [String; COLUMNS.len()] {
    let statement = &hit.statement;
    let metadata = &hit.metadata;
    let (speaker, next) = (statement.speaker.as_ref(), statement.next_candidate.as_ref());
    let (addressee, relay) = (statement.addressee.as_deref(), statement.relay.as_deref());
    let said_at = statement.said_at.as_ref().and_then(|said| said.value);
    let words_of = |excerpt: Option<&Excerpt>| excerpt.map(|e| e.text.clone()).unwrap_or_default();
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let notes = |cell: &dyn Fn(&CorrectionNote) -> String| {
        let notes = hit.corrected.iter().flat_map(|corrected| &corrected.notes);
        notes.map(cell).collect::<Vec<_>>().join("; ")
    };
    let missed_by = hit.corrected.as_ref().and_then(|corrected| corrected.missed_by.as_ref());
    [
        statement.id.to_string(),
        speaker.map(|s| s.name.clone()).unwrap_or_default(),
        speaker.map(|s| s.kind.to_string()).unwrap_or_default(),
        speaker.map(|s| s.link_reason.as_str().to_owned()).unwrap_or_default(),
        statement.kind.to_string(),
        statement.mode.to_string(),
        statement.cue_class.map(CueClass::as_str).unwrap_or_default().to_owned(),
        words::pieces(&statement.source),
        words::pieces(&statement.cue),
        words::pieces(&statement.content),
        spans(&statement.content),
        words_of(addressee.map(|Addressee { excerpt, .. }| excerpt)),
        words_of(statement.channel.as_deref().map(|Channel { excerpt }| excerpt)),
        words_of(statement.said_at.as_deref().map(|TimeSaid { excerpt, .. }| excerpt)),
        relay.map(|r| r.depth.to_string()).unwrap_or_default(),
        statement.confidence.map(|c| c.to_string()).unwrap_or_default(),
        hit.model.to_string(),
        hit.article.to_string(),
        known(&metadata.title),
        known(&metadata.outlet),
        metadata.published_at.map(rfc3339).unwrap_or_default(),
        known(&metadata.url),
        known(&metadata.path),
        next.map(|s| s.name.clone()).unwrap_or_default(),
        next.map(|s| s.link_reason.as_str().to_owned()).unwrap_or_default(),
        addressee.and_then(|a| a.party.as_ref()).map(|s| s.name.clone()).unwrap_or_default(),
        said_at.map(|(start, _)| rfc3339(start)).unwrap_or_default(),
        said_at.map(|(_, precision)| precision.to_string()).unwrap_or_default(),
        relay.and_then(|r| r.by.as_ref()).map(ToString::to_string).unwrap_or_default(),
        hit.teller.as_ref().map(|s| s.name.clone()).unwrap_or_default(),
        statement.asserted.to_string(),
        statement.speakers().map(|s| s.name.as_str()).collect::<Vec<_>>().join("; "),
        speaker.map(|s| s.id.as_str().to_owned()).unwrap_or_default(),
        speaker.and_then(|s| s.facts.wikidata.clone()).unwrap_or_default(),
        words_of(hit.paragraph.as_ref()),
        notes(&|note| note.kind.as_str().to_owned()),
        notes(&|note| note.by.clone()),
        notes(&|note| rfc3339(note.at)),
        notes(&|note| note.reason.clone().unwrap_or_default()),
        hit.revision.is_none_or(|revision| revision.is_current).to_string(),
        hit.revision.map(|r| format!("{}/{}", r.number, r.of)).unwrap_or_default(),
        notes(&|note| note.of.map(|article| article.to_string()).unwrap_or_default()),
        missed_by.map(ToString::to_string).unwrap_or_default(),
        words_met.map(|met| met.to_string()).unwrap_or_default(),
        hit.story.map(|story| story.id.to_string()).unwrap_or_default(),
        hit.wire.map(|wire| wire.to_string()).unwrap_or_default(),
    ]
}

/// Returns the cell as a spreadsheet shows it and does not run it. Tabs and line ends are skipped
/// by some before they look for a formula.
fn no_formula(cell: String) -> String {
    let begins = cell.trim_start_matches(['\t', '\r', '\n', ' ']);
    if begins.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell }
}

/// Returns the cell without characters that steer a terminal. Line ends and tabs stay.
fn harmless(cell: &str) -> String {
    let shown = |c| {
        if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') {
            c
        } else {
            printable_char(c)
        }
    };
    cell.chars().map(shown).collect()
}

/// Returns where the pieces stand, in code points: `518-645;700-712`.
fn spans(excerpts: &[Excerpt]) -> String {
    let ranges = excerpts.iter().map(|e| format!("{}-{}", e.span.start(), e.span.end()));
    ranges.collect::<Vec<_>>().join(";")
}

/// Returns the I/O error inside, so that a closed pipe is still known as one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{Kind, Relay, TimePrecision, Timestamp};

    use super::super::samples::{find, hit, statement, written};
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@sum", "\t=1", "\n-1"] {
            assert_eq!(no_formula(cell.into()), format!("'{cell}"));
        }
        for cell in ["", "“=1”", "a-b", "0-29;46-57", "1e3"] {
            assert_eq!(no_formula(cell.into()), cell);
        }
        let text = "=cmd|run Anna Lind said.";
        let hits = [hit(text, statement(text, Kind::Indirect, "Anna Lind", "said", &["=cmd|run"]))];
        assert!(written(|out| write_hits(out, &hits)).contains(",'=cmd|run,"));
    }

    #[test]
    fn no_cell_steers_a_terminal() {
        assert_eq!(harmless("a\u{1b}[31mb\u{9b}c\u{7f}\0"), "a␛[31mb\u{fffd}c␡␀");
        assert_eq!(harmless("one\r\n\ttwo"), "one\r\n\ttwo");
        let text = "\u{1b}]0;never\u{7} Anna Lind said.";
        let content = ["\u{1b}]0;never\u{7}"];
        let hits = [hit(text, statement(text, Kind::Indirect, "Anna Lind", "said", &content))];
        let table = written(|out| write_hits(out, &hits));
        assert!(table.contains(",␛]0;never␇,") && !table.contains('\u{1b}'), "{table:?}");
    }

    #[test]
    fn a_row_reads_back_with_words_and_line_ends_as_they_are() {
        let text = "“No, \"never\",\nand again: no,” Anna Lind said, “not =now.”";
        let content = ["“No, \"never\",\nand again: no,”", "“not =now.”"];
        let hits = [hit(text, statement(text, Kind::Direct, "Anna Lind", "said", &content))];
        let table = written(|out| write_head(out, false).and_then(|()| write_hits(out, &hits)));
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        assert_eq!(rows.headers().expect("a head"), &COLUMNS[..]);
        let row = rows.records().next().expect("a row").expect("well formed");
        assert_eq!(&row[9], "“No, \"never\",\nand again: no,” […] “not =now.”");
        assert_eq!(&row[10], "0-29;46-57");
        assert_eq!((&row[1], &row[4], &row[20]), ("Anna Lind", "direct", "2025-04-22T00:00:00Z"));
    }

    #[test]
    fn columns_are_added_behind_those_that_others_count_on() {
        assert_eq!((COLUMNS[0], COLUMNS[22], COLUMNS[29]), ("id", "path", "teller"));
        assert_eq!(
            COLUMNS[30..35],
            ["asserted", "speakers", "speaker_id", "wikidata", "paragraph"]
        );
        let text = "“No,” Anna Lind said then.";
        let mut statement = statement(text, Kind::Direct, "Anna Lind", "said", &["“No,”"]);
        statement.next_candidate = statement.speaker.clone();
        let value = Some((Timestamp::from_seconds(1_745_280_000), TimePrecision::Day));
        statement.said_at = Some(Box::new(TimeSaid { excerpt: find(text, "then"), value }));
        let by = Some(statement.id.clone());
        statement.relay = Some(Box::new(Relay { depth: 1, by, teller: None }));
        let id = statement.id.to_string();
        let told =
            StatementHit { teller: statement.speaker.as_deref().cloned(), ..hit(text, statement) };
        let cells = row(&told, None);
        let expected = ["Anna Lind", "name", "", "2025-04-22T00:00:00Z", "day", &id, "Anna Lind"];
        assert_eq!(cells[23..30], expected);
        assert_eq!(cells[30..35], ["said", "Anna Lind", "person/anna-lind", "", ""]);
        assert_eq!(row(&hit(text, told.statement), Some(2))[29], "");
    }
}
