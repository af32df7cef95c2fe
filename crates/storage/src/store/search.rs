//! Answering a query: conditions to SQL, a page or a view of what matches. Words are `words`'.

use q7x2_domain::{
    ArticleId, ModeFilter, Sort, StatementHit, StatementKey, StatementPage, StatementQuery,
};

use super::forgotten::FORGOTTEN;
use super::rows::{self, hit_columns};
use super::words::{Words, match_expression};
use super::{answers, circumstances, copies, corrections, names, outlets};
use crate::session::{Bind, Dialect, List, Result, Rows, Session, list};

pub(crate) mod count;
pub(crate) mod shortfall;

/// Answers a query with its first statements.
pub(crate) fn query(session: &Session<'_>, query: &StatementQuery) -> Result<StatementPage> {
    let Some(conditions) = Conditions::of(session, query)? else {
        return Ok(StatementPage::default());
    };
    let found = conditions.count(session, conditions.counted())?;
    let total = found.min(conditions.counted());
    let mut page =
        StatementPage { hits: vec![], total, total_at_least: found > conditions.counted() };
    if total == 0 || query.limit == 0 {
        return Ok(page);
    }
    let is_sorted = conditions.is_sorted(session, found, query.limit)?;
    // The statements themselves are looked up once it is known which they are.
    let keys = conditions.find(session, is_sorted, i64::from(query.limit))?;
    page.hits = read(session, &keys)?;
    Ok(page)
}

/// Returns the keys of all statements that match, in the order of the answer.
pub(crate) fn view(session: &Session<'_>, query: &StatementQuery) -> Result<Vec<StatementKey>> {
    let Some(conditions) = Conditions::of(session, query)? else { return Ok(vec![]) };
    let is_sorted = conditions.is_sorted_whole(session)?;
    conditions.find(session, is_sorted, i64::MAX)
}

/// Returns the statements of these keys, whether or not they still answer queries.
pub(crate) fn read(session: &Session<'_>, keys: &[StatementKey]) -> Result<Vec<StatementHit>> {
    let sql = format!(
        "SELECT {} FROM json_each(?1) AS asked
         CROSS JOIN statements ON statements.key = asked.value
         CROSS JOIN articles ON articles.key = statements.article
         CROSS JOIN extractions ON extractions.key = statements.extraction
         WHERE NOT {FORGOTTEN}
         ORDER BY asked.key",
        hit_columns()
    );
    let keys: Vec<u64> = keys.iter().map(|key| key.0).collect();
    let mut select = session.prepare(&sql)?;
    hits(session, select.query([list(&keys)])?)
}

/// Reads statements, each under whom it answers now.
fn hits(session: &Session<'_>, mut rows: Rows<'_>) -> Result<Vec<StatementHit>> {
    let mut hits = vec![];
    while let Some(row) = rows.next()? {
        let mut hit = rows::hit(session, &row)?;
        rows::complete(session, &mut hit)?;
        hits.push(hit);
    }
    answers::settle_others(session, hits.iter_mut().map(|hit| &mut hit.statement))?;
    Ok(hits)
}

/// So many statements are counted where an index has all that is asked of them.
const COUNTED: u64 = 20_000;

/// So many are counted where words find them, which have to be looked up one by one.
const COUNTED_BY_WORDS: u64 = 1000;

/// How much longer it takes to look up and sort a statement than to pass over one in the order of the
/// articles, about; and where an index tells of each article whether a speaker is in it.
const SORTING: u64 = 6;
const SORTING_BY_SPEAKER: u64 = 80;

/// How many speakers are looked up in each article.
const SPEAKERS_AT_ONCE: usize = 4;

/// The tables of a query, in the order in which they are best read. CROSS JOIN and INDEXED BY keep
/// SQLite to it: its planner would rather sort all statements than find the articles in order. PostgreSQL
/// knows how common things are, and finds an order of its own.
struct Tables {
    with_articles: &'static str,
    /// Enough for counting where no condition is on articles.
    without_articles: &'static str,
    /// For where so many match that they are sooner met in order than sorted.
    of_many: &'static str,
    /// How much longer sorting takes than meeting in order.
    sorting: u64,
}

const BY_WORDS: &str = "statement_words
    CROSS JOIN statements ON statements.key = statement_words.rowid
    CROSS JOIN articles ON articles.key = statements.article";

