//! A way to a service that a test can cut, hold up and slow down, and that leads to another service when the
//! first has gone: a proxy for TCP on a port of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How many bytes are carried at a time.
const CARRIED: usize = 16 << 10;

/// How a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// What comes is carried at once.
    Open,
    /// Connections break, and new ones end at once.
    Cut,
    /// Connections stay, and nothing comes through them until the way is another, as where a network is
    /// parted.
    Silent,
    /// Every 16 KiB and whatever is less take so long.
    Slow(Duration),
}

/// A proxy on this machine. It ends when it is dropped, and its connections with it.
pub struct Proxy {
    port: u16,
    way: watch::Sender<Way>,
    listening: JoinHandle<()>,
}

impl Proxy {
    /// Starts one before services on these ports, who take the connections by turns; who takes none is
    /// passed over.
    ///
    /// # Panics
    /// When there is no port for it, or outside of a runtime.
    pub async fn start(services: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let (way, seen) = watch::channel(Way::Open);
        let listening = tokio::spawn(listen(listener, services.to_vec(), seen));
        Self { port, way, listening }
    }

    /// Returns the port to connect to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes the way so, for the connections that there are and for new ones.
    pub fn turn(&self, way: Way) {
        self.way.send_replace(way);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Those that carry end as well: nobody holds the way any more.
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, services: Vec<u16>, way: watch::Receiver<Way>) {
    let turn = Arc::new(AtomicUsize::new(0));
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        let (turn, services, mut way) = (Arc::clone(&turn), services.clone(), way.clone());
        tokio::spawn(async move {
            let mut is_cut = way.clone();
            tokio::select! {
                () = cut(&mut is_cut) => {}
                () = connect(client, &services, &turn, &mut way) => {}
            }
        });
    }
}

/// Carries between a client and the first service that takes its connection.
async fn connect(
    client: TcpStream,
    services: &[u16],
    turn: &AtomicUsize,
    way: &mut watch::Receiver<Way>,
) {
    pass(way).await;
    let first = turn.fetch_add(1, Ordering::Relaxed);
    for service in (first..).take(services.len()).map(|n| services[n % services.len()]) {
        let Ok(service) = TcpStream::connect(("127.0.0.1", service)).await else { continue };
        // What is small is meant to come at once.
        let _ = (client.set_nodelay(true), service.set_nodelay(true));
        let (from_client, to_client) = client.into_split();
        let (from_service, to_service) = service.into_split();
        tokio::join!(
            carry(from_client, to_service, way.clone()),
            carry(from_service, to_client, way.clone()),
        );
        return;
    }
}

/// Carries one way until there is no more.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut way: watch::Receiver<Way>) {
    let mut carried = vec![0; CARRIED];
    loop {
        let count = from.read(&mut carried).await.unwrap_or_default();
        pass(&mut way).await;
        if count == 0 || to.write_all(&carried[..count]).await.is_err() {
            // The other side hears of the end when `to` goes.
            return;
        }
    }
}

/// Waits until something may pass.
async fn pass(way: &mut watch::Receiver<Way>) {
    let now = way.wait_for(|way| *way != Way::Silent).await.map(|way| *way);
    if let Ok(Way::Slow(pause)) = now {
        tokio::time::sleep(pause).await;
    }
}

/// Waits until the way is cut or the proxy has gone.
async fn cut(way: &mut watch::Receiver<Way>) {
    let _ = way.wait_for(|way| *way == Way::Cut).await;
}
