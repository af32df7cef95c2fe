//! A real client that is given articles through a pipe, so that it can be caught at any article.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{SyncSender, sync_channel};

use q7x2_tests::wait_for;

/// How many articles may lie before a client that does not read.
const LYING: usize = 4096;

/// What a client printed about one article.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    /// Which of the articles it is about.
    pub(crate) piece: usize,
    /// "accepted", "duplicate" or "rejected".
    pub(crate) status: String,
    /// The id of the article.
    pub(crate) article: String,
    /// What holds it, if anything does.
    pub(crate) reason: String,
}

/// A client in the middle of `q7x2 ingest -`. Killed when dropped.
pub(crate) struct Feeder {
    child: Child,
    pipe: Option<SyncSender<Vec<u8>>>,
    sent: Vec<usize>,
    out: PathBuf,
    err: PathBuf,
}

impl Feeder {
    /// Starts `client`, which is `q7x2 ingest --format jsonl -`, with what it prints in files of
    /// this name.
    pub(crate) fn start(mut client: Command, folder: &Path, name: &str) -> Self {
        let (out, err) =
            (folder.join(format!("{name}.receipts")), folder.join(format!("{name}.log")));
        let file = |path| std::fs::File::create(path).expect("a file can be made");
        let mut child = client
            .stdin(Stdio::piped())
            .stdout(file(&out))
            .stderr(file(&err))
            .spawn()
            .expect("q7x2 starts");
        let input = child.stdin.take().expect("it was asked for");
        Self { child, pipe: Some(pour(input)), sent: vec![], out, err }
    }

    /// Gives it one more article.
    pub(crate) fn give(&mut self, piece: usize, line: Vec<u8>) {
        self.sent.push(piece);
        let pipe = self.pipe.as_ref().expect("it is given articles until it is told the end");
        // A client that has ended reads no more; its receipts tell how far it came.
        let _ = pipe.send(line);
    }

    /// Returns how many articles it was given.
    pub(crate) fn given(&self) -> usize {
        self.sent.len()
    }

    /// Returns which articles it was given, in order.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = usize> + '_ {
        self.sent.iter().copied()
    }

    /// Returns the receipts printed so far, in order.
    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        let printed = std::fs::read_to_string(&self.out).expect("the receipts can be read");
        // Of a line without an end nobody can say that it was printed.
        let whole = printed.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let read = |(line, piece): (&str, &usize)| {
            let receipt: serde_json::Value = serde_json::from_str(line).expect("a receipt");
            let field = |name: &str| receipt[name].as_str().unwrap_or_default().to_owned();
            Receipt {
                piece: *piece,
                status: field("status"),
                article: field("article_id"),
                reason: field("reason"),
            }
        };
        whole.lines().zip(&self.sent).map(read).collect()
    }

    /// Tells whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_some()
    }

    /// Waits until it has printed so many receipts, or has ended.
    pub(crate) async fn until(&mut self, receipts: usize) {
        wait_for("receipts", async || self.has_ended() || self.receipts().len() >= receipts).await;
    }

    /// Tells it that no more articles come. What lies in the pipe is still read.
    pub(crate) fn end_of_input(&mut self) {
        self.pipe = None;
    }

    /// Ends it without warning.
    pub(crate) fn kill(&mut self) {
        // Either it is killed here or it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Tells whether it ended well, once it has.
    pub(crate) fn succeeded(&mut self) -> bool {
        self.code() == Some(0)
    }

    /// Returns its exit code, once it has ended; `None` when it was killed.
    pub(crate) fn code(&mut self) -> Option<i32> {
        self.child.wait().expect("a child can be waited for").code()
    }

    /// Returns what it said on standard error.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(&self.err).unwrap_or_default()
    }
}

impl Drop for Feeder {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Writes into a pipe from a thread, because a reader may be slow, held or dead.
fn pour(mut input: ChildStdin) -> SyncSender<Vec<u8>> {
    let (sender, lines) = sync_channel::<Vec<u8>>(LYING);
    std::thread::spawn(move || {
        for line in lines {
            if input.write_all(&line).and_then(|()| input.flush()).is_err() {
                return;
            }
        }
    });
    sender
}
