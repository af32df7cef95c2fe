//! A server on real sockets: health, reflection, limits, and the way it ends.
#![allow(missing_docs, reason = "a test")]

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use q7x2_service::{Listeners, ServeError, ServeOptions, Services, run};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::{Request, Response};
use tonic::server::NamedService;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A service that answers when it is told to.
#[derive(Clone)]
struct Gate {
    arrived: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    fn new() -> Self {
        Self { arrived: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) }
    }
}

impl NamedService for Gate {
    const NAME: &'static str = "test.Gate";
}

impl Service<Request<Body>> for Gate {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Body>) -> Self::Future {
        let gate = self.clone();
        Box::pin(async move {
            gate.arrived.add_permits(1);
            let _pass = gate.open.acquire().await;
            let answer = Response::builder().header("grpc-status", "0");
            Ok(answer.body(Body::empty()).expect("a sound response"))
        })
    }
}

/// A running server and a client's channel to it.
struct Running {
    channel: Channel,
    http: std::net::SocketAddr,
    shutdown: CancellationToken,
    server: JoinHandle<Result<(), ServeError>>,
}

async fn start(gate: &Gate, options: ServeOptions) -> Running {
    let bind = || TcpListener::bind("127.0.0.1:0");
    let (grpc, http) = (bind().await.expect("a port"), bind().await.expect("a port"));
    let address = grpc.local_addr().expect("bound");
    let http_address = http.local_addr().expect("bound");
    let shutdown = CancellationToken::new();
    let services = Services::new(tonic_health::pb::FILE_DESCRIPTOR_SET).with(gate.clone());
    let stop = shutdown.clone();
    let listeners = Listeners { grpc, http };
    let server = tokio::spawn(async move { run(listeners, services, stop, &options).await });
    let channel = Endpoint::from_shared(format!("http://{address}")).expect("a URL");
    let channel = channel.connect().await.expect("it listens before it serves");
    Running { channel, http: http_address, shutdown, server }
}

impl Running {
    async fn health(&self, service: &str) -> Result<ServingStatus, Code> {
        let request = HealthCheckRequest { service: service.into() };
        let answer = HealthClient::new(self.channel.clone()).check(request).await;
        answer.map(|a| a.into_inner().status()).map_err(|status| status.code())
    }

    /// Calls the gate and returns the gRPC code of the answer, or `None` when there is none.
    fn call(&self) -> JoinHandle<Option<Code>> {
        let mut channel = self.channel.clone();
        tokio::spawn(async move {
            let request = Request::post("http://gate/test.Gate/Pass").body(Body::empty());
            std::future::poll_fn(|cx| channel.poll_ready(cx)).await.ok()?;
            let answer = channel.call(request.expect("a sound request")).await.ok()?;
            let code = answer.headers().get("grpc-status").expect("an answer without a body");
            Some(Code::from_bytes(code.as_bytes()))
        })
    }

    async fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.http).await.expect("HTTP is served");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("connected");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer
    }

    async fn end(self) {
        let ended = tokio::time::timeout(PATIENCE, self.server).await;
        ended.expect("the server ends").expect("no panic").expect("no error");
    }
}

#[tokio::test]
async fn health_is_known_by_service_and_reflection_lists_them() {
    use tonic_reflection::pb::v1::ServerReflectionRequest;
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

    let running = start(&Gate::new(), ServeOptions::default()).await;
    assert_eq!(running.health("").await, Ok(ServingStatus::Serving));
    assert_eq!(running.health("test.Gate").await, Ok(ServingStatus::Serving));
    assert_eq!(running.health("test.Other").await, Err(Code::NotFound));

    let list = MessageRequest::ListServices(String::new());
    let request = ServerReflectionRequest { host: String::new(), message_request: Some(list) };
    let mut answers = ServerReflectionClient::new(running.channel.clone())
        .server_reflection_info(futures::stream::iter([request]))
        .await
        .expect("reflection is served")
        .into_inner();
    let answer = answers.message().await.expect("no error").expect("an answer");
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("a list of services");
    };
    assert!(list.service.iter().any(|service| service.name == "grpc.health.v1.Health"));
}