const IN_ORDER: &str = "articles CROSS JOIN statements INDEXED BY current_by_article
    ON statements.article = articles.key";

const JOINED: &str = "statements CROSS JOIN articles ON articles.key = statements.article";

/// For what matches words.
const WORDS_FIRST: Tables = Tables {
    with_articles: BY_WORDS,
    without_articles: "statement_words
        CROSS JOIN statements ON statements.key = statement_words.rowid",
    of_many: BY_WORDS,
    sorting: SORTING,
};

/// For what few statements are likely to have: a speaker, an addressee, a channel, a time said.
const STATEMENTS_FIRST: Tables = Tables {
    with_articles: JOINED,
    without_articles: "statements",
    of_many: IN_ORDER,
    sorting: SORTING,
};

/// For what a few speakers say: of each article in order the index of speakers tells whether they are in it,
/// and no statement of others is read.
const OF_SPEAKERS: Tables = Tables {
    of_many: "articles CROSS JOIN statements INDEXED BY current_by_speaker
        ON statements.article = articles.key AND statements.mode IN ('speech', 'thought', 'sign')",
    sorting: SORTING_BY_SPEAKER,
    ..STATEMENTS_FIRST
};

/// For everything else.
const ARTICLES_FIRST: Tables = Tables {
    with_articles: IN_ORDER,
    without_articles: "statements",
    of_many: IN_ORDER,
    sorting: SORTING,
};

/// For all revisions: no index has both the newest and the earlier ones, and this is seldom asked for.
const ALL_REVISIONS: Tables = Tables {
    with_articles: JOINED,
    without_articles: "statements",
    of_many: JOINED,
    sorting: SORTING,
};

/// For PostgreSQL: where words find the statements.
const WORDS_OF_POSTGRES: Tables = Tables {
    with_articles: WORDS_AND_ARTICLES,
    without_articles: "statement_words
        JOIN statements ON statements.key = statement_words.statement",
    of_many: WORDS_AND_ARTICLES,
    sorting: SORTING,
};

const WORDS_AND_ARTICLES: &str = "statement_words
    JOIN statements ON statements.key = statement_words.statement
    JOIN articles ON articles.key = statements.article";

/// Latest first. The key is there for SQLite alone: with it the index on articles is seen to give
/// this order, so that a page needs no sorting.
const ORDER: &str = "articles.published_at DESC NULLS LAST, articles.id, articles.key,
    statements.start, statements.position";

/// Returns the order of statements that no words are asked of.
fn order(sort: Option<Sort>) -> String {
    match sort {
        None | Some(Sort::Published | Sort::Relevance) => ORDER.into(),
        Some(Sort::Said) => format!("statements.said_from DESC NULLS LAST, {ORDER}"),
        Some(Sort::Confidence) => format!("statements.confidence DESC NULLS LAST, {ORDER}"),
    }
}

/// How an engine is asked for words.
struct Asking {
    /// All of them.
    about: &'static str,
    /// Those that tell which statements match best.
    rare: &'static str,
    /// All of them, where the rare ones find the statements.
    narrowing: &'static str,
    /// In the order in which statements were recorded, the latest first.
    latest: &'static str,
    /// What matches the rare ones best first.
    rank: &'static str,
}

const WORDS_IN_SQLITE: Asking = Asking {
    about: "statement_words MATCH :about",
    rare: "statement_words MATCH :rare",
    // The sign keeps FTS5 from asking for each row by itself.
    narrowing: "+statement_words.rowid IN (SELECT rowid FROM statement_words
        WHERE statement_words MATCH :about)",
    latest: "statement_words.rowid DESC",
    rank: "statement_words.rank",
};

const WORDS_IN_POSTGRES: Asking = Asking {
    about: "statement_words.content @@ CAST(CAST(:about AS TEXT) AS TSQUERY)",
    rare: "statement_words.content @@ CAST(CAST(:rare AS TEXT) AS TSQUERY)",
    narrowing: "statement_words.content @@ CAST(CAST(:about AS TEXT) AS TSQUERY)",
    latest: "statement_words.statement DESC",
    // The longer the text, the less does a word say of what it is about.
    rank: "ts_rank(statement_words.content, CAST(CAST(:rare AS TEXT) AS TSQUERY), 2) DESC",
};

