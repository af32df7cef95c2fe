//! What is asked of a store about articles that are offered to it, and what it says.

use crate::{Article, ArticleId, Origin, Timestamp};

/// An article that is offered, as far as a store is asked about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its id.
    pub article: ArticleId,
    /// What is kept of the places that it is from where one was forgotten: [`Origin::tombstone`].
    pub tombstones: Vec<String>,
    /// Its address, with the id that the same text has without it.
    pub address: Option<(String, ArticleId)>,
    /// The outlet that is told of it: the same text in another one is another article, where an address
    /// tells them apart.
    pub outlet: Option<String>,
}

impl Offered {
    /// Returns what is asked about an article.
    pub fn of(article: &Article) -> Self {
        let origins = Origin::all_of(article.metadata());
        Self {
            article: article.id(),
            tombstones: origins.iter().filter_map(Origin::tombstone).collect(),
            address: article.metadata().url.clone().zip(article.bare_id()),
            outlet: article.metadata().outlet.clone(),
        }
    }

    /// Returns the question about an article of which nothing is known but its id.
    pub fn only(article: ArticleId) -> Self {
        Self { article, tombstones: vec![], address: None, outlet: None }
    }
}

/// What was learned of an article when it came again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// The names of the fields of its metadata that are known now and were not.
    pub fields: Vec<String>,
    /// The outlet that it is kept under, where it came with another one; then nothing is learned.
    pub other_outlet: Option<String>,
}

/// What a store says of an article that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not kept, or the model that was asked about has not read it.
    Unread,
    /// It has been read.
    Read,
    /// It has been read, but when another date of publication was known of it than this one, which may
    /// tell other times and offices.
    ReadUndated(Option<Timestamp>),
    /// It is the same as an article that came without an address, of which this one is told now.
    Same(ArticleId),
    /// People had it forgotten.
    Forgotten(Tombstone),
}

/// By which edit an article is forgotten, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tombstone {
    /// The number of the edit.
    pub number: u64,
    /// Whether it was another text of the same address or file that people had forgotten.
    pub by_place: bool,
    /// Whether nothing is kept of what they had forgotten.
    pub is_erased: bool,
}
