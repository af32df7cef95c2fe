//! Numbers of statements in groups as JSON.

use q7x2_domain as domain;
use serde::Serialize;

use super::AnswerEnd;

/// The answer of `query --count-by WHAT --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Counts {
    by: &'static str,
    /// How many statements match, each counted once.
    total: u64,
    total_groups: u64,
    groups: Vec<GroupLine>,
    #[serde(flatten)]
    end: AnswerEnd,
}

/// A group: a line of `query --count-by WHAT --format jsonl`.
#[derive(Debug, Serialize)]
pub(crate) struct GroupLine {
    key: Option<String>,
    name: Option<String>,
    statements: u64,
    articles: u64,
}

impl Counts {
    /// Returns the shape of numbers by something, with why there are none where there are none, and
    /// what they are without.
    pub(crate) fn new(by: &'static str, counts: &domain::StatementCounts, end: AnswerEnd) -> Self {
        Self {
            by,
            total: counts.statements,
            total_groups: counts.total_groups,
            groups: counts.groups.iter().map(GroupLine::from).collect(),
            end,
        }
    }
}

impl From<&domain::Group> for GroupLine {
    fn from(group: &domain::Group) -> Self {
        let domain::Group { key, name, statements, articles } = group;
        Self { key: key.clone(), name: name.clone(), statements: *statements, articles: *articles }
    }
}
