//! The full-text index over what was said: keeping it, and asking it. No text of a user can break an
//! expression, and no word costs more because it is in many statements.

use std::collections::HashSet;

use q7x2_sqlite::Failure;
use rusqlite::{Connection, Row, params};

use super::circumstances::BATCH;
use super::{corrections, details};

/// In how many statements a word is at most that tells which of them match best. A word beyond that is
/// in too many to be counted while somebody waits; it only has to occur.
const RARE: i64 = 1000;

/// How many of the words that are asked for may tell which statements match best.
pub(crate) const RANKING: usize = 16;

/// Under how many speakers common words are looked up by speaker.
const SPEAKERS: usize = 200;

/// The words that a query asks for, as expressions of FTS5.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// All of them, and the speakers where there are few and no word is rare.
    pub(crate) all: String,
    /// Those that tell which statements match best; `None` when all are common.
    pub(crate) rare: Option<String>,
}

impl Words {
    /// Returns the words of `about`, which one of `speakers` says if they are given; `None` when there
    /// is no word.
    pub(crate) fn of(
        connection: &Connection,
        about: &str,
        speakers: Option<&[i64]>,
    ) -> rusqlite::Result<Option<Self>> {
        let terms = terms(about);
        if terms.is_empty() {
            return Ok(None);
        }
        let sql = "SELECT count(*) FROM (SELECT 1 FROM statement_words
                   WHERE statement_words MATCH ?1 LIMIT ?2)";
        let mut count = connection.prepare_cached(sql)?;
        let mut rare = vec![];
        for term in terms.iter().take(RANKING) {
            let found: i64 =
                count.query_row(params![in_content(term), RARE + 1], |row| row.get(0))?;
            if found <= RARE {
                rare.push(in_content(term));
            }
        }
        let mut all: Vec<String> = terms.iter().map(|term| in_content(term)).collect();
        if let Some(speakers) = speakers.filter(|keys| rare.is_empty() && keys.len() <= SPEAKERS) {
            let keys: Vec<String> = speakers.iter().map(|key| format!("\"{key}\"")).collect();
            all.push(format!("speakers : ({})", keys.join(" OR ")));
        }
        // Beside one another, a column's name would take the bracket of its neighbour.
        let all = all.join(" AND ");
        let rare = (!rare.is_empty()).then(|| rare.join(" AND "));
        Ok(Some(Self { all, rare }))
    }

    /// Tells whether some words only have to occur.
    pub(crate) fn narrows(&self) -> bool {
        self.rare.as_ref() != Some(&self.all)
    }
}

/// Returns the FTS5 expression that asks for all words of `text`, and for those in double quotation
/// marks side by side, in an index of one column; `None` when it has no word.
pub(crate) fn match_expression(text: &str) -> Option<String> {
    let terms = terms(text);
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// Writes the words of a new statement.
pub(crate) fn write(
    transaction: &Connection,
    key: i64,
    content: &str,
    speakers: &[i64],
) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO statement_words (rowid, content, speakers)
               VALUES (?1, ?2, ?3)";
    let speakers: Vec<String> = speakers.iter().map(ToString::to_string).collect();
    let row = params![key, content, speakers.join(" ")];
    transaction.prepare_cached(sql)?.execute(row).map(drop)
}

/// Writes the words of a current statement anew, as they are corrected and under the speakers that answer
/// for it now.
pub(crate) fn write_again(transaction: &Connection, key: i64) -> Result<(), Failure> {
    let sql = "SELECT details, correction FROM statements WHERE key = ?1";
    let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?));
    let (details, correction) = transaction.prepare_cached(sql)?.query_row([key], row)?;
    let corrected = correction.as_deref().map(corrections::content).transpose()?.flatten();
    let content = corrected
        .or_else(|| details::content(&details))
        .ok_or_else(|| Failure::Corrupt(format!("statement row {key}: malformed details")))?;
    write(transaction, key, &content, &speakers(transaction, key)?)?;
    Ok(())
}

/// Takes the words of what answers for an article out of the index.
pub(crate) fn forget(transaction: &Connection, article: i64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM statement_words WHERE rowid IN
                   (SELECT key FROM statements WHERE article = ?1 AND current = 1
                   UNION ALL SELECT key FROM statements WHERE article = ?1 AND current = 2)";
    transaction.prepare_cached(sql)?.execute([article]).map(drop)
}

/// Takes the words of one statement out of the index.
pub(crate) fn take_out(transaction: &Connection, key: i64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM statement_words WHERE rowid = ?1";
    transaction.prepare_cached(sql)?.execute([key]).map(drop)
}

/// Fills the index of an older store.
pub(crate) fn fill(transaction: &Connection) -> rusqlite::Result<()> {
    let sql = "SELECT key, details FROM statements WHERE key > ?1 AND current = 1
               ORDER BY key LIMIT ?2";
    let mut select = transaction.prepare(sql)?;
    let mut last = i64::MIN;
    loop {
        let rows = select.query_map([last, BATCH], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
        let Some((end, _)) = rows.last() else { return Ok(()) };
        last = *end;
        for (key, json) in rows {
            // What is damaged is told to whoever asks for it.
            if let Some(content) = details::content(&json) {
                write(transaction, key, &content, &speakers(transaction, key)?)?;
            }
        }
    }
}

/// Returns the speakers under whom a statement answers.
fn speakers(connection: &Connection, key: i64) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT speaker FROM statements WHERE key = ?1 AND speaker IS NOT NULL
               UNION SELECT speaker FROM joint_speakers
               WHERE statement = ?1 AND speaker IS NOT NULL";
    connection.prepare_cached(sql)?.query_map([key], |row| row.get(0))?.collect()
}

fn in_content(term: &str) -> String {
    format!("content : {term}")
}

/// Returns the terms of a search, each once: words, and phrases in double quotation marks.
///
/// Every term is a quoted string, in which nothing but the quotation mark has a meaning.
pub(crate) fn terms(text: &str) -> Vec<String> {
    let mut terms = vec![];
    for (index, part) in text.split('"').enumerate() {
        let words = part.split(|c: char| !is_of_a_word(c));
        let words: Vec<&str> = words.filter(|w| w.contains(char::is_alphanumeric)).collect();
        if index % 2 == 1 && !words.is_empty() {
            terms.push(format!("\"{}\"", words.join(" ")));
        } else {
            terms.extend(words.iter().map(|word| format!("\"{word}\"")));
        }
    }
    let mut seen = HashSet::new();
    terms.retain(|term| seen.insert(term.to_lowercase()));
    terms
}

/// Tells whether a character belongs to a word. An apostrophe does, so that the halves of "don't"
/// stay together; beyond ASCII and its typographic kin FTS5 itself knows best.
fn is_of_a_word(c: char) -> bool {
    match c {
        '\'' | '’' => true,
        '\u{2000}'..='\u{206f}' => false,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => !c.is_whitespace() && !c.is_control(),
    }
}

#[cfg(test)]
mod tests;
