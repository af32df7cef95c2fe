//! Entities files in CSV. Reads rows, judges none.

use super::EntitiesError;
use super::row::{OfficeCell, Row};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Type,
    Aliases,
    Gender,
    Offices,
    Country,
    Wikidata,
}

impl Column {
    /// The columns, in the order of the documentation, with what the first line calls them.
    const ALL: [(&'static str, Self); 7] = [
        ("name", Self::Name),
        ("type", Self::Type),
        ("aliases", Self::Aliases),
        ("gender", Self::Gender),
        ("offices", Self::Offices),
        ("country", Self::Country),
        ("wikidata", Self::Wikidata),
    ];
    /// The columns that no table is without.
    const NEEDED: [Self; 2] = [Self::Name, Self::Type];
}

/// Returns the rows of a table; several aliases or offices in a cell stand between semicolons.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, EntitiesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let misread = |error: csv::Error| misread(text, &error);
    let headers = reader.headers().map_err(misread)?.clone();
    let mut columns: Vec<Column> = Vec::new();
    for name in &headers {
        let known = Column::ALL.iter().find(|(known, _)| *known == name).map(|(_, column)| *column);
        let Some(column) = known.filter(|column| !columns.contains(column)) else {
            let what = if known.is_some() { "there twice" } else { "not known" };
            let all = Column::ALL.map(|(name, _)| name).join(", ");
            let message =
                format!("the column \"{name}\" is {what}; the first line names columns, of {all}");
            return Err(EntitiesError::at(1, message));
        };
        columns.push(column);
    }
    for (needed, column) in Column::ALL {
        if Column::NEEDED.contains(&column) && !columns.contains(&column) {
            let message =
                format!("there is no column \"{needed}\"; name the columns in the first line");
            return Err(EntitiesError::at(1, message));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(misread)?;
        let line = record.position().map_or(1, |position| line_at(text, position));
        let mut row = Row { line, ..Row::default() };
        for (column, cell) in columns.iter().zip(&record) {
            let several = || cell.split(';').map(str::trim).filter(|part| !part.is_empty());
            match column {
                Column::Name => row.name = cell.to_owned(),
                Column::Type => row.kind = cell.to_owned(),
                Column::Aliases => row.aliases = several().map(str::to_owned).collect(),
                Column::Gender => row.gender = cell.to_owned(),
                Column::Country => row.country = cell.to_owned(),
                Column::Wikidata => row.wikidata = cell.to_owned(),
                Column::Offices => row.offices = several().map(office).collect(),
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Reads "title, place, from/until"; place and term may be left out.
fn office(cell: &str) -> OfficeCell {
    let mut parts: Vec<&str> = cell.split(',').map(str::trim).collect();
    let term = parts.pop_if(|part| part.contains('/')).and_then(|term| term.split_once('/'));
    let (from, until) = term.unwrap_or_default();
    let owned = |part: Option<&&str>| part.map_or_else(String::new, |part| (*part).to_owned());
    OfficeCell {
        title: owned(parts.first()),
        place: owned(parts.get(1)),
        from: from.to_owned(),
        until: until.to_owned(),
    }
}

/// Returns the line of a record that begins at a position, or after the remarks and empty lines there.
fn line_at(text: &str, position: &csv::Position) -> usize {
    let at = usize::try_from(position.byte()).map_or(text.len(), |at| at.min(text.len()));
    let before = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
    let rest = text.get(at..).unwrap_or_default().lines();
    let passed = rest.take_while(|line| line.trim().is_empty() || line.starts_with('#')).count();
    before + passed + 1
}

fn misread(text: &str, error: &csv::Error) -> EntitiesError {
    let line = error.position().map(|position| line_at(text, position));
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!(
            "there are {len} cells under {expected_len} columns; put cells with commas in quotation marks"
        ),
        _ => "the table cannot be read; write it as comma-separated UTF-8".to_owned(),
    };
    EntitiesError { line, message }
}
