//! What one document gives: its text, and what it tells of itself.

use q7x2_domain::Timestamp;

/// A text that was found in a document, with what the document tells of it. Nothing of it is checked
/// yet: an article is made of it as of a record of JSONL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The text, paragraphs divided by a blank line; what is read is this, and offsets are into it.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// The newspaper or site.
    pub outlet: Option<String>,
    /// Who wrote it, as printed.
    pub author: Option<String>,
    /// Its address, the canonical one where it tells one.
    pub url: Option<String>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was changed last.
    pub modified_at: Option<Timestamp>,
    /// Its language as a BCP 47 tag.
    pub language: Option<String>,
    /// Whether the text is a summary of what is at its address, as of an item of a feed: whoever may fetch
    /// reads that instead.
    pub is_summary: bool,
}
