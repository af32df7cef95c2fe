//! Sending: one stream of articles after the other, the receipts in order. When a stream breaks because its
//! service is started again, what has no receipt is sent once more, which does no harm: what had been taken in
//! is a duplicate then.

use std::collections::VecDeque;

use q7x2_domain::Article;
use q7x2_proto::v1::{self, IngestArticlesRequest};
use q7x2_reader::Form;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::told::Told;
use super::{Patience, Tally, named, odd_line, place_and_reason, receipt, rejection};
use crate::connection::Ingest;
use crate::exit::Failure;
use crate::feed::{Fed, Feed};
use crate::json::{Receipt, ReceiptStatus};
use crate::progress::Progress;
use crate::web::Kept;

/// How many articles may be on their way to the service, and are kept until they have a receipt.
const ON_THE_WAY: usize = 64;

/// An input that will have a receipt: the service's, or one that is made here because there is
/// no article to send.
struct Expected {
    path: Option<String>,
    /// The article, or why there is none.
    request: Result<IngestArticlesRequest, String>,
    /// What is odd about it, and the line that tells of that.
    warning: Option<(String, String)>,
    /// The format that it was read as.
    form: Option<&'static str>,
    /// The language of the article, where that is not English.
    language: Option<String>,
    bytes_read: u64,
    /// Of what was fetched: what is to know of its receipt.
    kept: Option<Kept>,
}

/// Why a stream ended before its time.
enum End {
    /// It broke.
    Broken(Status),
    /// The command fails.
    Failed(Failure),
}

/// What is sent and answered, over however many streams.
struct Sending<'a, F> {
    feed: Feed,
    is_read: bool,
    /// What has no receipt yet, in order; at most [`ON_THE_WAY`].
    unanswered: VecDeque<Expected>,
    tally: &'a mut Tally,
    on_receipt: F,
    progress: Progress,
    /// The same fault in many files of a folder is one thing to know.
    told: Told,
    odd: Told,
    patience: Patience,
}

/// Sends the articles and counts every receipt, in order. The tally is right at any moment, so
/// that an interrupted intake can say what was done.
pub(super) async fn send(
    ingest: &mut Ingest,
    feed: Feed,
    tally: &mut Tally,
    on_receipt: impl FnMut(Receipt) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let progress = Progress::reading(feed.bytes);
    let mut sending = Sending {
        feed,
        is_read: false,
        unanswered: VecDeque::new(),
        tally,
        on_receipt,
        progress,
        told: Told::default(),
        odd: Told::default(),
        patience: Patience::default(),
    };
    loop {
        match sending.over_one_stream(ingest).await {
            Ok(()) => break,
            Err(End::Failed(failure)) => return Err(failure),
            Err(End::Broken(status)) => {
                sending.patience.bear(ingest, &status, &sending.progress).await?;
            }
        }
    }
    let Sending { odd, told, progress, .. } = sending;
    odd.rest().chain(told.rest()).for_each(|line| progress.tell(&line));
    Ok(())
}

