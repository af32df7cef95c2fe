//! Receipts as JSON: what became of each article that was given.

use std::collections::BTreeMap;

use serde::Serialize;

/// What became of one input.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Receipt {
    pub(crate) status: ReceiptStatus,
    /// The article's id, for a duplicate that of the article it is the same as; null when rejected.
    pub(crate) article_id: Option<String>,
    /// Where it was read.
    pub(crate) path: Option<String>,
    /// Why it was rejected, by which edit it is forgotten, or what holds up a duplicate that is still in
    /// line.
    pub(crate) reason: Option<String>,
    /// Of a duplicate: the fields of its metadata that this one told and that were not known.
    pub(crate) filled: Vec<String>,
    /// Of a duplicate: the outlet that the article is kept under, where this one told another.
    pub(crate) other_outlet: Option<String>,
    /// Of a duplicate: the fields of its metadata that this one told otherwise than is known, which stay.
    pub(crate) differing: Vec<String>,
    /// Of an accepted one: the id of another text of the same article, from the same file or address.
    pub(crate) revises: Option<String>,
}

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReceiptStatus {
    /// It is kept.
    Accepted,
    /// It was kept already.
    Duplicate,
    /// It was not taken: people had it forgotten, or another text from its place.
    Forgotten,
    /// It was not taken.
    Rejected,
}

/// Counts of all receipts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Summary {
    pub(crate) accepted: u64,
    /// How many of them are other texts of articles that were kept already.
    pub(crate) revisions: u64,
    /// How many of those are older than a text that was kept: they do not answer.
    pub(crate) earlier_revisions: u64,
    /// How many corrections of earlier texts fit no statement of the revisions that answer.
    pub(crate) unfit_corrections: u64,
    pub(crate) duplicates: u64,
    /// Of how many duplicates something is known now that was not.
    pub(crate) filled: u64,
    /// How many duplicates told a title, an author or a date otherwise than is known, which stays.
    pub(crate) differing: u64,
    /// How many were left out because people had them forgotten.
    pub(crate) forgotten: u64,
    pub(crate) rejected: u64,
    /// How many of the articles could not be extracted and were set aside.
    pub(crate) set_aside: u64,
    /// How many articles were read of each format.
    pub(crate) formats: BTreeMap<&'static str, u64>,
    /// How many files were left out because of their ending, by that.
    pub(crate) skipped: BTreeMap<String, u64>,
    /// How many articles are in another language than English, by its code.
    pub(crate) not_english: BTreeMap<String, u64>,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// The answer of `ingest --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Intake {
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) summary: Summary,
}
