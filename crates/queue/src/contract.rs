//! What every work queue must do: a suite that is generic over the port.
//!
//! An adapter implements [`QueueHarness`] and calls [`work_queue_contract!`] in a test module;
//! each property becomes a test of its own. The crate of the tests needs tokio with its macros.
//! Time passes through the harness, so that a queue with a clock of its own can really wait.
//! How an adapter's own files or servers fail is not covered here.
//!
//! [`work_queue_contract!`]: crate::work_queue_contract

pub mod doubt;
pub mod failures;
pub mod leases;
pub mod line;

use std::future::Future;
use std::time::Duration;

use q7x2_domain::{Article, Lease, Metadata, RetryPolicy, WorkQueue};

/// How often and how fast the queues of the suite try again.
pub const POLICY: RetryPolicy = RetryPolicy {
    max_attempts: 5,
    first_pause: Duration::from_millis(400),
    longest_pause: Duration::from_millis(800),
};

/// How long the leases of the suite last.
pub const LEASE: Duration = Duration::from_secs(1);

/// The worker of the suite, where there is one.
pub const WORKER: &str = "worker-1";

/// How long the suite waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Gives the suite a queue of its own.
pub trait QueueHarness: Send + Sync {
    /// The adapter.
    type Queue: WorkQueue;

    /// Opens the queue of this harness, with [`POLICY`]. It is empty at first and the same at
    /// every call; several handles may be open.
    fn open(&self) -> impl Future<Output = Self::Queue> + Send;

    /// Lets time pass for the queue.
    fn pass(&self, by: Duration) -> impl Future<Output = ()> + Send;

    /// Sets the queue's clock back. Returns false where its clock cannot be set.
    fn set_back(&self, by: Duration) -> impl Future<Output = bool> + Send;
}

/// Makes a test of every property. `$harness` is an expression that gives a new
/// [`QueueHarness`](crate::contract::QueueHarness).
#[macro_export]
macro_rules! work_queue_contract {
    ($harness:expr) => {
        $crate::work_queue_contract!(@tests $harness;
            line::an_article_comes_out_as_it_went_in,
            line::the_oldest_come_first,
            line::what_is_queued_is_not_added_again,
            line::more_is_told_of_what_is_queued,
            line::what_is_done_can_be_added_again,
            line::thousands_are_added_at_once,
            line::a_waiting_lease_wakes_when_an_article_arrives,
            line::a_lease_that_waits_in_vain_is_empty,
            line::an_article_from_another_handle_arrives,
            line::counts_and_unfinished_follow_every_change,
            line::everything_survives_reopening,
            line::what_holds_an_article_is_told,
            line::what_was_never_lent_can_be_withdrawn,
            line::what_is_reserved_is_not_lent_yet,
            line::what_is_removed_is_gone_wherever_it_was,
            line::what_is_in_the_queue_is_listed,
            leases::a_lent_article_is_not_lent_again,
            leases::a_completed_article_is_gone,
            leases::a_lapsed_lease_is_lent_again_and_its_token_opens_nothing,
            leases::an_extended_lease_lasts_anew,
            leases::a_released_article_comes_back_with_its_attempt_uncounted,
            leases::a_token_of_an_earlier_life_opens_nothing,
            leases::a_token_nobody_gave_opens_nothing,
            leases::no_article_goes_to_two_workers,
            doubt::what_stops_workers_is_set_aside_alone,
            doubt::a_worker_that_holds_others_gets_no_doubtful_article,
            doubt::other_workers_go_on,
            doubt::a_failure_that_is_told_is_no_doubt,
            doubt::a_clock_that_is_set_back_frees_leases_and_pauses,
            doubt::a_clock_that_is_corrected_frees_nothing,
            failures::a_failed_article_comes_back_after_a_pause,
            failures::pauses_grow,
            failures::a_failing_article_holds_nobody_up,
            failures::an_article_is_set_aside_after_its_last_failure,
            failures::an_article_is_set_aside_after_its_last_lapse,
            failures::set_aside_articles_are_listed_latest_first,
            failures::a_retried_article_starts_afresh,
            failures::all_set_aside_articles_can_be_retried,
        );
    };
    (@tests $harness:expr; $($module:ident::$property:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $property() {
                $crate::contract::$module::$property(&$harness).await;
            }
        )+
    };
}

/// Returns an article of the suite.
pub fn article(name: &str) -> Article {
    let metadata = Metadata { path: Some(format!("{name}.txt")), ..Metadata::default() };
    Article::new(metadata, format!("The story of {name}.")).expect("a text")
}

/// Adds the article of this name.
pub async fn add(queue: &impl WorkQueue, name: &str) {
    queue.enqueue(&[article(name)]).await.expect("enqueued");
}

/// Leases one article that must be there or come soon.
pub async fn lease_one(queue: &impl WorkQueue) -> Lease {
    let mut leases = queue.lease(WORKER, 1, LEASE, PATIENCE).await.expect("leased");
    leases.pop().expect("an article is due")
}

/// Tells whether nothing is due now.
pub async fn nothing_is_due(queue: &impl WorkQueue) -> bool {
    queue.lease(WORKER, 10, LEASE, Duration::ZERO).await.expect("looked").is_empty()
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_property_is_forgotten() {
        let listed = include_str!("contract.rs");
        let modules = [
            ("doubt", include_str!("contract/doubt.rs")),
            ("failures", include_str!("contract/failures.rs")),
            ("leases", include_str!("contract/leases.rs")),
            ("line", include_str!("contract/line.rs")),
        ];
        for (module, source) in modules {
            for rest in source.split("pub async fn ").skip(1) {
                let property: String =
                    rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(listed.contains(&format!("{module}::{property},")), "{property}");
            }
        }
    }
}
