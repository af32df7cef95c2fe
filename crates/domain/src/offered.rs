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
    /// The places that it is from: [`Origin::as_str`]. None where nobody asks whether it is another text of
    /// what is kept.
    pub places: Vec<String>,
    /// The beginning of its text, where it is asked whether it is [`Standing::Revision`].
    pub text: Option<String>,
}

/// How many bytes of a text tell whether it is another text of an article.
const TEXT_BYTES: usize = 64 << 10;

impl Offered {
    /// Returns what is asked about an article.
    pub fn of(article: &Article) -> Self {
        let origins = Origin::all_of(article.metadata());
        Self {
            article: article.id(),
            tombstones: origins.iter().filter_map(Origin::tombstone).collect(),
            address: article.metadata().url.clone().zip(article.bare_id()),
            outlet: article.metadata().outlet.clone(),
            places: vec![],
            text: None,
        }
    }

    /// Returns the question with the places that the article is from.
    #[must_use]
    pub fn with_places(mut self, article: &Article) -> Self {
        let origins = Origin::all_of(article.metadata());
        self.places = origins.iter().map(|origin| origin.as_str().to_owned()).collect();
        self
    }

    /// Returns the question whether the article is another text of one that is kept.
    pub fn as_revision(article: &Article) -> Self {
        let mut text = article.text();
        text = &text[..text.floor_char_boundary(TEXT_BYTES)];
        Self { text: Some(text.to_owned()), ..Self::of(article).with_places(article) }
    }

    /// Returns the question about an article of which nothing is known but its id.
    pub fn only(article: ArticleId) -> Self {
        let (tombstones, places) = (vec![], vec![]);
        Self { article, tombstones, address: None, outlet: None, places, text: None }
    }
}

/// What was learned of an article when it came again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// The names of the fields of its metadata that are known now and were not.
    pub fields: Vec<String>,
    /// The outlet that it is kept under, where it came with another one; then nothing is learned.
    pub other_outlet: Option<String>,
    /// The names of the fields of its metadata that it came with otherwise than is known, and that stay as they
    /// are known.
    pub differing: Vec<String>,
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
    /// It is not kept, and other articles are that are from the same place: its text tells whether it is
    /// another text of one of them.
    Placed,
    /// It is not kept, and another text of the same article is: this one.
    Revision(ArticleId),
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
