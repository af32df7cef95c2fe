//! A client that brings articles to the services and waits until all are answered for.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use q7x2_domain::{Article, Metadata, Timestamp};
use q7x2_proto::connect;
use q7x2_proto::v1::{self, ReceiptStatus};

use super::site::Site;
use crate::bench::invented::{Random, World};

/// How long an invented article is, in bytes.
pub(super) const BYTES: usize = 3 << 10;

/// How often it is looked whether all is done.
const LOOK: Duration = Duration::from_millis(50);

/// How many of the last articles are followed.
const LAST: usize = 32;

/// How long things took.
pub(super) struct Took {
    /// Until the last receipt, in seconds.
    pub(super) receipts: f64,
    /// Until the last article was in the store and out of the queue, in seconds.
    pub(super) all: f64,
}

/// Makes up articles of 3 KiB that are not in English, which no extractor reads: what is extracted from them
/// is nothing. No two are the same, whatever `round` says.
pub(super) fn unread(world: &World, round: u64, articles: usize) -> Vec<Article> {
    let article = |number: usize| {
        let mut random = Random::new(round.wrapping_mul(0x9e37_79b9) + number as u64);
        let mut text = format!("Report {round}-{number}.");
        while text.len() < BYTES {
            text += " ";
            text += world.words.draw(&mut random);
        }
        text.truncate(BYTES);
        let metadata = Metadata {
            url: Some(format!("https://outlet.example/{round}/{number}")),
            outlet: Some("The Outlet".into()),
            published_at: Some(Timestamp::from_seconds(1_700_000_000 + number as i64)),
            language: Some("de".into()),
            ..Metadata::default()
        };
        Article::new(metadata, text).expect("it is no longer than a page")
    };
    (0..articles).map(article).collect()
}

/// Brings the articles, and waits until the queue has none and the store has all.
///
/// # Errors
/// When one is not accepted, fails, or is not in the store.
pub(super) async fn bring(site: &Site, articles: &[Article]) -> anyhow::Result<Took> {
    let before = stored(site).await?;
    let requests: Vec<v1::IngestArticlesRequest> = articles.iter().map(Into::into).collect();
    let started = Instant::now();
    let mut ingest = connect::ingest(site.ingest.clone());
    let stream = ingest.ingest_articles(futures::stream::iter(requests)).await?;
    let (mut receipts, mut accepted) = (stream.into_inner(), 0);
    while let Some(receipt) = receipts.message().await? {
        match receipt.status() {
            ReceiptStatus::Accepted => accepted += 1,
            ReceiptStatus::Waiting => {}
            status => anyhow::bail!("an article was not accepted: {status:?} {}", receipt.reason),
        }
    }
    ensure!(accepted == articles.len(), "{accepted} of {} were accepted", articles.len());
    let taken = started.elapsed().as_secs_f64();
    // Counting a long line takes its time, so it is looked when the last of them are done.
    let last = articles.iter().rev().take(LAST).map(|article| article.id().to_string());
    let request = v1::WatchArticlesRequest { article_ids: last.collect() };
    let mut states = ingest.watch_articles(request).await?.into_inner();
    while states.message().await?.is_some() {}
    loop {
        let status = queue(site).await?;
        ensure!(status.set_aside == 0, "{} articles failed", status.set_aside);
        if status.waiting + status.leased == 0 {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    let all = started.elapsed().as_secs_f64();
    let stored = stored(site).await? - before;
    ensure!(stored == articles.len() as u64, "{stored} of {} are in the store", articles.len());
    Ok(Took { receipts: taken, all })
}

/// Waits until so many workers have asked for work.
pub(super) async fn until_workers(site: &Site, workers: usize) -> anyhow::Result<()> {
    let waiting = async {
        while queue(site).await?.workers.len() < workers {
            tokio::time::sleep(LOOK).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.context("no worker asks")?
}

async fn queue(site: &Site) -> anyhow::Result<v1::GetQueueStatusResponse> {
    let request = v1::GetQueueStatusRequest { max_set_aside: 0, max_pending: 0 };
    let status = connect::ingest(site.ingest.clone()).get_queue_status(request).await?;
    Ok(status.into_inner())
}

async fn stored(site: &Site) -> anyhow::Result<u64> {
    let request = v1::GetStoreStatusRequest {};
    let status = connect::query(site.query.clone()).get_store_status(request).await?;
    Ok(status.into_inner().articles)
}
