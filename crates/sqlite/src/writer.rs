//! The one thread that writes. Callers hand it work and wait; whatever waits at the same time is
//! committed together, so that many small writes share one flush of the device.
//!
//! A caller hears of success only after the commit. Work that fails is undone alone and leaves
//! its neighbours in place. Work whose caller has gone before it began is not done, unless it
//! was handed in to be done without one.

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use q7x2_domain::PortError;
use rusqlite::{Connection, TransactionBehavior, ffi};
use tokio::sync::{mpsc, oneshot};

use crate::failure::{Failure, is_busy};
use crate::format::FileFormat;
use crate::open::open;
use crate::open_error::OpenError;

/// How long writing the file anew waits for those who read.
const SCRUB_TIMEOUT: Duration = Duration::from_secs(60);

/// How long the same waits for them where it is made up for while a file is opened.
const LATE_SCRUB_TIMEOUT: Duration = Duration::from_secs(3);

/// A table that is there from the moment at which something is deleted for good until the file has been
/// written anew: who is killed in between leaves it, and whoever opens the file next makes up for it.
const UNSCRUBBED: &str = "unscrubbed";

/// How many pieces of work share a commit at most.
const GROUP: usize = 256;

/// How many pieces of work may wait in line; further callers wait to hand theirs in.
const LINE: usize = 1024;

/// What a commit must survive once its caller has heard of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survives {
    /// The death of the process, which SQLite's log survives without being flushed. Enough where
    /// forgetting makes work be done again, and nothing be lost.
    Death,
    /// A power cut as well: it is on the device. What was before it in the log is then, too.
    PowerCut,
}

/// A handle on the writing thread. Dropping it waits for the work handed in, then closes the file.
#[derive(Debug)]
pub struct Writer {
    what: &'static str,
    jobs: Option<mpsc::Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Opens the file at `path`, or makes a new one there, brings it up to date and starts the
    /// thread. Its directory must exist. Blocks for some milliseconds; for as long as [`Self::rewrite`] takes
    /// where the last one was cut off.
    ///
    /// # Errors
    /// When the file is of a newer version or another format, locked, or cannot be written.
    pub fn open(format: &FileFormat, path: &Path) -> Result<Self, OpenError> {
        let connection = open(format, path)?;
        scrub_what_is_left(&connection, format.what);
        let (jobs, handed_in) = mpsc::channel(LINE);
        let thread = thread::Builder::new()
            .name(format.name.into())
            .spawn(move || write(connection, handed_in))
            .map_err(|error| OpenError::other(format, path, error))?;
        Ok(Self { what: format.what, jobs: Some(jobs), thread: Some(thread) })
    }

