//! The broker: two streams, what is asked of them, and what their refusals mean. Knows nothing of leases.
//!
//! `NAME-articles` holds what must not be lost: each article as one message on a subject of its own, and
//! the parts of texts that are too long for one. `NAME-records` holds how they stand. Both keep the last
//! message of each subject, and every change says which one it replaces: the broker refuses what was made
//! from an older one. No message has an id for the broker's window of duplicates, in which a message
//! that is sent again would be dropped with a good answer; should an answer tell of one all the same, it
//! counts as a failure.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{DirectGetErrorKind, LastRawMessageErrorKind, Stream};
use async_nats::jetstream::{self, Context, ErrorCode};
use async_nats::{ConnectOptions, HeaderMap, Request, header};
use q7x2_domain::PortError;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;

use super::address::Address;
use super::streams::{stream, stream_name};

/// What the queue is called where it fails.
pub(super) const WHAT: &str = "the work queue";

/// How long the broker may take for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a removed article's record stays, so that everybody hears of it.
const MOURNING: Duration = Duration::from_secs(120);

/// The smallest message that the broker must take: metadata are never split.
const SMALLEST_LIMIT: usize = 256 << 10;

/// What of a message is neither text nor metadata.
const ENVELOPE: usize = 8 << 10;

/// The most messages that are stored as one, and about how many bytes.
const BATCH: (usize, usize) = (500, 8 << 20);

/// A message that is to be published.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) subject: String,
    pub(super) headers: HeaderMap,
    pub(super) payload: Vec<u8>,
}

/// One of the two streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Articles,
    Records,
}

/// A message as it is kept.
pub(super) type Message = jetstream::message::StreamMessage;

/// What a stream says of itself.
#[derive(Debug, Deserialize)]
struct Told {
    state: Extent,
    ts: String,
}

#[derive(Debug, Deserialize)]
struct Extent {
    last_seq: u64,
}

#[derive(Debug, Deserialize)]
struct Deleted {
    success: bool,
}

#[derive(Debug, Deserialize)]
struct Stored {
    #[serde(rename = "seq")]
    sequence: u64,
    #[serde(default)]
    duplicate: bool,
}

/// A connection to the broker.
#[derive(Debug, Clone)]
pub(super) struct Broker {
    context: Context,
    articles: Stream,
    records: Stream,
    name: Arc<str>,
    /// How often the connection was made.
    connections: watch::Receiver<u64>,
}

impl Broker {
    /// Connects and makes the streams where they are not there.
    pub(super) async fn open(address: &Address) -> Result<Self, PortError> {
        let (made, connections) = watch::channel(0);
        let made = Arc::new(made);
        let mut options = ConnectOptions::new()
            .name("q7x2")
            .connection_timeout(PATIENCE)
            .request_timeout(Some(PATIENCE))
            // A broker that is gone may come back after any time.
            .max_reconnects(None)
            .reconnect_delay_callback(|attempt| {
                Duration::from_millis(50)
                    .saturating_mul(u32::try_from(attempt).unwrap_or(40).min(40))
            })
            .event_callback(move |event| {
                let made = made.clone();
                async move {
                    if matches!(event, async_nats::Event::Connected) {
                        made.send_modify(|count| *count += 1);
                    }
                }
            });
        if let Some((user, password)) = address.user.clone() {
            options = options.user_and_password(user, password);
        }
        if let Some(file) = &address.authority {
            options = options.add_root_certificates(file.clone()).require_tls(true);
        }
        let client = options.connect(address.servers.clone()).await.map_err(unavailable)?;
        if client.max_payload() < SMALLEST_LIMIT {
            return Err(PortError::Rejected(format!(
                "the broker takes messages of {} bytes at most: set its max_payload to 1MB, at least to 256KB",
                client.max_payload()
            )));
        }
        let context = jetstream::ContextBuilder::new().timeout(PATIENCE).build(client);
        let articles = stream(&context, address, Which::Articles).await?;
        let records = stream(&context, address, Which::Records).await?;
        Ok(Self { context, articles, records, name: address.name.as_str().into(), connections })
    }

    /// Returns what tells that the connection was made anew.
    pub(super) fn connections(&self) -> watch::Receiver<u64> {
        self.connections.clone()
    }

