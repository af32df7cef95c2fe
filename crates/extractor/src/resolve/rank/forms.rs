//! The forms in which sources name their parties.

/// The forms of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// No source at all.
    None,
    He,
    She,
    They,
    It,
    /// I, me
    I,
    /// we
    We,
    /// who, which, that
    Relative,
    /// "one", "some", "both", "others"
    Some,
    /// A single word of a person's name.
    Surname,
    /// A person's name of more words.
    FullName,
    /// The name of a body or place.
    BodyName,
    /// "the mayor", "her lawyer"
    ThePerson,
    /// "the report"
    TheDocument,
    /// "the company"
    TheBody,
    /// "the other side"
    TheOther,
    /// "a mayor"
    APerson,
    /// "police", "sources close to him"
    AnOther,
    /// "officials", "the farmers"
    Many,
}

impl Form {
    /// How many there are.
    pub(crate) const COUNT: usize = 19;

    /// Tells whether the source names its party by a name.
    pub(crate) fn is_name(self) -> bool {
        matches!(self, Self::Surname | Self::FullName | Self::BodyName)
    }

    /// Tells whether it describes its party: by a noun, or by "some" and the like.
    pub(crate) fn is_described(self) -> bool {
        matches!(
            self,
            Self::ThePerson
                | Self::TheDocument
                | Self::TheBody
                | Self::TheOther
                | Self::APerson
                | Self::AnOther
                | Self::Many
        )
    }

    /// Tells whether "the", a pronoun or an owner opens it.
    pub(crate) fn is_definite(self) -> bool {
        matches!(self, Self::ThePerson | Self::TheDocument | Self::TheBody | Self::TheOther)
    }

    /// Tells whether it is a personal pronoun.
    pub(crate) fn is_pronoun(self) -> bool {
        matches!(self, Self::He | Self::She | Self::They | Self::It | Self::I | Self::We)
    }
}
