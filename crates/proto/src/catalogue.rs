//! `catalogue.proto`: articles without their texts, and what people set of them or forget.

use q7x2_domain as domain;

use crate::field::{
    all, article_id, article_ids, bounded_text, each, optional, outlet_aliases, require, term,
};
use crate::messages::enums::{OnWire, write_optional};
use crate::messages::from_owned;
use crate::time::{period_from_wire, timestamp_from_wire, timestamp_to_wire};
use crate::v1::field_set::Field;
use crate::{ConvertError, Problem, optional_model, optional_text, v1};

from_owned!(
    ArticleFilter => ListCatalogueRequest,
    ArticleCatalogue => ListCatalogueResponse,
    ArticleSummary => ArticleSummary,
    Queued => QueuedArticle,
);

/// How many other ways to write a path are asked for at most.
const MAX_SPELLINGS: usize = 100;

/// How many files are asked for at most by their keys.
const MAX_FILE_KEYS: usize = 20_000;

/// Returns the texts of a list.
fn terms(texts: Vec<String>, field: &str, most: usize) -> Result<Vec<String>, ConvertError> {
    if texts.len() > most {
        return Err(ConvertError::new(field, Problem::OutOfRange("there are too many of them")));
    }
    let text = |(i, text)| bounded_text(text, &format!("{field}[{i}]"));
    texts.into_iter().enumerate().filter_map(|text_at| text(text_at).transpose()).collect()
}

/// How many articles one edit is about at most.
const MAX_EDITED: usize = 100_000;

impl TryFrom<v1::ListCatalogueRequest> for domain::ArticleFilter {
    type Error = ConvertError;

    fn try_from(wire: v1::ListCatalogueRequest) -> Result<Self, ConvertError> {
        let after = optional_text(wire.after_article_id);
        let ids = |selection: v1::CatalogueSelection| {
            article_ids(&selection.article_ids, "article_ids").map_err(|e| e.inside("articles"))
        };
        let [since, until] = period_from_wire(
            (wire.published_since, "published_since"),
            (wire.published_until, "published_until"),
        )?;
        Ok(Self {
            outlet: term(wire.outlet, "outlet")?,
            outlet_aliases: outlet_aliases(wire.outlet_aliases)?,
            path: term(wire.path, "path")?,
            spellings: terms(wire.path_spellings, "path_spellings", MAX_SPELLINGS)?,
            file_keys: terms(wire.file_keys, "file_keys", MAX_FILE_KEYS)?,
            since,
            until,
            language: term(wire.language, "language")?,
            state: domain::ArticleState::read_optional(wire.state, "state")?,
            prefix: term(wire.id_prefix, "id_prefix")?,
            articles: wire.articles.map(ids).transpose()?,
            after: after.map(|id| article_id(&id, "after_article_id")).transpose()?,
            limit: crate::page_size(wire.page_size),
        })
    }
}

impl From<&domain::ArticleFilter> for v1::ListCatalogueRequest {
    fn from(filter: &domain::ArticleFilter) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let selection = |ids: &Vec<domain::ArticleId>| v1::CatalogueSelection {
            article_ids: ids.iter().map(ToString::to_string).collect(),
        };
        Self {
            outlet: text(&filter.outlet),
            outlet_aliases: filter.outlet_aliases.clone(),
            path: text(&filter.path),
            path_spellings: filter.spellings.clone(),
            file_keys: filter.file_keys.clone(),
            published_since: filter.since.map(timestamp_to_wire),
            published_until: filter.until.map(timestamp_to_wire),
            language: text(&filter.language),
            state: write_optional(filter.state),
            articles: filter.articles.as_ref().map(selection),
            after_article_id: filter.after.map(|id| id.to_string()).unwrap_or_default(),
            page_size: filter.limit,
            id_prefix: text(&filter.prefix),
        }
    }
}

impl TryFrom<v1::ListCatalogueResponse> for domain::ArticleCatalogue {
    type Error = ConvertError;

    fn try_from(wire: v1::ListCatalogueResponse) -> Result<Self, ConvertError> {
        Ok(Self { articles: each(wire.articles, "articles")?, total: wire.total })
    }
}

