//! Errors on their way to a client: a closed set of codes, one mapping to gRPC. The client is
//! told what it can act on, with `google.rpc` details for programs; the log gets the whole chain,
//! once, here.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use q7x2_domain::PortError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::ConvertError;

/// Whose reasons the error details of a status name.
const ERROR_DOMAIN: &str = "q7x2";

/// When to ask again for what another program keeps locked.
const LOCKED: Duration = Duration::from_secs(1);

/// What kind of failure a client is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The request is wrong; sending it again will not help.
    InvalidArgument,
    /// The request is right but this is not the state to do it in.
    FailedPrecondition,
    /// There is no room or no capacity left.
    ResourceExhausted,
    /// A part is out of reach or too busy; the same request may succeed later.
    Unavailable,
    /// A fault of the service itself.
    Internal,
}

/// An error that an rpc may end with.
pub trait ServiceError: Error {
    /// Returns what kind of failure it is.
    fn code(&self) -> ErrorCode;

    /// Returns the path of the request's field that is wrong, where one is.
    fn field(&self) -> Option<&str> {
        None
    }

    /// Returns when to ask again what will be answered then without anybody's doing; `None` where that is not
    /// known.
    fn ask_again(&self) -> Option<Duration> {
        None
    }

    /// Returns what somebody can do about a fault of the service, where that is known. What broke is
    /// not told, for it is of no use to a client; the log has it.
    fn remedy(&self) -> Option<String> {
        None
    }
}

impl ServiceError for ConvertError {
    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidArgument
    }

    fn field(&self) -> Option<&str> {
        Some(Self::field(self))
    }
}

impl ServiceError for PortError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Unavailable { .. } | Self::Locked { .. } => ErrorCode::Unavailable,
            Self::Full { .. } => ErrorCode::ResourceExhausted,
            Self::Rejected(_) => ErrorCode::InvalidArgument,
            Self::Corrupt { .. } => ErrorCode::Internal,
        }
    }

    fn ask_again(&self) -> Option<Duration> {
        matches!(self, Self::Locked { .. }).then_some(LOCKED)
    }

    fn remedy(&self) -> Option<String> {
        Self::remedy(self)
    }
}

impl From<ConvertError> for Status {
    fn from(error: ConvertError) -> Self {
        status(&error)
    }
}

/// Returns the status of an error, and logs the error with its causes.
pub fn status(error: &impl ServiceError) -> Status {
    let code = error.code();
    let chain = chain(error);
    match code {
        ErrorCode::InvalidArgument | ErrorCode::FailedPrecondition => {
            tracing::debug!(?code, error = chain, "refused a request");
        }
        ErrorCode::ResourceExhausted | ErrorCode::Unavailable => {
            tracing::warn!(?code, error = chain, "could not answer a request");
        }
        ErrorCode::Internal => tracing::error!(?code, error = chain, "failed to answer a request"),
    }
    let unknown = || "internal error; the service's log says more".to_owned();
    let message = match code {
        ErrorCode::Internal => error.remedy().unwrap_or_else(unknown),
        _ => error.to_string(),
    };
    let mut details = ErrorDetails::with_error_info(reason(code), ERROR_DOMAIN, HashMap::new());
    if let Some(again) = error.ask_again() {
        details.set_retry_info(Some(again));
    }
    if let Some(field) = error.field() {
        details.add_bad_request_violation(field, &message);
    }
    Status::with_error_details(grpc_code(code), message, details)
}

/// Returns the word for the code in the details of a status.
fn reason(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::InvalidArgument => "INVALID_ARGUMENT",
        ErrorCode::FailedPrecondition => "FAILED_PRECONDITION",
        ErrorCode::ResourceExhausted => "RESOURCE_EXHAUSTED",
        ErrorCode::Unavailable => "UNAVAILABLE",
        ErrorCode::Internal => "INTERNAL",
    }
}

/// Returns the gRPC code. The only place that maps them.
fn grpc_code(code: ErrorCode) -> Code {
    match code {
        ErrorCode::InvalidArgument => Code::InvalidArgument,
        ErrorCode::FailedPrecondition => Code::FailedPrecondition,
        ErrorCode::ResourceExhausted => Code::ResourceExhausted,
        ErrorCode::Unavailable => Code::Unavailable,
        ErrorCode::Internal => Code::Internal,
    }
}

/// Returns the error and its causes in one line.
fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
