//! Every metric of the extraction service, in one place. Labels are closed sets: no article ids.

use std::time::Instant;

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use q7x2_domain::{Abandoned, Extraction};

use crate::guard::Panicked;

/// Says what each metric is, for whoever reads `/metrics`.
pub(crate) fn describe() {
    describe_histogram!(
        "q7x2_extraction_seconds",
        Unit::Seconds,
        "Time to extract from an article, by what came of it"
    );
    describe_counter!("q7x2_extraction_statements_total", "Statements found");
    describe_counter!(
        "q7x2_extraction_articles_total",
        "Articles that left the worker's hands, by what became of them"
    );
    describe_gauge!("q7x2_extraction_articles_in_hand", "Articles that the worker has leased");
    describe_gauge!("q7x2_extraction_peer_up", "Whether another service answers: 1 or 0");
    describe_counter!(
        "q7x2_extraction_turned_away_total",
        "Requests turned away because too many were being served"
    );
    describe_counter!(
        "q7x2_extraction_given_up_total",
        "Requests given up because a text took longer than its limit"
    );
}

/// Measures one run of the extractor.
pub(crate) struct ExtractionTimer(Instant);

impl ExtractionTimer {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Records the time it took and what came of it.
    pub(crate) fn stop(self, outcome: &Result<Result<Extraction, Abandoned>, Panicked>) {
        let word = match outcome {
            Ok(Ok(_)) => "extracted",
            Ok(Err(Abandoned)) => "abandoned",
            Err(_) => "panicked",
        };
        histogram!("q7x2_extraction_seconds", "outcome" => word).record(self.0.elapsed());
        if let Ok(Ok(extraction)) = outcome {
            counter!("q7x2_extraction_statements_total")
                .increment(extraction.statements.len() as u64);
        }
    }
}

/// What became of an article a worker had leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its extraction is recorded.
    Recorded,
    /// It failed, and ingest was told so.
    Failed,
    /// It went back untouched.
    Released,
    /// Its lease lapsed before the worker came to it.
    Lapsed,
}

/// Counts an article that left the worker's hands.
pub(crate) fn article(outcome: Outcome) {
    let outcome = match outcome {
        Outcome::Recorded => "recorded",
        Outcome::Failed => "failed",
        Outcome::Released => "released",
        Outcome::Lapsed => "lapsed",
    };
    counter!("q7x2_extraction_articles_total", "outcome" => outcome).increment(1);
}

/// Shows how many articles the worker holds under lease.
pub(crate) fn in_hand(articles: usize) {
    gauge!("q7x2_extraction_articles_in_hand").set(articles as f64);
}

/// Shows whether the other service answers: 1 or 0.
pub(crate) fn reachable(service: &'static str, reachable: bool) {
    gauge!("q7x2_extraction_peer_up", "peer" => service).set(if reachable { 1.0 } else { 0.0 });
}

/// Counts a request whose text took too long.
pub(crate) fn given_up() {
    counter!("q7x2_extraction_given_up_total").increment(1);
}

/// Counts a request for text that was turned away because too many were being served.
pub(crate) fn turned_away() {
    counter!("q7x2_extraction_turned_away_total").increment(1);
}
