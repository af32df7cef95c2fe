//! Counts and times every rpc, whatever the service.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram};
use tonic::Code;

/// How many rpcs ended, by method and gRPC code.
const RPCS: &str = "q7x2_rpcs_total";

/// How long rpcs took until their answer began, in seconds, by method.
const SECONDS: &str = "q7x2_rpc_duration_seconds";

/// Passes a request on and notes what became of it. A streamed answer is counted when it begins.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    // An answer without the header has begun well.
    let status = response.headers().get("grpc-status");
    let code = status.map_or(Code::Ok, |value| Code::from_bytes(value.as_bytes()));
    // Anybody can make up method names; they must not make up time series.
    let method = if code == Code::Unimplemented { "unknown".to_owned() } else { path };
    histogram!(SECONDS, "method" => method.clone()).record(started.elapsed().as_secs_f64());
    counter!(RPCS, "method" => method, "code" => format!("{code:?}")).increment(1);
    response
}
