//! The words of q7x2 as types, and the ports its services are generic over.
//!
//! An [`Article`] is read; an extractor finds [`Statement`]s in it and returns an
//! [`Extraction`]; a [`StatementStore`] keeps both; a [`WorkQueue`] carries articles from
//! ingest to the workers; a [`Tagger`] marks sources, cues and contents in text.
//!
//! There is no I/O here, no async runtime and no serialisation: a wire format, a database
//! or a file is somebody else's business. All offsets that leave this crate are Unicode
//! code points, all times are UTC.
//!
//! ```
//! use q7x2_domain::{Article, CodePoints, Metadata, Span};
//!
//! let article = Article::new(Metadata::default(), "“Später,” she said.".into()).unwrap();
//! let points = CodePoints::new(article.text());
//! let span = Span::new(0, 9).unwrap();
//! assert_eq!(points.slice(span), Some("“Später,”"));
//! ```

mod article;
mod asserted;
mod calendar;
mod carried;
mod catalogue;
mod correction;
mod edit;
mod extraction;
mod field;
mod offered;
mod origin;
mod place;
mod rules;
mod sketch;
mod span;
mod speaker;
mod statement;
mod text;
mod time;
mod wire;
mod words;

mod error;
mod moving;
mod queue;
mod shortfall;
mod store;
mod tagger;
mod vectors;
mod wanted;

pub use article::{
    Article, ArticleError, ArticleId, MAX_FIELD_BYTES, MAX_TEXT_BYTES, Metadata, OUTLET_ARTICLE,
    asks_for_english, bare_outlet, is_english, is_language_meant, is_other_outlet,
};
pub use asserted::Asserted;
pub use carried::Carrier;
pub use catalogue::{
    ArticleCatalogue, ArticleFilter, ArticleState, ArticleSummary, FORGOTTEN_FOR, ForgottenNote,
    Revision, Story,
};
pub use correction::{Corrected, Correction, CorrectionKind, CorrectionNote, Effect, quoted};
pub use edit::{Edit, EditEntry, EditOutcome, EditRefusal, KnownSpeaker, Party, SpeakerPart};
pub use error::{Cause, PortError};
pub use extraction::{Diagnostic, DiagnosticCode, Extraction, Inconsistency, ModelVersion};
pub use field::FieldEdit;
pub use moving::{
    Checked, Fault, ForgottenThing, Moved, MovedArticle, MovedExtraction, MovedForgotten,
    MovedHead, Taken,
};
pub use offered::{Learned, Offered, Standing, Tombstone};
pub use origin::{Origin, is_same_address};
pub use place::StatementPlace;
pub use queue::{
    Enqueued, FailOutcome, Hold, HoldPlace, Lease, LeaseToken, QueueCounts, Queued, RetryPolicy,
    SetAside, Unfinished, WorkQueue, WorkState,
};
pub use rules::{Answer, Linked, SpeakerRules};
pub use shortfall::{Condition, Count, Left, NearStatement, Shortfall, Unseen};
pub use sketch::{Likeness, Sketch};
pub use span::{Excerpt, Span};
pub use speaker::{LinkReason, SharedSpeakers, Speaker, SpeakerFacts, SpeakerId, SpeakerType};
pub use statement::{
    Addressee, Channel, CueClass, Kind, Mode, Relay, Role, Statement, StatementId, TimePrecision,
    TimeSaid,
};
pub use store::{
    ArticlePage, ArticleQuery, Group, Grouping, ModeFilter, Recorded, Sort, SpeakerSummary,
    StatementCounts, StatementHit, StatementInContext, StatementKey, StatementPage, StatementQuery,
    StatementStore, StoreCounts,
};
pub use tagger::{RoleSpan, Sentence, Setting, Tagged, Tagger, TaggerInput};
pub use text::CodePoints;
pub use time::{Clock, ManualClock, SystemClock, Timestamp};
pub use vectors::WordVectors;
pub use wanted::{Abandoned, Wanted, always_wanted};
pub use wire::Wire;
