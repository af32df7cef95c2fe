//! Who may call what of the query service.

use q7x2_keys::Role::{self, Editor, Ingest, Reader, Worker};
use q7x2_service::Access;

const READERS: &[Role] = &[Reader];
const EDITORS: &[Role] = &[Editor];
const WORKERS: &[Role] = &[Worker];

/// The roles of which one is wanted, by method. The ingest service asks with the role of those who
/// ingest which articles are held.
pub(crate) const ACCESS: Access = &[
    ("/q7x2.v1.QueryService/RecordExtraction", WORKERS),
    ("/q7x2.v1.QueryService/NoteArticles", &[Ingest]),
    ("/q7x2.v1.QueryService/ListHeldArticles", &[Ingest, Reader]),
    ("/q7x2.v1.QueryService/BringBackExtractions", &[Editor, Ingest]),
    ("/q7x2.v1.QueryService/ListCatalogue", READERS),
    ("/q7x2.v1.QueryService/ListArticles", READERS),
    ("/q7x2.v1.QueryService/QueryStatements", READERS),
    ("/q7x2.v1.QueryService/CountStatements", READERS),
    ("/q7x2.v1.QueryService/GetStatement", READERS),
    ("/q7x2.v1.QueryService/ListSpeakers", READERS),
    ("/q7x2.v1.QueryService/EditSpeakers", EDITORS),
    ("/q7x2.v1.QueryService/ListSpeakerEdits", READERS),
    ("/q7x2.v1.QueryService/GetStoreStatus", READERS),
    // It has what people had forgotten.
    ("/q7x2.v1.QueryService/ExportStore", EDITORS),
    ("/q7x2.v1.QueryService/ImportStore", EDITORS),
    ("/q7x2.v1.QueryService/CheckStore", READERS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_who_may_call_it() {
        let contract = include_str!("../../../proto/q7x2/v1/query.proto");
        let names = contract.lines().filter_map(|line| line.trim().strip_prefix("rpc "));
        let names = names.filter_map(|rest| rest.split('(').next());
        let mut methods: Vec<String> =
            names.map(|name| format!("/q7x2.v1.QueryService/{name}")).collect();
        let mut said: Vec<&str> = ACCESS.iter().map(|(method, _)| *method).collect();
        methods.sort();
        said.sort_unstable();
        assert_eq!(said, methods);
    }
}
