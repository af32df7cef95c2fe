//! Statements: an attribution (source, cue, content) with what was made of it.

use std::fmt;
use std::sync::Arc;

use crate::words::words;
use crate::{ArticleId, Asserted, Excerpt, ModelVersion, Span, Speaker, Timestamp};

/// The three parts of an attribution (PARC 3.0, PolNeAR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Who is cited.
    Source,
    /// The words that do the citing.
    Cue,
    /// What is cited.
    Content,
}

/// How much of the content stands in quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// All of it.
    Direct,
    /// None of it.
    Indirect,
    /// Some of it.
    Mixed,
}

/// What sort of act the content reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// Something said or written.
    Speech,
    /// Belief, intent or feeling.
    Thought,
    /// A document or event that shows or suggests something.
    Sign,
}

/// What the cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CueClass {
    /// Says, tells, adds, writes: nothing more than saying.
    Said,
    /// Claims, alleges, insists: the writer keeps a distance.
    Claimed,
    /// Denies, rejects, refutes.
    Denied,
    /// Demands, orders, urges, calls for.
    Demanded,
    /// Promises, pledges, vows.
    Promised,
    /// Threatens; who only warns has said so.
    Threatened,
    /// Asks, wonders, inquires.
    Asked,
    /// Believes, thinks, hopes, fears.
    Believes,
    /// Intends, plans, wants.
    Intends,
    /// Declines to comment or to answer.
    Declined,
}

words!(Kind { Direct = "direct", Indirect = "indirect", Mixed = "mixed" });
words!(Mode { Speech = "speech", Thought = "thought", Sign = "sign" });
words!(CueClass {
    Said = "said",
    Claimed = "claimed",
    Denied = "denied",
    Demanded = "demanded",
    Promised = "promised",
    Threatened = "threatened",
    Asked = "asked",
    Believes = "believes",
    Intends = "intends",
    Declined = "declined_to_comment",
});
words!(TimePrecision {
    Year = "year",
    Month = "month",
    Day = "day",
    Hour = "hour",
    Minute = "minute",
});

/// The id of a statement: 16 lower-case hexadecimal digits, a hash of the article, the model
/// version and the spans. The same extraction always gives the same ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementId(String);

impl StatementId {
    /// Returns the id of the attribution with these spans.
    pub fn of(
        article: ArticleId,
        model: &ModelVersion,
        source: &[Excerpt],
        cue: &[Excerpt],
        content: &[Excerpt],
    ) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(article.to_string().as_bytes());
        hasher.update(model.as_str().as_bytes());
        for part in [source, cue, content] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            for excerpt in part {
                hasher.update(&excerpt.span.start().to_le_bytes());
                hasher.update(&excerpt.span.end().to_le_bytes());
            }
        }
        Self(hasher.finalize().to_hex()[..16].to_owned())
    }

    /// Returns an id read from a store or the wire.
    pub fn from_stored(id: String) -> Self {
        Self(id)
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// To whom something was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The words that name the addressee.
    pub excerpt: Excerpt,
    /// The party they resolve to, if it is known.
    pub party: Option<Speaker>,
}

/// How something was said: Telegram, a phone call, state television.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The words that name the channel.
    pub excerpt: Excerpt,
}

/// The unit to which a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimePrecision {
    /// A calendar year.
    Year,
    /// A calendar month.
    Month,
    /// A calendar day.
    Day,
    /// An hour.
    Hour,
    /// A minute.
    Minute,
}

/// When something was said, as the article tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeSaid {
    /// The expression: "on Tuesday".
    pub excerpt: Excerpt,
    /// Its start and precision, where it could be anchored; `None` keeps the words alone.
    pub value: Option<(Timestamp, TimePrecision)>,
}

impl TimeSaid {
    /// Returns the period that the time lies in: its start and the first moment after it. `None`
    /// where the expression could not be anchored.
    pub fn period(&self) -> Option<(Timestamp, Timestamp)> {
        self.value.map(|(start, precision)| (start, precision.end_of(start)))
    }
}

/// That a statement is second-hand: A reports that B said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// How many tellers stand between the speaker and the article: 1 for "A reports that B said".
    pub depth: u8,
    /// The statement that relays this one, when it was extracted.
    pub by: Option<StatementId>,
    /// Who tells it, as it stands in the text, where that is told.
    pub teller: Option<Excerpt>,
}

/// An attribution with its speaker, addressee, channel, time and relay. A long text has a hundred thousand
/// of them, so what few have lies apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The id, from [`StatementId::of`].
    pub id: StatementId,
    /// How much of the content is quoted.
    pub kind: Kind,
    /// What sort of act is reported.
    pub mode: Mode,
    /// Whether it was said at all.
    pub asserted: Asserted,
    /// Who is cited, as it stands in the text; empty when left out.
    pub source: Vec<Excerpt>,
    /// The citing words; empty when there are none ("…" – Name).
    pub cue: Vec<Excerpt>,
    /// What is cited, in one or more pieces; never empty.
    pub content: Vec<Excerpt>,
    /// The resolved speaker; `None` when it is not known. Statements of one speaker may share it.
    pub speaker: Option<Arc<Speaker>>,
    /// Who speaks with the speaker, as one: Berg in "Lind and Berg said". Empty where there is no
    /// speaker.
    pub joint: Vec<Speaker>,
    /// Who else may stand behind the source: the likeliest of those who were not taken. `None`
    /// where nobody else comes into question.
    pub next_candidate: Option<Arc<Speaker>>,
    /// To whom it was said.
    pub addressee: Option<Box<Addressee>>,
    /// How it was said.
    pub channel: Option<Box<Channel>>,
    /// When it was said.
    pub said_at: Option<Box<TimeSaid>>,
    /// Whether it is second-hand.
    pub relay: Option<Box<Relay>>,
    /// What the cue does.
    pub cue_class: Option<CueClass>,
    /// How likely the whole is right, from 0 to 1; `None` when the model does not tell.
    pub confidence: Option<f32>,
}

impl Statement {
    /// Returns the span from the first to the last word of source, cue and content; `None` of a
    /// statement without any.
    pub fn extent(&self) -> Option<Span> {
        let parts = self.source.iter().chain(&self.cue).chain(&self.content);
        parts.map(|excerpt| excerpt.span).reduce(Span::cover)
    }

    /// Returns all who speak, jointly where they are several; nobody where it is not known.
    pub fn speakers(&self) -> impl Iterator<Item = &Speaker> {
        self.speaker.as_deref().into_iter().chain(&self.joint)
    }

    /// Returns every excerpt the statement rests on.
    pub fn excerpts(&self) -> impl Iterator<Item = &Excerpt> {
        self.source
            .iter()
            .chain(&self.cue)
            .chain(&self.content)
            .chain(self.addressee.iter().map(|a| &a.excerpt))
            .chain(self.channel.iter().map(|c| &c.excerpt))
            .chain(self.said_at.iter().map(|t| &t.excerpt))
            .chain(self.relay.iter().filter_map(|r| r.teller.as_ref()))
    }
}
