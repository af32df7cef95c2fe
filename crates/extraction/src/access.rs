//! Who may call what of the extraction service.

use q7x2_keys::Role::{Ingest, Reader};
use q7x2_service::Access;

/// The roles of which one is wanted, by method. Extracting from a text tells nothing of others.
pub(crate) const ACCESS: Access =
    &[("/q7x2.v1.ExtractionService/ExtractStatements", &[Ingest, Reader])];
