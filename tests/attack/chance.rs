//! Chance from a seed: the same seed gives the same plan of faults and the same articles. What it
//! cannot give again is the order in which the machine runs the processes.

use std::hash::{BuildHasher, RandomState};

/// Numbers drawn one after the other from a seed (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    /// Begins with a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Draws a number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % bound as u64).expect("it is below a usize")
    }

    /// Draws one of several.
    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Brings them into another order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for end in (1..things.len()).rev() {
            things.swap(end, self.below(end + 1));
        }
    }
}

/// Returns the seed that `Q7X2_ATTACK_SEED` gives, or a new one.
///
/// # Panics
/// When the variable is no number.
pub(crate) fn seed() -> u64 {
    setting("Q7X2_ATTACK_SEED").unwrap_or_else(|| RandomState::new().hash_one("attack") >> 24)
}

/// Returns the number that an environment variable holds, or `None` when it is not set.
///
/// # Panics
/// When it is no number.
pub(crate) fn setting(name: &str) -> Option<u64> {
    let value = named(name)?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is a number, not {value:?}")))
}

/// Returns what an environment variable holds, or `None` when it is not set.
#[expect(clippy::disallowed_methods, reason = "a test has no command line of its own")]
pub(crate) fn named(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
