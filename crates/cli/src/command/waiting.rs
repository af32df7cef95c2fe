//! What is not in an answer yet, or not at all: articles that wait, and that none is kept. The question is
//! answered by then, so what cannot be had is left out.

use q7x2_domain::{ArticleFilter, ArticleState};
use q7x2_proto::v1::{
    GetQueueStatusRequest, GetStoreStatusRequest, GetStoreStatusResponse, ListHeldArticlesRequest,
};

use super::articles::catalogue;
use crate::connection::{ConnectionArgs, Services};
use crate::output::{counted, tell};

/// How many articles in line are looked up in the store.
const LOOKED_UP: u32 = 100_000;

/// Tells when articles that were taken in are not in the answer yet, and returns whether there are any. Those
/// that are in line to be extracted again are in it, as they were extracted before.
pub(super) async fn tell_what_waits(services: &Services) -> bool {
    let waiting = left_out_for_now(services).await.unwrap_or(0);
    if waiting > 0 {
        let verb = if waiting == 1 { "is" } else { "are" };
        let go_on = if services.are_remote() {
            ""
        } else {
            "; run the same `q7x2 ingest PATH` again to go on"
        };
        let articles = counted(waiting, "article");
        tell(&format!("{articles} {verb} not extracted yet and left out{go_on}"));
    }
    waiting > 0
}

/// Returns how many articles in line or with a worker no answer has; `None` when nobody tells.
async fn left_out_for_now(services: &Services) -> Option<u64> {
    let mut ingest = services.ingest().ok()?;
    let request = GetQueueStatusRequest { max_set_aside: 0, max_pending: LOOKED_UP };
    let status = ingest.client.get_queue_status(request).await.ok()?.into_inner();
    let pending = status.waiting + status.leased;
    if pending == 0 {
        return Some(0);
    }
    let article_ids = status.pending_article_ids;
    let request = ListHeldArticlesRequest { article_ids, ..Default::default() };
    let held = services.query().ok()?.client.list_held_articles(request).await.ok()?.into_inner();
    // What is forgotten is left out for good, however it is in line.
    let held = held.article_ids.len() + held.undated.len() + held.forgotten.len();
    Some(pending.saturating_sub(held as u64))
}

/// Returns how many articles are kept; `None` when nobody tells.
pub(super) async fn kept(services: &Services) -> Option<u64> {
    Some(counts(services).await?.articles)
}

/// What to do where no articles are kept.
pub(super) const KEEP_SOME: &str = "keep some with `q7x2 ingest PATH`";

/// Returns why no article is kept that answers: none is, or all are forgotten.
pub(super) async fn none_kept(services: &Services, what_to_do: &str) -> String {
    let forgotten = ArticleFilter { state: Some(ArticleState::Forgotten), ..Default::default() };
    let forgotten = match services.query() {
        Ok(mut query) => catalogue(&mut query, &forgotten, 1).await.map_or(0, |(_, all)| all),
        Err(_) => 0,
    };
    match forgotten {
        0 => format!("no articles are kept yet; {what_to_do}"),
        1 => "the only article that was kept is forgotten; `q7x2 articles undo` brings it back"
            .into(),
        all => format!(
            "all {all} articles that were kept are forgotten; `q7x2 articles undo` brings back what was \
             forgotten last, `q7x2 articles --state forgotten` lists them"
        ),
    }
}

/// Tells when nothing is kept where a command that copies or checks everything looked, which a mistyped name
/// of a folder would not show else; returns whether something is.
pub(super) async fn tell_when_nothing_is_kept(services: &Services, at: &ConnectionArgs) -> bool {
    if kept(services).await != Some(0) {
        return true;
    }
    let why = none_kept(services, KEEP_SOME).await;
    match at.data_dir() {
        Ok(Some(folder)) => tell(&format!("{}: {why}", folder.display())),
        _ => tell(&why),
    }
    false
}

/// Returns that nothing is found in what is kept, where something is; `None` where there is something to find,
/// or nobody tells.
pub(super) async fn nothing_in_what_is_kept(services: &Services) -> Option<String> {
    let counts = counts(services).await.filter(|counts| counts.statements == 0)?;
    let (is, any) = if counts.articles == 1 { ("is", "it") } else { ("are", "any") };
    (counts.articles > 0).then(|| {
        format!(
            "{} {is} kept, and no statement was found in {any}; what is not in English is not extracted",
            counted(counts.articles, "article")
        )
    })
}

/// Returns how many articles were not read because they are not in English; `None` where there are none, or
/// nobody tells.
pub(super) async fn not_english(services: &Services) -> Option<String> {
    let languages = counts(services).await?.not_english;
    let articles: u64 = languages.iter().map(|language| language.count).sum();
    let of_each = languages.iter().map(|language| format!("{} {}", language.count, language.text));
    let of_each: Vec<String> = of_each.collect();
    let is_one = articles == 1;
    let (is, was) = if is_one { ("is", "was") } else { ("are", "were") };
    (articles > 0).then(|| {
        format!(
            "{} {is} kept that {is} not in English and {was} not read: {}",
            counted(articles, "article"),
            of_each.join(", ")
        )
    })
}

async fn counts(services: &Services) -> Option<GetStoreStatusResponse> {
    let counts = services.query().ok()?.client.get_store_status(GetStoreStatusRequest {}).await;
    Some(counts.ok()?.into_inner())
}
