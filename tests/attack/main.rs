//! The attack stays: what an attack once found is held as a test, and a randomised one goes on
//! looking. Which test holds which finding is listed in `docs/attack.md`.
//!
//! Real binaries run on loopback, without keys; what is behind keys is attacked in the journeys.

mod chance;
mod exports;
mod fault;
mod feeder;
mod findings;
mod one_machine;
mod press;
mod random;
mod run;
mod stack;
mod upgrade;
mod verdict;

/// Prints a line, which a test that passes keeps to itself.
#[expect(clippy::print_stderr, reason = "a failing test may speak")]
pub(crate) fn say(line: &str) {
    eprintln!("{line}");
}
