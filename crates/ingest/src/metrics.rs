//! Every metric of the ingest service, in one place. Rpcs are counted and timed by
//! `q7x2_service` for all services alike.

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use q7x2_domain::{FailOutcome, QueueCounts};
use q7x2_proto::v1::ReceiptStatus;

/// Says what each metric is, for whoever reads `/metrics`.
pub(crate) fn describe() {
    describe_counter!("q7x2_ingest_receipts_total", "Receipts given for articles, by status");
    describe_counter!("q7x2_ingest_chunks_total", "Groups of articles taken in one transaction");
    describe_counter!(
        "q7x2_ingest_held_lookups_failed_total",
        "Questions to the query service about held articles that had no answer"
    );
    describe_counter!("q7x2_ingest_leases_total", "Articles lent to workers");
    describe_histogram!(
        "q7x2_ingest_lease_wait_seconds",
        Unit::Seconds,
        "How long workers waited for articles"
    );
    describe_counter!("q7x2_ingest_lapses_total", "Leases that a worker reported on too late");
    describe_counter!("q7x2_ingest_completions_total", "Articles that are done");
    describe_counter!(
        "q7x2_ingest_failures_total",
        "Articles that could not be extracted, by what becomes of them"
    );
    describe_gauge!("q7x2_ingest_queue_articles", "Articles in the queue, by state");
}

/// Counts a receipt.
pub(crate) fn receipt(status: ReceiptStatus) {
    let status = match status {
        ReceiptStatus::Accepted => "accepted",
        ReceiptStatus::Duplicate => "duplicate",
        ReceiptStatus::Rejected => "rejected",
        ReceiptStatus::Waiting => "waiting",
        ReceiptStatus::Forgotten => "forgotten",
        ReceiptStatus::Unspecified => "unspecified",
    };
    counter!("q7x2_ingest_receipts_total", "status" => status).increment(1);
}

/// Counts articles taken together: receipts by chunks is how many share a transaction.
pub(crate) fn chunk() {
    counter!("q7x2_ingest_chunks_total").increment(1);
}

/// Counts a question about duplicates that had no answer.
pub(crate) fn lookup_failed() {
    counter!("q7x2_ingest_held_lookups_failed_total").increment(1);
}

/// Counts articles lent, and how long a worker waited for them.
pub(crate) fn leased(articles: usize, waited: std::time::Duration) {
    counter!("q7x2_ingest_leases_total").increment(articles as u64);
    histogram!("q7x2_ingest_lease_wait_seconds").record(waited.as_secs_f64());
}

/// Counts leases that a worker reported on too late.
pub(crate) fn lapsed(leases: usize) {
    counter!("q7x2_ingest_lapses_total").increment(leases as u64);
}

/// Counts an article that is done.
pub(crate) fn completed() {
    counter!("q7x2_ingest_completions_total").increment(1);
}

/// Counts an article that could not be extracted.
pub(crate) fn failed(outcome: FailOutcome) {
    let outcome = match outcome {
        FailOutcome::RetryAt(_) => "retried",
        FailOutcome::SetAside => "set_aside",
    };
    counter!("q7x2_ingest_failures_total", "outcome" => outcome).increment(1);
}

/// Notes how the queue stands.
pub(crate) fn depth(counts: QueueCounts) {
    let QueueCounts { waiting, leased, set_aside } = counts;
    for (state, articles) in [("waiting", waiting), ("leased", leased), ("set_aside", set_aside)] {
        gauge!("q7x2_ingest_queue_articles", "state" => state).set(articles as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_says_what_it_is() {
        let page = q7x2_service::Metrics::install().expect("one collector");
        describe();
        receipt(ReceiptStatus::Accepted);
        chunk();
        lookup_failed();
        leased(1, std::time::Duration::ZERO);
        lapsed(1);
        completed();
        failed(FailOutcome::SetAside);
        depth(QueueCounts { waiting: 1, leased: 0, set_aside: 0 });
        let page = page.render();
        let names = page.lines().filter_map(|line| line.strip_prefix("# TYPE "));
        let names: Vec<&str> = names.filter_map(|line| line.split(' ').next()).collect();
        assert!(names.len() >= 9, "{page}");
        for name in names {
            assert!(page.contains(&format!("# HELP {name} ")), "{name}: {page}");
        }
    }
}
