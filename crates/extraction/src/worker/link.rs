//! What a worker makes of another service's answers: whether trying again can help, and whether
//! the service went away or came back, which is logged once each time.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use q7x2_service::Condition;
use tonic::{Code, Response, Status};

use crate::metrics;

/// The worker's view of a service it calls.
#[derive(Debug)]
pub(crate) struct Link {
    service: &'static str,
    up: AtomicBool,
    /// Whether it said itself, when it was asked last, what is wrong.
    has_told: AtomicBool,
    condition: Condition,
}

/// An answer that is an error, and what it says about trying again.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The service refuses this request and always will.
    Refused(Status),
    /// The service failed at it; this request may be the reason.
    Failed(Status),
    /// The service is away, overloaded or wrongly set up, which is not the request's fault.
    Away(Status),
}

impl Link {
    /// Returns a link that is taken to be up.
    pub(crate) fn new(service: &'static str, condition: Condition) -> Self {
        Self { service, up: AtomicBool::new(true), has_told: AtomicBool::new(false), condition }
    }

    /// Notes that an answer does not come soon. What the service said the last time is told on: it knows more.
    pub(crate) fn is_silent(&self, waited: Duration) {
        let service = self.service;
        if self.has_told.load(Ordering::Relaxed) {
            return;
        }
        tracing::warn!(service, ?waited, "the service does not answer; waiting on");
        self.condition.trouble(
            service,
            format!(
                "the {service} service has not answered for {} s; if it does not go on by itself, see \
                 what stops it, or start it again",
                waited.as_secs()
            ),
        );
    }

    /// Notes the answer to a request that may itself be at fault.
    pub(crate) fn note<T>(&self, answer: Result<Response<T>, Status>) -> Result<T, Trouble> {
        match answer.map_err(Trouble::of) {
            Ok(response) => {
                self.is_up();
                Ok(response.into_inner())
            }
            Err(trouble) => {
                match &trouble {
                    Trouble::Away(status) => self.is_down(status),
                    Trouble::Refused(_) | Trouble::Failed(_) => self.is_up(),
                }
                Err(trouble)
            }
        }
    }

    /// Notes the answer to a request that nothing can be wrong with: every error means that the
    /// service cannot be used for now.
    pub(crate) fn note_plain<T>(&self, answer: Result<Response<T>, Status>) -> Option<T> {
        match answer {
            Ok(response) => {
                self.is_up();
                Some(response.into_inner())
            }
            Err(status) => {
                self.is_down(&status);
                None
            }
        }
    }

    fn is_up(&self) {
        if !self.up.swap(true, Ordering::Relaxed) {
            tracing::info!(service = self.service, "the service answers again");
        }
        self.has_told.store(false, Ordering::Relaxed);
        self.condition.well(self.service);
        metrics::reachable(self.service, true);
    }

    fn is_down(&self, status: &Status) {
        let (service, error) = (self.service, root_cause(status));
        self.has_told.store(status.source().is_none(), Ordering::Relaxed);
        self.condition.trouble(service, trouble(service, status, &error));
        if self.up.swap(false, Ordering::Relaxed) {
            tracing::warn!(
                service,
                code = ?status.code(),
                error,
                "the service cannot be used; trying again until it answers"
            );
        }
        metrics::reachable(self.service, false);
    }
}

impl Trouble {
    fn of(status: Status) -> Self {
        // A status with a cause was made on this side, by a connection that broke or never came.
        if status.source().is_some() {
            return Self::Away(status);
        }
        match status.code() {
            Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => {
                Self::Refused(status)
            }
            Code::Ok
            | Code::Unknown
            | Code::NotFound
            | Code::AlreadyExists
            | Code::Internal
            | Code::DataLoss => Self::Failed(status),
            Code::Cancelled
            | Code::DeadlineExceeded
            | Code::PermissionDenied
            | Code::ResourceExhausted
            | Code::Aborted
            | Code::Unimplemented
            | Code::Unavailable
            | Code::Unauthenticated => Self::Away(status),
        }
    }
}

/// Returns what happened in the end ("connection refused") or the service's own message, and what to
/// do about it where that is known.
fn root_cause(status: &Status) -> String {
    let cause = cause(status);
    match q7x2_proto::connect::advice(status) {
        Some(advice) => format!("{cause}; {advice}"),
        None => cause,
    }
}

/// Returns what is wrong with a service, for whoever waits: its own words where it spoke, or that it cannot
/// be reached.
fn trouble(service: &str, status: &Status, error: &str) -> String {
    match (status.source(), status.code()) {
        (None, Code::Unavailable | Code::ResourceExhausted) => {
            format!("the {service} service cannot do its part: {error}")
        }
        _ => format!(
            "the {service} service cannot be used: {error}; see that it runs and can be reached"
        ),
    }
}

fn cause(status: &Status) -> String {
    let Some(mut cause) = status.source() else { return status.message().to_owned() };
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_service_says_is_wrong_stands_while_it_says_no_more() {
        let condition = Condition::default();
        let link = Link::new("query", condition.clone());
        let told = || condition.of("query").unwrap_or_default();
        let answer = |status| link.note_plain::<()>(Err(status));
        let waited = Duration::from_secs(3);
        link.is_silent(waited);
        assert!(told().contains("has not answered for 3 s"), "{}", told());
        answer(Status::unavailable("the store is locked"));
        link.is_silent(waited);
        assert!(told().ends_with("the store is locked"), "{}", told());
        // What this side made of a connection is another matter.
        let mut away = Status::unavailable("it is away");
        away.set_source(std::sync::Arc::new(std::io::Error::other("refused")));
        answer(away);
        link.is_silent(waited);
        assert!(told().contains("has not answered for 3 s"), "{}", told());
    }

    #[test]
    fn a_fault_of_the_request_is_told_from_a_service_that_is_away() {
        let of = |code| Trouble::of(Status::new(code, ""));
        assert!(matches!(of(Code::InvalidArgument), Trouble::Refused(_)));
        assert!(matches!(of(Code::Internal), Trouble::Failed(_)));
        assert!(matches!(of(Code::ResourceExhausted), Trouble::Away(_)));
        assert!(matches!(of(Code::Unauthenticated), Trouble::Away(_)));
    }

    #[test]
    fn a_broken_connection_is_away_whatever_its_code() {
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let status = Status::from_error(Box::new(broken));
        assert!(matches!(Trouble::of(status), Trouble::Away(_)));
    }
}
