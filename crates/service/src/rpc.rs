//! What every rpc goes through, whatever the service: the guard, bounds on bytes and on the time until
//! its answer begins, a count and a clock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use q7x2_keys::Role;
use tonic::{Code, Status};

use crate::budget::{Answer, Budget, Counted, Held};
use crate::connections::Connection;
use crate::guard::{self, Guard};

/// How many rpcs ended, by method and gRPC code.
const RPCS: &str = "q7x2_rpcs_total";

/// How long rpcs took until their answer began, in seconds, by method.
const SECONDS: &str = "q7x2_rpc_duration_seconds";

/// How long the answer to what everybody may ask takes at most to begin: it waits for nothing but the
/// end of the request.
const OPEN_ANSWER: Duration = Duration::from_secs(10);

/// Says what the metrics of rpcs are, for whoever reads `/metrics`.
pub(crate) fn describe() {
    describe_counter!(RPCS, "Rpcs that ended, by method and gRPC code");
    describe_histogram!(SECONDS, Unit::Seconds, "Time until an rpc's answer began, by method");
    guard::describe();
    crate::acceptor::describe();
}

/// What rpcs are held to.
pub(crate) struct Rules {
    /// How long an answer may take to begin.
    pub(crate) answer_timeout: Duration,
    /// Who checks tokens, if anybody does.
    pub(crate) guard: Option<Arc<Guard>>,
    /// Who may call what.
    pub(crate) access: Vec<(&'static str, &'static [Role])>,
    /// The bytes in flight.
    pub(crate) budget: Arc<Budget>,
    /// The most bytes that one call holds of what it sent.
    pub(crate) request_bytes: u64,
}

/// Passes a request on, ends it when its answer does not begin in time, and notes what became of
/// it. A streamed answer is counted when it begins.
pub(crate) async fn observe(
    State(rules): State<Arc<Rules>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let started = Instant::now();
    let patience = match guard::is_open(request.uri().path()) {
        true => rules.answer_timeout.min(OPEN_ANSWER),
        false => rules.answer_timeout,
    };
    // tonic has such a limit too, but calls the outcome cancelled.
    let answer = tokio::time::timeout(patience, rules.pass(request, next)).await;
    let response = answer.unwrap_or_else(|_| {
        Status::deadline_exceeded("the service took too long to answer").into_http()
    });
    // An answer without the header has begun well.
    let status = response.headers().get("grpc-status");
    let code = status.map_or(Code::Ok, |value| Code::from_bytes(value.as_bytes()));
    // Anybody can make up method names; they must not make up time series.
    let known = rules.access.iter().any(|(method, _)| method.trim_start_matches('/') == path);
    let refused = matches!(code, Code::Unauthenticated | Code::PermissionDenied);
    let made_up = code == Code::Unimplemented || refused && !known;
    let method = if made_up { "unknown".to_owned() } else { path };
    histogram!(SECONDS, "method" => method.clone()).record(started.elapsed().as_secs_f64());
    counter!(RPCS, "method" => method, "code" => format!("{code:?}")).increment(1);
    response
}

impl Rules {
    /// Passes a request on that may be made.
    async fn pass(&self, mut request: Request, next: Next) -> Response {
        let connection = request.extensions().get::<Arc<Connection>>().cloned();
        let open = guard::is_open(request.uri().path());
        let mut permit = None;
        if let Some(guard) = &self.guard {
            let (path, headers) = (request.uri().path(), request.headers());
            match guard.admit(path, &self.access, headers, connection.as_ref()) {
                Ok(None) => {}
                Ok(Some((caller, begun))) => {
                    permit = Some(begun);
                    request.extensions_mut().insert(caller);
                }
                Err(status) => return status.into_http(),
            }
        }
        // What everybody may ask makes nobody a caller.
        if let Some(connection) = &connection
            && (self.guard.is_none() || permit.is_some())
        {
            connection.let_in();
        }
        // Only now: what everybody may ask, and what is refused, keeps no connection from being cut.
        let call = connection.as_ref().filter(|_| !open).map(Connection::call);
        // Nothing further on needs it, and what is not there is not logged.
        request.headers_mut().remove(AUTHORIZATION);
        let charge = |most| self.budget.charge(connection.as_ref(), most);
        // What strangers send is a name at most, and takes nobody's room.
        let most = if open { 0 } else { self.request_bytes };
        let (sent, answer) = match (charge(most), charge(u64::MAX)) {
            (Ok(sent), Ok(answer)) => (Arc::new(Mutex::new(sent)), answer),
            (Err(status), _) | (_, Err(status)) => return status.into_http(),
        };
        let counted = Arc::clone(&sent);
        let request = request.map(|body| Body::new(Counted::new(body, counted)));
        let held = Held { _call: call, _permit: permit, _sent: sent, answer };
        next.run(request).await.map(|body| Body::new(Answer::new(body, held)))
    }
}
