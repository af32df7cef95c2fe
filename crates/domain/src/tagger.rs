//! The port to a tagger: marks which words are source, cue or content. It may tell which span
//! belongs to which; linking them into attributions is not its business.
//!
//! Offsets on this port are bytes, since both sides work on Rust strings; they become code
//! points when a statement is made.

use std::ops::Range;

use crate::{Abandoned, ModelVersion, Role, Wanted, WordVectors};

/// Marks sources, cues and contents.
pub trait Tagger: Send + Sync {
    /// Names the tagger and its version.
    fn model(&self) -> &ModelVersion;

    /// Marks each text; returns, in the order of `inputs`, its spans in the order of their start.
    /// Total: any text gives a result. Spans of one role do not overlap.
    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>>;

    /// Marks each text as [`tag`](Self::tag) does, and returns what its words mean as well, if the tagger
    /// has numbers for that.
    fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
        let tagged = |spans| Tagged { spans, vectors: WordVectors::default() };
        self.tag(inputs).into_iter().map(tagged).collect()
    }

    /// Does what [`read`](Self::read) does for somebody who may give it up. A tagger that takes long asks
    /// between parts of a text.
    ///
    /// # Errors
    /// When nobody waits for it any more.
    fn read_while(
        &self,
        inputs: &[TaggerInput<'_>],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Tagged>, Abandoned> {
        wanted()?;
        Ok(self.read(inputs))
    }
}

impl<T: Tagger + ?Sized> Tagger for std::sync::Arc<T> {
    fn model(&self) -> &ModelVersion {
        self.as_ref().model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        self.as_ref().tag(inputs)
    }

    fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
        self.as_ref().read(inputs)
    }

    fn read_while(
        &self,
        inputs: &[TaggerInput<'_>],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Tagged>, Abandoned> {
        self.as_ref().read_while(inputs, wanted)
    }
}

impl<T: Tagger + ?Sized> Tagger for &T {
    fn model(&self) -> &ModelVersion {
        (*self).model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        (*self).tag(inputs)
    }

    fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
        (*self).read(inputs)
    }

    fn read_while(
        &self,
        inputs: &[TaggerInput<'_>],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Tagged>, Abandoned> {
        (*self).read_while(inputs, wanted)
    }
}

/// A text as it is read: mended, and cut into sentences. Spans are in its bytes; whoever made the view
/// maps them back to the stored text.
#[derive(Debug, Clone, Copy)]
pub struct TaggerInput<'a> {
    /// The view of the article's text.
    pub text: &'a str,
    /// Its sentences, in order, without overlap; what lies between them is white space.
    pub sentences: &'a [Sentence],
}

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, in bytes, without the white space around it.
    pub bytes: Range<usize>,
    /// Whether it is the first of its paragraph.
    pub opens_paragraph: bool,
}

/// What a tagger says of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tagged {
    /// Its spans, in the order of their start; spans of one role do not overlap.
    pub spans: Vec<RoleSpan>,
    /// What its words mean; empty where the tagger has no numbers for that.
    pub vectors: WordVectors,
}

/// A run of words with a role.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleSpan {
    /// The role.
    pub role: Role,
    /// Where it stands, in bytes, on character boundaries.
    pub bytes: Range<usize>,
    /// How sure the tagger is, from 0 to 1.
    pub score: f32,
    /// The span this one belongs to in the tagger's own reading, as an index into the spans of its
    /// text: a content's cue, a cue's source. `None` when it belongs to none; nobody guesses one.
    pub partner: Option<usize>,
}

/// What a tagger should rather avoid: to be wrong, or to miss something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Setting {
    /// The best balance of both (highest F1).
    #[default]
    Balanced,
    /// Rather miss something than be wrong.
    Precision,
    /// Rather be wrong than miss something.
    Recall,
}

impl Setting {
    /// All settings, in order.
    pub const ALL: [Self; 3] = [Self::Balanced, Self::Precision, Self::Recall];

    /// Returns the word used for it on command lines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Balanced => "balanced",
            Self::Precision => "precision",
            Self::Recall => "recall",
        }
    }
}
