//! What is right, wherever it was read from: articles with the statements that people found in
//! them. Knows no format.

use q7x2_domain::{Article, CueClass, Kind, Mode, Span, SpeakerType, TimePrecision, Timestamp};

/// An attribution: the spans alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spans {
    /// Who is cited.
    pub(crate) source: Vec<Span>,
    /// The citing words.
    pub(crate) cue: Vec<Span>,
    /// What is cited.
    pub(crate) content: Vec<Span>,
}

/// An article of the golden set.
#[derive(Debug)]
pub(super) struct GoldArticle {
    /// Its file's name, without the extension.
    pub(super) name: String,
    /// In whose manner it is written.
    pub(super) style: Style,
    /// What an extractor is given.
    pub(super) article: Article,
    /// Its statements, in the order of the file.
    pub(super) statements: Vec<GoldStatement>,
}

/// The manners of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    /// News agencies.
    Wire,
    /// British popular papers: single quotation marks, short paragraphs.
    Tabloid,
    /// Web pages with lists, headings and what stands around an article.
    Aggregator,
    /// Translated copy: guillemets, dashes, odd English.
    Translated,
}

impl Style {
    /// All styles with their words.
    pub(super) const ALL: [(&'static str, Self); 4] = [
        ("wire", Self::Wire),
        ("tabloid", Self::Tabloid),
        ("aggregator", Self::Aggregator),
        ("translated", Self::Translated),
    ];
}

/// A statement as people judged it.
#[derive(Debug)]
pub(super) struct GoldStatement {
    /// Its number in the file.
    pub(super) number: u32,
    /// Its attribution.
    pub(super) spans: Spans,
    /// Who speaks.
    pub(super) speaker: GoldSpeaker,
    /// How much of it is quoted.
    pub(super) kind: Kind,
    /// What sort of act it is.
    pub(super) mode: Mode,
    /// What the cue does; nothing where the cue is none of the classes.
    pub(super) class: Option<CueClass>,
    /// How many tellers stand between.
    pub(super) relay: u8,
    /// To whom it was said.
    pub(super) addressee: Vec<Span>,
    /// How it was said.
    pub(super) channel: Vec<Span>,
    /// The expression that tells when it was said.
    pub(super) time: Vec<Span>,
    /// When that was, where it can be known.
    pub(super) said: Option<(Timestamp, TimePrecision)>,
    /// Readers may differ: found or not, it never counts against.
    pub(super) borderline: bool,
}

/// Who speaks, as people judged it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GoldSpeaker {
    /// The name; other names that are right follow after `|`. Empty when nobody can be named.
    pub(super) name: String,
    /// What sort of party it is; `None` when nobody speaks.
    pub(super) kind: Option<SpeakerType>,
    /// How the text names it.
    pub(super) how: String,
}