impl From<&domain::ArticleCatalogue> for v1::ListCatalogueResponse {
    fn from(catalogue: &domain::ArticleCatalogue) -> Self {
        Self { articles: all(&catalogue.articles), total: catalogue.total }
    }
}

impl TryFrom<v1::ArticleSummary> for domain::ArticleSummary {
    type Error = ConvertError;

    fn try_from(wire: v1::ArticleSummary) -> Result<Self, ConvertError> {
        Ok(Self {
            article: article_id(&wire.article_id, "article_id")?,
            metadata: require(wire.metadata, "metadata")?,
            state: domain::ArticleState::read(wire.state, "state")?,
            statements: wire.statements,
            model: optional_model(wire.model, "model")?,
            forgotten: optional(wire.forgotten, "forgotten")?,
            set: wire.set_fields,
            revisions: article_ids(&wire.revision_ids, "revision_ids")?,
            story: optional(wire.story, "story")?,
            wire: domain::Wire::of_word(&wire.wire),
        })
    }
}

impl From<&domain::ArticleSummary> for v1::ArticleSummary {
    fn from(summary: &domain::ArticleSummary) -> Self {
        Self {
            article_id: summary.article.to_string(),
            metadata: Some((&summary.metadata).into()),
            state: summary.state.write(),
            statements: summary.statements,
            model: summary.model.as_ref().map(ToString::to_string).unwrap_or_default(),
            forgotten: summary.forgotten.as_ref().map(|note| v1::ForgottenNote {
                number: note.number,
                at: Some(timestamp_to_wire(note.at)),
                by: note.by.clone(),
            }),
            set_fields: summary.set.clone(),
            revision_ids: summary.revisions.iter().map(ToString::to_string).collect(),
            story: summary.story.as_ref().map(Into::into),
            wire: summary.wire.map(|wire| wire.to_string()).unwrap_or_default(),
        }
    }
}

impl TryFrom<v1::Revision> for domain::Revision {
    type Error = ConvertError;

    fn try_from(wire: v1::Revision) -> Result<Self, ConvertError> {
        let v1::Revision { number, of, current } = wire;
        Ok(Self { number, of, is_current: current })
    }
}

impl From<&domain::Revision> for v1::Revision {
    fn from(revision: &domain::Revision) -> Self {
        let domain::Revision { number, of, is_current } = *revision;
        Self { number, of, current: is_current }
    }
}

impl TryFrom<v1::Story> for domain::Story {
    type Error = ConvertError;

    fn try_from(wire: v1::Story) -> Result<Self, ConvertError> {
        let v1::Story { id, articles, outlets } = wire;
        Ok(Self { id: article_id(&id, "id")?, articles, outlets })
    }
}

impl From<&domain::Story> for v1::Story {
    fn from(story: &domain::Story) -> Self {
        let domain::Story { id, articles, outlets } = *story;
        Self { id: id.to_string(), articles, outlets }
    }
}

/// Returns the articles of a request that are brought again, with what is told of them.
///
/// # Errors
/// When one of them is none, or they are too many.
pub fn noted_articles(
    wire: v1::NoteArticlesRequest,
) -> Result<Vec<(domain::ArticleId, domain::Metadata)>, ConvertError> {
    if wire.articles.len() > crate::MAX_PAGE_SIZE as usize {
        let problem = Problem::OutOfRange("at most 1000 articles are noted at a time");
        return Err(ConvertError::new("articles", problem));
    }
    let noted = |(i, noted): (usize, v1::NotedArticle)| {
        let read = || {
            let metadata = require(noted.metadata, "metadata")?;
            Ok((article_id(&noted.article_id, "article_id")?, metadata))
        };
        read().map_err(|error: ConvertError| error.inside_item("articles", i))
    };
    wire.articles.into_iter().enumerate().map(noted).collect()
}

impl TryFrom<v1::ForgottenNote> for domain::ForgottenNote {
    type Error = ConvertError;

