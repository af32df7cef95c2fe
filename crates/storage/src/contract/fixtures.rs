//! Articles and extractions for the suite, made from words of their own text.

use std::sync::Arc;

use q7x2_domain::{
    Addressee, Article, Asserted, Channel, CodePoints, CueClass, Excerpt, Extraction, Kind,
    LinkReason, Metadata, Mode, ModelVersion, Relay, Speaker, SpeakerFacts, SpeakerType, Statement,
    StatementId, StatementPage, StatementQuery, TimePrecision, TimeSaid, Timestamp,
};
use q7x2_names::speaker_id;

/// The model version of extractions that name no other.
pub const MODEL: &str = "test-1";

/// An article and its extraction in the making.
#[derive(Debug, Clone)]
pub struct Story {
    text: String,
    metadata: Metadata,
    model: ModelVersion,
    drafts: Vec<Draft>,
}

impl Story {
    /// Begins a story of an undated article.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            metadata: Metadata::default(),
            model: ModelVersion::new(MODEL),
            drafts: vec![],
        }
    }

    /// Sets the outlet.
    #[must_use]
    pub fn outlet(mut self, outlet: &str) -> Self {
        self.metadata.outlet = Some(outlet.into());
        self
    }

    /// Sets the day of publication, counted from the epoch.
    #[must_use]
    pub fn day(mut self, day: i64) -> Self {
        self.metadata.published_at = Some(day_start(day));
        self
    }

    /// Sets everything known beside the text.
    #[must_use]
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// Sets the model version.
    #[must_use]
    pub fn model(mut self, model: &str) -> Self {
        self.model = ModelVersion::new(model);
        self
    }

    /// Adds a statement.
    #[must_use]
    pub fn says(mut self, draft: Draft) -> Self {
        self.drafts.push(draft);
        self
    }

    /// Returns the article and its extraction.
    ///
    /// # Panics
    /// When a draft cites words that the text does not have.
    pub fn build(&self) -> (Article, Extraction) {
        let article = Article::new(self.metadata.clone(), self.text.clone())
            .expect("a fixture's text is an article");
        let statements = self.drafts.iter().map(|d| d.build(&article, &self.model)).collect();
        let extraction = Extraction {
            article: article.id(),
            model: self.model.clone(),
            statements,
            diagnostics: vec![],
        };
        (article, extraction)
    }
}

/// A statement in the making: an indirect one, said by nobody known.
#[derive(Debug, Clone)]
pub struct Draft {
    content: String,
    source: Option<String>,
    speaker: Option<(String, SpeakerType, LinkReason)>,
    kind: Kind,
    mode: Mode,
    asserted: Asserted,
    joint: Vec<String>,
    addressee: Option<(String, Option<String>)>,
    channel: Option<String>,
    said_at: Option<(String, Option<(Timestamp, TimePrecision)>)>,
    relay: Option<Relay>,
    cue_class: Option<CueClass>,
    confidence: Option<f32>,
}

impl Draft {
    /// Begins a statement with this content.
    pub fn new(content: &str) -> Self {
        Self {
            content: content.into(),
            source: None,
            speaker: None,
            kind: Kind::Indirect,
            mode: Mode::Speech,
            asserted: Asserted::Said,
            joint: vec![],
            addressee: None,
            channel: None,
            said_at: None,
            relay: None,
            cue_class: None,
            confidence: None,
        }
    }

    /// Sets the source and the person it was linked to.
    #[must_use]
    pub fn by(self, source: &str, name: &str, link: LinkReason) -> Self {
        self.by_party(source, name, SpeakerType::Person, link)
    }

    /// Sets the source and the party it was linked to.
    #[must_use]
    pub fn by_party(
        mut self,
        source: &str,
        name: &str,
        kind: SpeakerType,
        link: LinkReason,
    ) -> Self {
        self.source = Some(source.into());
        self.speaker = Some((name.into(), kind, link));
        self
    }

    /// Sets the kind.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the mode.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets whether it was said.
    #[must_use]
    pub fn asserted(mut self, asserted: Asserted) -> Self {
        self.asserted = asserted;
        self
    }

    /// Adds a person who speaks with the speaker.
    #[must_use]
    pub fn with(mut self, name: &str) -> Self {
        self.joint.push(name.into());
        self
    }

