//! What every rpc goes through, whatever the service: a limit on the time until its answer begins,
//! a count and a clock.

use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use tonic::{Code, Status};

/// How many rpcs ended, by method and gRPC code.
const RPCS: &str = "q7x2_rpcs_total";

/// How long rpcs took until their answer began, in seconds, by method.
const SECONDS: &str = "q7x2_rpc_duration_seconds";

/// Says what the metrics of rpcs are, for whoever reads `/metrics`.
pub(crate) fn describe() {
    describe_counter!(RPCS, "Rpcs that ended, by method and gRPC code");
    describe_histogram!(SECONDS, Unit::Seconds, "Time until an rpc's answer began, by method");
}

/// Passes a request on, ends it when its answer does not begin in time, and notes what became of
/// it. A streamed answer is counted when it begins.
pub(crate) async fn observe(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let started = Instant::now();
    // tonic has such a limit too, but calls the outcome cancelled.
    let answer = tokio::time::timeout(limit, next.run(request)).await;
    let response = answer.unwrap_or_else(|_| {
        Status::deadline_exceeded("the service took too long to answer").into_http()
    });
    // An answer without the header has begun well.
    let status = response.headers().get("grpc-status");
    let code = status.map_or(Code::Ok, |value| Code::from_bytes(value.as_bytes()));
    // Anybody can make up method names; they must not make up time series.
    let method = if code == Code::Unimplemented { "unknown".to_owned() } else { path };
    histogram!(SECONDS, "method" => method.clone()).record(started.elapsed().as_secs_f64());
    counter!(RPCS, "method" => method, "code" => format!("{code:?}")).increment(1);
    response
}
