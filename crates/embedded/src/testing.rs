//! What the tests of this crate share: articles about invented events, a tagger that can be made
//! to panic or wait, and the calls that a client makes.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use q7x2_domain::{
    Article, Metadata, ModelVersion, RetryPolicy, RoleSpan, StatementHit, Tagger, TaggerInput,
};
use q7x2_extractor::RuleTagger;
use q7x2_proto::connect;
use q7x2_proto::v1::{self, ReceiptStatus};
use tokio::sync::watch;
use tonic::transport::Channel;

use crate::EmbeddedOptions;

/// Options with one worker and pauses too short to notice.
pub(crate) fn options(data_dir: &std::path::Path) -> EmbeddedOptions {
    let pause = Duration::from_millis(1);
    let retry = RetryPolicy { first_pause: pause, longest_pause: pause, ..Default::default() };
    EmbeddedOptions { workers: 1, retry, ..EmbeddedOptions::at(data_dir) }
}

/// Articles by name, each with who says what in it.
pub(crate) const ARTICLES: [(&str, &str, &str); 3] = [
    (
        "The harbour of Vessel Bay will stay closed until Friday.\n\n\u{201c}The crane is not \
         safe,\u{201d} harbour master Ida Quill said on Tuesday.",
        "Ida Quill",
        "The crane is not safe",
    ),
    (
        "Councillor Bruno Tarn said that the old mill would be sold.\n\nNobody came to the fair.",
        "Bruno Tarn",
        "the old mill would be sold",
    ),
    (
        "\"We lost two boats in the storm,\" said fisherman Aldo Brisk. The lighthouse is dark.",
        "Aldo Brisk",
        "We lost two boats in the storm",
    ),
];

pub(crate) fn texts() -> Vec<Article> {
    ARTICLES.iter().map(|(text, ..)| article(text)).collect()
}

pub(crate) fn article(text: &str) -> Article {
    let metadata = Metadata { outlet: Some("The Vessel Bay Bell".into()), ..Metadata::default() };
    Article::new(metadata, text.into()).expect("a text")
}

/// The rules, but for texts that say "panic now" or "wait here".
#[derive(Clone)]
pub(crate) struct Moody {
    rules: Arc<RuleTagger>,
    gate: Arc<(Mutex<bool>, Condvar)>,
    pub(crate) begun: watch::Sender<u32>,
}

impl Moody {
    pub(crate) fn new() -> Self {
        let rules = Arc::new(RuleTagger::new());
        Self { rules, gate: Arc::default(), begun: watch::Sender::new(0) }
    }

    /// Lets those who wait go on.
    pub(crate) fn open(&self) {
        *self.gate.0.lock().expect("not poisoned") = true;
        self.gate.1.notify_all();
    }

    /// Waits until an article that waits has been begun.
    pub(crate) async fn until_begun(&self) {
        let mut begun = self.begun.subscribe();
        in_time(begun.wait_for(|begun| *begun > 0)).await.map(drop).expect("not dropped");
    }
}

impl Tagger for Moody {
    fn model(&self) -> &ModelVersion {
        self.rules.model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        for input in inputs {
            assert!(!input.text.contains("panic now"), "cannot read {:?}", input.text);
            if input.text.contains("wait here") {
                self.begun.send_modify(|begun| *begun += 1);
                let closed = self.gate.0.lock().expect("not poisoned");
                drop(self.gate.1.wait_while(closed, |open| !*open).expect("not poisoned"));
            }
        }
        self.rules.tag(inputs)
    }
}

/// Fails a test that waits for something that does not happen.
pub(crate) async fn in_time<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(30), future).await.expect("it happens in time")
}

/// Ingests articles and returns what became of each.
pub(crate) async fn ingest(channel: Channel, articles: &[Article]) -> Vec<ReceiptStatus> {
    let requests: Vec<v1::IngestArticlesRequest> = articles.iter().map(Into::into).collect();
    let stream = connect::ingest(channel).ingest_articles(tokio_stream::iter(requests)).await;
    let mut receipts = stream.expect("taken").into_inner();
    let mut statuses = vec![];
    while let Some(receipt) = receipts.message().await.expect("a receipt") {
        statuses.push(receipt.status());
    }
    statuses
}

/// Follows articles until none is pending; returns how many were set aside.
pub(crate) async fn settle(channel: Channel, articles: &[Article]) -> usize {
    let article_ids = articles.iter().map(|a| a.id().to_string()).collect();
    let request = v1::WatchArticlesRequest { article_ids };
    let watching = async {
        let stream = connect::ingest(channel).watch_articles(request).await;
        let mut states = stream.expect("followed").into_inner();
        let mut last = None;
        while let Some(state) = states.message().await.expect("a state") {
            last = Some(state);
        }
        last.expect("at least one state")
    };
    let last = in_time(watching).await;
    assert_eq!(last.pending, 0);
    last.set_aside_ids.len()
}

/// Returns how the queue stands.
pub(crate) async fn queue_status(channel: Channel) -> v1::GetQueueStatusResponse {
    let request = v1::GetQueueStatusRequest { max_set_aside: 10, max_pending: 0 };
    let status = connect::ingest(channel).get_queue_status(request).await;
    status.expect("answered").into_inner()
}

/// Returns all statements of a speaker, or of everybody.
pub(crate) async fn statements(channel: Channel, speaker: &str) -> Vec<StatementHit> {
    let request = v1::QueryStatementsRequest { speaker: speaker.into(), ..Default::default() };
    let answer = connect::query(channel).query_statements(request).await.expect("answered");
    let hits = answer.into_inner().hits.into_iter();
    hits.map(|hit| StatementHit::try_from(hit).expect("understood")).collect()
}

/// Checks that each of [`ARTICLES`] is answered for once.
pub(crate) async fn check_answers(channel: Channel) {
    for (_, speaker, words) in ARTICLES {
        let hits = statements(channel.clone(), speaker).await;
        let said: Vec<&str> = hits.iter().map(|h| h.statement.content[0].text.as_str()).collect();
        assert_eq!(said.len(), 1, "{speaker}: {said:?}");
        assert!(said[0].contains(words), "{speaker}: {said:?}");
    }
}
