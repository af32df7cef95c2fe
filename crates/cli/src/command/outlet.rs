//! An outlet that no article has, as a name for one is typed: that it is none is told, and which are nearly
//! called so.

use std::fmt::Write;

use q7x2_domain::{Condition, ModeFilter, Shortfall, StatementQuery};
use q7x2_proto::v1::QueryStatementsRequest;

use crate::connection::Services;

/// Returns that no outlet has a name, with the nearest; `None` where one has, or nobody tells.
pub(super) async fn unknown(services: &Services, name: &str) -> Option<String> {
    let question = StatementQuery {
        outlet: Some(name.to_owned()),
        mode: ModeFilter::All,
        all_revisions: true,
        limit: 1,
        ..StatementQuery::default()
    };
    let mut request = QueryStatementsRequest::from(&question);
    request.first_page_only = true;
    let answer = services.query().ok()?.client.query_statements(request).await.ok()?.into_inner();
    let shortfall = Shortfall::try_from(answer.shortfall?).ok()?;
    let last = shortfall.left.last()?;
    let is_unknown = last.condition == Condition::Outlet && last.named.is_empty();
    is_unknown.then(|| told(name, &shortfall.nearest_outlets))
}

/// Returns that no outlet is called so, and which are nearly.
pub(super) fn told(name: &str, nearest: &[String]) -> String {
    let mut line = format!("no outlet is called \"{name}\"");
    if !nearest.is_empty() {
        let _ = write!(line, "; nearest: {}", nearest.join(", "));
    }
    line
}
