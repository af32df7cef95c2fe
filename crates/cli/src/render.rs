//! Answers as text: for people (blocks, a paragraph with marks, tables, Markdown) and for
//! programs (CSV, brat standoff). JSON has its own module.
//!
//! Nothing here asks a service or decides what to show; what an article says is never changed,
//! except that line ends become spaces where a form has one line for it.

pub(crate) mod articles;
pub(crate) mod brat;
pub(crate) mod counts;
pub(crate) mod csv;
pub(crate) mod edits;
pub(crate) mod markdown;
pub(crate) mod marks;
pub(crate) mod speakers;
pub(crate) mod statements;
pub(crate) mod status;
pub(crate) mod tellers;
pub(crate) mod time;
mod words;
mod wrap;

/// Returns what is known of an article on one line.
pub(crate) fn origin(metadata: &q7x2_domain::Metadata) -> String {
    words::origin(metadata).join(" · ")
}

/// Returns who speaks, on one line.
pub(crate) fn speaker(statement: &q7x2_domain::Statement) -> String {
    words::speaker(statement)
}

#[cfg(test)]
pub(crate) mod samples;