    fn try_from(wire: v1::ForgottenNote) -> Result<Self, ConvertError> {
        let missing = |field| ConvertError::new(field, Problem::Missing);
        Ok(Self {
            number: wire.number,
            at: timestamp_from_wire(wire.at, "at")?.ok_or_else(|| missing("at"))?,
            by: bounded_text(wire.by, "by")?.ok_or_else(|| missing("by"))?,
        })
    }
}

impl TryFrom<v1::SetArticles> for domain::Edit {
    type Error = ConvertError;

    fn try_from(wire: v1::SetArticles) -> Result<Self, ConvertError> {
        Ok(Self::SetArticles {
            articles: edited(&wire.article_ids)?,
            fields: each(wire.fields, "fields")?,
        })
    }
}

impl TryFrom<v1::ForgetArticles> for domain::Edit {
    type Error = ConvertError;

    fn try_from(wire: v1::ForgetArticles) -> Result<Self, ConvertError> {
        Ok(Self::Forget { articles: edited(&wire.article_ids)?, erase: wire.erase })
    }
}

/// Returns the articles that an edit is about.
fn edited(ids: &[String]) -> Result<Vec<domain::ArticleId>, ConvertError> {
    if ids.len() > MAX_EDITED {
        let problem = Problem::OutOfRange("an edit is about at most 100000 articles");
        return Err(ConvertError::new("article_ids", problem));
    }
    article_ids(ids, "article_ids")
}

/// Returns the messages of an edit that sets something.
pub(crate) fn set_to_wire(
    articles: &[domain::ArticleId],
    fields: &[domain::FieldEdit],
) -> v1::SetArticles {
    let article_ids = articles.iter().map(ToString::to_string).collect();
    v1::SetArticles { article_ids, fields: all(fields) }
}

impl TryFrom<v1::FieldSet> for domain::FieldEdit {
    type Error = ConvertError;

    fn try_from(wire: v1::FieldSet) -> Result<Self, ConvertError> {
        let missing = |field| ConvertError::new(field, Problem::Missing);
        Ok(match wire.field.ok_or_else(|| missing("field"))? {
            Field::Outlet(value) => Self::Outlet(bounded_text(value, "outlet")?),
            Field::Title(value) => Self::Title(bounded_text(value, "title")?),
            Field::Author(value) => Self::Author(bounded_text(value, "author")?),
            Field::Url(value) => Self::Url(bounded_text(value, "url")?),
            Field::Language(value) => Self::Language(bounded_text(value, "language")?),
            Field::PublishedAt(time) => {
                Self::PublishedAt(timestamp_from_wire(Some(time), "published_at")?)
            }
            Field::Undated(true) => Self::PublishedAt(None),
            Field::Undated(false) => return Err(missing("undated")),
        })
    }
}

impl From<&domain::FieldEdit> for v1::FieldSet {
    fn from(edit: &domain::FieldEdit) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let field = match edit {
            domain::FieldEdit::Outlet(value) => Field::Outlet(text(value)),
            domain::FieldEdit::Title(value) => Field::Title(text(value)),
            domain::FieldEdit::Author(value) => Field::Author(text(value)),
            domain::FieldEdit::Url(value) => Field::Url(text(value)),
            domain::FieldEdit::Language(value) => Field::Language(text(value)),
            domain::FieldEdit::PublishedAt(Some(time)) => {
                Field::PublishedAt(timestamp_to_wire(*time))
            }
            domain::FieldEdit::PublishedAt(None) => Field::Undated(true),
        };
        Self { field: Some(field) }
    }
}

impl From<&domain::Queued> for v1::QueuedArticle {
    fn from(queued: &domain::Queued) -> Self {
        let place = match queued.place {
            domain::HoldPlace::InLine(_) => v1::QueuePlace::InLine,
            domain::HoldPlace::Lent(_) => v1::QueuePlace::Lent,
            domain::HoldPlace::SetAside => v1::QueuePlace::SetAside,
        };
        Self {
            article_id: queued.article.to_string(),
            metadata: Some((&queued.metadata).into()),
            place: place.into(),
        }
    }
}
