//! Answering a query: conditions to SQL, and words to a full-text expression that no user text
//! can break.

use q7x2_domain::{ArticleId, ModeFilter, StatementPage, StatementQuery};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, ToSql};

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
    let mut parameters: Vec<(&str, &dyn ToSql)> =
        conditions.parameters.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    let Conditions { from, order, .. } = conditions;
    let all = conditions.all.join(" AND ");

    let count = if conditions.of_articles { from.with_articles } else { from.without_articles };
    let count = format!("SELECT count(*) FROM {count} WHERE {all}");
    let mut count = connection.prepare_cached(&count)?;
    let total: i64 = count.query_row(parameters.as_slice(), |row| row.get(0))?;

    let select = format!(
        "SELECT {HIT} FROM {} CROSS JOIN extractions ON extractions.key = statements.extraction
         WHERE {all} ORDER BY {order} LIMIT :limit OFFSET :offset",
        from.with_articles
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

/// The tables of a query, in the order in which they are best read. CROSS JOIN keeps SQLite to it:
/// its planner would rather sort all statements than find the articles in order.
struct Tables {
    with_articles: &'static str,
    /// Enough for counting where no condition is on articles.
    without_articles: &'static str,
}

/// For what matches words.
const WORDS_FIRST: Tables = Tables {
    with_articles: "statement_words
        CROSS JOIN statements ON statements.key = statement_words.rowid
        CROSS JOIN articles ON articles.key = statements.article",
    without_articles: "statement_words
        CROSS JOIN statements ON statements.key = statement_words.rowid",
};

/// For what a speaker said.
const STATEMENTS_FIRST: Tables = Tables {
    with_articles: "statements CROSS JOIN articles ON articles.key = statements.article",
    without_articles: "statements",
};

/// For everything else.
const ARTICLES_FIRST: Tables = Tables {
    with_articles: "articles CROSS JOIN statements ON statements.article = articles.key",
    without_articles: "statements",
};

/// Latest first. The key is there for SQLite alone: with it the index on articles is seen to give
/// this order, so that a page needs no sorting.
const ORDER: &str = "articles.published_at DESC, articles.id, articles.key,
    statements.start, statements.position";

/// A query as the parts of an SQL statement.
struct Conditions {
    from: Tables,
    all: Vec<&'static str>,
    /// Whether a condition is on articles.
    of_articles: bool,
    order: String,
    parameters: Vec<(&'static str, Box<dyn ToSql>)>,
}

impl Conditions {
    /// Returns the conditions of a query, or `None` when nothing can match it.
    fn of(connection: &Connection, query: &StatementQuery) -> Result<Option<Self>, Failure> {
        let mut conditions = Self {
            from: ARTICLES_FIRST,
            all: vec!["statements.current = 1"],
            of_articles: false,
            order: ORDER.into(),
            parameters: vec![],
        };
        if let Some(about) = &query.about {
            let Some(words) = match_expression(about) else { return Ok(None) };
            conditions.from = WORDS_FIRST;
            conditions.order = format!("statement_words.rank, {ORDER}");
            conditions.require("statement_words MATCH :about", ":about", words);
        }
        if let Some(name) = &query.speaker {
            let speakers = names::matching(connection, name)?;
            if speakers.is_empty() {
                return Ok(None);
            }
            if query.about.is_none() {
                conditions.from = STATEMENTS_FIRST;
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
        self.of_articles |= condition.starts_with("articles.");
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
        let words = part.split(|c: char| !is_of_a_word(c));
        let words: Vec<&str> = words.filter(|w| w.contains(char::is_alphanumeric)).collect();
        if index % 2 == 1 && !words.is_empty() {
            terms.push(format!("\"{}\"", words.join(" ")));
        } else {
            terms.extend(words.iter().map(|word| format!("\"{word}\"")));
        }
    }
    (!terms.is_empty()).then(|| terms.join(" "))
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
mod tests {
    use super::*;

    fn check(about: &str, expected: Option<&str>) {
        assert_eq!(match_expression(about).as_deref(), expected, "{about}");
    }

    #[test]
    fn every_term_is_quoted() {
        check("harbour dredging", Some("\"harbour\" \"dredging\""));
        check("a OR b* NEAR(c)", Some("\"a\" \"OR\" \"b\" \"NEAR\" \"c\""));
        check("bridge:cost -toll", Some("\"bridge\" \"cost\" \"toll\""));
        check("don’t cafe\u{301}", Some("\"don’t\" \"cafe\u{301}\""));
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