/// Returns the speakers that any of the names means; `None` when nobody is asked for.
fn matching_any(session: &Session<'_>, query: &StatementQuery) -> Result<Option<Vec<i64>>> {
    let names = &query.speakers;
    if names.is_empty() {
        return Ok(None);
    }
    let mut speakers = vec![];
    for name in names {
        speakers.extend(names::matching(session, name)?);
        if query.all_revisions {
            speakers.extend(names::matching_earlier(session, name)?);
        }
    }
    speakers.sort_unstable();
    speakers.dedup();
    Ok(Some(speakers))
}

/// A query as the parts of an SQL statement.
struct Conditions {
    from: Tables,
    all: Vec<&'static str>,
    /// What holds of those that another one counts for, where that is asked for.
    counted_elsewhere: Option<String>,
    /// Whether a condition is on articles.
    of_articles: bool,
    order: String,
    /// Whether the order has nothing to do with that of the articles.
    is_always_sorted: bool,
    /// Whether words find the statements.
    by_words: bool,
    parameters: Vec<(&'static str, Box<dyn Bind>)>,
}

impl Conditions {
    /// Returns the conditions of a query, or `None` when nothing can match it.
    fn of(session: &Session<'_>, query: &StatementQuery) -> Result<Option<Self>> {
        let is_selective = !query.speakers.is_empty()
            || query.addressee.is_some()
            || query.channel.is_some()
            || query.said_since.or(query.said_until).is_some();
        let mut conditions = Self {
            from: match (query.all_revisions, is_selective) {
                _ if session.dialect() == Dialect::Postgres => ALL_REVISIONS,
                (true, _) => ALL_REVISIONS,
                (false, true) => STATEMENTS_FIRST,
                (false, false) => ARTICLES_FIRST,
            },
            all: vec![if query.all_revisions {
                "statements.current IN (1, 2)"
            } else {
                "statements.current = 1"
            }],
            counted_elsewhere: None,
            of_articles: false,
            order: order(query.sort),
            is_always_sorted: query.all_revisions
                || matches!(query.sort, Some(Sort::Said | Sort::Confidence)),
            by_words: false,
            parameters: vec![],
        };
        let speakers = matching_any(session, query)?;
        if speakers.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        if let Some(about) = &query.about {
            let Some(words) = Words::of(session, about, speakers.as_deref())? else {
                return Ok(None);
            };
            conditions.require_words(session.dialect(), words, query.sort);
        }
        if let Some(speakers) = speakers {
            conditions.require_speakers(session, &speakers)?;
        }
        if let Some(articles) = &query.articles {
            let ids: Vec<String> = articles.iter().map(ArticleId::to_string).collect();
            let condition = "articles.id IN (SELECT value FROM json_each(:articles))";
            conditions.require(condition, ":articles", list(&ids));
        }
        if let Some(kind) = query.kind {
            conditions.require("statements.kind = :kind", ":kind", kind.as_str());
        }
        if query.mode == ModeFilter::Speech {
            conditions.all.push("statements.mode = 'speech'");
        }
        if let Some(wanted) = query.wanted() {
            let wanted: Vec<&str> = wanted.iter().map(|class| class.as_str()).collect();
            // The sign keeps SQLite from looking for each of them by itself.
            let condition = "+statements.asserted IN (SELECT value FROM json_each(:asserted))";
            conditions.require(condition, ":asserted", list(&wanted));
        }
        if let Some(since) = query.since {
            conditions.require("articles.published_at >= :since", ":since", since.micros());
        }
        if let Some(until) = query.until {
            conditions.require("articles.published_at < :until", ":until", until.micros());
        }
        if let Some(outlet) = &query.outlet {
            let outlets = outlets::matching(session, outlet, &query.outlet_aliases)?;
            match outlets.as_slice() {
                [] => return Ok(None),
                [one] => {
                    let condition = "articles.outlet_folded = :outlet";
                    conditions.require(condition, ":outlet", one.clone());
                }
                several => {
                    let condition = "articles.outlet_folded IN
                        (SELECT value FROM json_each(:outlets))";
                    conditions.require(condition, ":outlets", list(several));
                }
            }
        }
        let may_match = conditions.require_circumstances(session, query)?;
        if may_match && query.grouped && !query.all_revisions && copies::exist(session)? {
            conditions.counted_elsewhere = Some(copies::said_before(&conditions.of_before()));
        }
        Ok(may_match.then_some(conditions))
    }

