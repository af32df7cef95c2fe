//! The terms of a text, for an engine that is told them: those that FTS5 makes of it, by FTS5 itself, so that
//! both engines find the same. The texts are in memory for as long as it takes.

use std::cell::RefCell;

use rusqlite::Connection;

use crate::session::Result;

/// How many bytes of a term are kept; the server has no room for 2048.
const LONGEST: usize = 1000;

/// How FTS5 reads texts; as in the migrations of SQLite.
const READER: &str = "
    CREATE VIRTUAL TABLE texts USING fts5 (
        text, tokenize = 'porter unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE terms USING fts5vocab (texts, instance);";

/// Returns a text as PostgreSQL reads a `tsvector`: its terms with their places.
pub(super) fn vector(text: &str) -> Result<String> {
    let terms = terms(text)?;
    let places = terms.iter().map(|(term, place)| format!("{}:{}", quoted(term), place + 1));
    Ok(places.collect::<Vec<_>>().join(" "))
}

/// Returns words that stand side by side as PostgreSQL reads a `tsquery`; `None` where they have no term.
pub(super) fn query(words: &str) -> Result<Option<String>> {
    let terms: Vec<String> = terms(words)?.iter().map(|(term, _)| quoted(term)).collect();
    Ok((!terms.is_empty()).then(|| terms.join(" <-> ")))
}

/// Returns the terms of a text in their order, with their places.
fn terms(text: &str) -> Result<Vec<(String, i64)>> {
    thread_local! {
        static TEXTS: RefCell<Option<Connection>> = const { RefCell::new(None) };
    }
    TEXTS.with_borrow_mut(|texts| {
        let texts = match texts {
            Some(texts) => texts,
            None => {
                let new = Connection::open_in_memory()?;
                new.execute_batch(READER)?;
                texts.insert(new)
            }
        };
        // Not committed, so that nothing stays.
        let texts = texts.unchecked_transaction()?;
        texts.prepare_cached("INSERT INTO texts (text) VALUES (?1)")?.execute([text])?;
        let mut select = texts.prepare_cached("SELECT term, offset FROM terms ORDER BY offset")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })
}

/// Returns a term as PostgreSQL reads it whatever is in it.
fn quoted(term: &str) -> String {
    let mut end = term.len().min(LONGEST);
    while !term.is_char_boundary(end) {
        end -= 1;
    }
    format!("'{}'", term[..end].replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_those_of_fts5() {
        assert_eq!(
            vector("The Cafés were running, don't").expect("read"),
            "'the':1 'cafe':2 'were':3 'run':4 'don':5 't':6"
        );
        assert_eq!(query("\"don't\"").expect("read").as_deref(), Some("'don' <-> 't'"));
        assert_eq!(query("'").expect("read"), None);
        // Nothing is left of the texts before.
        assert_eq!(vector("tide").expect("read"), "'tide':1");
    }

    #[test]
    fn a_term_that_is_too_long_is_cut() {
        assert_eq!(vector(&"ä".repeat(5000)).expect("read").len(), LONGEST + 4);
    }
}
