//! Real ports: a client, a worker of another process, and a query service that goes away.

use std::net::Ipv4Addr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::SystemClock;
use q7x2_extraction::{Backoff, Engine, Worker, WorkerOptions};
use q7x2_extractor::RuleTagger;
use q7x2_query::Query;
use q7x2_storage::SqliteStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::transport::Channel;

use super::*;
use crate::testing::{check_answers, in_time, ingest, options, queue_status, settle, texts};

fn loopback() -> Addresses {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Addresses { ingest: any, extraction: any, query: any, http: any }
}

fn channel(address: SocketAddr) -> Channel {
    let endpoint = q7x2_proto::connect::endpoint(&address.to_string());
    endpoint.expect("an address").connect_lazy()
}

async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    answer
}

#[tokio::test]
async fn all_services_answer_on_their_ports_until_stopped() {
    let folder = tempfile::tempdir().expect("a directory");
    let listeners = loopback().bind().await.expect("free ports");
    let at = |listener: &TcpListener| listener.local_addr().expect("bound");
    let (ingest_at, query_at, http_at) =
        (at(&listeners.ingest), at(&listeners.query), at(&listeners.http));
    let shutdown = CancellationToken::new();
    let (options, stop) = (options(folder.path()), shutdown.clone());
    let serving =
        tokio::spawn(
            async move { serve_all(listeners, options, &ServeOptions::default(), stop).await },
        );

    ingest(channel(ingest_at), &texts()).await;
    assert_eq!(settle(channel(ingest_at), &texts()).await, 0);
    check_answers(channel(query_at)).await;
    assert!(get(http_at, "/healthz").await.starts_with("HTTP/1.1 200"));
    let metrics = get(http_at, "/metrics").await;
    assert!(metrics.contains("q7x2_rpcs_total"), "{metrics}");
    // Nobody's name: not of a speaker, an outlet or a worker.
    for name in ["Quill", "Vessel", "embedded-"] {
        assert!(!metrics.contains(name), "{name} in {metrics}");
    }

    shutdown.cancel();
    in_time(serving).await.expect("no panic").expect("it served");
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let taken = loopback().bind().await.expect("free ports");
    let address = taken.query.local_addr().expect("bound");
    let error = Addresses { http: address, ..loopback() }.bind().await.expect_err("it is taken");
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[tokio::test]
async fn nothing_is_lost_while_the_query_service_is_away() {
    let folder = tempfile::tempdir().expect("a directory");
    let store = SqliteStore::open(&folder.path().join("elsewhere.sqlite")).expect("opened");
    let bind = async |address: SocketAddr| TcpListener::bind(address).await.expect("a free port");
    let serve_query = |listener, store: &SqliteStore| {
        let (query, stop) =
            (Query::new(store.clone(), Arc::new(SystemClock)), CancellationToken::new());
        let stopped = stop.clone();
        let options = ServeOptions::default();
        let serving = async move { q7x2_query::serve(listener, query, stopped, &options).await };
        (stop, tokio::spawn(serving))
    };

    // The first query service answers nothing: its port is known, and nobody listens there yet.
    let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await;
    let query_at = listener.local_addr().expect("bound");
    drop(listener);

    let queue = Embedded::start(EmbeddedOptions { workers: 0, ..options(folder.path()) });
    let queue = queue.await.expect("started");
    let engine = Engine::new(RuleTagger::new(), NonZeroUsize::MIN);
    let pause = Duration::from_millis(5);
    let worker = WorkerOptions {
        backoff: Backoff { first: pause, longest: pause },
        ..WorkerOptions::named("elsewhere-1")
    };
    let worker = Worker::new(engine, queue.ingest(), channel(query_at), worker);
    let stop_worker = CancellationToken::new();
    let working = tokio::spawn(worker.run(stop_worker.clone()));

    let mut all = texts();
    let (first, rest) = all.split_at_mut(1);
    ingest(queue.ingest(), first).await;
    in_time(async {
        while queue_status(queue.ingest()).await.leased == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let (stop, serving) = serve_query(bind(query_at).await, &store);
    assert_eq!(settle(queue.ingest(), first).await, 0);

    // It goes away with a connection open, and comes back.
    stop.cancel();
    serving.await.expect("no panic").expect("it served");
    ingest(queue.ingest(), rest).await;
    let (stop, serving) = serve_query(bind(query_at).await, &store);
    assert_eq!(settle(queue.ingest(), rest).await, 0);
    check_answers(channel(query_at)).await;
    assert_eq!(queue_status(queue.ingest()).await.set_aside, 0);

    stop_worker.cancel();
    working.await.expect("no panic");
    stop.cancel();
    serving.await.expect("no panic").expect("it served");
    queue.shutdown().await;
}
