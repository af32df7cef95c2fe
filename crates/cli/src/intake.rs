//! Taking articles in: streams what is read to the ingest service, matches the receipts in
//! order, and waits until everything is extracted.

mod patience;
mod send;
mod tally;
mod told;

use q7x2_proto::v1::{self, GetQueueStatusRequest, IngestArticlesResponse, WatchArticlesRequest};
use q7x2_reader::ReadError;

use crate::connection::Ingest;
use crate::exit::Failure;
use crate::feed::Feed;
use crate::json::{Receipt, ReceiptStatus};
use crate::output;
use crate::progress::Progress;

use self::patience::Patience;
use self::send::send;
pub(crate) use self::tally::Tally;

/// How many ids one request to watch names. A million would be 34 MB on the wire.
const WATCHED_AT_ONCE: usize = 50_000;

/// Takes in all articles of `feed` and, if `wait`, waits until they are extracted. Every receipt
/// goes to `on_receipt`, in order; what is rejected is told on standard error. What is set aside, the caller
/// tells of.
///
/// # Errors
/// When the service fails or cannot be reached, `on_receipt` fails, or the user interrupts; what
/// was accepted by then is kept.
pub(crate) async fn take_in(
    ingest: &mut Ingest,
    feed: Feed,
    wait: bool,
    on_receipt: impl FnMut(Receipt) -> Result<(), Failure>,
) -> Result<Tally, Failure> {
    let mut tally = Tally::new(feed.skipped.clone());
    let work = async {
        send(ingest, feed, &mut tally, on_receipt).await?;
        if wait {
            tally.set_aside = wait_for(ingest, &tally.ids).await?;
        }
        Ok::<(), Failure>(())
    };
    let interrupted = tokio::select! {
        done = work => done.map(|()| false),
        _ = tokio::signal::ctrl_c() => Ok(true),
    };
    if interrupted.map_err(|failure| tally.before(failure))? {
        return Err(Failure::Interrupted(format!(
            "interrupted: {tally}; what was accepted is kept, and the same command goes on from there"
        )));
    }
    Ok(tally)
}

/// Waits until none of the articles is in line or with a worker any more. Returns those that
/// were set aside.
///
/// # Errors
/// When the service fails or cannot be reached.
pub(crate) async fn wait_for(
    ingest: &mut Ingest,
    article_ids: &[String],
) -> Result<Vec<String>, Failure> {
    let progress = Progress::extracting(article_ids.len() as u64);
    watch(ingest, article_ids, &progress, |done| progress.extracted(done)).await
}

/// Waits as [`wait_for`] does; `progress` says what is waited for, and `on_progress` is told how many
/// articles are through.
///
/// # Errors
/// When the service fails or cannot be reached.
pub(crate) async fn watch(
    ingest: &mut Ingest,
    article_ids: &[String],
    progress: &Progress,
    mut on_progress: impl FnMut(u64),
) -> Result<Vec<String>, Failure> {
    let mut set_aside = Vec::new();
    let mut done_before = 0;
    let mut patience = Patience::default();
    for ids in article_ids.chunks(WATCHED_AT_ONCE) {
        let mut last = Vec::new();
        let followed = |change: v1::WatchArticlesResponse| {
            on_progress(done_before + (ids.len() as u64).saturating_sub(change.pending));
            progress.waits_for(&change.waiting_for);
            last = change.set_aside_ids;
        };
        follow(ingest, ids, &mut patience, progress, followed).await?;
        done_before += ids.len() as u64;
        set_aside.extend(last);
    }
    Ok(set_aside)
}

/// Follows some articles to their end; a service that is started again meanwhile is asked again.
async fn follow(
    ingest: &mut Ingest,
    ids: &[String],
    patience: &mut Patience,
    progress: &Progress,
    mut on_change: impl FnMut(v1::WatchArticlesResponse),
) -> Result<(), Failure> {
    loop {
        let request = WatchArticlesRequest { article_ids: ids.to_vec() };
        let broken = match ingest.client.watch_articles(request).await {
            Err(status) => status,
            Ok(answer) => {
                let mut changes = answer.into_inner();
                loop {
                    match changes.message().await {
                        Ok(Some(change)) => {
                            patience.renew();
                            on_change(change);
                        }
                        Ok(None) => return Ok(()),
                        Err(status) => break status,
                    }
                }
            }
        };
        patience.bear(ingest, &broken, progress).await?;
    }
}

/// Tells on standard error that articles could not be extracted, if any.
pub(crate) fn tell_set_aside(count: usize) {
    if count > 0 {
        let articles = output::counted(count as u64, "article");
        output::tell(&format!("{articles} could not be extracted; `q7x2 status` says why"));
    }
}

/// How many articles of which nobody keeps anything are told of one by one.
const TOLD_ONE_BY_ONE: u32 = 10;

/// Tells on standard error why articles could not be extracted of which nobody keeps anything, so that
/// `q7x2 status` knows nothing of them either.
///
/// # Errors
/// When the service fails or cannot be reached.
pub(crate) async fn tell_why_set_aside(ingest: &mut Ingest, count: usize) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let request = GetQueueStatusRequest { max_set_aside: TOLD_ONE_BY_ONE, max_pending: 0 };
    let queue = ingest.client.get_queue_status(request).await;
    let queue = queue.map_err(|status| ingest.failure(&status))?.into_inner();
    why_set_aside(&queue.set_aside_articles, count).iter().for_each(|line| output::tell(line));
    Ok(())
}

