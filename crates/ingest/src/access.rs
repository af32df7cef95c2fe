//! Who may call what of the ingest service.

use q7x2_keys::Role::{self, Editor, Ingest, Reader, Worker};
use q7x2_service::Access;

const CLIENTS: &[Role] = &[Ingest];
const WORKERS: &[Role] = &[Worker];
const ANYBODY: &[Role] = &[Ingest, Reader];

/// The roles of which one is wanted, by method.
pub(crate) const ACCESS: Access = &[
    ("/q7x2.v1.IngestService/IngestArticles", CLIENTS),
    ("/q7x2.v1.IngestService/WatchArticles", ANYBODY),
    ("/q7x2.v1.IngestService/GetQueueStatus", ANYBODY),
    ("/q7x2.v1.IngestService/RetryArticles", CLIENTS),
    ("/q7x2.v1.IngestService/ListQueuedArticles", &[Ingest, Reader, Editor]),
    ("/q7x2.v1.IngestService/RemoveArticles", &[Editor]),
    ("/q7x2.v1.IngestService/LeaseArticles", WORKERS),
    ("/q7x2.v1.IngestService/ExtendLease", WORKERS),
    ("/q7x2.v1.IngestService/CompleteLease", WORKERS),
    ("/q7x2.v1.IngestService/FailLease", WORKERS),
    ("/q7x2.v1.IngestService/ReleaseLeases", WORKERS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_who_may_call_it() {
        let contract = include_str!("../../../proto/q7x2/v1/ingest.proto");
        let names = contract.lines().filter_map(|line| line.trim().strip_prefix("rpc "));
        let names = names.filter_map(|rest| rest.split('(').next());
        let mut methods: Vec<String> =
            names.map(|name| format!("/q7x2.v1.IngestService/{name}")).collect();
        let mut said: Vec<&str> = ACCESS.iter().map(|(method, _)| *method).collect();
        methods.sort();
        said.sort_unstable();
        assert_eq!(said, methods);
    }
}
