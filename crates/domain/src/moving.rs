//! What is moved from one store to another: articles with all their extractions, the journal of edits, and by
//! what is known again what was forgotten. How it is written on its way is not said here.

use crate::{Article, ArticleId, EditEntry, Extraction, Timestamp};

/// A part of a store on its way into another, in the order in which it comes: the head, the articles in the
/// order in which they came, the journal, what was forgotten.
#[derive(Debug, Clone, PartialEq)]
pub enum Moved {
    /// How much comes. Always the first.
    Head(MovedHead),
    /// An article.
    Article(Box<MovedArticle>),
    /// An edit. They come in the order of their numbers, from 1 on.
    Edit(EditEntry),
    /// What an edit has forgotten.
    Forgotten(MovedForgotten),
}

/// How much there is to move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MovedHead {
    /// Articles that are kept, forgotten ones included.
    pub articles: u64,
    /// Extractions of them.
    pub extractions: u64,
    /// Edits in the journal.
    pub edits: u64,
    /// When the first of them was made, by which a journal is known.
    pub first_edit: Option<Timestamp>,
}

/// An article as it came, with everything that was read in it.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedArticle {
    /// The article, with the metadata that it came with and what was learned later; without what people set,
    /// which the journal tells.
    pub article: Article,
    /// The names of the fields of its metadata that it came with when it came again.
    pub filled: Vec<String>,
    /// The places that it is from.
    pub places: Vec<String>,
    /// What all texts of one article have in common; `None` where it is the only one.
    pub series: Option<String>,
    /// The extractions, the one last that answers; at least one.
    pub extractions: Vec<MovedExtraction>,
}

/// An extraction as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedExtraction {
    /// The extraction.
    pub extraction: Extraction,
    /// The date of publication that it was made with.
    pub dated: Option<Timestamp>,
}

/// That an article, or whatever comes from a place, is forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedForgotten {
    /// What is forgotten.
    pub what: ForgottenThing,
    /// The number of the edit.
    pub edit: u64,
    /// Whether nothing is kept of it.
    pub is_erased: bool,
    /// Whether that holds; of a place it is known still when the edit was undone.
    pub holds: bool,
}

/// What is forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForgottenThing {
    /// An article.
    Article(ArticleId),
    /// A place, by its hash.
    Place(String),
}

/// What became of parts of another store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Articles that are new.
    pub articles: u64,
    /// Articles that were there.
    pub held_articles: u64,
    /// Extractions that are new.
    pub extractions: u64,
    /// Extractions that were there.
    pub held_extractions: u64,
    /// Articles of which nothing is kept, for people had them erased here.
    pub erased: u64,
    /// Articles that were counted as new or as there, and of which nothing is kept since: the journal that came
    /// after them has them erased.
    pub removed: u64,
    /// Edits that are new.
    pub edits: u64,
    /// Edits that were there.
    pub held_edits: u64,
}

impl Taken {
    /// Adds what became of further parts.
    pub fn add(&mut self, more: &Self) {
        self.articles += more.articles;
        self.held_articles += more.held_articles;
        self.extractions += more.extractions;
        self.held_extractions += more.held_extractions;
        self.erased += more.erased;
        self.removed += more.removed;
        self.edits += more.edits;
        self.held_edits += more.held_edits;
    }
}

/// What a check of some of what is kept has come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Articles that were looked at.
    pub articles: u64,
    /// Extractions of them.
    pub extractions: u64,
    /// Statements of those.
    pub statements: u64,
    /// Edits.
    pub edits: u64,
    /// What is not as it should be.
    pub faults: Vec<Fault>,
}

/// Something kept that is not as it should be. Carries no article text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is about: "article" and its id, "statement" and its id, "edit" and its number.
    pub what: String,
    /// The id of the article that it belongs to; `None` where it is of none.
    pub article: Option<String>,
    /// What is wrong.
    pub wrong: String,
}
