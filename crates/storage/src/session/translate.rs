//! SQL as PostgreSQL takes it, of that which SQLite takes.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// How many texts are kept at most. Those of queries are of as many sorts as their conditions.
const KEPT: usize = 1024;

/// A statement of SQL as PostgreSQL takes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    pub(super) sql: String,
    /// The names of its arguments in their order, with colons; none where they have numbers.
    pub(super) names: Vec<String>,
}

/// Returns a statement as PostgreSQL takes it; as it was translated before, if it was.
pub(super) fn translated(sql: &str) -> Arc<Translated> {
    static KNOWN: RwLock<Option<HashMap<String, Arc<Translated>>>> = RwLock::new(None);
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.as_ref().and_then(|known| known.get(sql)) {
        return Arc::clone(found);
    }
    drop(known);
    let new = Arc::new(translate(sql));
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(sql.to_owned(), Arc::clone(&new));
    new
}

/// What is one word or another: what follows an argument that is a list, which is `value` of `json_each` there.
const LIST: &str = "(SELECT value FROM json_each(";

fn translate(sql: &str) -> Translated {
    let (mut sql, names) = with_numbers(sql);
    for (before, after) in [("NOT IN ", "<> ALL("), ("IN ", "= ANY(")] {
        replace(&mut sql, &format!("{before}{LIST}"), "))", |argument| {
            format!("{after}{argument})")
        });
    }
    replace(&mut sql, "json_each(", ")", |argument| {
        format!("unnest(CAST({argument} AS BIGINT[])) WITH ORDINALITY")
    });
    // What such a list is called is followed by its columns.
    let mut at = 0;
    while let Some(found) = sql[at..].find("WITH ORDINALITY AS ") {
        let name = at + found + "WITH ORDINALITY AS ".len();
        let length = sql[name..].find([' ', ',', ')']).unwrap_or(sql.len() - name);
        sql.insert_str(name + length, " (value, key)");
        at = name;
    }
    replace(&mut sql, " INDEXED BY ", " ", |_| " ".to_owned());
    // Of SQLite, CROSS asks to keep to the order of the tables.
    let sql = sql.replace("CROSS JOIN", "JOIN").replace("json_array(", "json_build_array(");
    // A sign keeps it from an index.
    let sql = sql.replace("+statements.", "statements.").replace("+before.", "before.");
    Translated { sql, names }
}

/// Replaces what stands between `before` and `after`, with both, wherever it does.
fn replace(sql: &mut String, before: &str, after: &str, by: impl Fn(&str) -> String) {
    while let Some(start) = sql.find(before) {
        let inside = start + before.len();
        let Some(length) = sql[inside..].find(after) else { return };
        let by = by(&sql[inside..inside + length]);
        sql.replace_range(start..inside + length + after.len(), &by);
    }
}

/// Returns SQL with one space wherever it has some, without comments, and with arguments as `$1`.
fn with_numbers(sql: &str) -> (String, Vec<String>) {
    let (mut out, mut names) = (String::with_capacity(sql.len()), Vec::<String>::new());
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut taken = c.len_utf8();
        let word = || {
            let rest = &rest[1..];
            &rest[..rest.find(|c| !is_of_name(c)).unwrap_or(rest.len())]
        };
        match c {
            '\'' => {
                taken = rest[1..].find('\'').map_or(rest.len(), |end| end + 2);
                out += &rest[..taken];
            }
            '-' if rest.starts_with("--") => taken = rest.find('\n').unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => {
                taken = 2;
                out += "::";
            }
            '?' | ':' if !word().is_empty() => {
                taken = 1 + word().len();
                out.push('$');
                if c == '?' {
                    out += word();
                } else {
                    let name = &rest[..taken];
                    let at = names.iter().position(|known| known == name).unwrap_or_else(|| {
                        names.push(name.to_owned());
                        names.len() - 1
                    });
                    out += &(at + 1).to_string();
                }
            }
            c if c.is_whitespace() => {
                if !out.ends_with([' ', '(']) {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
        rest = &rest[taken..];
    }
    (out, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &str, names: &[&str]) {
        let Translated { sql, names: found } = translate(sql);
        assert_eq!(
            (sql.as_str(), found),
            (expected, names.iter().map(ToString::to_string).collect())
        );
    }

    #[test]
    fn arguments_have_numbers() {
        check(
            "SELECT ?2, 'a?1 :b' FROM t\n   WHERE a = ?1",
            "SELECT $2, 'a?1 :b' FROM t WHERE a = $1",
            &[],
        );
        check(
            "a = :b AND c = :d::text OR :b -- it's\n",
            "a = $1 AND c = $2::text OR $1 ",
            &[":b", ":d"],
        );
    }

    #[test]
    fn lists_are_arrays() {
        let list = "(SELECT value FROM json_each(:ids))";
        check(
            &format!("a IN {list} OR b NOT IN\n  {list}"),
            "a = ANY($1) OR b <> ALL($1)",
            &[":ids"],
        );
        check(
            "SELECT x.value FROM json_each(?1) AS x JOIN t",
            "SELECT x.value FROM unnest(CAST($1 AS BIGINT[])) WITH ORDINALITY AS x (value, key) JOIN t",
            &[],
        );
    }

    #[test]
    fn what_is_for_the_planner_of_sqlite_goes() {
        check("a INDEXED BY b_c WHERE d", "a WHERE d", &[]);
        check("a CROSS JOIN b ON c", "a JOIN b ON c", &[]);
        check("a + 1 = b AND +statements.c = d", "a + 1 = b AND statements.c = d", &[]);
    }
}
