//! How the program ends: the documented exit codes, and the failures behind them.
//!
//! A failure carries the one line that users read; causes go to the log.

use std::io;
use std::process::ExitCode;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It answered.
    Answered,
    /// Nothing was found.
    NothingFound,
    /// Some input was rejected, or could not be extracted: the answer leaves it out.
    SomeRejected,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It was called wrongly; says how to call it.
    #[error("{0}")]
    Usage(String),
    /// A service is out of reach or cannot do its work; says what to do.
    #[error("{0}")]
    Service(String),
    /// The user interrupted it; says what was done so far.
    #[error("{0}")]
    Interrupted(String),
    /// The output could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl Outcome {
    /// Returns the exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::NothingFound => 1,
            Self::SomeRejected => 3,
        }
    }
}

impl Failure {
    /// Returns the exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Service(_) => 4,
            Self::Interrupted(_) => 130,
            // Whoever read the output has seen enough: that is no failure.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Output(_) => 4,
        }
    }

    /// Tells whether the reader of the output went away, which is nobody's concern.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Prints what the parser of arguments says, help or a mistake, and returns its exit code.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Whoever closed the pipe has seen enough.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

/// Ends the process with `result`'s exit code, after its one line on standard error.
pub(crate) fn report(result: Result<Outcome, Failure>) -> ExitCode {
    match result {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(failure) => {
            if !failure.is_broken_pipe() {
                crate::output::tell(&failure.to_string());
            }
            ExitCode::from(failure.code())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_has_its_documented_code() {
        assert_eq!(Outcome::Answered.code(), 0);
        assert_eq!(Outcome::NothingFound.code(), 1);
        assert_eq!(Failure::Usage(String::new()).code(), 2);
        assert_eq!(Outcome::SomeRejected.code(), 3);
        assert_eq!(Failure::Service(String::new()).code(), 4);
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((failure.code(), failure.is_broken_pipe()), (0, true));
        let failure = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!((failure.code(), failure.is_broken_pipe()), (4, false));
    }
}
