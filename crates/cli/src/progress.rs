//! How far a long command is: a bar on standard error with rate and time left, on a terminal
//! only. Elsewhere it is silent, so that logs and pipes stay clean.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output;

const TICK: Duration = Duration::from_millis(120);

const READING: &str = "   reading {wide_bar} {bytes} of {total_bytes}, {msg}, {eta} left";
const READING_ON: &str = "   reading {spinner} {msg}, {elapsed}";
const EXTRACTING: &str = "extracting {wide_bar} {pos} of {len} articles, {msg}, {eta} left";

const CHECKING: &str = "  checking {wide_bar} {pos} of {len} articles, {msg}, {eta} left";

/// A bar, or nothing where there is no terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// What was said last of what the rest waits for.
    waits_for: Mutex<String>,
    /// How many were done before anything was: what is known already takes no time.
    known: OnceLock<u64>,
}

impl Progress {
    /// Returns a bar over the bytes that there are to read; `None` when nobody knows.
    pub(crate) fn reading(bytes: Option<u64>) -> Self {
        Self::new(bytes, if bytes.is_some() { READING } else { READING_ON })
    }

    /// Returns a bar over the articles that are to be extracted.
    pub(crate) fn extracting(articles: u64) -> Self {
        Self::new(Some(articles), EXTRACTING)
    }

    /// Returns a bar over the articles that are to be looked at.
    pub(crate) fn checking(articles: u64) -> Self {
        Self::new(Some(articles), CHECKING)
    }

    /// Returns no bar at all.
    pub(crate) fn none() -> Self {
        Self { bar: ProgressBar::hidden(), waits_for: Mutex::default(), known: OnceLock::new() }
    }

    /// Says that so many articles are through, so many of which were new, after so many bytes were read.
    pub(crate) fn read(&self, bytes: u64, articles: u64, new: u64) {
        self.bar.set_position(bytes);
        self.show_rate(new, &format!("{articles} articles, "));
    }

    /// Says that so many articles are extracted.
    pub(crate) fn extracted(&self, articles: u64) {
        self.bar.set_position(articles);
        self.show_rate(fresh(articles, &self.known), "");
    }

    /// Says what the rest waits for, when that is something else than before, and that it goes on when it
    /// waits for nothing any more. That is for everybody to know, on a terminal or not.
    pub(crate) fn waits_for(&self, what: &str) {
        let mut told = self.waits_for.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != what {
            self.tell(&if what.is_empty() {
                "going on".to_owned()
            } else {
                format!("waiting: {what}")
            });
            what.clone_into(&mut told);
        }
    }

    /// Writes a line to standard error without tearing the bar.
    pub(crate) fn tell(&self, line: &str) {
        self.bar.suspend(|| output::tell(line));
    }

    fn show_rate(&self, articles: u64, before: &str) {
        if !self.bar.is_hidden() {
            let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
            self.bar.set_message(format!("{before}{:.0}/s", articles as f64 / seconds));
        }
    }

    fn new(length: Option<u64>, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
        bar.set_style(ProgressStyle::with_template(template).expect("the template is well formed"));
        bar.set_message("0/s");
        if !bar.is_hidden() {
            bar.enable_steady_tick(TICK);
        }
        Self { bar, waits_for: Mutex::default(), known: OnceLock::new() }
    }
}

/// Returns how many of those that are done were not when the first number came.
fn fresh(done: u64, known: &OnceLock<u64>) -> u64 {
    done.saturating_sub(*known.get_or_init(|| done))
}

impl Drop for Progress {
    /// Takes the bar away, however the work ended.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_known_already_makes_no_rate() {
        let known = OnceLock::new();
        assert_eq!([900, 910, 905, 1000].map(|done| fresh(done, &known)), [0, 10, 5, 100]);
    }

    #[test]
    fn every_template_is_well_formed() {
        for template in [READING, READING_ON, EXTRACTING, CHECKING] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
