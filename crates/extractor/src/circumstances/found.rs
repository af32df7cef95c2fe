//! What is found beside a cue, and what there is to be found.

use crate::document::Bytes;
use crate::time::Expression;

/// What stands beside a cue.
#[derive(Debug, Clone, Default)]
pub(crate) struct Circumstances {
    /// The words that name who was spoken to.
    pub(crate) addressee: Option<Bytes>,
    /// The words that name the channel.
    pub(crate) channel: Option<Bytes>,
    /// The words that tell when it was said.
    pub(crate) time: Option<Box<Expression>>,
}

/// What speaks for and against a circumstance.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The names of what is known.
    pub clues: Vec<String>,
    /// What the words mean, in the order of [`circumstance_vectors`](crate::fitting::circumstance_vectors).
    pub vectors: Vec<f32>,
}

/// What is looked for beside a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circumstance {
    /// To whom it was said.
    Addressee,
    /// How it was said.
    Channel,
    /// When it was said.
    Time,
}

impl Circumstance {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Addressee, Self::Channel, Self::Time];
    pub(super) const COUNT: usize = Self::ALL.len();

    /// Returns where it stands among those of a cue.
    pub(crate) fn of(self, all: &Circumstances) -> Option<Bytes> {
        match self {
            Self::Addressee => all.addressee,
            Self::Channel => all.channel,
            Self::Time => all.time.as_ref().map(|time| time.bytes),
        }
    }
}
