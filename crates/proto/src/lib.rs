//! The gRPC contract: generated types and clients, and the translation between the wire and the
//! domain. The only crate that knows both; no service logic lives here.
//!
//! What comes in is validated while it is translated (`TryFrom`), so that behind this crate
//! nobody sees an unset enum or an empty span; what goes out is a plain `From`.
//!
//! ```
//! use q7x2_domain::Article;
//! use q7x2_proto::v1;
//!
//! let wire = v1::Article { text: " ".into(), ..Default::default() };
//! let error = Article::try_from(wire).unwrap_err();
//! assert_eq!(error.to_string(), "text: the text is empty");
//! ```

mod error;
mod field;
mod time;

mod catalogue;
mod counts;
mod edits;
mod extraction;
mod ingest;
mod messages;
mod moving;
mod offered;
mod query;
mod shortfall;

pub mod connect;
mod limits;
pub mod serve;
mod status;

pub use catalogue::noted_articles;
pub use counts::{counts_response, grouping};
pub use edits::speaker_type;
pub use error::{ConvertError, Problem};
pub use field::{article_ids, model_version, optional_model, optional_text, require, without_nul};
pub use limits::{MAX_FIELD_BYTES, MAX_INGEST_REQUEST_BYTES, MAX_MESSAGE_BYTES};
pub use moving::{
    Assembly, MAX_LINE_BYTES, RecordCounts, export_records, read_line, record_bytes, write_line,
};
pub use offered::{held_response, offered_articles, standings};
pub use query::{
    DEFAULT_PAGE_SIZE, Emptiness, MAX_ARTICLES, MAX_PAGE_SIZE, MAX_PARAGRAPHS, PageToken,
    page_size, statements_response,
};
pub use status::{ErrorCode, ServiceError, status};
pub use time::{duration_from_wire, duration_to_wire, timestamp_from_wire, timestamp_to_wire};

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
