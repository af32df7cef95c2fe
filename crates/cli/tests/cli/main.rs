//! The real program, run in an empty environment: standard output, standard error and exit code.
//!
//! Each module is a subject. Article texts are about invented events; ids and times are replaced
//! before anything is compared, so that better extraction does not break a test that is not
//! about extraction.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod harness;

mod articles;
mod audit;
mod bad_input;
mod circumstances;
mod config;
mod copies;
mod correct;
mod dataset;
mod decisions;
mod edits;
mod empty;
mod entities;
mod extract;
mod help;
mod hold;
mod house;
mod ingest;
mod input_page;
mod pipes;
mod query;
mod readme;
mod reextract;
mod revisions;
mod schema;
mod serve;
mod servers;
mod show;
mod status;
mod told;
mod trade;
mod version;
mod web;
