//! One service: its client, where it is, and what its refusals mean to a user.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use q7x2_keys::Credentials;
use q7x2_proto::connect::{Line, Silence};
use q7x2_proto::v1::extraction_service_client::ExtractionServiceClient;
use q7x2_proto::v1::ingest_service_client::IngestServiceClient;
use q7x2_proto::v1::query_service_client::QueryServiceClient;
use q7x2_proto::{ConvertError, connect};
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::exit::Failure;
use crate::output;

/// What the service is called whose answers may take long.
pub(super) const EXTRACTION: &str = "extraction";

/// How long a service may be silent before that is told.
const SILENCE: Duration = Duration::from_secs(4);

/// A client of one service, and where that service is.
#[derive(Debug, Clone)]
pub(crate) struct Service<C> {
    /// The client.
    pub(crate) client: C,
    place: Place,
}

/// A client of the ingest service.
pub(crate) type Ingest = Service<IngestServiceClient<Line>>;
/// A client of the extraction service.
pub(crate) type Extraction = Service<ExtractionServiceClient<Line>>;
/// A client of the query service.
pub(crate) type Query = Service<QueryServiceClient<Line>>;

impl<C> Service<C> {
    /// Returns what a refusal of this service means to the user.
    pub(crate) fn failure(&self, status: &Status) -> Failure {
        self.place.failure(status)
    }

    /// Tells whether the service may be there again soon after this: it ends, or the connection to it broke or
    /// was not made. One of this process does not come back.
    pub(crate) fn may_come_back(&self, status: &Status) -> bool {
        let may = match status.code() {
            Code::Unavailable => true,
            Code::Unknown | Code::Internal | Code::Cancelled => status.source().is_some(),
            _ => false,
        };
        let is_told = connect::is_silence(status) || connect::advice(status).is_some();
        may && !is_told && self.place.address.is_some()
    }

    /// Returns what is said while the service is waited for that may come back.
    pub(crate) fn coming_back(&self) -> String {
        format!("the {} went away; it may be started again", self.place)
    }

    /// Returns what an answer means that cannot be understood.
    pub(crate) fn garbled(&self, error: &ConvertError) -> Failure {
        Failure::Service(format!(
            "the answer of the {} cannot be understood ({error}); are both of the same version?",
            self.place
        ))
    }
}

/// A way to a service.
pub(super) struct Route {
    line: Line,
    place: Place,
}

impl Route {
    /// Returns the way to a service of this process.
    pub(super) fn here(name: &'static str, channel: Channel) -> Self {
        Self { line: channel.into(), place: Place { name, address: None } }
    }

    /// Returns the way to the service at `url`; it connects when it is first used.
    pub(super) fn to(
        name: &'static str,
        url: String,
        credentials: &Arc<Credentials>,
    ) -> Result<Self, Failure> {
        let endpoint = connect::endpoint(&url).map_err(|e| Failure::Usage(e.to_string()))?;
        let place = Place { name, address: Some(url) };
        let endpoint = connect::waited_for(endpoint);
        let endpoint = if name == EXTRACTION { connect::patient(endpoint) } else { endpoint };
        match connect::line(&endpoint, credentials) {
            Ok(line) => {
                let silent = SilentPlace { place: place.clone(), told: AtomicU32::new(0) };
                let line = line.on_silence(SILENCE, move |silence| silent.hear(silence));
                Ok(Self { line, place })
            }
            Err(error) => Err(Failure::Usage(format!("cannot use the {place}: {error}"))),
        }
    }

    /// Returns a client of the service.
    pub(super) fn client<C>(&self, client: impl FnOnce(Line) -> C) -> Service<C> {
        Service { client: client(self.line.clone()), place: self.place.clone() }
    }
}

/// A service of whose silence people are told, once however many calls wait for it.
struct SilentPlace {
    place: Place,
    /// How many calls wait that were told of.
    told: AtomicU32,
}

impl SilentPlace {
    fn hear(&self, silence: Silence) {
        match silence {
            // Long texts take long and wait for others, and whoever has them extracted is told that.
            Silence::NoAnswer if self.place.name == EXTRACTION => {}
            Silence::NoAnswer | Silence::NoWord => {
                if self.told.fetch_add(1, Ordering::Relaxed) == 0 {
                    output::tell(&self.place.silence());
                }
            }
            Silence::Over { answered } => {
                let one_less = |waiting: u32| waiting.checked_sub(1);
                let before = self.told.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
                if before == Ok(1) && answered {
                    output::tell(&format!("the {} is no longer silent", self.place));
                }
            }
        }
    }
}

/// Which service, and where, for messages.
#[derive(Debug, Clone)]
struct Place {
    name: &'static str,
    /// The address; `None` inside this process.
    address: Option<String>,
}

impl Place {
    /// Returns what is said while an answer does not come.
    fn silence(&self) -> String {
        format!(
            "waiting: the {self} has not answered for {} s; it may be busy, stopped, or have too many \
             files open, which its log says",
            SILENCE.as_secs()
        )
    }

