//! The enums of `messages.proto`. On the way in "not specified" is an error, except in a field
//! that may be unknown: there it is `None`.

use q7x2_domain as domain;

use crate::{ConvertError, Problem, v1};

/// An enum of the domain with its counterpart on the wire.
pub(crate) trait OnWire: Sized {
    /// The counterpart.
    type Wire: TryFrom<i32> + From<Self> + Into<i32>;

    /// Returns the value, or `None` for "not specified".
    fn from_wire(wire: Self::Wire) -> Option<Self>;

    /// Returns the value in a field that may be unknown.
    fn read_optional(value: i32, field: &str) -> Result<Option<Self>, ConvertError> {
        let unknown = |_| ConvertError::new(field, Problem::UnknownValue(value));
        Self::Wire::try_from(value).map(Self::from_wire).map_err(unknown)
    }

    /// Returns the value in a field that must have one.
    fn read(value: i32, field: &str) -> Result<Self, ConvertError> {
        let unspecified = || ConvertError::new(field, Problem::Unspecified);
        Self::read_optional(value, field)?.ok_or_else(unspecified)
    }

    /// Returns what goes into the field.
    fn write(self) -> i32 {
        Self::Wire::from(self).into()
    }
}

/// Returns what goes into a field that may be unknown.
pub(crate) fn write_optional<E: OnWire>(value: Option<E>) -> i32 {
    value.map_or(0, E::write)
}

/// Pairs the variants of an enum with those on the wire.
macro_rules! pair {
    ($name:ident { $($domain:ident = $wire:ident),+ $(,)? }) => {
        impl From<domain::$name> for v1::$name {
            fn from(value: domain::$name) -> Self {
                match value { $(domain::$name::$domain => Self::$wire),+ }
            }
        }

        impl TryFrom<v1::$name> for domain::$name {
            type Error = ConvertError;

            fn try_from(wire: v1::$name) -> Result<Self, ConvertError> {
                let unspecified = || ConvertError::new(stringify!($name), Problem::Unspecified);
                Self::from_wire(wire).ok_or_else(unspecified)
            }
        }

        impl OnWire for domain::$name {
            type Wire = v1::$name;

            fn from_wire(wire: v1::$name) -> Option<Self> {
                match wire {
                    v1::$name::Unspecified => None,
                    $(v1::$name::$wire => Some(Self::$domain)),+
                }
            }
        }
    };
}

pair!(CorrectionKind { Wrong = Wrong, Speaker = Speaker, Words = Words, NotSaid = NotSaid });
pair!(ArticleState { Kept = Kept, Earlier = Earlier, Forgotten = Forgotten });
pair!(Kind { Direct = Direct, Indirect = Indirect, Mixed = Mixed });
pair!(Mode { Speech = Speech, Thought = Thought, Sign = Sign });
pair!(Asserted {
    Said = Said,
    Denied = Denied,
    NotSaid = NotSaid,
    Declined = Declined,
    Hypothetical = Hypothetical,
    Future = Future,
    Asked = Asked,
    Disputed = Disputed,
});
pair!(CueClass {
    Said = Said,
    Claimed = Claimed,
    Denied = Denied,
    Demanded = Demanded,
    Promised = Promised,
    Threatened = Threatened,
    Asked = Asked,
    Believes = Believes,
    Intends = Intends,
    Declined = DeclinedToComment,
});
pair!(SpeakerType {
    Person = Person,
    Organization = Organization,
    Group = Group,
    Document = Document,
    Unnamed = Unnamed,
});
pair!(LinkReason {
    Name = Name,
    Surname = Surname,
    TitleAndName = TitleAndName,
    Title = Title,
    Pronoun = Pronoun,
    Continued = Continued,
    Gazetteer = Gazetteer,
    Similarity = Similarity,
    Description = Description,
    Pinned = Pinned,
});
pair!(TimePrecision { Year = Year, Month = Month, Day = Day, Hour = Hour, Minute = Minute });
pair!(DiagnosticCode {
    UnclosedQuotation = UnclosedQuotation,
    Discarded = Discarded,
    OtherLanguage = OtherLanguage,
});
pair!(Sort {
    Said = Said,
    Published = Published,
    Relevance = Relevance,
    Confidence = Confidence,
});
pair!(Grouping {
    Speaker = Speaker,
    Outlet = Outlet,
    Month = Month,
    Channel = Channel,
    CueClass = CueClass,
});
pair!(ModeFilter { Speech = Speech, All = All });
pair!(Condition {
    Articles = Articles,
    Speaker = Speaker,
    Mode = Mode,
    Kind = Kind,
    Outlet = Outlet,
    Addressee = Addressee,
    Channel = Channel,
    CueClass = CueClass,
    FirstHand = FirstHand,
    Published = Published,
    Said = Said,
    Confidence = Confidence,
    Corrected = Corrected,
    About = About,
});
