//! Moving house: everything out of a store and into it, and the check of it, as streams. What waits on the way
//! is bounded: a few records between store and client, one transaction's worth between client and store.

use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt;
use futures::stream::BoxStream;
use q7x2_domain::{Checked, Moved, PortError, StatementStore, Taken};
use q7x2_proto::{Assembly, RecordCounts, export_records, record_bytes, v1};
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

use crate::service::port_status;

/// How many messages may wait for whoever reads them.
const WAITING: usize = 4;

/// How many parts are taken in with one transaction at most.
const PARTS: usize = 64;

/// How many bytes of articles and statements, about, are taken in with one transaction before it ends.
const BYTES: usize = 4 << 20;

type Answers<T> = BoxStream<'static, Result<T, Status>>;

/// Returns everything that is kept.
pub(crate) fn export<S: StatementStore>(store: Arc<S>) -> Answers<v1::ExportStoreResponse> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let (records, counts) = (sender.clone(), Arc::<Mutex<RecordCounts>>::default());
        let counting = Arc::clone(&counts);
        let each = move |part: Moved| {
            export_records(&part).into_iter().all(|record| {
                counting.lock().unwrap_or_else(PoisonError::into_inner).add(&record);
                let answer = v1::ExportStoreResponse { record: Some(record) };
                records.blocking_send(Ok(answer)).is_ok()
            })
        };
        let last = match store.export(each).await {
            Ok(()) => {
                let end = counts.lock().unwrap_or_else(PoisonError::into_inner).end();
                Ok(v1::ExportStoreResponse { record: Some(end) })
            }
            Err(error) => Err(port_status(error)),
        };
        // Whoever read it may be gone.
        let _ = sender.send(last).await;
    });
    ReceiverStream::new(receiver).boxed()
}

/// Looks at everything that is kept.
pub(crate) fn check<S: StatementStore>(store: Arc<S>) -> Answers<v1::CheckStoreResponse> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let answers = sender.clone();
        let each = move |checked: Checked| answers.blocking_send(Ok((&checked).into())).is_ok();
        if let Err(error) = store.check(each).await {
            let _ = sender.send(Err(port_status(error))).await;
        }
    });
    ReceiverStream::new(receiver).boxed()
}

/// Takes in what another store keeps.
pub(crate) fn import<S: StatementStore>(
    store: Arc<S>,
    records: Streaming<v1::ImportStoreRequest>,
) -> Answers<v1::ImportStoreResponse> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut import =
            Import { store, answers: sender, parts: vec![], bytes: 0, taken: Taken::default() };
        if let Err(status) = import.all(records).await {
            let _ = import.answers.send(Err(status)).await;
        }
    });
    ReceiverStream::new(receiver).boxed()
}

struct Import<S> {
    store: Arc<S>,
    answers: Sender<Result<v1::ImportStoreResponse, Status>>,
    /// What is whole and not taken in yet.
    parts: Vec<Moved>,
    bytes: usize,
    taken: Taken,
}

impl<S: StatementStore> Import<S> {
    async fn all(&mut self, mut records: Streaming<v1::ImportStoreRequest>) -> Result<(), Status> {
        let mut assembly = Assembly::default();
        while let Some(request) = records.message().await? {
            let record = request.record.unwrap_or_default();
            self.bytes += record_bytes(&record);
            match assembly.take(record) {
                Ok(parts) => self.parts.extend(parts),
                Err(error) => {
                    // What came whole before it is not lost.
                    self.write().await?;
                    return Err(error.into());
                }
            }
            let is_head = matches!(self.parts.last(), Some(Moved::Head(_)));
            if is_head || self.parts.len() >= PARTS || self.bytes >= BYTES {
                self.write().await?;
            }
        }
        self.write().await?;
        let complete = assembly.is_complete();
        self.tell(v1::ImportStoreResponse { complete, ..(&self.taken).into() }).await
    }

    /// Takes in what is whole.
    async fn write(&mut self) -> Result<(), Status> {
        self.bytes = 0;
        let parts = std::mem::take(&mut self.parts);
        if parts.is_empty() {
            return Ok(());
        }
        let taken = self.store.import(parts).await.map_err(port_status)?;
        self.taken.add(&taken);
        self.tell((&self.taken).into()).await
    }

    async fn tell(&self, answer: v1::ImportStoreResponse) -> Result<(), Status> {
        let gone = |_| port_status(PortError::Rejected("nobody waits for the import".into()));
        self.answers.send(Ok(answer)).await.map_err(gone)
    }
}
