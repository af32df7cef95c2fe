//! `query.proto`: questions, pages of answers, and speakers.

use q7x2_domain as domain;

use crate::field::{
    article_id, article_ids, confidence, each, model_version, optional, optional_model,
    optional_text,
};
use crate::messages::enums::{OnWire, write_optional};
use crate::messages::from_owned;
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::{ConvertError, Problem, require, v1};

/// How many items a page has when the client does not say.
pub const DEFAULT_PAGE_SIZE: u32 = 50;

/// How many items a page has at most.
pub const MAX_PAGE_SIZE: u32 = 1000;

from_owned!(
    ArticleQuery => ListArticlesRequest,
    ArticlePage => ListArticlesResponse,
    StatementQuery => QueryStatementsRequest,
    StatementHit => StatementHit,
    StatementInContext => StatementInContext,
    SpeakerSummary => SpeakerSummary,
    StoreCounts => GetStoreStatusResponse,
);

/// How many articles a page has at most: as many of the longest as fit into a message.
pub const MAX_ARTICLES: u32 = 32;

/// Returns how many items a page has that was asked for with `page_size`; 0 means not said.
pub fn page_size(page_size: u32) -> u32 {
    match page_size {
        0 => DEFAULT_PAGE_SIZE,
        size => size.min(MAX_PAGE_SIZE),
    }
}

/// Returns the answer to `query`: its page with the token of the next one, if there is one.
pub fn statements_response(
    query: &domain::StatementQuery,
    page: &domain::StatementPage,
    nearest_speakers: Vec<String>,
) -> v1::QueryStatementsResponse {
    let seen = query.offset.saturating_add(page.hits.len() as u64);
    // An empty page ends the answer even if the total grew meanwhile, or a client would loop.
    let more = seen < page.total && !page.hits.is_empty();
    v1::QueryStatementsResponse {
        hits: page.hits.iter().map(Into::into).collect(),
        total: page.total,
        next_page_token: if more { page_token(seen) } else { String::new() },
        nearest_speakers,
    }
}

impl TryFrom<v1::ListArticlesRequest> for domain::ArticleQuery {
    type Error = ConvertError;

    fn try_from(wire: v1::ListArticlesRequest) -> Result<Self, ConvertError> {
        let after = optional_text(wire.after_article_id);
        Ok(Self {
            outlet: optional_text(wire.outlet),
            without: optional_model(wire.without_model, "without_model")?,
            articles: selection(wire.articles)?,
            after: after.map(|id| article_id(&id, "after_article_id")).transpose()?,
            limit: match wire.page_size {
                0 => MAX_ARTICLES,
                size => size.min(MAX_ARTICLES),
            },
        })
    }
}

impl From<&domain::ArticleQuery> for v1::ListArticlesRequest {
    fn from(query: &domain::ArticleQuery) -> Self {
        let domain::ArticleQuery { outlet, without, articles, after, limit } = query;
        Self {
            outlet: outlet.clone().unwrap_or_default(),
            without_model: without.as_ref().map(ToString::to_string).unwrap_or_default(),
            articles: articles.as_deref().map(selection_to_wire),
            after_article_id: after.map(|id| id.to_string()).unwrap_or_default(),
            page_size: *limit,
        }
    }
}

impl TryFrom<v1::ListArticlesResponse> for domain::ArticlePage {
    type Error = ConvertError;

    fn try_from(wire: v1::ListArticlesResponse) -> Result<Self, ConvertError> {
        Ok(Self { articles: each(wire.articles, "articles")?, total: wire.total })
    }
}

impl From<&domain::ArticlePage> for v1::ListArticlesResponse {
    fn from(page: &domain::ArticlePage) -> Self {
        Self { articles: page.articles.iter().map(Into::into).collect(), total: page.total }
    }
}

impl TryFrom<v1::QueryStatementsRequest> for domain::StatementQuery {
    type Error = ConvertError;

    fn try_from(wire: v1::QueryStatementsRequest) -> Result<Self, ConvertError> {
        Ok(Self {
            speaker: optional_text(wire.speaker),
            about: optional_text(wire.about),
            kind: domain::Kind::read_optional(wire.kind, "kind")?,
            mode: domain::ModeFilter::read_optional(wire.mode, "mode")?.unwrap_or_default(),
            asserted: enums(&wire.asserted, "asserted")?,
            since: timestamp_from_wire(wire.published_since, "published_since")?,
            until: timestamp_from_wire(wire.published_until, "published_until")?,
            outlet: optional_text(wire.outlet),
            addressee: optional_text(wire.addressee),
            channel: optional_text(wire.channel),
            cue_classes: enums(&wire.cue_classes, "cue_classes")?,
            first_hand: wire.first_hand,
            said_since: timestamp_from_wire(wire.said_since, "said_since")?,
            said_until: timestamp_from_wire(wire.said_until, "said_until")?,
            min_confidence: confidence(wire.min_confidence, "min_confidence")?,
            articles: selection(wire.articles)?,
            limit: page_size(wire.page_size),
            offset: offset(&wire.page_token)?,
        })
    }
}

