//! `query.proto`: questions, pages of answers, and speakers.

use q7x2_domain as domain;

use crate::field::{
    article_id, article_ids, confidence, each, model_version, optional, optional_model,
    optional_text, outlet_aliases, term,
};
use crate::messages::enums::{OnWire, write_optional};
use crate::messages::from_owned;
use crate::shortfall::{counted_names, name_counts};
use crate::time::{period_from_wire, timestamp_to_wire};
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

/// How many speakers a question is for at most.
const MAX_SPEAKERS_ASKED: usize = 100;

/// How many articles a page has at most: as many of the longest as fit into a message.
pub const MAX_ARTICLES: u32 = 32;

/// How many statements a page has at most that come with their paragraphs, each of which may be a whole
/// article.
pub const MAX_PARAGRAPHS: u32 = 48;

/// Returns how many items a page has that was asked for with `page_size`; 0 means not said.
pub fn page_size(page_size: u32) -> u32 {
    match page_size {
        0 => DEFAULT_PAGE_SIZE,
        size => size.min(MAX_PAGE_SIZE),
    }
}

/// Returns the answer to a query: a page, with the token of the next one, if there is one, and why there
/// is nothing on it, if nothing is.
pub fn statements_response(
    page: &domain::StatementPage,
    next: Option<PageToken>,
    empty: Emptiness,
) -> v1::QueryStatementsResponse {
    let Emptiness { nearest_speakers, unknown_speakers, shortfall, corrected_away, unseen } = empty;
    v1::QueryStatementsResponse {
        hits: page.hits.iter().map(Into::into).collect(),
        total: page.total,
        next_page_token: next.map(PageToken::write).unwrap_or_default(),
        nearest_speakers,
        total_at_least: page.total_at_least,
        shortfall: shortfall.as_ref().map(Into::into),
        unknown_speakers,
        corrected_away,
        unseen: (unseen != domain::Unseen::default()).then(|| unseen.into()),
    }
}

/// What is told of an answer that is empty, or may be more so than whoever asks thinks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Emptiness {
    /// The names spelt most like those asked for, where nothing matches.
    pub nearest_speakers: Vec<String>,
    /// Of several speakers that were asked for, those that nobody is called by.
    pub unknown_speakers: Vec<String>,
    /// Why nothing matches.
    pub shortfall: Option<domain::Shortfall>,
    /// How many statements people corrected away that would match else.
    pub corrected_away: u64,
    /// What conditions cannot see, where something matches.
    pub unseen: domain::Unseen,
}

/// Where an answer goes on: a place in a view. On the wire its form is nobody's business but this
/// file's; the letter in front leaves room for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageToken {
    /// The number of the view.
    pub view: u64,
    /// How many statements of it lie before the page.
    pub position: u64,
}

impl PageToken {
    /// Returns what a request's token says; `None` when it asks for the beginning.
    ///
    /// # Errors
    /// When no answer gave it.
    pub fn read(page_token: &str) -> Result<Option<Self>, ConvertError> {
        if page_token.is_empty() {
            return Ok(None);
        }
        let number = |digits: &str| {
            let digits = Some(digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
            digits.and_then(|digits| u64::from_str_radix(digits, 16).ok())
        };
        let parts = page_token.strip_prefix('v').and_then(|parts| parts.split_once('.'));
        let token = parts.and_then(|(view, position)| {
            Some(Self { view: number(view)?, position: number(position)? })
        });
        let malformed = Problem::Malformed("a page token that an earlier answer gave");
        token.map(Some).ok_or_else(|| ConvertError::new("page_token", malformed))
    }

    fn write(self) -> String {
        let Self { view, position } = self;
        format!("v{view:x}.{position:x}")
    }
}

impl TryFrom<v1::ListArticlesRequest> for domain::ArticleQuery {
    type Error = ConvertError;

