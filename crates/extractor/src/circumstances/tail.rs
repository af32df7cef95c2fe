//! Circumstances that a source's span has at its end, where it runs on too far: "Lind, to the
//! Lantern", "the keeper Ada Lind in a letter on Tuesday".

use super::addressee::is_party;
use super::channel::{named, opens_party, party_end};
use super::clause::Clause;
use crate::tag::TokenKind;
use crate::time::Grammar;

/// Tells whether nothing but circumstances stands from token `at` on.
pub(super) fn is_circumstance(clause: &Clause<'_>, at: usize, own: Option<&str>) -> bool {
    let count = clause.tokens.len();
    let grammar = Grammar::new(&clause.tokens);
    let comma = |at: usize| clause.tokens[at].kind == TokenKind::Comma;
    let before = &clause.tokens[at - 1];
    // "the meeting in May", "the ambassador to Ode": after a noun these are its own.
    let apart = comma(at - 1) || before.is_capital() && !crate::resolve::names_party(&before.lower);
    let (mut next, mut spoken) = (at, false);
    while next < count {
        if comma(next) && next > at {
            next += 1;
        } else if let Some((end, _)) = grammar.at(next) {
            next = end;
        } else if let Some(channel) = named(clause, next, count, own) {
            (next, spoken) = (channel.phrase.end, true);
        } else {
            let party = clause.word(next) == "to" && opens_party(clause, next + 1);
            let end = party_end(clause, next + 1, count).filter(|_| party && apart);
            match end.filter(|&end| is_party(clause, next + 1..end)) {
                Some(end) => next = end,
                None => return false,
            }
        }
    }
    !comma(at) && (apart || spoken && clause.word(at) != "on")
}