/// Returns a line for each article that was set aside, and how many there are beside these.
fn why_set_aside(articles: &[v1::SetAsideArticle], count: usize) -> Vec<String> {
    let line = |article: &v1::SetAsideArticle| {
        let path = article.metadata.as_ref().map_or("", |metadata| &metadata.path);
        let place = if path.is_empty() { "an article" } else { path };
        format!("could not extract {}: {}", named(place), article.error)
    };
    let rest = count.saturating_sub(articles.len());
    let rest = (rest > 0).then(|| format!("could not extract {rest} more"));
    articles.iter().map(line).chain(rest).collect()
}

/// Returns where an error happened and what it is.
pub(crate) fn place_and_reason(error: &ReadError) -> (String, String) {
    let line = error.line().map(|line| format!(":{line}")).unwrap_or_default();
    let byte = error.byte().map(|byte| format!(" (byte {byte})")).unwrap_or_default();
    (format!("{}{line}{byte}", error.path()), error.problem().to_string())
}

/// Returns the line that tells of something odd in an article that is taken all the same, or to know of it.
pub(crate) fn odd_line(odd: &ReadError) -> String {
    let (place, reason) = place_and_reason(odd);
    if odd.is_note() {
        format!("note: {}: {reason}", named(&place))
    } else {
        warning_line(&place, &reason)
    }
}

/// Returns the line that tells of something odd in an article that is taken all the same.
pub(crate) fn warning_line(place: &str, reason: &str) -> String {
    format!("warning: {}: {reason}", named(place))
}

/// Returns the place of an input as people call it.
pub(crate) fn named(place: &str) -> String {
    match place.strip_prefix('-') {
        Some(after) if !after.starts_with(|c: char| !matches!(c, ':' | ' ' | '#')) => {
            format!("standard input{after}")
        }
        _ => place.to_owned(),
    }
}

fn rejection(path: Option<String>, reason: String) -> Receipt {
    let (article_id, reason) = (None, Some(reason));
    Receipt {
        status: ReceiptStatus::Rejected,
        article_id,
        path,
        reason,
        filled: vec![],
        other_outlet: None,
        differing: vec![],
        revises: None,
    }
}

/// Returns the service's receipt for the article at `path`.
fn receipt(
    path: Option<String>,
    message: Option<IngestArticlesResponse>,
) -> Result<Receipt, Failure> {
    let message = message.ok_or_else(|| {
        Failure::Service("the ingest service ended before all articles had a receipt".into())
    })?;
    let status = match message.status() {
        v1::ReceiptStatus::Accepted => ReceiptStatus::Accepted,
        v1::ReceiptStatus::Duplicate => ReceiptStatus::Duplicate,
        v1::ReceiptStatus::Forgotten => ReceiptStatus::Forgotten,
        v1::ReceiptStatus::Rejected => return Ok(rejection(path, message.reason)),
        v1::ReceiptStatus::Unspecified | v1::ReceiptStatus::Waiting => {
            let message = "the ingest service sent a receipt that this version does not know";
            return Err(Failure::Service(message.into()));
        }
    };
    let reason = (!message.reason.is_empty()).then_some(message.reason);
    let (article_id, filled) = (Some(message.article_id), message.filled_fields);
    let other_outlet = (!message.other_outlet.is_empty()).then_some(message.other_outlet);
    let revises = (!message.revises.is_empty()).then_some(message.revises);
    let differing = message.differing_fields;
    Ok(Receipt { status, article_id, path, reason, filled, other_outlet, differing, revises })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(message: Option<IngestArticlesResponse>) -> Result<ReceiptStatus, u8> {
        receipt(None, message).map(|receipt| receipt.status).map_err(|failure| failure.code())
    }

    fn message(status: v1::ReceiptStatus) -> Option<IngestArticlesResponse> {
        let status = status.into();
        let (article_id, reason) = ("a".into(), "no".into());
        Some(IngestArticlesResponse { status, article_id, reason, ..Default::default() })
    }

    #[test]
    fn standard_input_is_called_by_its_name() {
        assert_eq!(named("-"), "standard input");
        assert_eq!(named("-:3 (byte 17)"), "standard input:3 (byte 17)");
        assert_eq!(named("- (byte 17)"), "standard input (byte 17)");
        assert_eq!(named("-#2"), "standard input#2");
        for file in ["-a.txt", "a-b.txt", "./-"] {
            assert_eq!(named(file), file);
        }
    }

    #[test]
    fn what_could_not_be_extracted_is_told_with_the_reason() {
        let metadata = Some(v1::Metadata { path: "news/a.txt".into(), ..v1::Metadata::default() });
        let error = "it took too long".to_owned();
        let article = v1::SetAsideArticle { metadata, error, ..v1::SetAsideArticle::default() };
        let told = "could not extract news/a.txt: it took too long";
        assert_eq!(why_set_aside(std::slice::from_ref(&article), 1), [told]);
        assert_eq!(why_set_aside(&[article], 4), [told, "could not extract 3 more"]);
    }

    #[test]
    fn a_receipt_is_passed_on() {
        assert_eq!(outcome(message(v1::ReceiptStatus::Accepted)), Ok(ReceiptStatus::Accepted));
        assert_eq!(outcome(message(v1::ReceiptStatus::Duplicate)), Ok(ReceiptStatus::Duplicate));
        assert_eq!(outcome(message(v1::ReceiptStatus::Forgotten)), Ok(ReceiptStatus::Forgotten));
        assert_eq!(outcome(message(v1::ReceiptStatus::Rejected)), Ok(ReceiptStatus::Rejected));
    }

    #[test]
    fn a_service_that_ends_early_or_speaks_another_language_is_a_failure() {
        assert_eq!(outcome(None), Err(4));
        assert_eq!(outcome(message(v1::ReceiptStatus::Unspecified)), Err(4));
    }
}