    fn try_from(wire: v1::ListArticlesRequest) -> Result<Self, ConvertError> {
        let after = optional_text(wire.after_article_id);
        Ok(Self {
            outlet: term(wire.outlet, "outlet")?,
            without: optional_model(wire.without_model, "without_model")?,
            undated: wire.undated,
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
        let domain::ArticleQuery { outlet, without, undated, articles, after, limit } = query;
        Self {
            outlet: outlet.clone().unwrap_or_default(),
            without_model: without.as_ref().map(ToString::to_string).unwrap_or_default(),
            articles: articles.as_deref().map(selection_to_wire),
            after_article_id: after.map(|id| id.to_string()).unwrap_or_default(),
            page_size: *limit,
            undated: *undated,
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
        let at_most = if wire.with_paragraphs { MAX_PARAGRAPHS } else { MAX_PAGE_SIZE };
        let [since, until] = period_from_wire(
            (wire.published_since, "published_since"),
            (wire.published_until, "published_until"),
        )?;
        let [said_since, said_until] =
            period_from_wire((wire.said_since, "said_since"), (wire.said_until, "said_until"))?;
        Ok(Self {
            speakers: speakers(wire.speaker, wire.other_speakers)?,
            about: term(wire.about, "about")?,
            kind: domain::Kind::read_optional(wire.kind, "kind")?,
            mode: domain::ModeFilter::read_optional(wire.mode, "mode")?.unwrap_or_default(),
            asserted: enums(&wire.asserted, "asserted")?,
            since,
            until,
            outlet: term(wire.outlet, "outlet")?,
            outlet_aliases: outlet_aliases(wire.outlet_aliases)?,
            addressee: term(wire.addressee, "addressee")?,
            channel: term(wire.channel, "channel")?,
            cue_classes: enums(&wire.cue_classes, "cue_classes")?,
            first_hand: wire.first_hand,
            said_since,
            said_until,
            min_confidence: confidence(wire.min_confidence, "min_confidence")?,
            corrected: wire.corrected,
            articles: selection(wire.articles)?,
            all_revisions: wire.all_revisions,
            grouped: wire.grouped,
            sort: domain::Sort::read_optional(wire.sort, "sort")?,
            limit: page_size(wire.page_size).min(at_most),
        })
    }
}

impl From<&domain::StatementQuery> for v1::QueryStatementsRequest {
    fn from(query: &domain::StatementQuery) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            speaker: query.speakers.first().cloned().unwrap_or_default(),
            other_speakers: query.speakers.iter().skip(1).cloned().collect(),
            about: text(&query.about),
            kind: write_optional(query.kind),
            mode: query.mode.write(),
            asserted: query.asserted.iter().map(|class| class.write()).collect(),
            published_since: query.since.map(timestamp_to_wire),
            published_until: query.until.map(timestamp_to_wire),
            outlet: text(&query.outlet),
            outlet_aliases: query.outlet_aliases.clone(),
            addressee: text(&query.addressee),
            channel: text(&query.channel),
            cue_classes: query.cue_classes.iter().map(|class| class.write()).collect(),
            first_hand: query.first_hand,
            said_since: query.said_since.map(timestamp_to_wire),
            said_until: query.said_until.map(timestamp_to_wire),
            min_confidence: query.min_confidence,
            articles: query.articles.as_deref().map(selection_to_wire),
            page_size: query.limit,
            page_token: String::new(),
            first_page_only: false,
            sort: write_optional(query.sort),
            with_paragraphs: false,
            all_revisions: query.all_revisions,
            grouped: query.grouped,
            corrected: query.corrected,
        }
    }
}

impl TryFrom<v1::QueryStatementsResponse> for domain::StatementPage {
    type Error = ConvertError;

    fn try_from(wire: v1::QueryStatementsResponse) -> Result<Self, ConvertError> {
        let hits = each(wire.hits, "hits")?;
        Ok(Self { hits, total: wire.total, total_at_least: wire.total_at_least })
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
            paragraph: optional(wire.paragraph, "paragraph")?,
            corrected: optional(wire.corrected, "corrected")?,
            revision: optional(wire.revision, "revision")?,
            story: optional(wire.story, "story")?,
            wire: domain::Wire::of_word(&wire.wire),
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
            paragraph: hit.paragraph.as_ref().map(Into::into),
            corrected: hit.corrected.as_ref().map(Into::into),
            revision: hit.revision.as_ref().map(Into::into),
            story: hit.story.as_ref().map(Into::into),
            wire: hit.wire.map(|wire| wire.to_string()).unwrap_or_default(),
        }
    }
}

impl TryFrom<v1::StatementInContext> for domain::StatementInContext {
    type Error = ConvertError;

    fn try_from(wire: v1::StatementInContext) -> Result<Self, ConvertError> {
        Ok(Self {
            hit: require(wire.hit, "hit")?,
            paragraph: require(wire.paragraph, "paragraph")?,
            line: wire.line,
        })
    }
}

impl From<&domain::StatementInContext> for v1::StatementInContext {
    fn from(found: &domain::StatementInContext) -> Self {
        let domain::StatementInContext { hit, paragraph, line } = found;
        Self { hit: Some(hit.into()), paragraph: Some(paragraph.into()), line: *line }
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
        let domain::StoreCounts { articles, statements, speakers, outliving, not_english } =
            counts.clone();
        let not_english = name_counts(not_english);
        Self { articles, statements, speakers, outliving, not_english }
    }
}

impl From<v1::GetStoreStatusResponse> for domain::StoreCounts {
    fn from(wire: v1::GetStoreStatusResponse) -> Self {
        let v1::GetStoreStatusResponse { articles, statements, speakers, outliving, not_english } =
            wire;
        let not_english = counted_names(not_english);
        Self { articles, statements, speakers, outliving, not_english }
    }
}

/// Returns all speakers that are asked for.
fn speakers(first: String, others: Vec<String>) -> Result<Vec<String>, ConvertError> {
    let mut speakers: Vec<String> = term(first, "speaker")?.into_iter().collect();
    if others.len() >= MAX_SPEAKERS_ASKED {
        let problem = Problem::OutOfRange("a question is for at most 100 speakers");
        return Err(ConvertError::new("other_speakers", problem));
    }
    for (i, name) in others.into_iter().enumerate() {
        speakers.extend(term(name, &format!("other_speakers[{i}]"))?);
    }
    Ok(speakers)
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
