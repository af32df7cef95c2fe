//! Values that are read from files and read again when the files change.
//!
//! Whoever asks for the value makes the check, at most once a second, so that nothing has to run
//! beside it. A file that cannot be used any more leaves the value before it in force, and says so
//! from time to time; it is tried again at each look, because what kept it from being read (too many
//! open files, say) may change nothing about it when it is over.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::KeyError;

/// How long a value is taken to be right without a look at its files.
pub const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How often it is said that files cannot be used.
const TELL_AGAIN: Duration = Duration::from_secs(60);

type Load<T> = Box<dyn Fn() -> Result<T, KeyError> + Send + Sync>;

/// A value and the files it comes from.
pub struct Reloading<T> {
    paths: Vec<PathBuf>,
    load: Load<T>,
    state: Mutex<State<T>>,
}

struct State<T> {
    value: Arc<T>,
    stamps: Vec<Option<Stamp>>,
    looked: Instant,
    /// When it was said last that the files cannot be used, while they cannot.
    told: Option<Instant>,
}

/// What tells that a file is another than before: when it was written, and how long it is.
type Stamp = (SystemTime, u64);

impl<T> Reloading<T> {
    /// Reads the value with `load`, which reads `paths` and nothing else.
    ///
    /// # Errors
    /// What `load` returns.
    pub fn open(
        paths: Vec<PathBuf>,
        load: impl Fn() -> Result<T, KeyError> + Send + Sync + 'static,
    ) -> Result<Self, KeyError> {
        // Before reading: what is written meanwhile is seen as a change.
        let stamps = stamps(&paths);
        let value = Arc::new(load()?);
        let state = Mutex::new(State { value, stamps, looked: Instant::now(), told: None });
        Ok(Self { paths, load: Box::new(load), state })
    }

    /// Returns the value as the files have it, or had it when they could be used last.
    pub fn current(&self) -> Arc<T> {
        // The state is whole between any two lines, whoever panicked.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.looked.elapsed() >= LOOK_AGAIN {
            state.looked = Instant::now();
            let stamps = stamps(&self.paths);
            let changed = stamps != state.stamps;
            if changed || state.told.is_some() {
                state.stamps = stamps;
                self.read_again(&mut state, changed);
            }
        }
        Arc::clone(&state.value)
    }

    #[cfg(test)]
    pub(crate) fn look_again(&self) {
        let mut state = self.state.lock().expect("not poisoned");
        state.looked = Instant::now().checked_sub(LOOK_AGAIN).expect("the machine runs longer");
    }

    fn read_again(&self, state: &mut State<T>, changed: bool) {
        match (self.load)() {
            Ok(value) => {
                tracing::info!(files = ?self.paths, "read changed keys");
                state.value = Arc::new(value);
                state.told = None;
            }
            Err(error) => {
                let told = state.told.is_some_and(|told| told.elapsed() < TELL_AGAIN);
                if changed || !told {
                    tracing::error!(%error, "cannot use changed keys; those before stay in force");
                    state.told = Some(Instant::now());
                }
            }
        }
    }
}

fn stamps(paths: &[PathBuf]) -> Vec<Option<Stamp>> {
    let stamp = |path: &PathBuf| {
        let data = std::fs::metadata(path).ok()?;
        Some((data.modified().ok()?, data.len()))
    };
    paths.iter().map(stamp).collect()
}

impl<T> fmt::Debug for Reloading<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloading").field("paths", &self.paths).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::read_text;

    #[test]
    fn a_changed_file_is_read_again_and_a_bad_one_is_not_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("number");
        std::fs::write(&path, "1").expect("written");
        let from = path.clone();
        let number = Reloading::open(vec![path.clone()], move || {
            let text = read_text(&from)?;
            text.parse::<u32>().map_err(|_| KeyError::malformed(&from, "it is no number"))
        });
        let number = number.expect("a number");
        // A look is due at once, without waiting for it.
        let due = || number.look_again();
        std::fs::write(&path, "22").expect("written");
        assert_eq!(*number.current(), 1, "looked at a moment ago");
        due();
        assert_eq!(*number.current(), 22);
        std::fs::write(&path, "none").expect("written");
        due();
        assert_eq!(*number.current(), 22);
        std::fs::remove_file(&path).expect("removed");
        due();
        assert_eq!(*number.current(), 22);
        std::fs::write(&path, "4444444").expect("written");
        due();
        assert_eq!(*number.current(), 4_444_444);
    }
    #[test]
    fn what_could_not_be_read_is_tried_again_though_the_files_stay_as_they_are() {
        use std::sync::atomic::{AtomicBool, Ordering};

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("number");
        std::fs::write(&path, "1").expect("written");
        let (from, fails) = (path.clone(), Arc::new(AtomicBool::new(false)));
        let has_failed = Arc::clone(&fails);
        let text =
            Reloading::open(vec![path.clone()], move || match fails.load(Ordering::Relaxed) {
                true => Err(KeyError::malformed(&from, "too many open files")),
                false => read_text(&from),
            });
        let text = text.expect("a text");
        has_failed.store(true, Ordering::Relaxed);
        std::fs::write(&path, "22").expect("written");
        text.look_again();
        assert_eq!(*text.current(), "1");
        has_failed.store(false, Ordering::Relaxed);
        text.look_again();
        assert_eq!(*text.current(), "22");
    }
}
