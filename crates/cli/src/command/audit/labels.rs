//! What was judged as labels: an article a line, with its text, which a fit needs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use q7x2_domain::{ArticleId, StatementInContext};
use q7x2_proto::MAX_ARTICLES;
use q7x2_proto::v1::GetStatementRequest;

use super::answers::{Answer, Answers};
use crate::connection::Query;
use crate::exit::Failure;
use crate::json::{self, JudgedDocument, Label};

/// Writes everything that was judged and is still kept to `file`; returns how many labels.
pub(super) async fn export(
    query: &mut Query,
    answers: &Answers,
    file: &Path,
) -> Result<u64, Failure> {
    let mut labels: BTreeMap<ArticleId, Vec<(StatementInContext, &Answer)>> = BTreeMap::new();
    for (id, answer) in answers.all() {
        // Of another store, or judged before the store was made anew.
        let Some(found) = statement(query, id).await? else { continue };
        labels.entry(found.hit.article).or_default().push((found, answer));
    }
    let cannot =
        |error: std::io::Error| Failure::Usage(format!("cannot write {}: {error}", file.display()));
    let mut out = BufWriter::new(File::create(file).map_err(cannot)?);
    let mut written = 0;
    let ids: Vec<ArticleId> = labels.keys().copied().collect();
    for ids in ids.chunks(MAX_ARTICLES as usize) {
        for article in super::articles(query, ids).await? {
            let Some(mut judged) = labels.remove(&article.id()) else { continue };
            judged.sort_by_key(|(found, _)| found.hit.statement.content[0].span);
            let label = |(found, answer): &(StatementInContext, &Answer)| {
                Label::new(&found.hit, answer.verdict, answer.judged_at.clone())
            };
            let labels: Vec<Label> = judged.iter().map(label).collect();
            written += labels.len() as u64;
            let line = JudgedDocument::new(&article, labels);
            json::write_line(&mut out, &line).map_err(cannot)?;
        }
    }
    out.flush().map_err(cannot)?;
    Ok(written)
}

async fn statement(query: &mut Query, id: &str) -> Result<Option<StatementInContext>, Failure> {
    let answer = query.client.get_statement(GetStatementRequest { id_prefix: id.into() }).await;
    let found = answer.map_err(|status| query.failure(&status))?.into_inner().statements;
    let found = found.into_iter().next().map(StatementInContext::try_from).transpose();
    found.map_err(|error| query.garbled(&error))
}