    fn failure(&self, status: &Status) -> Failure {
        tracing::debug!(service = self.name, code = ?status.code(), "the service refused");
        let message = status.message();
        if connect::is_silence(status) {
            return Failure::Service(format!(
                "the {self} has not answered for too long: it may be stopped, busy, or have too many files \
                 open; see its log, raise its limit of open files (ulimit -n) or start it anew, and try \
                 again"
            ));
        }
        if connect::is_turned_away(status) {
            return Failure::Service(format!(
                "cannot reach the {self}: {}; it may have too many connections, or be starting: try again \
                 in a moment",
                innermost(status)
            ));
        }
        if let Some(advice) = connect::advice(status) {
            return Failure::Service(format!(
                "cannot reach the {self}: {}; {advice}",
                innermost(status)
            ));
        }
        match status.code() {
            Code::InvalidArgument | Code::OutOfRange => {
                Failure::Usage(without_field(message).to_owned())
            }
            Code::Unavailable if self.address.is_some() => Failure::Service(format!(
                "cannot reach the {self}: {}; start services with `q7x2 serve`, or name others \
                 with --server",
                innermost(status)
            )),
            // The connection broke, or who is there speaks another protocol.
            Code::Unknown | Code::Internal | Code::Cancelled if status.source().is_some() => {
                Failure::Service(format!(
                    "the connection to the {self} failed: {}; check that a q7x2 service is there, \
                     and try again",
                    innermost(status)
                ))
            }
            Code::Unauthenticated | Code::PermissionDenied => {
                Failure::Service(format!("the {self} refused: {message}"))
            }
            _ => Failure::Service(format!("the {self} failed: {message}")),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} service", self.name)?;
        self.address.as_ref().map_or(Ok(()), |address| write!(f, " at {address}"))
    }
}

/// Returns what a service says of an argument, without the name that the message gives the field.
fn without_field(message: &str) -> &str {
    let is_of_a_path = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'[' | b']');
    match message.split_once(": ") {
        Some((field, problem)) if field.bytes().all(is_of_a_path) => problem,
        _ => message,
    }
}

/// Returns the innermost cause of a refusal, in lower case: "connection refused".
fn innermost(status: &Status) -> String {
    let causes = std::iter::successors(status.source(), |&cause| cause.source());
    let cause = causes.last().map_or_else(|| status.message().to_owned(), ToString::to_string);
    // Neither the system's number nor a protocol's bytes are for people.
    let cause = cause.split(" (os error").next().unwrap_or_default();
    cause.split(" (b\"").next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query_at(address: Option<&str>) -> Place {
        Place { name: "query", address: address.map(Into::into) }
    }

    #[test]
    fn a_refused_argument_is_a_matter_of_usage() {
        let failure = query_at(None).failure(&Status::invalid_argument("no such kind"));
        assert_eq!((failure.code(), failure.to_string().as_str()), (2, "no such kind"));
    }

    #[test]
    fn people_are_spared_the_names_of_fields() {
        let told = |message| query_at(None).failure(&Status::invalid_argument(message)).to_string();
        assert_eq!(told("articles[2].url: it is not an address"), "it is not an address");
        assert_eq!(told("the limit is 4: try less"), "the limit is 4: try less");
    }

    #[test]
    fn an_unreachable_service_is_named_with_what_to_do() {
        let place = query_at(Some("http://localhost:7403"));
        let failure = place.failure(&Status::unavailable("Connection refused (os error 111)"));
        assert_eq!(failure.code(), 4);
        assert_eq!(
            failure.to_string(),
            "cannot reach the query service at http://localhost:7403: connection refused; start \
             services with `q7x2 serve`, or name others with --server"
        );
    }

    #[test]
    fn a_service_with_too_many_connections_is_told_as_one() {
        let place = query_at(Some("http://localhost:7403"));
        let message = "it took the connection and closed it at once";
        assert_eq!(
            place.failure(&Status::unavailable(message)).to_string(),
            "cannot reach the query service at http://localhost:7403: it took the connection and closed it \
             at once; it may have too many connections, or be starting: try again in a moment"
        );
    }

    #[test]
    fn a_connection_that_breaks_is_told_with_the_service_and_the_cause() {
        let place = query_at(Some("http://localhost:7403"));
        let reset = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "Connection reset");
        let mut broken = Status::unknown("transport error");
        broken.set_source(std::sync::Arc::new(reset));
        assert_eq!(
            place.failure(&broken).to_string(),
            "the connection to the query service at http://localhost:7403 failed: connection reset; \
             check that a q7x2 service is there, and try again"
        );
    }

    #[test]
    fn a_service_inside_this_process_is_never_out_of_reach() {
        let failure = query_at(None).failure(&Status::unavailable("the store is unavailable"));
        assert_eq!(failure.to_string(), "the query service failed: the store is unavailable");
    }
}
