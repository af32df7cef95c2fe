//! The mirror: a ledger that follows the broker's streams, one in each process that uses the queue.
//!
//! Whenever the connection or a consumer breaks, the ledger is made anew from the begin: a broker that was
//! killed may have lost what came last of the records, and numbers are given twice then.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::{self, consumer};
use futures::StreamExt;
use q7x2_domain::{ArticleId, PortError};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::broker::{Broker, Which, unavailable};
use super::ledger::Ledger;
use super::recent::Recent;
use super::record::Record;
use super::seen::Filed;

/// How long a mirror may lag behind before that is an error.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the next message is waited for before the broker is asked whether there is one.
const DOUBT: Duration = Duration::from_millis(40);

/// How soon a consumer that hears nothing is thought dead: twice this.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// How long one request for messages stands.
const STANDING: Duration = Duration::from_secs(30);

/// The most messages that one request is answered with.
const AT_ONCE: usize = 2000;

/// How long a consumer outlives its process.
const ABANDONED: Duration = Duration::from_secs(60);

/// How far the ledger is: the last message taken in of each stream.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    articles: u64,
    records: u64,
    /// Whether all that was there at the begin has been taken in.
    is_complete: bool,
}

impl Progress {
    fn of(&mut self, which: Which) -> &mut u64 {
        match which {
            Which::Articles => &mut self.articles,
            Which::Records => &mut self.records,
        }
    }
}

/// A ledger that follows the broker. It stops when this is dropped.
#[derive(Debug)]
pub(super) struct Mirror {
    shared: Arc<Shared>,
    following: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    broker: Broker,
    ledger: Mutex<Ledger>,
    progress: watch::Sender<Progress>,
    /// How far the streams are, for those who ask at the same time.
    articles: Recent,
    records: Recent,
    /// Wakes waiting leases when something may be due.
    arrivals: Notify,
}

impl Mirror {
    /// Begins to follow. Needs a tokio runtime.
    pub(super) fn new(broker: Broker) -> Self {
        let shared = Arc::new(Shared {
            broker,
            ledger: Mutex::default(),
            progress: watch::Sender::default(),
            articles: Recent::default(),
            records: Recent::default(),
            arrivals: Notify::new(),
        });
        let following = tokio::spawn(follow(shared.clone()));
        Self { shared, following }
    }

    /// Returns what wakes when something may be due.
    pub(super) fn arrivals(&self) -> &Notify {
        &self.shared.arrivals
    }

    /// Returns the ledger. It must not be held while anything is waited for.
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.shared.ledger()
    }

    /// Waits until the ledger has all that was there at the begin, which takes as long as the queue is.
    pub(super) async fn begun(&self) -> Result<(), PortError> {
        let mut progress = self.shared.progress.subscribe();
        while !progress.borrow_and_update().is_complete {
            let came = timeout(PATIENCE, progress.changed()).await;
            if !came.is_ok_and(|came| came.is_ok()) {
                return Err(unavailable("the broker's news do not come".to_owned()));
            }
        }
        Ok(())
    }

    /// Waits until the ledger has all that the stream has by now. Returns the broker's time.
    pub(super) async fn caught_up(&self, which: Which) -> Result<i64, PortError> {
        let recent = match which {
            Which::Articles => &self.shared.articles,
            Which::Records => &self.shared.records,
        };
        let (last, now) = recent.get(async || self.shared.broker.state(which).await).await?;
        self.reach(which, last).await?;
        Ok(now)
    }

    /// Waits until the ledger is as new as this message.
    pub(super) async fn reach(&self, which: Which, number: u64) -> Result<(), PortError> {
        let deadline = Instant::now() + PATIENCE;
        let mut progress = self.shared.progress.subscribe();
        let is_there =
            |progress: &mut Progress| progress.is_complete && *progress.of(which) >= number;
        loop {
            let came = timeout(DOUBT, progress.wait_for(|now| is_there(&mut now.clone()))).await;
            if came.is_ok_and(|came| came.is_ok()) {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(unavailable("the broker's news do not come".to_owned()));
            }
            let mut seen = *self.shared.progress.borrow();
            if !seen.is_complete {
                continue;
            }
            // The last messages may be gone before they were delivered; then nothing comes.
            let from = *seen.of(which) + 1;
            let subjects = self.shared.broker.subject(kind(which), ">");
            if self.shared.broker.next(which, &subjects, from).await?.is_none() {
                self.shared.progress.send_if_modified(|now| {
                    // Unless it was begun anew meanwhile.
                    let stands = now.is_complete && *now.of(which) + 1 == from;
                    if stands {
                        *now.of(which) = number;
                    }
                    stands
                });
            }
        }
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        self.following.abort();
    }
}

impl Shared {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance(&self, which: Which, to: u64) {
        self.progress.send_modify(|now| {
            let at = now.of(which);
            *at = to.max(*at);
        });
    }
}

