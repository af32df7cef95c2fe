//! Answering a query: conditions to SQL, and words to a full-text expression that no user text
//! can break.

use q7x2_domain::{ArticleId, ModeFilter, StatementPage, StatementQuery};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, ToSql};

use super::rows::{self, HIT, fold_outlet, json_list};
use super::{answers, circumstances, names};

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
    let mut count = connection.prepare_cached(&conditions.count())?;
    let total: i64 = count.query_row(parameters.as_slice(), |row| row.get(0))?;
    let total = total.unsigned_abs();
    if total <= query.offset {
        return Ok(StatementPage { hits: vec![], total });
    }
    let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
    parameters.push((":limit", &query.limit));
    parameters.push((":offset", &offset));
    let mut select = connection.prepare_cached(&conditions.page(total))?;
    let mut rows = select.query(parameters.as_slice())?;
    let mut hits = vec![];
    while let Some(row) = rows.next()? {
        let mut hit = rows::hit(row)?;
        rows::complete(connection, &mut hit)?;
        hits.push(hit);
    }
    answers::settle_others(connection, hits.iter_mut().map(|hit| &mut hit.statement))?;
    Ok(StatementPage { hits, total })
}

/// Up to so many statements are sooner sorted than found in the order of their articles.
const SORTED: u64 = 2000;

/// The tables of a query, in the order in which they are best read. CROSS JOIN and INDEXED BY keep
/// SQLite to it: its planner would rather sort all statements than find the articles in order.
struct Tables {
    with_articles: &'static str,
    /// Enough for counting where no condition is on articles.
    without_articles: &'static str,
    /// For a page where so many match that it is soon full.
    of_many: &'static str,
}

const RANKED: &str = "statement_words
    CROSS JOIN statements ON statements.key = statement_words.rowid
    CROSS JOIN articles ON articles.key = statements.article";

const IN_ORDER: &str = "articles CROSS JOIN statements INDEXED BY current_by_article
    ON statements.article = articles.key";

/// For what matches words.
const WORDS_FIRST: Tables = Tables {
    with_articles: RANKED,
    without_articles: "statement_words
        CROSS JOIN statements ON statements.key = statement_words.rowid",
    of_many: RANKED,
};

/// For what few statements are likely to have: a speaker, an addressee, a channel, a time said.
const STATEMENTS_FIRST: Tables = Tables {
    with_articles: "statements CROSS JOIN articles ON articles.key = statements.article",
    without_articles: "statements",
    of_many: IN_ORDER,
};

/// For everything else.
const ARTICLES_FIRST: Tables =
    Tables { with_articles: IN_ORDER, without_articles: "statements", of_many: IN_ORDER };

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
        let is_selective = query.speaker.is_some()
            || query.addressee.is_some()
            || query.channel.is_some()
            || query.said_since.or(query.said_until).is_some();
        let mut conditions = Self {
            from: if is_selective { STATEMENTS_FIRST } else { ARTICLES_FIRST },
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
            let speakers = json_list(&speakers);
            let joint = said_jointly(connection, &speakers)?;
            if joint.is_empty() {
                let condition = "statements.speaker IN (SELECT value FROM json_each(:speakers))";
                conditions.require(condition, ":speakers", speakers);
            } else {
                let condition = "(statements.speaker IN (SELECT value FROM json_each(:speakers))
                    OR statements.key IN (SELECT value FROM json_each(:joint)))";
                conditions.require(condition, ":speakers", speakers);
                conditions.parameters.push((":joint", Box::new(json_list(&joint))));
            }
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
        if let Some(wanted) = query.wanted() {
            let wanted: Vec<&str> = wanted.iter().map(|class| class.as_str()).collect();
            let condition = "statements.asserted IN (SELECT value FROM json_each(:asserted))";
            conditions.require(condition, ":asserted", json_list(&wanted));
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
        let may_match = conditions.require_circumstances(connection, query)?;
        Ok(may_match.then_some(conditions))
    }

    /// Adds the conditions on how a statement was made. Returns false when nothing can match them.
    fn require_circumstances(
        &mut self,
        connection: &Connection,
        query: &StatementQuery,
    ) -> Result<bool, Failure> {
        if let Some(name) = &query.addressee {
            let addressees = circumstances::addressees(connection, name)?;
            if addressees.is_empty() {
                return Ok(false);
            }
            let condition = "statements.addressee IN (SELECT value FROM json_each(:addressees))";
            self.require(condition, ":addressees", json_list(&addressees));
        }
        if let Some(channel) = &query.channel {
            let Some(words) = match_expression(channel) else { return Ok(false) };
            let condition = "statements.channel IN
                (SELECT rowid FROM channel_words WHERE channel_words MATCH :channel)";
            self.require(condition, ":channel", words);
        }
        if !query.cue_classes.is_empty() {
            let classes: Vec<&str> = query.cue_classes.iter().map(|class| class.as_str()).collect();
            let condition = "statements.cue_class IN (SELECT value FROM json_each(:cue_classes))";
            self.require(condition, ":cue_classes", json_list(&classes));
        }
        if query.first_hand {
            self.all.push("statements.relay_depth = 0");
        }
        if let (Some(since), Some(until)) = (query.said_since, query.said_until)
            && since >= until
        {
            return Ok(false);
        }
        if query.said_since.or(query.said_until).is_some() {
            // The index of times said is known to have them all by this.
            self.all.push("statements.said_until IS NOT NULL");
        }
        if let Some(since) = query.said_since {
            self.require("statements.said_until > :said_since", ":said_since", since.micros());
        }
        if let Some(until) = query.said_until {
            self.require("statements.said_from < :said_until", ":said_until", until.micros());
        }
        if let Some(least) = query.min_confidence {
            self.require("statements.confidence >= :least", ":least", least);
        }
        Ok(true)
    }

    /// Returns the SQL that counts what matches.
    fn count(&self) -> String {
        let Tables { with_articles, without_articles, .. } = self.from;
        let tables = if self.of_articles { with_articles } else { without_articles };
        format!("SELECT count(*) FROM {tables} WHERE {}", self.all.join(" AND "))
    }

    /// Returns the SQL that selects a page of the `total` statements that match.
    fn page(&self, total: u64) -> String {
        let few = total <= SORTED;
        let tables = if few { self.from.with_articles } else { self.from.of_many };
        let (all, order) = (self.all.join(" AND "), &self.order);
        format!(
            "SELECT {HIT} FROM {tables}
             CROSS JOIN extractions ON extractions.key = statements.extraction
             WHERE {all} ORDER BY {order} LIMIT :limit OFFSET :offset"
        )
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

/// Returns the statements that speakers, given as a list, make jointly with another.
fn said_jointly(connection: &Connection, speakers: &str) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT DISTINCT statement FROM joint_speakers
               WHERE speaker IN (SELECT value FROM json_each(?1))";
    connection.prepare_cached(sql)?.query_map([speakers], |row| row.get(0))?.collect()
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
mod tests;
