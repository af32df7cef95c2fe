//! A statement as JSON, alone, with its document, or inside its paragraph.

use q7x2_domain as domain;
use serde::Serialize;

use super::{Document, Shortfall};
use crate::render::time::rfc3339;

/// One statement.
#[derive(Debug, Serialize)]
pub(crate) struct Statement {
    id: String,
    kind: &'static str,
    mode: &'static str,
    asserted: &'static str,
    source: Option<Vec<Span>>,
    cue: Option<Vec<Span>>,
    content: Vec<Span>,
    speaker: Option<Speaker>,
    speakers: Vec<Speaker>,
    next_candidate: Option<Speaker>,
    addressee: Option<Addressee>,
    channel: Option<Span>,
    said_at: Option<TimeSaid>,
    relay: Option<Relay>,
    cue_class: Option<&'static str>,
    confidence: Option<f32>,
    model: String,
}

/// Words and where they stand, in code points of the document's text.
#[derive(Debug, Serialize)]
pub(crate) struct Span {
    text: String,
    start: u32,
    end: u32,
}

/// The resolved party behind a source.
#[derive(Debug, Serialize)]
pub(crate) struct Speaker {
    id: String,
    name: String,
    r#type: &'static str,
    link_reason: &'static str,
    wikidata: Option<String>,
    stands_for: Option<String>,
    maker: Option<String>,
    of: Option<String>,
}

/// The words that name an addressee, and the party they resolve to.
#[derive(Debug, Serialize)]
struct Addressee {
    #[serde(flatten)]
    span: Span,
    party: Option<Speaker>,
}

/// The words that tell a time, and the time where it could be anchored.
#[derive(Debug, Serialize)]
struct TimeSaid {
    #[serde(flatten)]
    span: Span,
    value: Option<String>,
    precision: Option<&'static str>,
}

/// That a statement is second-hand.
#[derive(Debug, Serialize)]
struct Relay {
    depth: u8,
    by: Option<String>,
    teller: Option<Teller>,
}

/// Who tells a statement that is second-hand: the words that name the teller, and whom they name, as
/// far as each is known.
#[derive(Debug, Serialize)]
struct Teller {
    #[serde(flatten)]
    words: Option<Span>,
    #[serde(flatten)]
    party: Option<Speaker>,
}

/// A statement and the document it is from: one line of `query --format jsonl`.
#[derive(Debug, Serialize)]
pub(crate) struct StatementWithDocument {
    #[serde(flatten)]
    statement: Statement,
    document: Document,
    /// The paragraphs it stands in, where they were asked for.
    paragraph: Option<Span>,
    /// What people corrected about it.
    corrected: Option<Corrected>,
    /// Whether it is from the text of its article that answers: the newest.
    current: bool,
    /// Which text of its article it is from, where that has several.
    revision: Option<Revision>,
    /// How many of the words it has that were asked for, where it does not have all and is given as one of the
    /// nearest.
    words_met: Option<u32>,
    /// The story that its article is a copy of, where other copies are kept.
    story: Option<Story>,
    /// The news agency to which its article is credited.
    wire: Option<&'static str>,
}

/// A story, and how many articles and outlets have it, or the statement.
#[derive(Debug, Serialize)]
pub(super) struct Story {
    id: String,
    articles: u64,
    outlets: u64,
}

impl From<&domain::Story> for Story {
    fn from(story: &domain::Story) -> Self {
        let domain::Story { id, articles, outlets } = *story;
        Self { id: id.to_string(), articles, outlets }
    }
}

/// Which of how many texts of an article.
#[derive(Debug, Serialize)]
struct Revision {
    number: u32,
    of: u32,
}

/// What people corrected about a statement, and what it was as extracted.
#[derive(Debug, Serialize)]
struct Corrected {
    corrections: Vec<CorrectionNote>,
    extracted: Extracted,
    /// The model that answers for the article and has not found the statement.
    missed_by: Option<String>,
}

