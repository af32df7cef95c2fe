//! Every metric of the query service, in one place. Rpcs are counted and timed by
//! `q7x2_service` for all services alike.

use metrics::{counter, describe_counter};
use q7x2_domain::Recorded;

/// Says what each metric is, for whoever reads `/metrics`.
pub(crate) fn describe() {
    describe_counter!("q7x2_query_statements_recorded_total", "Statements recorded");
    describe_counter!(
        "q7x2_query_extractions_recorded_total",
        "Extractions that workers sent, by whether they were new"
    );
}

/// Counts a recorded extraction and, when it was new, its statements.
pub(crate) fn recorded(recorded: Recorded, statements: usize) {
    let outcome = match recorded {
        Recorded::New | Recorded::OtherDate(_) => {
            counter!("q7x2_query_statements_recorded_total").increment(statements as u64);
            "new"
        }
        Recorded::AlreadyHeld => "already_held",
        Recorded::Forgotten => "forgotten",
    };
    counter!("q7x2_query_extractions_recorded_total", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_says_what_it_is() {
        let page = q7x2_service::Metrics::install().expect("one collector");
        describe();
        recorded(Recorded::New, 2);
        let page = page.render();
        let names = page.lines().filter_map(|line| line.strip_prefix("# TYPE "));
        let names: Vec<&str> = names.filter_map(|line| line.split(' ').next()).collect();
        assert!(names.len() >= 2, "{page}");
        for name in names {
            assert!(page.contains(&format!("# HELP {name} ")), "{name}: {page}");
        }
    }
}
