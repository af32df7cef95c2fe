//! What was judged or corrected as labels: an article a line, with its text, which a fit needs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use q7x2_domain::{
    ArticleId, Edit, EditEntry, ModeFilter, Span, StatementHit, StatementInContext, StatementPage,
    StatementQuery,
};
use q7x2_proto::v1::{GetStatementRequest, QueryStatementsRequest};
use q7x2_proto::{MAX_ARTICLES, MAX_PAGE_SIZE};

use super::answers::Answers;
use crate::command::decide;
use crate::connection::Query;
use crate::exit::Failure;
use crate::json::{self, JudgedDocument, Label};

/// Labels by their articles, with where their statements stand.
type Labels = BTreeMap<ArticleId, Vec<(Span, Label)>>;

/// Writes everything that was judged and is still kept, and all corrections, to `file`, or to standard
/// output if it is called "-"; returns how many labels. Who corrected a statement has said more of it than who judged it.
pub(super) async fn export(
    query: &mut Query,
    answers: Option<&Answers>,
    file: &Path,
) -> Result<u64, Failure> {
    let mut labels = Labels::new();
    for (id, answer) in answers.iter().flat_map(|answers| answers.all()) {
        // Of another store, or judged before the store was made anew.
        let Some(found) = statement(query, id).await? else { continue };
        if found.hit.corrected.is_none() {
            let label = Label::new(&found.hit, answer.verdict.as_str(), answer.judged_at.clone());
            add(&mut labels, &found.hit, label);
        }
    }
    for hit in corrected(query).await? {
        if let Some(label) = Label::of_correction(&hit) {
            add(&mut labels, &hit, label);
        }
    }
    write(query, labels, file).await
}

fn add(labels: &mut Labels, hit: &StatementHit, label: Label) {
    labels.entry(hit.article).or_default().push((hit.statement.content[0].span, label));
}

async fn write(query: &mut Query, mut labels: Labels, file: &Path) -> Result<u64, Failure> {
    let cannot =
        |error: std::io::Error| Failure::Usage(format!("cannot write {}: {error}", file.display()));
    let file: Box<dyn Write + Send> = match file.as_os_str() == "-" {
        true => Box::new(std::io::stdout()),
        false => Box::new(File::create(file).map_err(cannot)?),
    };
    let mut out = BufWriter::new(file);
    let mut written = 0;
    let ids: Vec<ArticleId> = labels.keys().copied().collect();
    for ids in ids.chunks(MAX_ARTICLES as usize) {
        for article in super::articles(query, ids).await? {
            let Some(mut judged) = labels.remove(&article.id()) else { continue };
            judged.sort_by_key(|(span, _)| *span);
            let labels: Vec<Label> = judged.into_iter().map(|(_, label)| label).collect();
            written += labels.len() as u64;
            json::write_line(&mut out, &JudgedDocument::new(&article, labels)).map_err(cannot)?;
        }
    }
    out.flush().map_err(cannot)?;
    Ok(written)
}

/// Returns the statements that answer and are corrected.
async fn corrected(query: &mut Query) -> Result<Vec<StatementHit>, Failure> {
    let holds = |entry: &EditEntry| entry.undone_by.is_none() && entry.edit.corrects().is_some();
    let article = |entry: EditEntry| match entry.edit {
        Edit::PinStatement { place, .. } | Edit::Correct { place, .. } => Some(place.article),
        _ => None,
    };
    let entries = decide::entries(query, u64::MAX, holds).await?;
    let articles: BTreeSet<ArticleId> = entries.into_iter().filter_map(article).collect();
    let articles: Vec<ArticleId> = articles.into_iter().collect();
    let mut found = vec![];
    for articles in articles.chunks(MAX_PAGE_SIZE as usize) {
        let question = StatementQuery {
            articles: Some(articles.to_vec()),
            mode: ModeFilter::All,
            // A later text may have other words.
            all_revisions: true,
            limit: MAX_PAGE_SIZE,
            ..StatementQuery::default()
        };
        let mut request = QueryStatementsRequest::from(&question);
        loop {
            let answer = query.client.query_statements(request.clone()).await;
            let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
            request.page_token.clone_from(&answer.next_page_token);
            let page = StatementPage::try_from(answer).map_err(|error| query.garbled(&error))?;
            found.extend(page.hits.into_iter().filter(|hit| hit.corrected.is_some()));
            if request.page_token.is_empty() {
                break;
            }
        }
    }
    Ok(found)
}

async fn statement(query: &mut Query, id: &str) -> Result<Option<StatementInContext>, Failure> {
    let answer = query.client.get_statement(GetStatementRequest { id_prefix: id.into() }).await;
    let found = answer.map_err(|status| query.failure(&status))?.into_inner().statements;
    let found = found.into_iter().next().map(StatementInContext::try_from).transpose();
    found.map_err(|error| query.garbled(&error))
}
