//! An outlet that no article has, as a name for one is typed: that it is none is told, and which are nearly
//! called so.

use std::fmt::Write;

use q7x2_domain::{Condition, ModeFilter, Shortfall, StatementQuery, Unseen};
use q7x2_proto::v1::{QueryStatementsRequest, QueryStatementsResponse};

use crate::connection::Services;

/// Returns that no outlet has a name, with the nearest; `None` where one has, or nobody tells.
pub(super) async fn unknown(services: &Services, name: &str) -> Option<String> {
    let answer = asked(services, name).await?;
    let shortfall = Shortfall::try_from(answer.shortfall?).ok()?;
    let last = shortfall.left.last()?;
    let is_unknown = last.condition == Condition::Outlet && last.named.is_empty();
    is_unknown.then(|| told(name, &shortfall.nearest_outlets))
}

/// Returns the outlets whose names have the words of `name` among others, where one is called exactly so.
pub(super) async fn others(services: &Services, name: &str) -> Vec<String> {
    let unseen = asked(services, name).await.and_then(|answer| answer.unseen);
    let unseen = unseen.map(Unseen::from).unwrap_or_default();
    unseen.other_outlets.into_iter().map(|(other, _)| other).collect()
}

/// Asks for all statements of an outlet.
async fn asked(services: &Services, name: &str) -> Option<QueryStatementsResponse> {
    let question = StatementQuery {
        outlet: Some(name.to_owned()),
        mode: ModeFilter::All,
        all_revisions: true,
        limit: 1,
        ..StatementQuery::default()
    };
    let mut request = QueryStatementsRequest::from(&question);
    request.first_page_only = true;
    Some(services.query().ok()?.client.query_statements(request).await.ok()?.into_inner())
}

/// Returns that a name is an outlet's, and what others with its words have.
pub(super) fn told_others(name: &str, others: &[(String, u64)]) -> Option<String> {
    let counts: Vec<String> =
        others.iter().map(|(other, count)| format!("{count} in {other}")).collect();
    (!others.is_empty())
        .then(|| format!("\"{name}\" is an outlet's whole name; not shown: {}", counts.join(", ")))
}

/// Returns that no outlet is called so, and which are nearly.
pub(super) fn told(name: &str, nearest: &[String]) -> String {
    let mut line = format!("no outlet is called \"{name}\"");
    if !nearest.is_empty() {
        let _ = write!(line, "; nearest: {}", nearest.join(", "));
    }
    line
}
