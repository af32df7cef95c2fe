//! Edits for people: a line that says what was decided.

use std::io::{self, Write};

use q7x2_domain::{Correction, Edit, EditEntry, EditOutcome, Party, SpeakerPart};

use super::time::for_people;
use crate::output::{counted, printable};

/// Writes what an edit did and how to undo it.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_made(out: &mut dyn Write, made: &EditOutcome) -> io::Result<()> {
    let EditOutcome { entry, statements } = made;
    writeln!(out, "edit {}: {}", entry.number, printable(&decided(&entry.edit)))?;
    let answers = if *statements == 1 { "answers" } else { "answer" };
    let (how, command) = match &entry.edit {
        Edit::Correct { .. } => ("otherwise", "correct"),
        Edit::Undo { .. } => ("otherwise", "speakers"),
        _ => ("under another speaker", "speakers"),
    };
    writeln!(
        out,
        "{} {answers} {how} now; `q7x2 {command} undo {}` takes it back",
        counted(*statements, "statement"),
        entry.number
    )
}

/// Writes a line for each edit: number, time, who, what.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_log(out: &mut dyn Write, edits: &[EditEntry]) -> io::Result<()> {
    let digits = edits.first().map_or(1, |edit| edit.number.to_string().len());
    for edit in edits {
        let undone = edit.undone_by.map(|by| format!(" (undone by {by})")).unwrap_or_default();
        writeln!(
            out,
            "{:>digits$}  {}  {}: {}{undone}",
            edit.number,
            for_people(edit.at),
            printable(&edit.by),
            printable(&decided(&edit.edit)),
        )?;
    }
    Ok(())
}

/// Returns what was decided.
fn decided(edit: &Edit) -> String {
    match edit {
        Edit::Merge { into, from } => format!("merged {} into {into}", list(from)),
        Edit::Split { from, part, to } => {
            format!("split {} from {from}, to {to}", left(part))
        }
        Edit::Rename { speaker, name } => format!("renamed {speaker} to {name}"),
        Edit::Pin { speaker } => format!("pinned {speaker}"),
        Edit::PinStatement { statement, to: Some(to), .. } => {
            format!("pinned statement {statement} to {to}")
        }
        Edit::PinStatement { statement, to: None, .. } => {
            format!("pinned statement {statement} to nobody")
        }
        Edit::Correct { statement, what, reason, .. } => {
            let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("corrected statement {statement}: {}{reason}", correction(what))
        }
        Edit::Undo { number } => format!("undid {number}"),
    }
}

/// Returns what is right of a statement.
fn correction(what: &Correction) -> String {
    match what {
        Correction::Wrong => "it is wrong".to_owned(),
        Correction::NotSaid => "nobody said it".to_owned(),
        Correction::Speaker(Some(to)) => format!("{to} said it"),
        Correction::Speaker(None) => "it is not known who said it".to_owned(),
        Correction::Words(spans) => {
            let at = spans.iter().map(|span| format!("{}..{}", span.start(), span.end()));
            format!("it is the words at {}", at.collect::<Vec<_>>().join(", "))
        }
    }
}

fn list(parties: &[Party]) -> String {
    let parties: Vec<String> = parties.iter().map(ToString::to_string).collect();
    parties.join(", ")
}

/// Returns what left a speaker: "“Linde”, 2 articles".
fn left(part: &SpeakerPart) -> String {
    let SpeakerPart { forms, articles, places } = part;
    let mut parts: Vec<String> = forms.iter().map(|form| format!("“{form}”")).collect();
    for (count, one) in [(articles.len(), "article"), (places.len(), "statement")] {
        if count > 0 {
            parts.push(counted(count as u64, one));
        }
    }
    parts.join(", ")
}
