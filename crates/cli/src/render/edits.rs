//! Edits for people: a line that says what was decided.

use std::io::{self, Write};

use q7x2_domain::{
    ArticleId, Correction, Edit, EditEntry, EditOutcome, FieldEdit, Party, SpeakerPart,
};

use super::time::for_people;
use crate::output::{counted, printable};

/// Writes what an edit did and how to undo it by the command that it was made with.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_made(out: &mut dyn Write, made: &EditOutcome, command: &str) -> io::Result<()> {
    let EditOutcome { entry, statements, .. } = made;
    writeln!(out, "edit {}: {}", entry.number, printable(&decided(&entry.edit)))?;
    if let Edit::SetArticles { .. } | Edit::Forget { .. } = &entry.edit {
        return write_made_of_articles(out, made);
    }
    if let Edit::Undo { .. } = &entry.edit
        && (made.articles > 0 || made.erased > 0 || made.to_come > 0)
    {
        return write_undone_of_articles(out, made);
    }
    let answers = if *statements == 1 { "answers" } else { "answer" };
    let how = match &entry.edit {
        Edit::Correct { .. } | Edit::Undo { .. } => "otherwise",
        Edit::Rename { .. } => "under another name",
        _ => "under another speaker",
    };
    writeln!(
        out,
        "{} {answers} {how} now; `q7x2 {command} undo {}` takes it back",
        counted(*statements, "statement"),
        entry.number
    )
}

/// Writes what an edit of articles did and how to undo it.
fn write_made_of_articles(out: &mut dyn Write, made: &EditOutcome) -> io::Result<()> {
    let EditOutcome { entry, statements, articles, to_come, .. } = made;
    let articles = counted(*articles, "article");
    let statements = counted(*statements, "statement");
    let number = entry.number;
    match &entry.edit {
        Edit::Forget { erase: true, .. } => {
            writeln!(out, "erased; `q7x2 articles undo {number}` lets them be ingested again")
        }
        Edit::Forget { .. } => {
            let to_come = match to_come {
                0 => String::new(),
                1 => ", nor will 1 that is not extracted yet".to_owned(),
                several => format!(", nor will {several} that are not extracted yet"),
            };
            writeln!(
                out,
                "{articles} with {statements} answer no more{to_come}; `q7x2 articles undo {number}` \
                 brings them back for a day"
            )
        }
        _ => writeln!(out, "{articles} changed; `q7x2 articles undo {number}` takes it back"),
    }
}

/// Writes what undoing an edit of articles did, and what it could not do.
fn write_undone_of_articles(out: &mut dyn Write, made: &EditOutcome) -> io::Result<()> {
    let EditOutcome { entry, statements, articles, erased, to_come, still_forgotten_by } = made;
    if *articles > 0 {
        let articles = counted(*articles, "article");
        // A title or a date is shown otherwise, and no statement comes or goes for it.
        let moved = match statements {
            0 => String::new(),
            1 => ", 1 statement answers otherwise now".to_owned(),
            several => format!(", {several} statements answer otherwise now"),
        };
        let number = entry.number;
        writeln!(out, "{articles} changed{moved}; `q7x2 articles undo {number}` takes it back")?;
    }
    match to_come {
        0 => {}
        1 => writeln!(out, "1 article is not extracted yet, and answers when it is")?,
        several => {
            writeln!(out, "{several} articles are not extracted yet, and answer when they are")?;
        }
    }
    if *erased > 0 {
        let articles = counted(*erased, "article");
        let verb = if *erased == 1 { "is" } else { "are" };
        let then = match still_forgotten_by {
            Some(number) => format!(
                "forgotten still by edit {number}: after `q7x2 articles undo {number}` ingest again"
            ),
            None => "ingest again what shall answer".to_owned(),
        };
        writeln!(out, "{articles} {verb} erased, of which nothing can be brought back; {then}")?;
    }
    Ok(())
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
        Edit::SetArticles { articles, fields } => {
            let fields = fields.iter().map(|field| {
                let value = match field {
                    FieldEdit::PublishedAt(Some(time)) => for_people(*time),
                    other => other.text().unwrap_or("unknown").to_owned(),
                };
                format!("{} {value}", field.name().replace('_', " "))
            });
            let fields = fields.collect::<Vec<_>>().join(", ");
            format!("set of {}: {fields}", named(articles))
        }
        Edit::Forget { articles, erase: false } => format!("forgot {}", named(articles)),
        Edit::Forget { articles, erase: true } => format!("erased {}", named(articles)),
        Edit::Erased => "erased with its article".to_owned(),
        Edit::Undo { number } => format!("undid {number}"),
    }
}

/// Returns the article by its id, or how many there are.
fn named(articles: &[ArticleId]) -> String {
    match articles {
        [only] => format!("article {only}"),
        several => counted(several.len() as u64, "article"),
    }
}

/// Returns what is right of a statement.
fn correction(what: &Correction) -> String {
    match what {
        Correction::Wrong => "it is wrong".to_owned(),
        Correction::NotSaid => "nobody said it".to_owned(),
        Correction::Speakers(to) => match to.as_slice() {
            [] => "it is not known who said it".to_owned(),
            [only] => format!("{only} said it"),
            [first @ .., last] => format!("{} and {last} said it", list(first)),
        },
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
