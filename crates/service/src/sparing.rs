//! Saying something at most once a second, however often it happens: what strangers cause must not
//! fill a log. Of some it is said for each, so that nobody who is noisy hides another.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long nothing more is said.
const PAUSE: Duration = Duration::from_secs(1);

/// Of how many it is said for each; further ones have their say together.
const EACH: usize = 64;

/// When something was said last, and how often it was left out since.
#[derive(Debug, Default)]
pub(crate) struct Sparing(Mutex<(Option<Instant>, u64)>);

impl Sparing {
    /// Returns how many times it was left out since it was said last; `None` when it is to be left out
    /// now.
    pub(crate) fn now(&self) -> Option<u64> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0.is_some_and(|last| last.elapsed() < PAUSE) {
            state.1 += 1;
            return None;
        }
        let left_out = state.1;
        *state = (Some(Instant::now()), 0);
        Some(left_out)
    }

    /// Adds to what was left out.
    fn leave_out(&self, times: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 += times;
    }
}

/// The same for each of those who cause it, up to [`EACH`] of them at a time.
#[derive(Debug)]
pub(crate) struct SparingBy<K> {
    /// When something was said last of each, and how often it was left out since.
    each: Mutex<HashMap<K, (Instant, u64)>>,
    others: Sparing,
}

impl<K> Default for SparingBy<K> {
    fn default() -> Self {
        Self { each: Mutex::default(), others: Sparing::default() }
    }
}

impl<K: Eq + Hash> SparingBy<K> {
    /// Returns what [`Sparing::now`] does, of `who` alone where there is room for that.
    pub(crate) fn now(&self, who: K) -> Option<u64> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((last, left_out)) = each.get_mut(&who) {
            if last.elapsed() < PAUSE {
                *left_out += 1;
                return None;
            }
            *last = Instant::now();
            return Some(std::mem::take(left_out));
        }
        if each.len() >= EACH {
            each.retain(|_, (last, left_out)| {
                let is_fresh = last.elapsed() < PAUSE;
                if !is_fresh {
                    self.others.leave_out(*left_out);
                }
                is_fresh
            });
        }
        if each.len() >= EACH {
            return self.others.now();
        }
        each.insert(who, (Instant::now(), 0));
        Some(0)
    }
}

/// Returns what stands for all addresses that one stranger is likely to have: of IP version 6 whoever has one
/// has a network of them.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(network))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_who_is_noisy_hides_another_and_the_log_stays_small() {
        let told = SparingBy::default();
        assert_eq!((told.now(0), told.now(0), told.now(0)), (Some(0), None, None));
        assert_eq!((told.now(1), told.now(1)), (Some(0), None));
        let said = (2..1000).filter(|who| told.now(*who).is_some()).count();
        assert_eq!(said, EACH - 2 + 1, "those for whom there is no room are told of once");
        for (last, _) in told.each.lock().expect("not poisoned").values_mut() {
            *last = Instant::now().checked_sub(PAUSE).expect("some time has passed");
        }
        assert_eq!(told.now(0), Some(2), "of its own, two were left out");
        assert_eq!(told.now(1000), Some(0), "there is room again");
        told.others.0.lock().expect("not poisoned").0 = None;
        let rest = told.others.now().expect("told");
        assert_eq!(rest, 1000 - EACH as u64 - 1 + 1, "the others, and one of who was put out");
    }

    #[test]
    fn a_stranger_has_one_place() {
        let of = |address: &str| network(address.parse().expect("an address")).to_string();
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }

    #[test]
    fn what_happens_often_is_said_once() {
        let told = Sparing::default();
        assert_eq!(told.now(), Some(0));
        assert_eq!((told.now(), told.now()), (None, None));
        told.0.lock().expect("not poisoned").0 = Instant::now().checked_sub(PAUSE);
        assert_eq!(told.now(), Some(2));
    }
}
