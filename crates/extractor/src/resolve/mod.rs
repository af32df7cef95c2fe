//! Resolution: which person, organisation, group or unnamed party stands behind a source. Every
//! answer says which layer gave it; not knowing is an answer.
//!
//! The article as the layers see it is in `resolver`, their order in `order`.

mod absent;
mod audience;
mod bearers;
mod bodies;
mod called;
mod callings;
mod candidates;
mod clauses;
mod closed;
mod described;
mod doubt;
mod entities;
mod finding;
mod genders;
mod groups;
mod implied;
mod labels;
mod listener;
mod lower_case;
mod named;
mod names;
mod number;
mod offices;
mod opening;
mod order;
mod parties;
mod people;
mod phrases;
mod pronouns;
mod rank;
mod ranked;
mod reading;
mod represented;
mod resolver;
mod things;
mod titles;
mod users;
mod words;

pub(crate) use self::audience::{names_party, names_somebody};
pub(crate) use self::labels::{addresses, full_names, is_plain, shouts};
pub use self::rank::Thresholds;
pub(crate) use self::rank::{
    CandidateKind, Feature, Form, Model, Ranking, Row, choose, likelihood,
};
pub(crate) use self::resolver::{Resolved, Resolver};

#[cfg(test)]
mod tests;
