//! How the program ends: the documented exit codes, and the failures behind them.
//!
//! A failure carries the one line that users read; causes go to the log.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;
use clap::error::ErrorKind;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It answered.
    Answered,
    /// Nothing was found.
    NothingFound,
    /// Something that is kept is not as it should be.
    Faulty,
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
            Self::NothingFound | Self::Faulty => 1,
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

/// Prints what the parser of arguments says of a call of `command`, help or a mistake, and returns the exit
/// code.
pub(crate) fn usage(error: &clap::Error, command: &str) -> ExitCode {
    match error.kind() {
        // Whoever closed the pipe has seen enough of the help.
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let help = crate::arguments::Arguments::command().render_help();
            let _ = write!(anstream::stderr(), "{}", help.ansi());
            ExitCode::from(2)
        }
        _ => report(Err(Failure::Usage(mistake(&error.render().to_string(), command)))),
    }
}

/// Returns what the parser says about a mistake in one line: the mistake, its tips, and where the
/// help is: that of the command which the parser names, or else of the one that was called.
fn mistake(said: &str, called: &str) -> String {
    let said = said.strip_prefix("error: ").unwrap_or(said);
    let (mistake, usage) = said.split_once("\nUsage: ").unwrap_or((said, called));
    let mistake = mistake.split("\nFor more information").next().unwrap_or_default();
    let lines = mistake.lines().map(str::trim).filter(|line| !line.is_empty());
    // No value of ours begins with dashes: the option is misspelt, or of another command.
    let lines = lines.filter(|line| !line.starts_with("tip: to pass "));
    let line = lines.fold(String::new(), |line, next| match next.starts_with("tip: ") {
        _ if line.is_empty() => next.to_owned(),
        true => format!("{line}; {next}"),
        false => format!("{line} {next}"),
    });
    let command = usage.split_whitespace().take_while(|word| !word.starts_with(['[', '<', '-']));
    let command: Vec<&str> = command.collect();
    format!("{line}; `{} --help` says more", command.join(" "))
}

/// Returns the exit code of `result`, after telling a failure in one line on standard error.
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

    #[test]
    fn a_mistake_is_told_in_one_line() {
        let said = "error: unexpected argument '--speeker' found\n\n  tip: a similar argument exists: \
                    '--speaker'\n\nUsage: q7x2 query --speaker <NAME>\n\nFor more information, try \
                    '--help'.\n";
        assert_eq!(
            mistake(said, "q7x2"),
            "unexpected argument '--speeker' found; tip: a similar argument exists: '--speaker'; \
             `q7x2 query --help` says more"
        );
        let said = "error: unexpected argument '--why' found\n\n  tip: to pass '--why' as a value, use '-- \
                    --why'\n\nUsage: q7x2 query\n";
        assert_eq!(
            mistake(said, "q7x2"),
            "unexpected argument '--why' found; `q7x2 query --help` says more"
        );
        let said = "error: invalid value 'x' for '--limit <N>': no\n\nFor more information, try \
                    '--help'.\n";
        assert_eq!(
            mistake(said, "q7x2 speakers log"),
            "invalid value 'x' for '--limit <N>': no; `q7x2 speakers log --help` says more"
        );
    }
}