/// Follows for ever.
async fn follow(shared: Arc<Shared>) {
    let mut connections = shared.broker.connections();
    loop {
        connections.mark_unchanged();
        let outcome = tokio::select! {
            outcome = follow_once(&shared) => outcome,
            _ = connections.changed() => Ok(()),
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, "the work queue is read anew");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Makes the ledger anew and follows until something breaks.
async fn follow_once(shared: &Shared) -> Result<(), async_nats::Error> {
    shared.progress.send_replace(Progress::default());
    *shared.ledger() = Ledger::default();
    // What has come before the consumers are made is delivered first; so when they have delivered all that
    // waits for them, the ledger has at least this.
    let (articles_end, _) = shared.broker.state(Which::Articles).await?;
    let (records_end, _) = shared.broker.state(Which::Records).await?;
    let (mut articles, articles_wait) = consumer(&shared.broker, Which::Articles).await?;
    let (mut records, records_wait) = consumer(&shared.broker, Which::Records).await?;
    let (mut heard_articles, mut heard_records) = (0, 0);
    let (mut has_articles, mut has_records) = (articles_wait == 0, records_wait == 0);
    loop {
        if has_articles && has_records && !shared.progress.borrow().is_complete {
            shared.advance(Which::Articles, articles_end);
            shared.advance(Which::Records, records_end);
            shared.progress.send_modify(|now| now.is_complete = true);
            shared.arrivals.notify_waiters();
        }
        let (which, message, heard) = tokio::select! {
            message = articles.next() => (Which::Articles, message, &mut heard_articles),
            message = records.next() => (Which::Records, message, &mut heard_records),
        };
        let message = message.ok_or("a consumer ended")??;
        let info = message.info()?;
        *heard += 1;
        if info.consumer_sequence != *heard {
            return Err("a message was lost on its way".into());
        }
        let began = i64::try_from(info.published.unix_timestamp_nanos() / 1000)?;
        let is_due = take_in(&shared.broker, &mut shared.ledger(), &message, began)?;
        shared.advance(which, info.stream_sequence);
        if info.pending == 0 {
            match which {
                Which::Articles => has_articles = true,
                Which::Records => has_records = true,
            }
        }
        if is_due && has_articles && has_records {
            shared.arrivals.notify_waiters();
        }
    }
}

/// Returns what a stream has, from the begin, and how much that is. Of articles that is no text.
async fn consumer(broker: &Broker, which: Which) -> Result<(pull::Stream, u64), async_nats::Error> {
    let config = pull::Config {
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::None,
        filter_subject: broker.subject(kind(which), ">"),
        headers_only: which == Which::Articles,
        num_replicas: 1,
        memory_storage: true,
        inactive_threshold: ABANDONED,
        ..pull::Config::default()
    };
    let consumer: consumer::Consumer<pull::Config> =
        broker.stream(which).create_consumer(config).await?;
    let waiting = consumer.cached_info().num_pending;
    let messages = consumer
        .stream()
        .max_messages_per_batch(AT_ONCE)
        .heartbeat(HEARTBEAT)
        .expires(STANDING)
        .messages()
        .await?;
    Ok((messages, waiting))
}

/// Takes in a message. Returns whether something may be due.
fn take_in(
    broker: &Broker,
    ledger: &mut Ledger,
    message: &jetstream::Message,
    began: i64,
) -> Result<bool, async_nats::Error> {
    let number = message.info()?.stream_sequence;
    let subject = message.subject.as_str();
    if let Some(rest) = subject.strip_prefix(&broker.subject("article", "")) {
        let Ok(id) = rest.parse::<ArticleId>() else { return Ok(false) };
        let empty = async_nats::HeaderMap::new();
        let filed = filed(message.headers.as_ref().unwrap_or(&empty), number, began);
        return Ok(ledger.file(id, filed));
    }
    let Some(rest) = subject.strip_prefix(&broker.subject("record", "")) else { return Ok(false) };
    let Some((id, key)) = rest.split_once('.') else { return Ok(false) };
    let (Ok(id), Ok(key)) = (id.parse::<ArticleId>(), key.parse::<u64>()) else { return Ok(false) };
    let record: Record = serde_json::from_slice(&message.payload)?;
    let began = record.at.unwrap_or(began);
    Ok(ledger.note((id, key), number, began, record))
}

/// Reads what an article's message says of it beside itself.
pub(super) fn filed(headers: &async_nats::HeaderMap, number: u64, came: i64) -> Filed {
    let read = |name: &str| headers.get(name).and_then(|value| value.as_str().parse().ok());
    Filed {
        message: number,
        key: headers.get(KEY).and_then(|key| key.as_str().parse().ok()).unwrap_or(number),
        began: read(BEGAN).unwrap_or(came),
        pause: read(PAUSE).unwrap_or(0),
        parts: headers.get(PARTS).map(|parts| parts.as_str().to_owned()),
    }
}

/// The first message of this life of the article, where it is another.
pub(super) const KEY: &str = "Q7x2-Key";
/// When it was reserved, in microseconds, where that is not when the message came.
pub(super) const BEGAN: &str = "Q7x2-Began";
/// For how long, in microseconds.
pub(super) const PAUSE: &str = "Q7x2-Pause";
/// Where its text lies: a name and the number of parts.
pub(super) const PARTS: &str = "Q7x2-Parts";

fn kind(which: Which) -> &'static str {
    match which {
        Which::Articles => "article",
        Which::Records => "record",
    }
}
