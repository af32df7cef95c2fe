//! `query.proto`: how many statements match, in groups.

use q7x2_domain as domain;

use crate::messages::enums::OnWire;
use crate::{ConvertError, Emptiness, v1};

/// Returns what statements are to be counted by.
///
/// # Errors
/// When it is not said.
pub fn grouping(value: i32) -> Result<domain::Grouping, ConvertError> {
    domain::Grouping::read(value, "by")
}

/// Returns the answer to a question for numbers, with why there are none where there are none, and what
/// they are without.
pub fn counts_response(
    counts: &domain::StatementCounts,
    empty: Emptiness,
) -> v1::CountStatementsResponse {
    let domain::StatementCounts { groups, total_groups, statements } = counts;
    let Emptiness { nearest_speakers, unknown_speakers, shortfall, corrected_away, unseen } = empty;
    v1::CountStatementsResponse {
        groups: groups.iter().map(Into::into).collect(),
        total_groups: *total_groups,
        statements: *statements,
        nearest_speakers,
        shortfall: shortfall.as_ref().map(Into::into),
        unknown_speakers,
        corrected_away,
        unseen: (unseen != domain::Unseen::default()).then(|| unseen.into()),
    }
}

impl TryFrom<v1::CountStatementsResponse> for domain::StatementCounts {
    type Error = ConvertError;

    fn try_from(wire: v1::CountStatementsResponse) -> Result<Self, ConvertError> {
        let groups = wire.groups.into_iter().map(Into::into).collect();
        Ok(Self { groups, total_groups: wire.total_groups, statements: wire.statements })
    }
}

impl From<&domain::Group> for v1::StatementGroup {
    fn from(group: &domain::Group) -> Self {
        Self {
            key: group.key.clone().unwrap_or_default(),
            name: group.name.clone().unwrap_or_default(),
            statements: group.statements,
            articles: group.articles,
        }
    }
}

impl From<v1::StatementGroup> for domain::Group {
    fn from(wire: v1::StatementGroup) -> Self {
        let v1::StatementGroup { key, name, statements, articles } = wire;
        let known = |text: String| (!text.is_empty()).then_some(text);
        Self { key: known(key), name: known(name), statements, articles }
    }
}