/// Who corrected what, when and why.
#[derive(Debug, Serialize)]
pub(super) struct CorrectionNote {
    edit: u64,
    what: &'static str,
    by: String,
    at: String,
    reason: Option<String>,
    /// The other text of the article that it was made on.
    article_id: Option<String>,
}

/// What a statement was before it was corrected.
#[derive(Debug, Serialize)]
struct Extracted {
    kind: &'static str,
    asserted: &'static str,
    content: Vec<Span>,
    speaker: Option<Speaker>,
    speakers: Vec<Speaker>,
}

/// What stands behind the statements, or the groups, in the answer of `query --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct AnswerEnd {
    /// When speakers were asked for and nothing matches: the names spelt most like theirs.
    pub(crate) nearest_speakers: Vec<String>,
    /// Of several speakers that were asked for, those that nobody is called by.
    pub(crate) unknown_speakers: Vec<String>,
    /// How many statements people corrected away that would match else.
    pub(crate) corrected_away: u64,
    /// What conditions cannot see.
    pub(crate) unseen: Unseen,
    /// Why nothing matches; null when something does.
    pub(crate) shortfall: Option<Shortfall>,
}

/// How many statements have all that is asked for but what a condition could be held against.
#[derive(Debug, Serialize)]
pub(crate) struct Unseen {
    /// In articles without a date of publication.
    published: u64,
    /// Without a time said that is known.
    said: u64,
    /// In articles without an outlet.
    outlet: u64,
    /// Without an addressee that is told.
    addressee: u64,
    /// Without a channel that is told.
    channel: u64,
    /// Outlets whose names have the words of the one that is asked for among others.
    other_outlets: Vec<OtherOutlet>,
}

/// An outlet, and how many of its statements match but for that.
#[derive(Debug, Serialize)]
pub(crate) struct OtherOutlet {
    name: String,
    statements: u64,
}

/// A statement inside its paragraph.
#[derive(Debug, Serialize)]
pub(crate) struct ShownStatement {
    #[serde(flatten)]
    statement: StatementWithDocument,
    /// The line of the text in which it begins; null where a service does not tell it.
    line: Option<u32>,
}

/// The answer of `show --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) statements: Vec<ShownStatement>,
}

impl Statement {
    /// Returns the shape of a statement that `model` produced and `teller` tells.
    pub(crate) fn new(
        statement: &domain::Statement,
        model: &domain::ModelVersion,
        teller: Option<&domain::Speaker>,
    ) -> Self {
        let relay = |relay: &domain::Relay| Relay {
            depth: relay.depth,
            by: relay.by.as_ref().map(ToString::to_string),
            teller: (relay.teller.is_some() || teller.is_some()).then(|| Teller {
                words: relay.teller.as_ref().map(Span::from),
                party: teller.map(Speaker::from),
            }),
        };
        Self {
            id: statement.id.to_string(),
            kind: statement.kind.as_str(),
            mode: statement.mode.as_str(),
            asserted: statement.asserted.as_str(),
            source: spans(&statement.source),
            cue: spans(&statement.cue),
            content: statement.content.iter().map(Span::from).collect(),
            speaker: statement.speaker.as_deref().map(Speaker::from),
            speakers: statement.speakers().map(Speaker::from).collect(),
            next_candidate: statement.next_candidate.as_deref().map(Speaker::from),
            addressee: statement.addressee.as_deref().map(Addressee::from),
            channel: statement.channel.as_ref().map(|channel| Span::from(&channel.excerpt)),
            said_at: statement.said_at.as_deref().map(TimeSaid::from),
            relay: statement.relay.as_deref().map(relay),
            cue_class: statement.cue_class.map(domain::CueClass::as_str),
            confidence: statement.confidence,
            model: model.to_string(),
        }
    }
}

