//! Circumstances that a source's span has at its end, where it runs on too far: "Lind, to the
//! Lantern", "the keeper Ada Lind in a letter on Tuesday".

use super::channel::named;
use super::party::{is_party, opens_party, party_end};
use super::units::{Place, Units};
use crate::time::Grammar;

/// Tells whether nothing but circumstances stands from the word at `at` on.
pub(super) fn is_circumstance(units: &Units<'_>, at: usize, own: Option<&str>) -> bool {
    let count = units.len();
    let grammar = Grammar::new(units);
    // "the meeting in May", "the ambassador to Ode": after a noun these are its own.
    let before = at - 1;
    let apart = units.is_comma(before)
        || units.is_capital(before) && !crate::resolve::names_party(units.lower(before));
    let (mut next, mut spoken) = (at, false);
    while next < count {
        if units.is_comma(next) && next > at {
            next += 1;
        } else if let Some((end, _)) = grammar.at(next) {
            next = end;
        } else if let Some(channel) = named(units, next, count, own) {
            (next, spoken) = (channel.phrase.end, true);
        } else {
            let party = units.lower(next) == "to" && opens_party(units, next + 1);
            let end = party_end(units, next + 1, count).filter(|_| party && apart);
            match end.filter(|&end| is_party(units, Place::new(next + 1, end))) {
                Some(end) => next = end,
                None => return false,
            }
        }
    }
    !units.is_comma(at) && (apart || spoken && units.lower(at) != "on")
}
