//! What the lexicon knows of a cue: its readings, the form of its verb, and what can be its content.

use q7x2_domain::{CueClass, Mode};

/// What can stand as a cue's content; a bit for each word of the table's `takes`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Takes(u16);

impl Takes {
    /// A clause with or without "that".
    pub(crate) const CLAUSE: Self = Self(1);
    /// A clause with "that", "how", "what" ….
    pub(crate) const THAT: Self = Self(2);
    /// A clause with "whether", "if", "why" ….
    pub(crate) const WHETHER: Self = Self(4);
    /// An infinitive.
    pub(crate) const TO: Self = Self(8);
    /// A noun phrase.
    pub(crate) const OBJECT: Self = Self(16);
    /// A quotation before or after the cue.
    pub(crate) const QUOTE: Self = Self(32);
    /// A clause beside which the cue stands: "he left, she says".
    pub(crate) const ASIDE: Self = Self(64);
    /// Somebody named between cue and content: "told reporters that he left".
    pub(crate) const LISTENER: Self = Self(128);

    pub(super) const NAMES: [(&'static str, Self); 8] = [
        ("clause", Self::CLAUSE),
        ("that", Self::THAT),
        ("whether", Self::WHETHER),
        ("to", Self::TO),
        ("object", Self::OBJECT),
        ("quote", Self::QUOTE),
        ("aside", Self::ASIDE),
        ("listener", Self::LISTENER),
    ];

    /// Tells whether `other` is among these.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The form a verb stands in. A regular past is also the participle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// say
    Base,
    /// says
    Third,
    /// saying
    Ing,
    /// said
    Past,
    /// A noun: statement, remarks.
    Noun,
}

/// What the lexicon knows of a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cue {
    /// What it does.
    pub class: Option<CueClass>,
    /// What sort of act it reports.
    pub mode: Mode,
    /// What can be its content.
    pub takes: Takes,
}

/// A cue as it is spelt: the rest of its words after the first, and what it is.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The words after the first: "out" of "point out".
    pub rest: Vec<String>,
    /// The first word as a dictionary has it.
    pub lemma: String,
    /// The form of the first word.
    pub form: Form,
    /// The readings, in the order of the table.
    pub readings: Vec<Cue>,
}
