//! The state of the services as JSON.

use std::collections::BTreeMap;

use q7x2_domain as domain;
use q7x2_proto::v1;
use serde::Serialize;

use crate::render::time::rfc3339;

/// The answer of `status --format json`.
#[derive(Debug, Serialize, PartialEq)]
pub(crate) struct Status {
    /// The folder in which all this is; null where servers are asked.
    pub(crate) data_dir: Option<String>,
    pub(crate) store: Store,
    pub(crate) queue: Queue,
    pub(crate) workers: Vec<Worker>,
}

impl Status {
    /// Returns the state where nothing was ever kept.
    pub(crate) fn of_nothing(data_dir: Option<String>) -> Self {
        Self {
            data_dir,
            store: Store {
                articles: 0,
                statements: 0,
                shown: Some(0),
                speakers: 0,
                not_english: BTreeMap::new(),
            },
            queue: Queue { waiting: 0, leased: 0, set_aside: 0, set_aside_articles: Vec::new() },
            workers: Vec::new(),
        }
    }
}

/// How much is kept.
#[derive(Debug, Serialize, PartialEq)]
pub(crate) struct Store {
    pub(crate) articles: u64,
    pub(crate) statements: u64,
    /// How many of them `query` shows without --mode all; null where they were not counted to the end.
    pub(crate) shown: Option<u64>,
    pub(crate) speakers: u64,
    /// Articles that are not in English and have no statements, by language.
    pub(crate) not_english: BTreeMap<String, u64>,
}

/// What waits, and what was set aside.
#[derive(Debug, Serialize, PartialEq)]
pub(crate) struct Queue {
    pub(crate) waiting: u64,
    pub(crate) leased: u64,
    pub(crate) set_aside: u64,
    pub(crate) set_aside_articles: Vec<SetAside>,
}

/// An article set aside after its last attempt.
#[derive(Debug, Serialize, PartialEq)]
pub(crate) struct SetAside {
    pub(crate) article_id: String,
    pub(crate) path: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) error: String,
    pub(crate) attempts: u32,
    pub(crate) set_aside_at: String,
}

/// A worker that asked for work in the last minute.
#[derive(Debug, Serialize, PartialEq)]
pub(crate) struct Worker {
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) completed: u64,
}

impl Store {
    /// Returns the shape of the store's counts, of whose statements so many are shown unasked.
    pub(crate) fn new(store: v1::GetStoreStatusResponse, shown: Option<u64>) -> Self {
        let v1::GetStoreStatusResponse { articles, statements, speakers, not_english, .. } = store;
        let not_english = not_english.into_iter().map(|language| (language.text, language.count));
        Self { articles, statements, shown, speakers, not_english: not_english.collect() }
    }
}

impl From<&domain::SetAside> for SetAside {
    fn from(article: &domain::SetAside) -> Self {
        Self {
            article_id: article.article.to_string(),
            path: article.metadata.path.clone(),
            title: article.metadata.title.clone(),
            error: article.error.clone(),
            attempts: article.attempts,
            set_aside_at: rfc3339(article.at),
        }
    }
}

impl From<v1::Worker> for Worker {
    fn from(worker: v1::Worker) -> Self {
        Self { name: worker.name, model: worker.model, completed: worker.completed }
    }
}
