//! What everybody may ask, token or not, keeps nobody out.
#![allow(missing_docs, reason = "a test")]

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use q7x2_keys::init::{InitOptions, init};
use q7x2_keys::{Role, Tokens};
use q7x2_service::{CallLimits, ConnectionLimits, Guard, ServeOptions, Services, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::{Request, Response};
use tonic::server::NamedService;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many connections the listener has room for.
const ROOM: usize = 4;

/// A service that answers at once, with nothing.
#[derive(Clone)]
struct Prompt;

impl NamedService for Prompt {
    const NAME: &'static str = "test.Prompt";
}

impl Service<Request<Body>> for Prompt {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Body>) -> Self::Future {
        let answer = Response::builder().header("grpc-status", "0");
        ready(Ok(answer.body(Body::empty()).expect("a sound response")))
    }
}

/// Starts a listener with little room, and returns where it is and the token of a reader.
async fn start(guarded: bool) -> (SocketAddr, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let made = InitOptions::new(folder.path(), Duration::from_secs(3600), 1_800_000_000);
    init(&made).expect("keys");
    let token = std::fs::read_to_string(folder.path().join("reader.token")).expect("a token");
    let tokens = Tokens::open(&folder.path().join("tokens")).expect("tokens");
    let guard = guarded.then(|| Arc::new(Guard::new(tokens, CallLimits::default())));
    let connections = ConnectionLimits { max: ROOM, ..Default::default() };
    let options = ServeOptions { guard, connections, ..Default::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let services = Services::new(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .with(Prompt)
        .allow(&[("/test.Prompt/Go", &[Role::Reader])]);
    tokio::spawn(
        async move { serve(listener, services, CancellationToken::new(), &options).await },
    );
    (address, token.trim().to_owned())
}

async fn connect(address: SocketAddr) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("a URL");
    endpoint.connect().await.expect("it listens")
}

/// Calls with the token on a connection of its own. Returns what the answer says.
async fn called(address: SocketAddr, token: &str) -> Option<String> {
    let mut channel = connect(address).await;
    let request = Request::post("http://any/test.Prompt/Go")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty());
    std::future::poll_fn(|cx| channel.poll_ready(cx)).await.ok()?;
    let answer = channel.call(request.expect("a sound request")).await.ok()?;
    answer.headers().get("grpc-status").map(|code| code.to_str().expect("a number").to_owned())
}

#[tokio::test]
async fn those_who_follow_the_health_keep_no_caller_out() {
    for guarded in [true, false] {
        let (address, token) = start(guarded).await;
        let mut following = vec![];
        for _ in 0..ROOM {
            let channel = connect(address).await;
            let mut answer = HealthClient::new(channel.clone())
                .watch(HealthCheckRequest::default())
                .await
                .expect("everybody may ask")
                .into_inner();
            answer.message().await.expect("it goes on").expect("how it is");
            following.push((channel, answer));
        }
        let answer = tokio::time::timeout(PATIENCE, called(address, &token)).await;
        assert_eq!(answer.expect("in time").as_deref(), Some("0"), "guarded: {guarded}");
    }
}

/// A request that never ends, and tells when the service begins to read it.
struct Endless(Option<tokio::sync::oneshot::Sender<()>>);

impl http_body::Body for Endless {
    type Data = axum::body::Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Self::Data>, Infallible>>> {
        if let Some(begun) = self.0.take() {
            let _ = begun.send(());
        }
        Poll::Pending
    }
}

#[tokio::test]
async fn questions_that_never_end_keep_no_caller_out() {
    let (address, token) = start(true).await;
    let mut asking = vec![];
    for _ in 0..ROOM {
        let mut channel = connect(address).await;
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        std::future::poll_fn(|cx| channel.poll_ready(cx)).await.expect("connected");
        let request = Request::post("http://any/grpc.health.v1.Health/Check")
            .header("content-type", "application/grpc")
            .body(Body::new(Endless(Some(begun))))
            .expect("a sound request");
        let answer: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(channel.call(request));
        asking.push(tokio::spawn(answer));
        has_begun.await.expect("its headers are sent");
        // The service takes the calls of a connection in their order, so it has begun that one.
        let check = HealthClient::new(channel.clone()).check(HealthCheckRequest::default()).await;
        check.expect("everybody may ask");
    }
    let answer = tokio::time::timeout(PATIENCE, called(address, &token)).await;
    assert_eq!(answer.expect("in time").as_deref(), Some("0"));
}