impl From<&domain::StatementQuery> for v1::QueryStatementsRequest {
    fn from(query: &domain::StatementQuery) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            speaker: text(&query.speaker),
            about: text(&query.about),
            kind: write_optional(query.kind),
            mode: query.mode.write(),
            asserted: query.asserted.iter().map(|class| class.write()).collect(),
            published_since: query.since.map(timestamp_to_wire),
            published_until: query.until.map(timestamp_to_wire),
            outlet: text(&query.outlet),
            addressee: text(&query.addressee),
            channel: text(&query.channel),
            cue_classes: query.cue_classes.iter().map(|class| class.write()).collect(),
            first_hand: query.first_hand,
            said_since: query.said_since.map(timestamp_to_wire),
            said_until: query.said_until.map(timestamp_to_wire),
            min_confidence: query.min_confidence,
            articles: query.articles.as_deref().map(selection_to_wire),
            page_size: query.limit,
            page_token: if query.offset == 0 { String::new() } else { page_token(query.offset) },
        }
    }
}

impl TryFrom<v1::QueryStatementsResponse> for domain::StatementPage {
    type Error = ConvertError;

    fn try_from(wire: v1::QueryStatementsResponse) -> Result<Self, ConvertError> {
        Ok(Self { hits: each(wire.hits, "hits")?, total: wire.total })
    }
}

impl TryFrom<v1::StatementHit> for domain::StatementHit {
    type Error = ConvertError;

    fn try_from(wire: v1::StatementHit) -> Result<Self, ConvertError> {
        Ok(Self {
            statement: require(wire.statement, "statement")?,
            model: model_version(wire.model, "model")?,
            article: article_id(&wire.article_id, "article_id")?,
            metadata: require(wire.metadata, "metadata")?,
            teller: optional(wire.teller, "teller")?,
        })
    }
}

impl From<&domain::StatementHit> for v1::StatementHit {
    fn from(hit: &domain::StatementHit) -> Self {
        Self {
            statement: Some((&hit.statement).into()),
            model: hit.model.to_string(),
            article_id: hit.article.to_string(),
            metadata: Some((&hit.metadata).into()),
            teller: hit.teller.as_ref().map(Into::into),
        }
    }
}

impl TryFrom<v1::StatementInContext> for domain::StatementInContext {
    type Error = ConvertError;

    fn try_from(wire: v1::StatementInContext) -> Result<Self, ConvertError> {
        Ok(Self {
            hit: require(wire.hit, "hit")?,
            paragraph: require(wire.paragraph, "paragraph")?,
        })
    }
}

impl From<&domain::StatementInContext> for v1::StatementInContext {
    fn from(found: &domain::StatementInContext) -> Self {
        Self { hit: Some((&found.hit).into()), paragraph: Some((&found.paragraph).into()) }
    }
}

impl TryFrom<v1::SpeakerSummary> for domain::SpeakerSummary {
    type Error = ConvertError;

    fn try_from(wire: v1::SpeakerSummary) -> Result<Self, ConvertError> {
        Ok(Self {
            speaker: require(wire.speaker, "speaker")?,
            statements: wire.statements,
            articles: wire.articles,
            forms: wire.forms.into_iter().map(|form| (form.text, form.count)).collect(),
        })
    }
}

impl From<&domain::SpeakerSummary> for v1::SpeakerSummary {
    fn from(summary: &domain::SpeakerSummary) -> Self {
        let form =
            |(text, count): &(String, u64)| v1::NameForm { text: text.clone(), count: *count };
        Self {
            speaker: Some((&summary.speaker).into()),
            statements: summary.statements,
            articles: summary.articles,
            forms: summary.forms.iter().map(form).collect(),
        }
    }
}

impl From<&domain::StoreCounts> for v1::GetStoreStatusResponse {
    fn from(counts: &domain::StoreCounts) -> Self {
        let domain::StoreCounts { articles, statements, speakers } = *counts;
        Self { articles, statements, speakers }
    }
}

impl From<v1::GetStoreStatusResponse> for domain::StoreCounts {
    fn from(wire: v1::GetStoreStatusResponse) -> Self {
        let v1::GetStoreStatusResponse { articles, statements, speakers } = wire;
        Self { articles, statements, speakers }
    }
}

/// Returns the articles that an answer is limited to.
fn selection(
    wire: Option<v1::ArticleSelection>,
) -> Result<Option<Vec<domain::ArticleId>>, ConvertError> {
    let ids = |selection: v1::ArticleSelection| {
        article_ids(&selection.article_ids, "article_ids").map_err(|e| e.inside("articles"))
    };
    wire.map(ids).transpose()
}

fn selection_to_wire(ids: &[domain::ArticleId]) -> v1::ArticleSelection {
    v1::ArticleSelection { article_ids: ids.iter().map(ToString::to_string).collect() }
}

/// Returns the values of a list, none of which may be "not specified".
fn enums<E: OnWire>(values: &[i32], field: &str) -> Result<Vec<E>, ConvertError> {
    let read = |(i, &value)| E::read(value, &format!("{field}[{i}]"));
    values.iter().enumerate().map(read).collect()
}

/// Returns the token of the page that begins after `offset` items. Its form is nobody's business
/// but this file's; the letter in front leaves room for another one.
fn page_token(offset: u64) -> String {
    format!("o{offset:x}")
}

/// Returns how many items lie before the page of a token.
fn offset(page_token: &str) -> Result<u64, ConvertError> {
    if page_token.is_empty() {
        return Ok(0);
    }
    let digits = page_token.strip_prefix('o').filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
    let malformed = Problem::Malformed("a page token that an earlier answer gave");
    digits
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| ConvertError::new("page_token", malformed))
}
