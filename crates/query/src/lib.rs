//! The query service: keeps articles with their statements and answers who said what.
//!
//! [`Query`] is generic over the statement store; which store it is, is decided where the
//! service is put together. Nothing here reads text or knows how statements are found.

mod access;
mod edits;
mod meant;
mod metrics;
mod moving;
mod paragraphs;
mod service;
mod views;

mod serve;

pub use serve::{DEFAULT_PORTS, FORGET_EVERY, serve, services};
pub use service::Query;
