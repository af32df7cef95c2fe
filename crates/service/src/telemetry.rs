//! The one place that sets up logs. They go to standard error, since standard output is for
//! answers. Article text and names are logged at debug level at most.

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::{LogFlags, LogFormat};

/// Starts logging for the whole process.
///
/// # Errors
/// When the filter is wrong or logging has been started before.
pub fn init(flags: &LogFlags) -> Result<(), TelemetryError> {
    subscriber(flags, std::io::stderr, std::io::stderr().is_terminal())?.try_init()?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Why logging could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter makes no sense.
    #[error("the log level is not understood")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Another part of the process logs already.
    #[error("logging has been started before")]
    Started(#[from] tracing_subscriber::util::TryInitError),
}

/// Returns what writes log lines to `writer`.
fn subscriber<W>(
    flags: &LogFlags,
    writer: W,
    terminal: bool,
) -> Result<Box<dyn tracing::Subscriber + Send + Sync>, TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(&flags.log_level)?;
    let mut builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    if !terminal {
        // On a terminal the default stands, which is colours unless NO_COLOR is set.
        builder = builder.with_ansi(false);
    }
    Ok(match flags.log_format {
        LogFormat::Text => Box::new(builder.finish()),
        LogFormat::Json => Box::new(builder.json().flatten_event(true).finish()),
    })
}

/// Logs where a panic happened. What it said goes to debug level, because the messages of string
/// slicing quote the string, and that may be an article.
fn log_panic(info: &PanicHookInfo<'_>) {
    let location = info.location().map(ToString::to_string);
    tracing::error!(location, "panicked");
    tracing::debug!(location, message = info.payload_as_str(), "panicked");
}

/// Returns what is logged while `log` runs, for tests.
#[cfg(test)]
pub(crate) fn logged(level: &str, format: LogFormat, log: impl FnOnce()) -> String {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let lines = Lines::default();
    let writer = lines.clone();
    let flags = LogFlags { log_level: level.into(), log_format: format };
    let subscriber = subscriber(&flags, move || writer.clone(), false).expect("a filter");
    tracing::subscriber::with_default(subscriber, log);
    let bytes = lines.0.lock().expect("not poisoned").clone();
    String::from_utf8(bytes).expect("UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_text_or_json_and_below_the_level_there_is_none() {
        let log = || {
            tracing::info!(articles = 3, "took articles");
            tracing::debug!("a detail");
        };
        let text = logged("info", LogFormat::Text, log);
        assert!(text.contains("took articles") && text.contains("articles=3"), "{text}");
        assert!(!text.contains("a detail") && !text.contains('\u{1b}'), "{text}");
        let json = logged("info", LogFormat::Json, log);
        assert!(json.starts_with('{') && json.contains("\"articles\":3"), "{json}");
        assert_eq!(json.lines().count(), 1);
    }

    #[test]
    fn a_panic_is_logged_without_its_words() {
        let panic = || {
            let hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(log_panic));
            let outcome = std::panic::catch_unwind(|| panic!("the words of an article"));
            std::panic::set_hook(hook);
            assert!(outcome.is_err());
        };
        let text = logged("info", LogFormat::Text, panic);
        assert!(text.contains("panicked") && text.contains("telemetry.rs"), "{text}");
        assert!(!text.contains("the words of an article"), "{text}");
    }
}
