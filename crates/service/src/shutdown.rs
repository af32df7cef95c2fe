//! How a process is told to stop: the first signal asks, the second insists.

use std::io;

use tokio_util::sync::CancellationToken;

/// The exit status after a second signal, as shells give it for an interrupt.
const INTERRUPTED: i32 = 130;

/// Returns a token that the first SIGINT or SIGTERM cancels. A second one ends the process at
/// once; nothing is lost by that, as what was acknowledged is durable.
///
/// # Errors
/// When the signals cannot be listened to.
pub fn on_signal() -> io::Result<CancellationToken> {
    let token = CancellationToken::new();
    let cancelled = token.clone();
    let mut signals = Signals::listen()?;
    tokio::spawn(async move {
        let name = signals.next().await;
        tracing::info!(signal = name, "stopping; a second signal stops at once");
        cancelled.cancel();
        let name = signals.next().await;
        tracing::warn!(signal = name, "stopped without finishing");
        exit();
    });
    Ok(token)
}

#[expect(clippy::disallowed_methods, reason = "a second signal means: without flushing anything")]
fn exit() -> ! {
    std::process::exit(INTERRUPTED)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> &'static str {
        self.0.recv().await;
        "Ctrl-C"
    }
}
