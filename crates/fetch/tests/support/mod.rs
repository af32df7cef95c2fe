//! A web server for one test, on this machine alone, and a clock that nobody waits for.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use q7x2_domain::{Clock, ManualClock, Timestamp};
use q7x2_fetch::{Answer, Fetched, Fetcher, Lookup, Memory, Names, Options, Reason, Time};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a server answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A status, headers and a body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Headers, the beginning of a body, and then nothing.
    Stall(&'static str),
    /// A body without end.
    Endless,
    /// Nothing: the connection is closed.
    Hangup,
    /// The same as the first, once another request has come or is not to be expected.
    Held(Box<Reply>),
}

impl Reply {
    pub(crate) fn page(body: &str) -> Self {
        let kind = ("Content-Type", "text/html; charset=utf-8".to_owned());
        Self::Whole(200, vec![kind], body.as_bytes().to_vec())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Whole(status, vec![], vec![])
    }

    pub(crate) fn to(location: &str) -> Self {
        Self::status(302).with("Location", location)
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Whole(_, headers, _) = &mut self {
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value.to_owned()));
        }
        self
    }
}

/// What a server was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
}

/// A web server that answers as a function says.
pub(crate) struct Server {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    most_at_once: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What all connections of a server share.
struct Shared<F> {
    answer: F,
    asked: Arc<Mutex<Vec<Asked>>>,
    at_once: AtomicUsize,
    most_at_once: Arc<AtomicUsize>,
    another: tokio::sync::Notify,
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let most_at_once = Arc::new(AtomicUsize::new(0));
        let shared = Arc::new(Shared {
            answer,
            asked: Arc::clone(&asked),
            at_once: AtomicUsize::new(0),
            most_at_once: Arc::clone(&most_at_once),
            another: tokio::sync::Notify::new(),
        });
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { port, asked, most_at_once, task }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    /// The paths that were asked for, but for `robots.txt`.
    pub(crate) fn paths(&self) -> Vec<String> {
        let paths = self.asked().into_iter().map(|asked| asked.path);
        paths.filter(|path| path != "/robots.txt").collect()
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.most_at_once.load(SeqCst)
    }
}

async fn serve<F: Fn(&Asked) -> Reply>(stream: TcpStream, shared: Arc<Shared<F>>) {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = request(&mut stream).await {
        let at_once = shared.at_once.fetch_add(1, SeqCst) + 1;
        shared.most_at_once.fetch_max(at_once, SeqCst);
        shared.another.notify_waiters();
        shared.asked.lock().expect("no panic").push(asked.clone());
        let mut reply = (shared.answer)(&asked);
        if let Reply::Held(held) = reply {
            // As long as a second request would need that does not wait for the first to be answered.
            let another = shared.another.notified();
            let _ = tokio::time::timeout(Duration::from_millis(50), another).await;
            reply = *held;
        }
        // The client may ask again as soon as it has read the answer.
        shared.at_once.fetch_sub(1, SeqCst);
        if !answer(&mut stream, reply).await {
            return;
        }
    }
}

async fn request(stream: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let path = lines.first()?.split(' ').nth(1)?.to_owned();
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(key, value)| (key.to_ascii_lowercase(), value.trim().to_owned()));
    Some(Asked { path, headers: headers.collect() })
}

/// Tells whether the connection goes on.
async fn answer(stream: &mut BufReader<TcpStream>, reply: Reply) -> bool {
    let (status, headers, body) = match reply {
        Reply::Whole(status, headers, body) => (status, headers, body),
        Reply::Stall(start) => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n";
            let _ = stream.write_all(format!("{head}{start}").as_bytes()).await;
            // Until the client hangs up.
            let _ = request(stream).await;
            return false;
        }
        Reply::Endless => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(&[b'a'; 1000]).await.is_ok() {}
            return false;
        }
        Reply::Hangup | Reply::Held(_) => return false,
    };
    let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let written = [head.as_bytes(), &body].concat();
    stream.write_all(&written).await.is_ok()
}

/// A clock that goes on when it is waited by, and notes how long that was.
#[derive(Debug)]
pub(crate) struct TestTime {
    clock: ManualClock,
    passed: Mutex<Vec<Duration>>,
}

impl TestTime {
    pub(crate) fn new() -> Arc<Self> {
        let clock = ManualClock::at(Timestamp::from_seconds(1_700_000_000));
        Arc::new(Self { clock, passed: Mutex::new(Vec::new()) })
    }

    pub(crate) fn passed(&self) -> Vec<Duration> {
        self.passed.lock().expect("no panic").clone()
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }
}

impl Clock for TestTime {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Time for TestTime {
    fn pass(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.passed.lock().expect("no panic").push(time);
        self.clock.advance(time);
        Box::pin(tokio::task::yield_now())
    }
}

/// Names that mean one address after the other, and the last from then on.
pub(crate) struct TestNames {
    pub(crate) addresses: Vec<IpAddr>,
    pub(crate) looked_up: AtomicUsize,
}

impl TestNames {
    pub(crate) fn of(addresses: &[&str]) -> Arc<Self> {
        let addresses = addresses.iter().map(|a| a.parse().expect("an address")).collect();
        Arc::new(Self { addresses, looked_up: AtomicUsize::new(0) })
    }
}

impl Names for TestNames {
    fn look_up(&self, _: &str) -> Lookup {
        let at = self.looked_up.fetch_add(1, SeqCst).min(self.addresses.len().saturating_sub(1));
        let found = self.addresses.get(at).copied();
        let found = found.ok_or_else(|| io::Error::other("nobody knows it"));
        Box::pin(async move { Ok(vec![found?]) })
    }
}

/// The address of the servers of a test; all others of this machine stay refused.
pub(crate) fn options() -> Options {
    Options { allowed: vec!["127.0.0.1".parse().expect("an address")], ..Options::default() }
}

pub(crate) struct Client {
    pub(crate) fetcher: Fetcher,
    pub(crate) time: Arc<TestTime>,
    pub(crate) names: Arc<TestNames>,
}

pub(crate) fn client(options: Options) -> Client {
    client_with(options, Memory::default(), TestNames::of(&["127.0.0.1"]))
}

pub(crate) fn client_with(options: Options, memory: Memory, names: Arc<TestNames>) -> Client {
    let time = TestTime::new();
    let fetcher =
        Fetcher::with(options, Arc::new(memory), Arc::clone(&time) as _, Arc::clone(&names) as _);
    Client { fetcher: fetcher.expect("a fetcher"), time, names }
}

impl Client {
    pub(crate) async fn fetched(&self, url: &str) -> Fetched {
        match self.fetcher.fetch(url).await {
            Ok(Answer::New(fetched)) => *fetched,
            other => panic!("something new, not {other:?}"),
        }
    }

    pub(crate) async fn refused(&self, url: &str) -> Reason {
        let error = self.fetcher.fetch(url).await.expect_err("it is refused");
        assert_eq!(error.address, url);
        error.reason
    }
}
