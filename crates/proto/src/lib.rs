//! The gRPC contract: generated types and clients, and the translation between the wire and the domain.

/// The generated messages, clients and servers of package `q7x2.v1`.
#[allow(
    clippy::all,
    missing_docs,
    unreachable_pub,
    reason = "generated code, documented in the .proto files"
)]
pub mod v1 {
    tonic::include_proto!("q7x2.v1");
}

/// The encoded descriptor set of the contract, for gRPC reflection.
pub const DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/q7x2.fds"));
