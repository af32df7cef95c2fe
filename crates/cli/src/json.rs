//! The JSON shapes, one everywhere; docs/statements.schema.json publishes them.
//!
//! They are the program's own: neither the domain nor the wire knows them, so that either may
//! change without breaking a user's script. A field that is not filled is null, never left out.

mod answer;
mod articles;
mod counts;
mod document;
mod edits;
mod intake;
mod judged;
mod shortfall;
mod speakers;
mod statement;
mod status;

use std::io::{self, Write};

use serde::Serialize;

pub(crate) use answer::{begin_answer, end_answer, write_in_answer};
pub(crate) use articles::{ArticleList, ArticleShape, ShownArticle};
pub(crate) use counts::{Counts, GroupLine};
pub(crate) use document::{Document, ExtractedDocument};
pub(crate) use edits::{EditLog, Edited};
pub(crate) use intake::{Intake, Receipt, ReceiptStatus, Summary};
pub(crate) use judged::{JudgedDocument, Label};
pub(crate) use shortfall::Shortfall;
pub(crate) use speakers::SpeakerList;
pub(crate) use statement::{AnswerEnd, Shown, ShownStatement, StatementWithDocument};
pub(crate) use status::{Queue, SetAside, Status, Store};

/// Writes `value` over several lines, for people with JSON tools.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    write_item(out, value)?;
    writeln!(out)
}

/// Writes `value` on one line.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes `value` over several lines without a line end, as an item of a list.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_item(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)
}

#[cfg(test)]
mod tests;
