//! A process under test: started, killed without mercy or asked to end, its log kept.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// The longest any condition is waited for. Machines that build at the same time are slow.
const DEADLINE: Duration = Duration::from_secs(120);

/// A running binary. Killed when dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command` with its output in the file `log`.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(command: &mut Command, log: PathBuf) -> Self {
        let file =
            File::options().create(true).append(true).open(&log).expect("the log can be written");
        let errors = file.try_clone().expect("a file handle can be doubled");
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        Self { child, log }
    }

    /// Ends it as `kill -9` does: nothing is flushed, nothing given back.
    pub fn kill(mut self) {
        self.end();
    }

    /// Returns the number by which the system knows it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells whether it has ended, in whatever way.
    ///
    /// # Panics
    /// When the system does not know it.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_some()
    }

    /// Sends it a signal by name: `STOP` holds it, `CONT` lets it go on.
    ///
    /// # Panics
    /// When it cannot be sent.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &pid]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Asks it to end, as `docker stop` does, and returns how it did.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn terminate(mut self) -> ExitStatus {
        self.signal("TERM");
        let mut status = None;
        wait_for("the process to end", async || {
            status = self.child.try_wait().expect("a child can be waited for");
            status.is_some()
        })
        .await;
        status.expect("it has ended")
    }

    /// Returns what it logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn end(&mut self) {
        // Either it is killed here or it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Waits until `condition` is true, asking often.
///
/// # Panics
/// After two minutes.
pub async fn wait_for(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let asked = async {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        loop {
            tick.tick().await;
            if condition().await {
                return;
            }
        }
    };
    let outcome = tokio::time::timeout(DEADLINE, asked).await;
    assert!(outcome.is_ok(), "waited in vain for {what}");
}
