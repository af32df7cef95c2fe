//! Counting what matches a query: in all, and in groups of what statements have in common.

use q7x2_domain::{Group, Grouping, StatementCounts, StatementQuery};

use super::Conditions;
use crate::session::{Dialect, Result, Session};

/// Counts what matches, in groups of which the first `limit` are returned.
pub(crate) fn count(
    session: &Session<'_>,
    query: &StatementQuery,
    by: Grouping,
    limit: u32,
) -> Result<StatementCounts> {
    let Some(conditions) = Conditions::of(session, query)? else {
        return Ok(StatementCounts::default());
    };
    let (tables, all) = (conditions.from.with_articles, conditions.all());
    let matched = format!(
        "WITH matched AS MATERIALIZED (
             SELECT statements.key AS statement, statements.article, statements.speaker,
                 statements.channel, statements.cue_class, articles.outlet,
                 articles.outlet_folded, articles.published_at
             FROM {tables} WHERE {all})"
    );
    // Whatever matched is in a group, so that without groups there is nothing to count.
    let grouped = format!(
        "{matched} SELECT *, (SELECT count(*) FROM matched) FROM ({}) AS grouped",
        grouping(by, session.dialect())
    );
    let mut statements = 0;
    let mut select = session.prepare(&grouped)?;
    let groups = select.query_map(conditions.bound().as_slice(), |row| {
        statements = row.get::<i64>(4)?.unsigned_abs();
        Ok(Group {
            key: row.get(0)?,
            name: row.get(1)?,
            statements: row.get::<i64>(2)?.unsigned_abs(),
            articles: row.get::<i64>(3)?.unsigned_abs(),
        })
    })?;
    let mut groups: Vec<Group> = groups.collect::<Result<_, _>>()?;
    groups.sort_by(|a, b| {
        let unknown = a.key.is_none().cmp(&b.key.is_none());
        let most = b.statements.cmp(&a.statements);
        unknown.then(most).then_with(|| (&a.name, &a.key).cmp(&(&b.name, &b.key)))
    });
    let total_groups = groups.len() as u64;
    groups.truncate(limit as usize);
    Ok(StatementCounts { groups, total_groups, statements })
}

/// Returns the SQL that gives a row for each group of what matched: its key, its name, how many
/// statements and articles.
fn grouping(by: Grouping, dialect: Dialect) -> &'static str {
    match by {
        Grouping::Speaker => {
            "SELECT speakers.id, coalesce(speakers.called, speakers.name), count(*),
                 count(DISTINCT said.article)
             FROM (SELECT statement, article, speaker FROM matched
                   UNION
                   SELECT matched.statement, matched.article, joint_speakers.speaker FROM matched
                   CROSS JOIN joint_speakers ON joint_speakers.statement = matched.statement
                   WHERE joint_speakers.speaker IS NOT NULL
                   UNION
                   SELECT matched.statement, matched.article, given_speakers.speaker FROM matched
                   CROSS JOIN given_speakers ON given_speakers.statement = matched.statement) AS said
             LEFT JOIN speakers ON speakers.key = said.speaker GROUP BY said.speaker, speakers.key"
        }
        Grouping::Outlet => {
            "SELECT min(outlet), min(outlet), count(*), count(DISTINCT article) FROM matched
             GROUP BY outlet_folded"
        }
        Grouping::Month if dialect == Dialect::Postgres => {
            "SELECT month, month, count(*), count(DISTINCT article)
             FROM (SELECT article, to_char(TIMESTAMP 'epoch'
                       + INTERVAL '1 second' * floor(published_at / 1000000.0), 'YYYY-MM') AS month
                   FROM matched) AS dated
             GROUP BY month"
        }
        Grouping::Month => {
            // Whole seconds, rounded down: a moment before 1970 is in the month before.
            "SELECT month, month, count(*), count(DISTINCT article)
             FROM (SELECT article, strftime('%Y-%m', published_at / 1000000
                       - (published_at % 1000000 < 0), 'unixepoch') AS month FROM matched)
             GROUP BY month"
        }
        Grouping::Channel => {
            "SELECT min(text), min(text), count(*), count(DISTINCT article)
             FROM matched LEFT JOIN channels ON channels.key = matched.channel
             GROUP BY lower(text)"
        }
        Grouping::CueClass => {
            "SELECT cue_class, cue_class, count(*), count(DISTINCT article) FROM matched
             GROUP BY cue_class"
        }
    }
}