    /// Does `work` inside a transaction and returns its outcome once that is committed. It may be
    /// run a second time when the transaction it shared is lost, so it must not keep anything.
    ///
    /// # Errors
    /// When the file cannot be written, or holds what cannot be read; and what `work` fails with.
    pub async fn run<T, W>(&self, survives: Survives, work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnMut(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.as_ref().expect("the thread is ended by drop alone");
        let stopped =
            || Failure::Unavailable("its writing thread has stopped".into()).told_of(self.what);
        let job = Box::new(Work { work, survives, outcome: None, reply: Some(reply) });
        jobs.send(Order::Work(job)).await.map_err(|_| stopped())?;
        let outcome = answer.await.map_err(|_| stopped())?;
        outcome.map_err(|failure| failure.told_of(self.what))
    }

    /// Does `work`, which deletes, in a transaction in which foreign keys are not enforced, and writes the
    /// file anew, so that nothing is left in it or its log of what was deleted. Everything else waits
    /// meanwhile: some seconds for a gigabyte. When the process dies meanwhile, whoever opens the file next
    /// goes on.
    ///
    /// # Errors
    /// When there is no room for a second file, or somebody reads on and on; what was deleted may be left
    /// in the file then. And what `work` fails with; nothing is deleted then.
    pub async fn rewrite<T, W>(&self, work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.as_ref().expect("the thread is ended by drop alone");
        let stopped =
            || Failure::Unavailable("its writing thread has stopped".into()).told_of(self.what);
        let rewriting = move |connection: &mut Connection| {
            // Nobody to tell is no failure: what is done is done.
            let _ = reply.send(rewrite(connection, work));
        };
        jobs.send(Order::Rewrite(Box::new(rewriting))).await.map_err(|_| stopped())?;
        let outcome = answer.await.map_err(|_| stopped())?;
        outcome.map_err(|failure| failure.told_of(self.what))
    }

    /// Has `work` done without waiting for it. When the line is full, it is not done.
    pub fn hand_in<W>(&self, work: W)
    where
        W: FnMut(&Connection) -> Result<(), Failure> + Send + 'static,
    {
        let jobs = self.jobs.as_ref().expect("the thread is ended by drop alone");
        let job = Work { work, survives: Survives::Death, outcome: None, reply: None };
        if jobs.try_send(Order::Work(Box::new(job))).is_err() {
            tracing::debug!("left work undone: {} is busy", self.what);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported where it happened.
            let _ = thread.join();
        }
    }
}

/// What the thread is told to do.
enum Order {
    /// Work inside a transaction.
    Work(Box<dyn Job>),
    /// To write the file anew.
    Rewrite(Box<dyn FnOnce(&mut Connection) + Send>),
}

/// Work of any type, with its caller.
trait Job: Send {
    /// Does the work and keeps the outcome. Returns whether it succeeded.
    fn run(&mut self, transaction: &Connection) -> bool;
    /// Makes `failure` the outcome, unless the work has failed by itself.
    fn fail(&mut self, failure: Failure);
    /// Tells the caller the outcome.
    fn answer(self: Box<Self>);
    /// Tells what its commit must survive.
    fn survives(&self) -> Survives;
    /// Tells whether nobody waits for the outcome any more.
    fn is_abandoned(&self) -> bool;
}

struct Work<T, W> {
    work: W,
    survives: Survives,
    outcome: Option<Result<T, Failure>>,
    reply: Option<oneshot::Sender<Result<T, Failure>>>,
}

impl<T, W> Job for Work<T, W>
where
    T: Send,
    W: FnMut(&Connection) -> Result<T, Failure> + Send,
{
    fn run(&mut self, transaction: &Connection) -> bool {
        // A bug in one piece of work must not stop all writing.
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| (self.work)(transaction)));
        let outcome =
            outcome.unwrap_or_else(|_| Err(Failure::Unavailable("a write panicked".into())));
        self.outcome.insert(outcome).is_ok()
    }

    fn fail(&mut self, failure: Failure) {
        if !matches!(self.outcome, Some(Err(_))) {
            self.outcome = Some(Err(failure));
        }
    }

    fn answer(self: Box<Self>) {
        if let (Some(outcome), Some(reply)) = (self.outcome, self.reply) {
            // Nobody to tell is no failure: what is done is done.
            let _ = reply.send(outcome);
        }
    }

    fn survives(&self) -> Survives {
        self.survives
    }

    fn is_abandoned(&self) -> bool {
        self.reply.as_ref().is_some_and(oneshot::Sender::is_closed)
    }
}

fn write(mut connection: Connection, mut handed_in: mpsc::Receiver<Order>) {
    let mut orders: Vec<Order> = Vec::with_capacity(GROUP);
    while handed_in.blocking_recv_many(&mut orders, GROUP) > 0 {
        let (mut group, mut rewritings): (Vec<Box<dyn Job>>, Vec<_>) = (vec![], vec![]);
        for order in orders.drain(..) {
            match order {
                Order::Work(job) => group.push(job),
                Order::Rewrite(rewriting) => rewritings.push(rewriting),
            }
        }
        group.retain(|job| !job.is_abandoned());
        if let Err(error) = commit(&mut connection, &mut group) {
            recover(&mut connection, &mut group, &error);
        }
        group.drain(..).for_each(Job::answer);
        for rewriting in rewritings {
            rewriting(&mut connection);
        }
    }
}

