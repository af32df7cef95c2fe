//! Notifications: a connection of its own that wakes whoever waits here. It is made again when it breaks;
//! what was notified meanwhile is not heard, so whoever waits looks again now and then.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio_postgres::AsyncMessage;

use crate::tls::Way;

/// How long to wait before a broken connection is made again.
const PAUSE: Duration = Duration::from_secs(1);

/// Hears what is notified in a channel, until the last clone of it is dropped.
#[derive(Debug, Clone)]
pub struct Listener(Arc<Listening>);

#[derive(Debug)]
struct Listening {
    heard: Arc<Notify>,
    task: AbortHandle,
}

impl Listener {
    pub(crate) fn start(way: Way, channel: &'static str) -> Self {
        let heard = Arc::new(Notify::new());
        let waking = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            loop {
                if let Err(error) = listen(&way, channel, &waking).await {
                    tracing::debug!(%error, channel, "the connection that hears of news is gone");
                }
                // Something may have been missed.
                waking.notify_waiters();
                tokio::time::sleep(PAUSE).await;
            }
        });
        Self(Arc::new(Listening { heard, task: task.abort_handle() }))
    }

    /// Returns what is woken by every notification.
    pub fn heard(&self) -> &Notify {
        &self.0.heard
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens until the connection breaks.
async fn listen(way: &Way, channel: &str, waking: &Notify) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = way.config.connect(way.tls.clone()).await?;
    let hear = poll_fn(move |context| {
        loop {
            match std::task::ready!(connection.poll_message(context)) {
                Some(Ok(AsyncMessage::Notification(_))) => waking.notify_waiters(),
                Some(Ok(_)) => {}
                Some(Err(error)) => return std::task::Poll::Ready(Err(error)),
                None => return std::task::Poll::Ready(Ok(())),
            }
        }
    });
    let ask = async {
        client.batch_execute(&format!("LISTEN {channel}")).await?;
        // What came before the server listened.
        waking.notify_waiters();
        Ok::<_, tokio_postgres::Error>(())
    };
    let (heard, asked) = futures::future::join(hear, ask).await;
    drop(client);
    heard.and(asked)
}