    /// Returns the subject of an article, a record or a part: `NAME.kind.rest`.
    pub(super) fn subject(&self, kind: &str, rest: impl std::fmt::Display) -> String {
        format!("{}.{kind}.{rest}", self.name)
    }

    /// Returns how long a message's payload may be.
    pub(super) fn limit(&self) -> usize {
        self.context.client().max_payload().saturating_sub(ENVELOPE)
    }

    /// Returns a name that nobody else makes.
    pub(super) fn unique(&self) -> String {
        let inbox = self.context.client().new_inbox();
        inbox.rsplit('.').next().unwrap_or_default().to_owned()
    }

    /// Returns a stream.
    pub(super) fn stream(&self, which: Which) -> &Stream {
        match which {
            Which::Articles => &self.articles,
            Which::Records => &self.records,
        }
    }

    /// Returns the number of a stream's last message, and the time by the broker's clock in microseconds.
    pub(super) async fn state(&self, which: Which) -> Result<(u64, i64), PortError> {
        let told: Response<Told> =
            self.ask(format!("STREAM.INFO.{}", self.stream_name(which)), &json!({})).await?;
        let told = good(told)?;
        let now: jiff::Timestamp =
            told.ts.parse().map_err(|error: jiff::Error| unavailable(error.to_string()))?;
        Ok((told.state.last_seq, now.as_microsecond()))
    }

    /// Returns the number of the next message from `from` on of those subjects; `None` where there is none.
    pub(super) async fn next(
        &self,
        which: Which,
        subjects: &str,
        from: u64,
    ) -> Result<Option<u64>, PortError> {
        let asked = self.stream(which).raw_message_builder();
        match asked.next_by_subject(subjects).sequence(from).send().await {
            Ok(message) => Ok(Some(message.sequence)),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Publishes what replaces the message `expected` of its subject, 0 for none. Returns the new message's
    /// number; `None` where another is the last.
    pub(super) async fn publish(
        &self,
        draft: Draft,
        expected: u64,
    ) -> Result<Option<u64>, PortError> {
        let mut headers = draft.headers;
        headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, expected.to_string());
        self.send(draft.subject, headers, draft.payload).await
    }

    /// Publishes messages on subjects that have none, as one: the broker takes all or none. Returns the
    /// number of the last; `None` where one of the subjects has a message.
    pub(super) async fn publish_together(
        &self,
        drafts: &[Draft],
    ) -> Result<Option<u64>, PortError> {
        if let [draft] = drafts {
            return self.publish(draft.clone(), 0).await;
        }
        let batch = self.unique();
        for (number, draft) in (1..).zip(drafts) {
            let mut headers = draft.headers.clone();
            headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, "0");
            headers.insert("Nats-Batch-Id", batch.as_str());
            headers.insert("Nats-Batch-Sequence", number.to_string());
            let (subject, payload) = (draft.subject.clone(), draft.payload.clone());
            if number == drafts.len() {
                headers.insert("Nats-Batch-Commit", "1");
                return self.send(subject, headers, payload).await;
            }
            let client = self.context.client();
            client
                .publish_with_headers(subject, headers, payload.into())
                .await
                .map_err(unavailable)?;
        }
        Ok(Some(0))
    }

    /// Deletes a message. Returns false where it was gone. `for_good` overwrites it.
    pub(super) async fn delete(&self, number: u64, for_good: bool) -> Result<bool, PortError> {
        let subject = format!("STREAM.MSG.DELETE.{}", self.stream_name(Which::Articles));
        let asked = json!({ "seq": number, "no_erase": !for_good });
        match self.ask::<Response<Deleted>>(subject, &asked).await? {
            Response::Ok(deleted) => Ok(deleted.success),
            Response::Err { error } if is_missing(error.error_code()) => Ok(false),
            Response::Err { error } => Err(refused(error)),
        }
    }

    /// Deletes all messages of these subjects.
    pub(super) async fn purge(&self, subjects: String) -> Result<(), PortError> {
        self.articles.purge().filter(subjects).await.map_err(unavailable)?;
        Ok(())
    }

    /// Returns an article's message. Any copy of the stream may answer; where that has none, its leader is
    /// asked, who knows.
    pub(super) async fn article(&self, number: u64) -> Result<Option<Message>, PortError> {
        match self.articles.direct_get(number).await {
            Ok(message) => return Ok(Some(message)),
            Err(error) if error.kind() == DirectGetErrorKind::NotFound => {}
            Err(error) => return Err(unavailable(error)),
        }
        match self.articles.get_raw_message(number).await {
            Ok(message) => Ok(Some(message)),
            Err(error) => none_found(error),
        }
    }

