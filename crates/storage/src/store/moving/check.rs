//! Looking at everything that is kept: whether it is what its hashes and places say.

use q7x2_domain::{Article, ArticleId, Checked, CodePoints, Fault, Statement};

use super::{each_article, extractions, statements, take_time};
use crate::session::{Failure, Result, Session};
use crate::store::{corrections, details, journal, metadata};

/// Looks at everything, and gives what that has come to, some of it at a time, to `each` until that returns
/// false.
pub(crate) fn check(
    session: &Session<'_>,
    each: &mut (impl FnMut(Checked) -> bool + Send),
) -> Result<()> {
    take_time(session)?;
    let mut checked = Checked::default();
    let is_wanted = each_article(session, |key, id| {
        article(session, key, &id, &mut checked)?;
        Ok(checked.articles < ENOUGH || each(std::mem::take(&mut checked)))
    })?;
    if is_wanted {
        edits(session, &mut checked)?;
        each(checked);
    }
    Ok(())
}

/// After how many articles it is told how far it is.
const ENOUGH: u64 = 32;

fn article(session: &Session<'_>, key: i64, id: &str, checked: &mut Checked) -> Result<()> {
    checked.articles += 1;
    let mut fault = |what: String, wrong: String| {
        checked.faults.push(Fault { what, article: Some(id.to_owned()), wrong });
    };
    let sql = "SELECT text FROM articles WHERE key = ?1";
    let text: String = session.prepare(sql)?.query_row([key], |row| row.get(0))?;
    let of_article = || format!("article {id}");
    match told(metadata::came(session, key))? {
        Ok((came, _)) => {
            let made = ArticleId::of(came.url.as_deref(), &text);
            if made.to_string() != id {
                fault(of_article(), format!("its address and text make the id {made}"));
            } else if let Err(error) = Article::new(came, text.clone()) {
                fault(of_article(), error.to_string());
            }
        }
        Err(wrong) => fault(of_article(), wrong),
    }
    let points = CodePoints::new(&text);
    let extractions = extractions(session, key)?;
    if extractions.is_empty() {
        fault(of_article(), "it has no extraction".into());
    }
    let mut count = 0;
    for extraction in &extractions {
        if details::read_diagnostics(&extraction.diagnostics).is_none() {
            fault(of_article(), format!("malformed remarks of {}", extraction.model));
        }
        for statement in statements(session, extraction.key)? {
            count += 1;
            match told(statement)? {
                Ok(statement) => {
                    for wrong in outside(&points, &statement) {
                        fault(format!("statement {}", statement.id), wrong);
                    }
                }
                Err(wrong) => fault(of_article(), wrong),
            }
        }
    }
    for (statement, wrong) in corrections::wrong_words(session, key, &points)? {
        fault(format!("statement {statement}"), wrong);
    }
    checked.extractions += extractions.len() as u64;
    checked.statements += count;
    Ok(())
}

/// Returns what is wrong with the places of a statement.
fn outside(points: &CodePoints<'_>, statement: &Statement) -> Vec<String> {
    let mut wrong = vec![];
    if statement.content.is_empty() {
        wrong.push("it has no content".into());
    }
    for excerpt in statement.excerpts().filter(|excerpt| !excerpt.holds_in(points)) {
        let (start, end) = (excerpt.span.start(), excerpt.span.end());
        wrong.push(format!("the words at {start}..{end} are not those of the text"));
    }
    wrong
}

/// Looks at the journal.
fn edits(session: &Session<'_>, checked: &mut Checked) -> Result<()> {
    let mut select = session.prepare("SELECT number FROM edits ORDER BY number")?;
    let numbers = select.integers(())?;
    for (at, number) in (1..).zip(numbers) {
        checked.edits += 1;
        // Of those after one that is missing nothing more is to be told.
        let is_told = checked.faults.iter().any(|fault| fault.wrong == MISSING);
        let mut fault = |wrong: String| {
            checked.faults.push(Fault { what: format!("edit {number}"), article: None, wrong });
        };
        if at != number && !is_told {
            fault(MISSING.into());
        }
        if let Err(wrong) = told(journal::find(session, number.unsigned_abs()))? {
            fault(wrong);
        }
    }
    Ok(())
}

const MISSING: &str = "an edit before it is missing";

/// Returns what cannot be read as what is wrong; any other failure is one.
fn told<T>(read: Result<T>) -> Result<std::result::Result<T, String>> {
    match read {
        Ok(value) => Ok(Ok(value)),
        Err(Failure::Corrupt(wrong)) => Ok(Err(wrong)),
        Err(failure) => Err(failure),
    }
}
