//! Answering a query: conditions to SQL, and words to a full-text expression that no user text
//! can break.

use q7x2_domain::{ArticleId, ModeFilter, StatementPage, StatementQuery};
use rusqlite::{Connection, ToSql};

use super::failure::Failure;
use super::names;
use super::rows::{self, HIT, fold_outlet, json_list};

/// Answers a query with one page.
pub(crate) fn query(
    connection: &Connection,
    query: &StatementQuery,
) -> Result<StatementPage, Failure> {
    let Some(conditions) = Conditions::of(connection, query)? else {
        return Ok(StatementPage::default());
    };
    let Conditions { from, all, order, parameters } = &conditions;
    let mut parameters: Vec<(&str, &dyn ToSql)> =
        parameters.iter().map(|(name, value)| (*name, value.as_ref())).collect();

    let count = format!("SELECT count(*) FROM {from} WHERE {}", all.join(" AND "));
    let mut count = connection.prepare_cached(&count)?;
    let total: i64 = count.query_row(parameters.as_slice(), |row| row.get(0))?;

    let select = format!(
        "SELECT {HIT} FROM {from} JOIN extractions ON extractions.key = statements.extraction
         WHERE {} ORDER BY {order} LIMIT :limit OFFSET :offset",
        all.join(" AND ")
    );
    let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
    parameters.push((":limit", &query.limit));
    parameters.push((":offset", &offset));
    let mut select = connection.prepare_cached(&select)?;
    let mut rows = select.query(parameters.as_slice())?;
    let mut hits = vec![];
    while let Some(row) = rows.next()? {
        hits.push(rows::hit(row)?);
    }
    Ok(StatementPage { hits, total: total.unsigned_abs() })
}

/// A query as the parts of an SQL statement.
struct Conditions {
    from: &'static str,
    all: Vec<&'static str>,
    order: &'static str,
    parameters: Vec<(&'static str, Box<dyn ToSql>)>,
}

impl Conditions {
    /// Returns the conditions of a query, or `None` when nothing can match it.
    fn of(connection: &Connection, query: &StatementQuery) -> Result<Option<Self>, Failure> {
        let mut conditions = Self {
            from: "statements JOIN articles ON articles.key = statements.article",
            all: vec!["statements.current = 1"],
            order: "articles.published_at DESC, articles.id, statements.start, statements.position",
            parameters: vec![],
        };
        if let Some(about) = &query.about {
            let Some(words) = match_expression(about) else { return Ok(None) };
            // CROSS JOIN keeps the search in front: its hits are few.
            conditions.from = "statement_words
                CROSS JOIN statements ON statements.key = statement_words.rowid
                CROSS JOIN articles ON articles.key = statements.article";
            conditions.order = "statement_words.rank, articles.published_at DESC, articles.id,
                statements.start, statements.position";
            conditions.require("statement_words MATCH :about", ":about", words);
        }
        if let Some(name) = &query.speaker {
            let speakers = names::matching(connection, name)?;
            if speakers.is_empty() {
                return Ok(None);
            }
            let condition = "statements.speaker IN (SELECT value FROM json_each(:speakers))";
            conditions.require(condition, ":speakers", json_list(&speakers));
        }
        if let Some(articles) = &query.articles {
            let ids: Vec<String> = articles.iter().map(ArticleId::to_string).collect();
            let condition = "articles.id IN (SELECT value FROM json_each(:articles))";
            conditions.require(condition, ":articles", json_list(&ids));
        }
        if let Some(kind) = query.kind {
            conditions.require("statements.kind = :kind", ":kind", kind.as_str());
        }
        if query.mode == ModeFilter::Speech {
            conditions.all.push("statements.mode = 'speech'");
        }
        if let Some(since) = query.since {
            conditions.require("articles.published_at >= :since", ":since", since.micros());
        }
        if let Some(until) = query.until {
            conditions.require("articles.published_at < :until", ":until", until.micros());
        }
        if let Some(outlet) = &query.outlet {
            conditions.require("articles.outlet_folded = :outlet", ":outlet", fold_outlet(outlet));
        }
        Ok(Some(conditions))
    }

    fn require(
        &mut self,
        condition: &'static str,
        parameter: &'static str,
        value: impl ToSql + 'static,
    ) {
        self.all.push(condition);
        self.parameters.push((parameter, Box::new(value)));
    }
}

/// Returns the FTS5 expression that asks for all words of `about`, and for those in double
/// quotation marks side by side; `None` when it has no word.
///
/// Every term is a quoted string, in which nothing but the quotation mark has a meaning.
fn match_expression(about: &str) -> Option<String> {
    let mut terms = vec![];
    for (index, part) in about.split('"').enumerate() {
        let words = part.split(|c: char| c.is_whitespace() || c.is_control());
        let words: Vec<&str> = words.filter(|w| w.contains(char::is_alphanumeric)).collect();
        if index % 2 == 1 && !words.is_empty() {
            terms.push(format!("\"{}\"", words.join(" ")));
        } else {
            terms.extend(words.iter().map(|word| format!("\"{word}\"")));
        }
    }
    (!terms.is_empty()).then(|| terms.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(about: &str, expected: Option<&str>) {
        assert_eq!(match_expression(about).as_deref(), expected, "{about}");
    }

    #[test]
    fn every_term_is_quoted() {
        check("harbour dredging", Some("\"harbour\" \"dredging\""));
        check("a OR b* NEAR(c)", Some("\"a\" \"OR\" \"b*\" \"NEAR(c)\""));
        check("nul\0inside", Some("\"nul\" \"inside\""));
    }

    #[test]
    fn quoted_words_stay_together() {
        check("say \"no new taxes\" now", Some("\"say\" \"no new taxes\" \"now\""));
        check("an \"open end", Some("\"an\" \"open end\""));
    }

    #[test]
    fn text_without_words_asks_for_nothing() {
        for about in ["", "  ", "\"", "\"\"", "-- * ^ :"] {
            check(about, None);
        }
    }
}
