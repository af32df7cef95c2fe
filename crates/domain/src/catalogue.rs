//! The catalogue: which articles a store has, without their texts, and how they stand.

use std::fmt;

use crate::words::words;
use crate::{ArticleId, Metadata, ModelVersion, Timestamp, Wire};

/// How long what was forgotten can be brought back, in seconds: a day. Then it is erased.
pub const FORGOTTEN_FOR: i64 = 24 * 60 * 60;

/// How an article stands in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ArticleState {
    /// Its statements answer.
    Kept,
    /// It is an earlier revision: a later text of the article answers.
    Earlier,
    /// People had it forgotten; it can be brought back until it is erased.
    Forgotten,
}

words!(ArticleState { Kept = "kept", Earlier = "earlier", Forgotten = "forgotten" });

/// Which of the texts of its article one is: the same address or file had another text before or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1 on, in the order in which they were taken in.
    pub number: u32,
    /// How many there are.
    pub of: u32,
    /// Whether it is the newest that is not forgotten, which answers.
    pub is_current: bool,
}

/// A story of which copies are kept: articles with the same text, or most of it, under whatever headlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Story {
    /// What all its copies have in common: the id of the first of them that came.
    pub id: ArticleId,
    /// How many articles have it, of those that are not forgotten, this one included. Of a statement, how many
    /// have that in the same words.
    pub articles: u64,
    /// Of how many outlets those are, where that is known.
    pub outlets: u64,
}

/// Which articles are wanted. Every condition that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleFilter {
    /// An outlet: the one of this name, whatever its case; if there is none, all whose names have its
    /// words, folded as those of a speaker.
    pub outlet: Option<String>,
    /// Other names of that outlet, under which articles may be kept.
    pub outlet_aliases: Vec<String>,
    /// The path of a file, of a folder with all below it, or of a file with all its records; with `*` or
    /// `?` in it, a pattern for whole paths.
    pub path: Option<String>,
    /// Other ways to write that path, none of them a pattern: those of any of them match.
    pub spellings: Vec<String>,
    /// The keys of the files that are meant by that path ([`Metadata::file_key`]): what came from any of them matches,
    /// under whichever path.
    pub file_keys: Vec<String>,
    /// Published at or after.
    pub since: Option<Timestamp>,
    /// Published before.
    pub until: Option<Timestamp>,
    /// A language as a BCP 47 tag: that one, or one of its kinds, `en-GB` for `en`.
    pub language: Option<String>,
    /// How they stand; `None` for all.
    pub state: Option<ArticleState>,
    /// Only those whose ids begin with these digits.
    pub prefix: Option<String>,
    /// Only these; `None` for all.
    pub articles: Option<Vec<ArticleId>>,
    /// Only those that come after this one in the order of the catalogue.
    pub after: Option<ArticleId>,
    /// How many to return at most.
    pub limit: u32,
}

/// An article without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleSummary {
    /// Its id.
    pub article: ArticleId,
    /// What is known beside its text.
    pub metadata: Metadata,
    /// How it stands.
    pub state: ArticleState,
    /// How many statements its latest extraction has, of all modes.
    pub statements: u64,
    /// What made that extraction.
    pub model: Option<ModelVersion>,
    /// The number of the edit by which it is forgotten, and when and by whom that was made.
    pub forgotten: Option<ForgottenNote>,
    /// The names of the fields that people set.
    pub set: Vec<String>,
    /// All texts of the article, this one included, the oldest first.
    pub revisions: Vec<ArticleId>,
    /// The story that it is a copy of, where other copies are kept.
    pub story: Option<Story>,
    /// The news agency to which it is credited.
    pub wire: Option<Wire>,
}

/// By which edit an article is forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgottenNote {
    /// The number of the edit.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
}

/// A page of the catalogue: the latest published first, unknown dates last, then by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleCatalogue {
    /// The articles.
    pub articles: Vec<ArticleSummary>,
    /// How many match in all; counted for the first page only.
    pub total: Option<u64>,
}
