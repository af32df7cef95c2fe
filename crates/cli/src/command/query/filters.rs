//! The options of `q7x2 query` that narrow the answer by how a statement was made: to whom, by
//! which channel, whether at all, what the cue does, at which hand, when, and how likely it is right.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use q7x2_domain::{Asserted, CueClass, StatementQuery};
use q7x2_reader::Period;

use super::words_to_find;
use crate::feed::date;

/// Conditions on the circumstances of a statement.
#[derive(Debug, Args)]
pub(super) struct CircumstanceArgs {
    /// Find statements made to this addressee, by the words of the article or by name
    #[arg(
        long,
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        allow_hyphen_values = true
    )]
    to: Option<String>,
    /// Find statements made by a channel with these words: "Telegram", "press conference"
    #[arg(long, value_name = "WORDS", value_parser = words_to_find, allow_hyphen_values = true)]
    channel: Option<String>,
    /// Find what was said, or not, in this way, instead of what --mode shows unasked, thoughts and signs among
    /// it; several with commas or again
    #[arg(long, value_name = "CLASS", value_enum, value_delimiter = ',')]
    asserted: Vec<AssertedArg>,
    /// Find statements whose cue does this; several with commas or again
    #[arg(long, value_name = "CLASS", value_enum, value_delimiter = ',')]
    cue_class: Vec<CueClassArg>,
    /// Leave out what is second-hand: A reports that B said it
    #[arg(long)]
    first_hand: bool,
    /// Find statements that may have been said on this date or later, as the article tells it
    #[arg(long, value_name = "DATE", value_parser = date)]
    said_since: Option<Period>,
    /// Find statements that may have been said on this date or earlier, as the article tells it
    #[arg(long, value_name = "DATE", value_parser = date)]
    said_until: Option<Period>,
    /// Find statements that are at least so likely to be right, from 0 to 1; what people corrected is found
    /// whatever its confidence
    #[arg(long, value_name = "X", value_parser = confidence)]
    min_confidence: Option<f32>,
    /// Find what people corrected; with --mode all, what they say was not said or is wrong as well
    #[arg(long)]
    corrected: bool,
}

/// Whether something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum AssertedArg {
    /// It was said
    Said,
    /// The speaker says that it is not so
    Denied,
    /// The speaker is told not to have said it
    #[value(alias = "not-said")]
    NotSaid,
    /// The speaker would not say it
    Declined,
    /// It might, should or would be said
    Hypothetical,
    /// It is yet to be said
    Future,
    /// It is a question
    Asked,
    /// Whether it was said is in doubt, or it was not as told
    Disputed,
}

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CueClassArg {
    /// Says, tells, adds, and nothing more
    Said,
    /// Claims, alleges, insists
    Claimed,
    /// Denies, rejects
    Denied,
    /// Demands, orders, urges
    Demanded,
    /// Promises, pledges
    Promised,
    /// Threatens; who only warns has said so
    Threatened,
    /// Asks, wonders
    Asked,
    /// Believes, hopes, fears: a thought, which --mode all shows
    Believes,
    /// Intends, plans, wants: a thought, which --mode all shows
    Intends,
    /// Declines to comment or to answer
    #[value(name = "declined_to_comment", alias = "declined-to-comment")]
    Declined,
}

impl CircumstanceArgs {
    /// Returns that nothing can have been said in a time that ends before it begins.
    pub(super) fn reversed(&self) -> Option<String> {
        super::reversed(self.said_since, self.said_until, ["--said-since", "--said-until"])
    }

    /// Tells whether it is asked whether something was said.
    pub(super) fn tell_what_is_asserted(&self) -> bool {
        !self.asserted.is_empty()
    }

    /// Adds the conditions to a question.
    pub(super) fn narrow(&self, question: &mut StatementQuery) {
        question.addressee.clone_from(&self.to);
        question.channel.clone_from(&self.channel);
        question.asserted = self.asserted.iter().map(|class| class.asserted()).collect();
        question.cue_classes = self.cue_class.iter().map(|class| class.class()).collect();
        question.first_hand = self.first_hand;
        question.said_since = self.said_since.map(|period| period.start);
        question.said_until = self.said_until.map(|period| period.end);
        question.min_confidence = self.min_confidence;
        question.corrected = self.corrected;
    }
}

impl AssertedArg {
    fn asserted(self) -> Asserted {
        match self {
            Self::Said => Asserted::Said,
            Self::Denied => Asserted::Denied,
            Self::NotSaid => Asserted::NotSaid,
            Self::Declined => Asserted::Declined,
            Self::Hypothetical => Asserted::Hypothetical,
            Self::Future => Asserted::Future,
            Self::Asked => Asserted::Asked,
            Self::Disputed => Asserted::Disputed,
        }
    }
}

impl CueClassArg {
    fn class(self) -> CueClass {
        match self {
            Self::Said => CueClass::Said,
            Self::Claimed => CueClass::Claimed,
            Self::Denied => CueClass::Denied,
            Self::Demanded => CueClass::Demanded,
            Self::Promised => CueClass::Promised,
            Self::Threatened => CueClass::Threatened,
            Self::Asked => CueClass::Asked,
            Self::Believes => CueClass::Believes,
            Self::Intends => CueClass::Intends,
            Self::Declined => CueClass::Declined,
        }
    }
}

/// Parses how likely something has to be right.
pub(in crate::command) fn confidence(text: &str) -> Result<f32, String> {
    let parsed = text.parse().ok().filter(|x| (0.0..=1.0).contains(x));
    parsed.ok_or_else(|| "write a number from 0 to 1, as in 0.8".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_written_as_it_is_printed() {
        for &class in CueClass::ALL {
            let arg = CueClassArg::from_str(class.as_str(), false).expect("a value of the option");
            assert_eq!(arg.class(), class);
        }
        assert_eq!(CueClassArg::value_variants().len(), CueClass::ALL.len());
        for &class in Asserted::ALL {
            let arg = AssertedArg::from_str(class.as_str(), false).expect("a value of the option");
            assert_eq!(arg.asserted(), class);
        }
        assert_eq!(AssertedArg::value_variants().len(), Asserted::ALL.len());
    }

    #[test]
    fn a_confidence_is_from_zero_to_one() {
        assert_eq!(
            (confidence("0"), confidence("1"), confidence(".8")),
            (Ok(0.0), Ok(1.0), Ok(0.8))
        );
        for text in ["1.1", "-0.1", "NaN", "80%", "inf", ""] {
            assert!(confidence(text).is_err(), "{text}");
        }
    }
}
