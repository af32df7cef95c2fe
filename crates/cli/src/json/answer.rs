//! The answer of `query --format json`, written as it comes: an answer of any length takes no more
//! memory than a page of it.

use std::io::{self, Write};

use serde::Serialize;

use super::{AnswerEnd, StatementWithDocument, write_item};

/// Writes what stands before the statements.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn begin_answer(out: &mut dyn Write, total: u64, at_least: bool) -> io::Result<()> {
    write!(out, "{{\n  \"total\": {total},\n  \"total_at_least\": {at_least},\n  \"statements\": [")
}

/// Writes a statement.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_in_answer(
    out: &mut dyn Write,
    statement: &StatementWithDocument,
    is_first: bool,
) -> io::Result<()> {
    writeln!(out, "{}", if is_first { "" } else { "," })?;
    out.write_all(indented(statement, "    ")?.as_bytes())
}

/// Writes what stands behind the statements; `is_empty` tells that there were none.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn end_answer(out: &mut dyn Write, end: &AnswerEnd, is_empty: bool) -> io::Result<()> {
    let rest = indented(end, "")?;
    let rest = rest.strip_prefix('{').unwrap_or(&rest);
    writeln!(out, "{}],{rest}", if is_empty { "" } else { "\n  " })
}

/// Returns a value over several lines, each behind an indent.
fn indented(value: &impl Serialize, indent: &str) -> io::Result<String> {
    let mut bytes = Vec::new();
    write_item(&mut bytes, value)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let lines: Vec<String> = text.lines().map(|line| format!("{indent}{line}")).collect();
    Ok(lines.join("\n"))
}