impl From<&domain::StatementHit> for StatementWithDocument {
    fn from(hit: &domain::StatementHit) -> Self {
        Self {
            statement: Statement::new(&hit.statement, &hit.model, hit.teller.as_ref()),
            document: Document::new(hit.article, &hit.metadata),
            paragraph: hit.paragraph.as_ref().map(Span::from),
            corrected: hit.corrected.as_ref().map(Corrected::from),
            current: hit.revision.is_none_or(|revision| revision.is_current),
            revision: hit
                .revision
                .map(|domain::Revision { number, of, .. }| Revision { number, of }),
            words_met: None,
            story: hit.story.as_ref().map(Story::from),
            wire: hit.wire.map(domain::Wire::as_str),
        }
    }
}

impl From<&domain::NearStatement> for StatementWithDocument {
    fn from(near: &domain::NearStatement) -> Self {
        Self { words_met: Some(near.met), ..Self::from(&near.hit) }
    }
}

impl From<domain::Unseen> for Unseen {
    fn from(unseen: domain::Unseen) -> Self {
        let domain::Unseen { published, said, outlet, addressee, channel, other_outlets } = unseen;
        let other = |(name, statements)| OtherOutlet { name, statements };
        let other_outlets = other_outlets.into_iter().map(other).collect();
        Self { published, said, outlet, addressee, channel, other_outlets }
    }
}

impl From<&domain::StatementInContext> for ShownStatement {
    fn from(shown: &domain::StatementInContext) -> Self {
        let mut statement = StatementWithDocument::from(&shown.hit);
        statement.paragraph = Some((&shown.paragraph).into());
        Self { statement, line: (shown.line > 0).then_some(shown.line) }
    }
}

impl From<&domain::Corrected> for Corrected {
    fn from(corrected: &domain::Corrected) -> Self {
        let extracted = Extracted {
            kind: corrected.kind.as_str(),
            asserted: corrected.asserted.as_str(),
            content: corrected.content.iter().map(Span::from).collect(),
            speaker: corrected.speaker.as_ref().map(Speaker::from),
            speakers: corrected.speaker.iter().chain(&corrected.joint).map(Speaker::from).collect(),
        };
        let missed_by = corrected.missed_by.as_ref().map(ToString::to_string);
        let corrections = corrected.notes.iter().map(CorrectionNote::from).collect();
        Self { corrections, extracted, missed_by }
    }
}

impl From<&domain::CorrectionNote> for CorrectionNote {
    fn from(note: &domain::CorrectionNote) -> Self {
        Self {
            edit: note.number,
            what: note.kind.as_str(),
            by: note.by.clone(),
            at: rfc3339(note.at),
            reason: note.reason.clone(),
            article_id: note.of.map(|id| id.to_string()),
        }
    }
}

impl From<&domain::Excerpt> for Span {
    fn from(excerpt: &domain::Excerpt) -> Self {
        let (start, end) = (excerpt.span.start(), excerpt.span.end());
        Self { text: excerpt.text.clone(), start, end }
    }
}

impl From<&domain::Speaker> for Speaker {
    fn from(speaker: &domain::Speaker) -> Self {
        Self {
            id: speaker.id.as_str().to_owned(),
            name: speaker.name.clone(),
            r#type: speaker.kind.as_str(),
            link_reason: speaker.link_reason.as_str(),
            wikidata: speaker.facts.wikidata.clone(),
            stands_for: speaker.facts.stands_for.clone(),
            maker: speaker.facts.maker.clone(),
            of: speaker.facts.of.clone(),
        }
    }
}

impl From<&domain::Addressee> for Addressee {
    fn from(addressee: &domain::Addressee) -> Self {
        let party = addressee.party.as_ref().map(Speaker::from);
        Self { span: (&addressee.excerpt).into(), party }
    }
}

impl From<&domain::TimeSaid> for TimeSaid {
    fn from(said_at: &domain::TimeSaid) -> Self {
        Self {
            span: (&said_at.excerpt).into(),
            value: said_at.value.map(|(time, _)| rfc3339(time)),
            precision: said_at.value.map(|(_, precision)| precision.as_str()),
        }
    }
}

/// Returns the spans as a list, or null when there are none.
fn spans(excerpts: &[domain::Excerpt]) -> Option<Vec<Span>> {
    (!excerpts.is_empty()).then(|| excerpts.iter().map(Span::from).collect())
}