    /// Sets the words that name the addressee, and the person they resolve to.
    #[must_use]
    pub fn to(mut self, words: &str, person: Option<&str>) -> Self {
        self.addressee = Some((words.into(), person.map(Into::into)));
        self
    }

    /// Sets the words that name the channel.
    #[must_use]
    pub fn via(mut self, words: &str) -> Self {
        self.channel = Some(words.into());
        self
    }

    /// Sets the words that tell when it was said, and the time they were anchored at.
    #[must_use]
    pub fn said_at(mut self, words: &str, value: Option<(Timestamp, TimePrecision)>) -> Self {
        self.said_at = Some((words.into(), value));
        self
    }

    /// Makes it second-hand, relayed by the statement of this id if that is known.
    #[must_use]
    pub fn relayed(mut self, by: Option<StatementId>) -> Self {
        self.relay = Some(Relay { depth: 1, by, teller: None });
        self
    }

    /// Sets what the cue does.
    #[must_use]
    pub fn class(mut self, class: CueClass) -> Self {
        self.cue_class = Some(class);
        self
    }

    /// Sets the confidence.
    #[must_use]
    pub fn confidence(mut self, confidence: f32) -> Self {
        self.confidence = Some(confidence);
        self
    }

    fn build(&self, article: &Article, model: &ModelVersion) -> Statement {
        let found = |words: &String| excerpt(article.text(), words);
        let party = |name: &str, kind, link_reason| Speaker {
            id: speaker_id(name, kind, article.id()),
            name: name.into(),
            kind,
            link_reason,
            facts: SpeakerFacts::default(),
        };
        let source: Vec<Excerpt> = self.source.iter().map(found).collect();
        let content = vec![found(&self.content)];
        let speaker = self.speaker.as_ref().map(|(name, kind, link)| party(name, *kind, *link));
        Statement {
            id: StatementId::of(article.id(), model, &source, &[], &content),
            kind: self.kind,
            mode: self.mode,
            asserted: self.asserted,
            source,
            cue: vec![],
            content,
            speaker: speaker.map(Arc::new),
            joint: (self.joint.iter())
                .map(|name| party(name, SpeakerType::Person, LinkReason::Name))
                .collect(),
            next_candidate: None,
            addressee: self.addressee.as_ref().map(|(words, person)| {
                Box::new(Addressee {
                    excerpt: found(words),
                    party: person
                        .as_ref()
                        .map(|name| party(name, SpeakerType::Person, LinkReason::Name)),
                })
            }),
            channel: self.channel.as_ref().map(|words| Box::new(Channel { excerpt: found(words) })),
            said_at: self
                .said_at
                .as_ref()
                .map(|(words, value)| Box::new(TimeSaid { excerpt: found(words), value: *value })),
            relay: self.relay.clone().map(Box::new),
            cue_class: self.cue_class,
            confidence: self.confidence,
        }
    }
}

/// Returns the first place where `text` has these words.
///
/// # Panics
/// When it has not.
pub fn excerpt(text: &str, words: &str) -> Excerpt {
    let start = text.find(words).unwrap_or_else(|| panic!("the fixture lacks \"{words}\""));
    let points = CodePoints::new(text);
    let span = points.span(start..start + words.len()).expect("fixtures cite at least a word");
    Excerpt::of(&points, span).expect("the words were found in the text")
}

/// Returns the first moment of a day, counted from the epoch.
pub fn day_start(day: i64) -> Timestamp {
    Timestamp::from_seconds(day * 86_400)
}

/// Returns a query for everything, thoughts and signs left out.
pub fn everything() -> StatementQuery {
    StatementQuery { limit: 1000, ..StatementQuery::default() }
}

/// Returns a query for what a speaker said.
pub fn said_by(name: &str) -> StatementQuery {
    StatementQuery { speakers: vec![name.into()], ..everything() }
}

/// Returns a query for words.
pub fn about(words: &str) -> StatementQuery {
    StatementQuery { about: Some(words.into()), ..everything() }
}

/// Returns the content of each hit, in order.
pub fn contents(page: &StatementPage) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.statement.content[0].text.as_str()).collect()
}