#[tokio::test]
async fn reflection_answers_older_clients_too() {
    use tonic_reflection::pb::v1alpha::ServerReflectionRequest;
    use tonic_reflection::pb::v1alpha::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1alpha::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1alpha::server_reflection_response::MessageResponse;

    let running = start(&Gate::new(), ServeOptions::default()).await;
    let list = MessageRequest::ListServices(String::new());
    let request = ServerReflectionRequest { host: String::new(), message_request: Some(list) };
    let mut answers = ServerReflectionClient::new(running.channel.clone())
        .server_reflection_info(futures::stream::iter([request]))
        .await
        .expect("reflection is served")
        .into_inner();
    let answer = answers.message().await.expect("no error").expect("an answer");
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("a list of services");
    };
    assert!(list.service.iter().any(|service| service.name == "grpc.health.v1.Health"));
}

#[tokio::test]
async fn what_is_in_progress_is_finished_and_nothing_else_waited_for() {
    let gate = Gate::new();
    let patient = ServeOptions { grace: PATIENCE * 100, ..ServeOptions::default() };
    let running = start(&gate, patient).await;
    let call = running.call();
    gate.arrived.acquire().await.expect("open").forget();

    running.shutdown.cancel();
    while !running.get("/healthz").await.starts_with("HTTP/1.1 503") {}
    assert!(!running.server.is_finished(), "a call is still in progress");
    gate.open.add_permits(1);
    assert_eq!(call.await.expect("no panic"), Some(Code::Ok));
    // The client's channel stays open; that must not keep the server.
    let _channel = running.channel.clone();
    running.end().await;
}

#[tokio::test]
async fn what_does_not_finish_in_the_grace_period_is_cut() {
    let gate = Gate::new();
    let hasty = ServeOptions { grace: Duration::from_millis(50), ..ServeOptions::default() };
    let running = start(&gate, hasty).await;
    let mut watch = HealthClient::new(running.channel.clone())
        .watch(HealthCheckRequest { service: "test.Gate".into() })
        .await
        .expect("health is served")
        .into_inner();
    let first = watch.message().await.expect("no error").expect("a status");
    assert_eq!(first.status(), ServingStatus::Serving);
    let call = running.call();
    gate.arrived.acquire().await.expect("open").forget();

    running.shutdown.cancel();
    let second = watch.message().await.expect("no error").expect("a status");
    assert_eq!(second.status(), ServingStatus::NotServing);
    assert!(watch.message().await.is_err(), "the stream is cut");
    assert_eq!(call.await.expect("no panic"), None, "the call is cut");
    running.end().await;
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_a_deadline_exceeded() {
    let brisk = ServeOptions { answer_timeout: Duration::from_millis(50), ..Default::default() };
    let running = start(&Gate::new(), brisk).await;
    assert_eq!(running.call().await.expect("no panic"), Some(Code::DeadlineExceeded));
}

#[tokio::test]
async fn too_many_calls_at_a_time_are_refused_and_the_rest_answered() {
    let gate = Gate::new();
    let running = start(&gate, ServeOptions::default()).await;
    let calls: Vec<_> = (0..512).map(|_| running.call()).collect();
    gate.arrived.acquire_many(512).await.expect("open").forget();
    assert_eq!(running.call().await.expect("no panic"), Some(Code::ResourceExhausted));
    gate.open.add_permits(512);
    for call in calls {
        assert_eq!(call.await.expect("no panic"), Some(Code::Ok));
    }
}

#[tokio::test]
async fn http_tells_health_and_metrics() {
    let running = start(&Gate::new(), ServeOptions::default()).await;
    assert!(running.get("/healthz").await.starts_with("HTTP/1.1 200"));
    running.health("").await.expect("health is served");
    let page = running.get("/metrics").await;
    let counted = "q7x2_rpcs_total{method=\"grpc.health.v1.Health/Check\",code=\"Ok\"}";
    assert!(page.contains(counted), "{page}");
    assert!(page.contains("q7x2_rpc_duration_seconds_bucket"), "{page}");
    for name in ["q7x2_rpcs_total", "q7x2_rpc_duration_seconds"] {
        assert!(page.contains(&format!("# HELP {name} ")), "{page}");
    }

    // A method that nobody serves does not become a time series of its own.
    let mut channel = running.channel.clone();
    let request = Request::post("http://gate/made.Up/Name").body(Body::empty());
    std::future::poll_fn(|cx| channel.poll_ready(cx)).await.expect("connected");
    channel.call(request.expect("a sound request")).await.expect("an answer");
    let page = running.get("/metrics").await;
    assert!(page.contains("method=\"unknown\",code=\"Unimplemented\""), "{page}");
    assert!(!page.contains("made.Up"), "{page}");
}