    /// Adds the conditions on how a statement was made. Returns false when nothing can match them.
    fn require_circumstances(
        &mut self,
        session: &Session<'_>,
        query: &StatementQuery,
    ) -> Result<bool> {
        if let Some(name) = &query.addressee {
            let addressees = circumstances::addressees(session, name)?;
            if addressees.is_empty() {
                return Ok(false);
            }
            let condition = "statements.addressee IN (SELECT value FROM json_each(:addressees))";
            self.require(condition, ":addressees", list(&addressees));
        }
        if let Some(channel) = &query.channel {
            let dialect = session.dialect();
            let Some(words) = match_expression(dialect, channel)? else { return Ok(false) };
            let condition = match dialect {
                Dialect::Sqlite => {
                    "statements.channel IN
                        (SELECT rowid FROM channel_words WHERE channel_words MATCH :channel)"
                }
                Dialect::Postgres => {
                    "statements.channel IN (SELECT key FROM channels
                        WHERE words @@ CAST(CAST(:channel AS TEXT) AS TSQUERY))"
                }
            };
            self.require(condition, ":channel", words);
        }
        if !query.cue_classes.is_empty() {
            let classes: Vec<&str> = query.cue_classes.iter().map(|class| class.as_str()).collect();
            let condition = "+statements.cue_class IN (SELECT value FROM json_each(:cue_classes))";
            self.require(condition, ":cue_classes", list(&classes));
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
            // A person's word is certain. An index tells both, so that counting stays quick.
            let condition = "(statements.confidence >= :least OR statements.key IN
                (SELECT key FROM statements WHERE correction IS NOT NULL))";
            self.require(condition, ":least", least);
        }
        if query.corrected {
            // Every first page asks what was corrected away, and most stores have no corrections.
            if !corrections::exist(session)? {
                return Ok(false);
            }
            self.all.push(
                "statements.key IN (SELECT key FROM statements WHERE correction IS NOT NULL)",
            );
        }
        Ok(true)
    }

    /// Asks for words. Common ones are found in the order in which statements were recorded, so that
    /// the first of many are found without the others.
    fn require_words(&mut self, dialect: Dialect, words: Words, sort: Option<Sort>) {
        self.by_words = true;
        let narrows = words.narrows();
        let Words { all, rare, speakers } = words;
        let by_rank = matches!(sort, None | Some(Sort::Relevance));
        let on = match dialect {
            Dialect::Sqlite => {
                self.from = WORDS_FIRST;
                &WORDS_IN_SQLITE
            }
            Dialect::Postgres => {
                self.from = WORDS_OF_POSTGRES;
                &WORDS_IN_POSTGRES
            }
        };
        if let Some(speakers) = speakers {
            let condition = "statement_words.speakers && CAST(:word_speakers AS BIGINT[])";
            self.require(condition, ":word_speakers", speakers);
        }
        let Some(rare) = rare else {
            if by_rank {
                self.order = on.latest.into();
            }
            return self.require(on.about, ":about", all);
        };
        if by_rank {
            self.order = format!("{}, {ORDER}", on.rank);
        }
        self.require(on.rare, ":rare", rare);
        if narrows {
            self.require(on.narrowing, ":about", all);
        }
    }

    /// Asks for statements of these speakers.
    fn require_speakers(&mut self, session: &Session<'_>, speakers: &[i64]) -> Result<()> {
        let few = speakers.len() <= SPEAKERS_AT_ONCE;
        let speakers = list(speakers);
        let joint = said_jointly(session, &speakers)?;
        if joint.is_empty() {
            if few && self.from.of_many == IN_ORDER {
                self.from = OF_SPEAKERS;
            }
            let condition = "statements.speaker IN (SELECT value FROM json_each(:speakers))";
            self.require(condition, ":speakers", speakers);
        } else {
            let condition = "(statements.speaker IN (SELECT value FROM json_each(:speakers))
                OR statements.key IN (SELECT value FROM json_each(:joint)))";
            self.require(condition, ":speakers", speakers);
            self.parameters.push((":joint", Box::new(list(&joint))));
        }
        Ok(())
    }

    /// Returns up to how many statements are counted.
    fn counted(&self) -> u64 {
        if self.by_words { COUNTED_BY_WORDS } else { COUNTED }
    }

    /// Counts what matches: no further than one beyond `most`.
    fn count(&self, session: &Session<'_>, most: u64) -> Result<u64> {
        let at_most = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
        let mut parameters = self.bound();
        parameters.push((":at_most", &at_most));
        let mut count = session.prepare(&self.counting())?;
        let found: i64 = count.query_row(parameters.as_slice(), |row| row.get(0))?;
        Ok(found.unsigned_abs())
    }

    /// Returns the SQL that counts what matches, up to `:at_most`.
    fn counting(&self) -> String {
        let Tables { with_articles, without_articles, .. } = self.from;
        let tables = if self.of_articles { with_articles } else { without_articles };
        let all = self.all();
        format!("SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {all} LIMIT :at_most) AS found")
    }

    /// Tells whether `found` statements are sooner sorted than the first `limit` of them met in the
    /// order of their articles.
    fn is_sorted(&self, session: &Session<'_>, found: u64, limit: u32) -> Result<bool> {
        if self.is_always_sorted {
            return Ok(true);
        }
        let passed_over = kept(session)?.saturating_mul(u64::from(limit));
        let is_counted = found <= self.counted();
        Ok(is_counted
            && found.saturating_mul(found).saturating_mul(self.from.sorting) <= passed_over)
    }

    /// Tells whether all that matches is sooner sorted than met in the order of the articles.
    fn is_sorted_whole(&self, session: &Session<'_>) -> Result<bool> {
        if self.is_always_sorted || self.by_words {
            return Ok(self.is_always_sorted);
        }
        let few = kept(session)? / self.from.sorting;
        Ok(self.count(session, few)? <= few)
    }

    /// Returns the keys of the first `limit` statements that match, in order.
    fn find(
        &self,
        session: &Session<'_>,
        is_sorted: bool,
        limit: i64,
    ) -> Result<Vec<StatementKey>> {
        let mut parameters = self.bound();
        parameters.push((":limit", &limit));
        let mut select = session.prepare(&self.finding(is_sorted))?;
        let keys = select.integers(parameters.as_slice())?;
        Ok(keys.into_iter().map(|key| StatementKey(key.unsigned_abs())).collect())
    }

    /// Returns the SQL that selects the keys of the first `:limit` statements that match, in order.
    fn finding(&self, is_sorted: bool) -> String {
        let tables = if is_sorted { self.from.with_articles } else { self.from.of_many };
        let (all, order) = (self.all(), &self.order);
        format!("SELECT statements.key FROM {tables} WHERE {all} ORDER BY {order} LIMIT :limit")
    }

    /// Returns all conditions as one.
    fn all(&self) -> String {
        let all = self.all.join(" AND ");
        match &self.counted_elsewhere {
            Some(before) => format!("{all} AND NOT {before}"),
            None => all,
        }
    }

    /// Returns the conditions as they are asked of the same statement in another article. That has the same words.
    fn of_before(&self) -> String {
        let same_words = |condition: &&&str| condition.contains("statement_words");
        let others = self.all.iter().filter(|condition| !same_words(condition));
        let others: Vec<String> = others
            .map(|condition| {
                condition.replace("articles.", "its_article.").replace("statements.", "before.")
            })
            .collect();
        others.join(" AND ")
    }

    /// Returns the values that the conditions refer to.
    fn bound(&self) -> Vec<(&str, &dyn Bind)> {
        self.parameters.iter().map(|(name, value)| (*name, value.as_ref())).collect()
    }

    fn require(
        &mut self,
        condition: &'static str,
        parameter: &'static str,
        value: impl Bind + 'static,
    ) {
        self.all.push(condition);
        self.of_articles |= condition.starts_with("articles.");
        self.parameters.push((parameter, Box::new(value)));
    }
}

/// Returns how many statements there are, or more.
fn kept(session: &Session<'_>) -> Result<u64> {
    let sql = "SELECT coalesce(max(key), 0) FROM statements";
    let last: i64 = session.prepare(sql)?.query_row((), |row| row.get(0))?;
    Ok(last.unsigned_abs())
}

/// Returns the statements that speakers, given as a list, make jointly with another.
fn said_jointly(session: &Session<'_>, speakers: &List) -> Result<Vec<i64>> {
    let sql = "SELECT statement FROM joint_speakers
               WHERE speaker IN (SELECT value FROM json_each(?1))
               UNION SELECT statement FROM given_speakers
               WHERE speaker IN (SELECT value FROM json_each(?1))";
    session.prepare(sql)?.query_map([speakers], |row| row.get(0))?.collect()
}

#[cfg(test)]
mod plans;
#[cfg(test)]
mod tests;
