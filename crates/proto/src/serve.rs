//! Servers of the services with the message limits set, so that no service forgets them.

use crate::v1::extraction_service_server::{ExtractionService, ExtractionServiceServer};
use crate::v1::ingest_service_server::{IngestService, IngestServiceServer};
use crate::v1::query_service_server::{QueryService, QueryServiceServer};
use crate::{MAX_INGEST_REQUEST_BYTES, MAX_MESSAGE_BYTES};

/// Returns a server of the ingest service.
pub fn ingest<S: IngestService>(service: S) -> IngestServiceServer<S> {
    IngestServiceServer::new(service)
        .max_decoding_message_size(MAX_INGEST_REQUEST_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}

/// Returns a server of the extraction service.
pub fn extraction<S: ExtractionService>(service: S) -> ExtractionServiceServer<S> {
    ExtractionServiceServer::new(service)
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}

/// Returns a server of the query service.
pub fn query<S: QueryService>(service: S) -> QueryServiceServer<S> {
    QueryServiceServer::new(service)
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}