    /// Returns the last message of a subject, as the stream's leader knows it.
    pub(super) async fn last(
        &self,
        which: Which,
        subject: &str,
    ) -> Result<Option<Message>, PortError> {
        match self.stream(which).get_last_raw_message_by_subject(subject).await {
            Ok(message) => Ok(Some(message)),
            Err(error) => none_found(error),
        }
    }

    async fn send(
        &self,
        subject: String,
        headers: HeaderMap,
        payload: Vec<u8>,
    ) -> Result<Option<u64>, PortError> {
        let request =
            Request::new().headers(headers).payload(payload.into()).timeout(Some(PATIENCE));
        let answer = self.context.client().send_request(subject, request).await;
        let answer = answer.map_err(unavailable)?;
        match serde_json::from_slice(&answer.payload).map_err(unavailable)? {
            Response::Ok(Stored { duplicate: true, .. }) => {
                Err(unavailable("the broker took a new message for one that it had".to_owned()))
            }
            Response::Ok(stored) => Ok(Some(stored.sequence)),
            Response::Err { error } if is_conflict(error.error_code()) => Ok(None),
            Response::Err { error } => Err(refused(error)),
        }
    }

    async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        subject: String,
        asked: &serde_json::Value,
    ) -> Result<T, PortError> {
        self.context.request(subject, asked).await.map_err(unavailable)
    }

    fn stream_name(&self, which: Which) -> String {
        stream_name(&self.name, which)
    }
}

/// Splits what is to be published into what the broker takes as one.
pub(super) fn batches(drafts: &[Draft]) -> Vec<&[Draft]> {
    let (mut batches, mut start, mut bytes) = (vec![], 0, 0);
    for (at, draft) in drafts.iter().enumerate() {
        let is_full = at - start == BATCH.0 || bytes + draft.payload.len() > BATCH.1;
        if at > start && is_full {
            batches.push(&drafts[start..at]);
            (start, bytes) = (at, 0);
        }
        bytes += draft.payload.len();
    }
    if start < drafts.len() {
        batches.push(&drafts[start..]);
    }
    batches
}

/// Has a message vanish by itself when everybody has heard of it.
pub(super) fn vanishing(headers: &mut HeaderMap) {
    headers.insert(header::NATS_MESSAGE_TTL, format!("{}s", MOURNING.as_secs()));
}

/// Returns what makes a driver's failure the port's.
pub(super) fn unavailable(
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> PortError {
    PortError::Unavailable { what: WHAT, source: source.into() }
}

fn refused(error: jetstream::Error) -> PortError {
    let full = [
        ErrorCode::STREAM_STORE_FAILED,
        ErrorCode::STORAGE_RESOURCES_EXCEEDED,
        ErrorCode::INSUFFICIENT_RESOURCES,
        ErrorCode::MEMORY_RESOURCES_EXCEEDED,
    ];
    match full.contains(&error.error_code()) {
        true => PortError::Full { what: WHAT, source: error.into() },
        false => unavailable(error),
    }
}

fn good<T>(response: Response<T>) -> Result<T, PortError> {
    match response {
        Response::Ok(value) => Ok(value),
        Response::Err { error } => Err(refused(error)),
    }
}

fn is_conflict(code: ErrorCode) -> bool {
    // The second is said while a message of that subject is on its way to the copies.
    code == ErrorCode::STREAM_WRONG_LAST_SEQUENCE
        || code == ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT
}

fn is_missing(code: ErrorCode) -> bool {
    let missing = [
        ErrorCode::NO_MESSAGE_FOUND,
        ErrorCode::SEQUENCE_NOT_FOUND,
        ErrorCode::STREAM_MESSAGE_DELETE_FAILED,
    ];
    missing.contains(&code)
}

fn none_found<T>(
    error: async_nats::error::Error<LastRawMessageErrorKind>,
) -> Result<Option<T>, PortError> {
    match error.kind() {
        LastRawMessageErrorKind::NoMessageFound => Ok(None),
        LastRawMessageErrorKind::JetStream(told) if is_missing(told.error_code()) => Ok(None),
        _ => Err(unavailable(error)),
    }
}
