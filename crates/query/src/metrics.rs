//! Every metric of the query service, in one place. Rpcs are counted and timed by
//! `q7x2_service` for all services alike.

use metrics::counter;
use q7x2_domain::Recorded;

/// Counts a recorded extraction and, when it was new, its statements.
pub(crate) fn recorded(recorded: Recorded, statements: usize) {
    let outcome = match recorded {
        Recorded::New => {
            counter!("q7x2_query_statements_recorded_total").increment(statements as u64);
            "new"
        }
        Recorded::AlreadyHeld => "already_held",
    };
    counter!("q7x2_query_extractions_recorded_total", "outcome" => outcome).increment(1);
}
