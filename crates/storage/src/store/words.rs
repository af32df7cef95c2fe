//! The full-text index over what was said: keeping it, and asking it. No text of a user can break an
//! expression, and no word costs more because it is in many statements.

use std::collections::HashSet;

use super::{corrections, details};
use crate::session::{
    Dialect, Failure, List, OptionalExtension, Result, Row, Session, list, params,
};

/// In how many statements a word is at most that tells which of them match best. A word beyond that is
/// in too many to be counted while somebody waits; it only has to occur.
const RARE: i64 = 1000;

/// How many of the words that are asked for may tell which statements match best.
pub(crate) const RANKING: usize = 16;

/// Under how many speakers common words are looked up by speaker.
const SPEAKERS: usize = 200;

/// The words that a query asks for, as expressions of the engine's full-text search.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// All of them, and in FTS5 the speakers where there are few and no word is rare.
    pub(crate) all: String,
    /// Those that tell which statements match best; `None` when all are common.
    pub(crate) rare: Option<String>,
    /// The speakers where there are few and no word is rare, unless the expression has them.
    pub(crate) speakers: Option<List>,
}

impl Words {
    /// Returns the words of `about`, which one of `speakers` says if they are given; `None` when there
    /// is no word, or one that nothing can have.
    pub(crate) fn of(
        session: &Session<'_>,
        about: &str,
        speakers: Option<&[i64]>,
    ) -> Result<Option<Self>> {
        let (dialect, terms) = (session.dialect(), terms(about));
        let all = terms.iter().map(|term| expression(dialect, term)).collect::<Result<Vec<_>>>()?;
        let all: Option<Vec<String>> = all.into_iter().collect();
        let Some(mut all) = all.filter(|all| !all.is_empty()) else { return Ok(None) };
        let sql = match dialect {
            Dialect::Sqlite => {
                "SELECT count(*) FROM (SELECT 1 FROM statement_words
                 WHERE statement_words MATCH ?1 LIMIT ?2)"
            }
            Dialect::Postgres => {
                "SELECT count(*) FROM (SELECT 1 FROM statement_words
                 WHERE content @@ CAST(CAST(?1 AS TEXT) AS TSQUERY) LIMIT ?2) AS found"
            }
        };
        let mut count = session.prepare(sql)?;
        let mut rare = vec![];
        for term in all.iter().take(RANKING) {
            let found: i64 = count.query_row(params![term, RARE + 1], |row| row.get(0))?;
            if found <= RARE {
                rare.push(term.clone());
            }
        }
        let mut by_speaker = None;
        if let Some(speakers) = speakers.filter(|keys| rare.is_empty() && keys.len() <= SPEAKERS) {
            match dialect {
                Dialect::Sqlite => {
                    let keys: Vec<String> =
                        speakers.iter().map(|key| format!("\"{key}\"")).collect();
                    all.push(format!("speakers : ({})", keys.join(" OR ")));
                }
                Dialect::Postgres => by_speaker = Some(list(speakers)),
            }
        }
        // Beside one another, a column's name would take the bracket of its neighbour.
        let and = match dialect {
            Dialect::Sqlite => " AND ",
            Dialect::Postgres => " & ",
        };
        let all = all.join(and);
        let rare = (!rare.is_empty()).then(|| rare.join(and));
        Ok(Some(Self { all, rare, speakers: by_speaker }))
    }

    /// Tells whether some words only have to occur.
    pub(crate) fn narrows(&self) -> bool {
        self.rare.as_ref() != Some(&self.all)
    }
}

/// Returns the expression that asks for a term in the content of statements; `None` where nothing can have
/// it.
fn expression(dialect: Dialect, term: &str) -> Result<Option<String>> {
    match dialect {
        Dialect::Sqlite => Ok(Some(format!("content : {term}"))),
        Dialect::Postgres => analyser::query(term),
    }
}

/// Returns the expression that asks for all words of `text`, and for those in double quotation marks side by
/// side, in the text of channels; `None` when it has no word.
pub(crate) fn match_expression(dialect: Dialect, text: &str) -> Result<Option<String>> {
    let terms = terms(text);
    let (terms, and) = match dialect {
        Dialect::Sqlite => (terms, " "),
        Dialect::Postgres => {
            let terms = terms.iter().map(|term| analyser::query(term));
            (terms.filter_map(Result::transpose).collect::<Result<_>>()?, " & ")
        }
    };
    Ok((!terms.is_empty()).then(|| terms.join(and)))
}

/// Writes the words of a new statement.
pub(crate) fn write(
    session: &Session<'_>,
    key: i64,
    content: &str,
    speakers: &[i64],
) -> Result<()> {
    match session.dialect() {
        Dialect::Sqlite => {
            let sql = "INSERT OR REPLACE INTO statement_words (rowid, content, speakers)
                       VALUES (?1, ?2, ?3)";
            let speakers: Vec<String> = speakers.iter().map(ToString::to_string).collect();
            let row = params![key, content, speakers.join(" ")];
            session.prepare(sql)?.execute(row).map(drop)
        }
        Dialect::Postgres => {
            let sql = "INSERT INTO statement_words (statement, content, speakers)
                       VALUES (?1, CAST(CAST(?2 AS TEXT) AS TSVECTOR), ?3)
                       ON CONFLICT (statement) DO UPDATE
                       SET content = excluded.content, speakers = excluded.speakers";
            let row = params![key, analyser::vector(content)?, list(speakers)];
            session.prepare(sql)?.execute(row).map(drop)
        }
    }
}

