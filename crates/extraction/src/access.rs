//! Who may call what of the extraction service.

use q7x2_keys::Role::{Ingest, Reader};
use q7x2_service::Access;

/// The roles of which one is wanted, by method. Extracting from a text tells nothing of others.
pub(crate) const ACCESS: Access = &[
    ("/q7x2.v1.ExtractionService/ExtractStatements", &[Ingest, Reader]),
    ("/q7x2.v1.ExtractionService/StreamStatements", &[Ingest, Reader]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_who_may_call_it() {
        let contract = include_str!("../../../proto/q7x2/v1/extraction.proto");
        let names = contract.lines().filter_map(|line| line.trim().strip_prefix("rpc "));
        let names = names.filter_map(|rest| rest.split('(').next());
        let mut methods: Vec<String> =
            names.map(|name| format!("/q7x2.v1.ExtractionService/{name}")).collect();
        let mut said: Vec<&str> = ACCESS.iter().map(|(method, _)| *method).collect();
        methods.sort();
        said.sort_unstable();
        assert_eq!(said, methods);
    }
}
