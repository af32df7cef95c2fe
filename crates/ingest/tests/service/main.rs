//! The ingest service as its clients see it: over gRPC, on a real queue, with a clock that the
//! tests own.
#![allow(missing_docs, reason = "a test")]

mod following;
mod held;
mod intake;
mod leases;
mod shutdown;
mod support;