/// Writes a channel with its words, and returns its key; `None` where somebody else has just written it.
pub(crate) fn write_channel(session: &Session<'_>, text: &str) -> Result<Option<i64>> {
    match session.dialect() {
        Dialect::Sqlite => {
            let sql = "INSERT INTO channels (text) VALUES (?1)";
            let key = session.prepare(sql)?.insert([text])?;
            let sql = "INSERT INTO channel_words (rowid, text) VALUES (?1, ?2)";
            session.prepare(sql)?.execute(params![key, text])?;
            Ok(Some(key))
        }
        Dialect::Postgres => {
            let sql = "INSERT INTO channels (text, words)
                       VALUES (?1, CAST(CAST(?2 AS TEXT) AS TSVECTOR))
                       ON CONFLICT DO NOTHING RETURNING key";
            let row = params![text, analyser::vector(text)?];
            session.prepare(sql)?.query_row(row, |row| row.get(0)).optional()
        }
    }
}

/// Deletes the channels that no statement has any more.
pub(crate) fn erase_channels(session: &Session<'_>) -> Result<()> {
    let sql = "INSERT INTO gone SELECT key FROM channels EXCEPT SELECT channel FROM statements";
    session.execute_batch(&format!("DELETE FROM gone; {sql}"))?;
    if session.dialect() == Dialect::Sqlite {
        // A full-text index without its texts has to be told what it is to forget.
        session.execute_batch(
            "INSERT INTO channel_words (channel_words, rowid, text)
             SELECT 'delete', key, text FROM channels WHERE key IN (SELECT key FROM gone)",
        )?;
    }
    session.execute_batch("DELETE FROM channels WHERE key IN (SELECT key FROM gone)")
}

/// Has full-text indexes give up what was deleted from them, where they would keep it for a while.
pub(crate) fn tidy(session: &Session<'_>) -> Result<()> {
    match session.dialect() {
        Dialect::Sqlite => session.execute_batch(
            "INSERT INTO statement_words (statement_words) VALUES ('optimize');
             INSERT INTO channel_words (channel_words) VALUES ('optimize')",
        ),
        Dialect::Postgres => Ok(()),
    }
}

/// Returns what the key of a statement is called where its words are.
fn key_column(session: &Session<'_>) -> &'static str {
    match session.dialect() {
        Dialect::Sqlite => "rowid",
        Dialect::Postgres => "statement",
    }
}

/// Writes the words of a current statement anew, as they are corrected and under the speakers that answer
/// for it now.
pub(crate) fn write_again(session: &Session<'_>, key: i64) -> Result<()> {
    let sql = "SELECT details, correction FROM statements WHERE key = ?1";
    let row = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?));
    let (details, correction) = session.prepare(sql)?.query_row([key], row)?;
    let corrected = correction.as_deref().map(corrections::content).transpose()?.flatten();
    let content = corrected
        .or_else(|| details::content(&details))
        .ok_or_else(|| Failure::Corrupt(format!("statement row {key}: malformed details")))?;
    write(session, key, &content, &speakers(session, key)?)?;
    Ok(())
}

/// Takes the words of what answers for an article out of the index.
pub(crate) fn forget(session: &Session<'_>, article: i64) -> Result<()> {
    let sql = format!(
        "DELETE FROM statement_words WHERE {} IN
             (SELECT key FROM statements WHERE article = ?1 AND current = 1
              UNION ALL SELECT key FROM statements WHERE article = ?1 AND current = 2)",
        key_column(session)
    );
    session.prepare(&sql)?.execute([article]).map(drop)
}

/// Takes the words of one statement out of the index.
pub(crate) fn take_out(session: &Session<'_>, key: i64) -> Result<()> {
    let sql = format!("DELETE FROM statement_words WHERE {} = ?1", key_column(session));
    session.prepare(&sql)?.execute([key]).map(drop)
}

/// Returns the speakers under whom a statement answers.
pub(crate) fn speakers(session: &Session<'_>, key: i64) -> Result<Vec<i64>> {
    let sql = "SELECT speaker FROM statements WHERE key = ?1 AND speaker IS NOT NULL
               UNION SELECT speaker FROM joint_speakers
               WHERE statement = ?1 AND speaker IS NOT NULL
               UNION SELECT speaker FROM given_speakers WHERE statement = ?1";
    session.prepare(sql)?.query_map([key], |row| row.get(0))?.collect()
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
/// stay together; beyond ASCII and its typographic kin the tokenizer knows best.
fn is_of_a_word(c: char) -> bool {
    match c {
        '\'' | '’' => true,
        '\u{2000}'..='\u{206f}' => false,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => !c.is_whitespace() && !c.is_control(),
    }
}

mod analyser;

#[cfg(test)]
mod tests;