impl<F: FnMut(Receipt) -> Result<(), Failure>> Sending<'_, F> {
    /// Sends what has no receipt and then what is read, until everything has one.
    async fn over_one_stream(&mut self, ingest: &mut Ingest) -> Result<(), End> {
        let (requests, outgoing) = mpsc::channel(ON_THE_WAY);
        for expected in &self.unanswered {
            hand(&requests, expected);
        }
        let mut requests = Some(requests);
        let answer = ingest.client.ingest_articles(ReceiverStream::new(outgoing)).await;
        let mut answer = answer.map_err(End::Broken)?.into_inner();
        self.patience.renew();
        loop {
            self.answer_unreadable()?;
            if self.is_read {
                requests = None;
                if self.unanswered.is_empty() {
                    return Ok(());
                }
            }
            tokio::select! {
                // A failure ends this even while nothing is read.
                message = answer.message() => match message.map_err(End::Broken)? {
                    Some(told) if told.status() == v1::ReceiptStatus::Waiting => {
                        self.patience.renew();
                        self.progress.waits_for(&told.reason);
                    }
                    message => {
                        self.patience.renew();
                        self.progress.waits_for("");
                        let Some(expected) = self.unanswered.pop_front() else {
                            let ended = receipt(None, message).map(|_| ());
                            let early = "the ingest service sent a receipt for nothing";
                            return Err(End::Failed(ended.err().unwrap_or_else(|| {
                                Failure::Service(early.into())
                            })));
                        };
                        let receipt = receipt(expected.path.clone(), message).map_err(End::Failed)?;
                        self.count(expected, receipt)?;
                    }
                },
                fed = self.feed.next(), if !self.is_read && self.unanswered.len() < ON_THE_WAY => {
                    match fed {
                        None => self.is_read = true,
                        Some(fed) => {
                            let expected = Expected::of(fed);
                            if let Some(requests) = &requests {
                                hand(requests, &expected);
                            }
                            self.unanswered.push_back(expected);
                        }
                    }
                }
            }
        }
    }

    /// Gives the receipts of what could not be read, as far as it is its turn.
    fn answer_unreadable(&mut self) -> Result<(), End> {
        while let Some(Expected { path, request: Err(reason), .. }) = self.unanswered.front() {
            let receipt = rejection(path.clone(), reason.clone());
            if let Some(expected) = self.unanswered.pop_front() {
                self.count(expected, receipt)?;
            }
        }
        Ok(())
    }

    /// Counts a receipt, and tells what is wrong or odd.
    fn count(&mut self, expected: Expected, receipt: Receipt) -> Result<(), End> {
        let Expected { warning, language, form, bytes_read, kept, .. } = expected;
        if let Some((reason, line)) = warning
            && self.odd.is_news("", &reason)
        {
            self.progress.tell(&line);
        }
        if let Some(reason) = &receipt.reason {
            let place = receipt.path.as_deref().unwrap_or("an article");
            let what = match receipt.status {
                ReceiptStatus::Rejected => "rejected",
                ReceiptStatus::Forgotten => "left out",
                ReceiptStatus::Accepted | ReceiptStatus::Duplicate => "held up",
            };
            if self.told.is_news(place, reason) {
                self.progress.tell(&format!("{what} {}: {reason}", named(place)));
            }
        }
        if let Some(kept) = kept {
            kept.receipt(receipt.status == ReceiptStatus::Rejected);
        }
        self.tally.count(&receipt);
        self.tally.count_language(&receipt, language);
        self.tally.count_form(&receipt, form);
        self.progress.read(bytes_read, self.tally.receipts(), self.tally.new_ones());
        (self.on_receipt)(receipt).map_err(End::Failed)
    }
}

/// Puts an article on its way, if it is one. There is room for all that have no receipt; of a stream that
/// has broken its answer tells.
fn hand(requests: &mpsc::Sender<IngestArticlesRequest>, expected: &Expected) {
    if let Ok(request) = &expected.request {
        let _ = requests.try_send(request.clone());
    }
}

impl Expected {
    fn of(Fed { article, warning, form, progress, kept }: Fed) -> Self {
        let language = article.as_ref().ok().map(Article::metadata);
        let language = language.filter(|metadata| !metadata.is_english());
        let language = language.and_then(|metadata| metadata.language.clone());
        let (path, request) = match &article {
            Ok(article) => {
                (article.metadata().path.clone(), Ok(IngestArticlesRequest::from(article)))
            }
            Err(error) => {
                let (path, reason) = place_and_reason(error);
                (Some(path), Err(reason))
            }
        };
        let warning = warning.map(|odd| (odd.problem().to_string(), odd_line(&odd)));
        let form = form.map(Form::name);
        Self { path, request, warning, form, language, bytes_read: progress.bytes, kept }
    }
}