/// Does the jobs in one transaction. On an error none of them is done.
fn commit(connection: &mut Connection, group: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
    if group.is_empty() {
        return Ok(());
    }
    let flush = group.iter().any(|job| job.survives() == Survives::PowerCut);
    connection.pragma_update(None, "synchronous", if flush { "full" } else { "normal" })?;
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in group {
        let savepoint = transaction.savepoint()?;
        if job.run(&savepoint) {
            savepoint.commit()?;
        } else {
            // What failed is rolled back by this.
            drop(savepoint);
        }
        // A full disk or a failing device may have ended the whole transaction.
        if transaction.is_autocommit() {
            return Err(rusqlite::Error::SqliteFailure(
                ffi::Error::new(ffi::SQLITE_ABORT_ROLLBACK),
                None,
            ));
        }
    }
    transaction.commit()
}

/// Does work that deletes, without looking at who refers to what goes, and writes the file anew.
fn rewrite<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "synchronous", "full")?;
    let done: Result<T, Failure> = (|| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.execute_batch(&format!(
            "CREATE TABLE IF NOT EXISTS {UNSCRUBBED} (pages INTEGER) STRICT"
        ))?;
        transaction.commit()?;
        Ok(done)
    })();
    connection.pragma_update(None, "foreign_keys", true)?;
    let done = done?;
    scrub(connection, SCRUB_TIMEOUT)?;
    Ok(done)
}

/// Tells whether something was deleted for good and may be left in the file or its log.
///
/// # Errors
/// When the file cannot be read.
pub fn is_unscrubbed(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    connection.prepare_cached(sql)?.exists([UNSCRUBBED])
}

/// Makes up for a file that was to be written anew and was not. Where somebody is in the way, the next does.
fn scrub_what_is_left(connection: &Connection, what: &str) {
    let scrubbed = is_unscrubbed(connection)
        .and_then(|is_left| if is_left { scrub(connection, LATE_SCRUB_TIMEOUT) } else { Ok(()) });
    if let Err(error) = scrubbed {
        tracing::warn!(%error, "{what} may hold what was erased still; it is written anew when it is opened next");
    }
}

/// Writes the file anew and empties its log.
fn scrub(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    let before: i64 = connection.query_row("PRAGMA busy_timeout", [], |row| row.get(0))?;
    connection.busy_timeout(patience)?;
    let scrubbed = connection.execute_batch("VACUUM").and_then(|()| {
        // Tells of readers in the way in its first column.
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: bool = connection.query_row(sql, [], |row| row.get(0))?;
        let code = ffi::Error::new(ffi::SQLITE_BUSY);
        if busy { Err(rusqlite::Error::SqliteFailure(code, None)) } else { Ok(()) }
    });
    let scrubbed = scrubbed
        .and_then(|()| connection.execute_batch(&format!("DROP TABLE IF EXISTS {UNSCRUBBED}")));
    connection.busy_timeout(Duration::from_millis(before.unsigned_abs()))?;
    scrubbed
}

/// Gives each job of a lost transaction an outcome: those that can be done alone are done.
fn recover(connection: &mut Connection, group: &mut [Box<dyn Job>], error: &rusqlite::Error) {
    // Another process holds the lock; waiting for it once is enough.
    if group.len() == 1 || is_busy(error) {
        group.iter_mut().for_each(|job| job.fail(copy_of(error).into()));
        return;
    }
    for job in group {
        if let Err(error) = commit(connection, std::slice::from_mut(job)) {
            job.fail(error.into());
        }
    }
}

fn copy_of(error: &rusqlite::Error) -> rusqlite::Error {
    let code = error.sqlite_error().copied();
    let code = code.unwrap_or_else(|| ffi::Error::new(ffi::SQLITE_ERROR));
    rusqlite::Error::SqliteFailure(code, Some(error.to_string()))
}
