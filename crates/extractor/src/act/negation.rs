//! What a cue does under a negation: who "did not deny" something does not deny it. Whether anything
//! was said is another matter; see `asserted`.

use q7x2_domain::CueClass;

use crate::asserted::Lists;
use crate::document::Token;

/// Whether a cue says that something was done, or that it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polarity {
    Done,
    /// "did not", "would neither … nor".
    Not,
    /// "never": not a refusal, but that it ever was.
    Never,
}

/// Returns the polarity of the verb at `at` of a cue's words.
pub(super) fn polarity(words: &[&Token], at: usize) -> Polarity {
    let before = &words[..at.min(words.len())];
    let is_not = |word: &Token| {
        let auxiliary = word.lower().ends_with("n’t") || word.lower().ends_with("n't");
        auxiliary || matches!(word.lower(), "not" | "cannot" | "neither" | "nor" | "no")
    };
    // "not only said", "has yet to say"
    let only = |at: usize| {
        words.get(at + 1).is_some_and(|next| matches!(next.lower(), "only" | "just" | "merely"))
    };
    let denied = before.iter().enumerate().any(|(i, word)| is_not(word) && !only(i));
    let yet = before.windows(2).any(|pair| pair[0].is("yet") && pair[1].is("to"));
    if denied || yet {
        return Polarity::Not;
    }
    if before.iter().any(|word| word.is("never")) { Polarity::Never } else { Polarity::Done }
}

/// Tells whether a cue answers, or comments on, what it is told to have for a content: "has not
/// replied to the letter".
pub(super) fn answers(words: &[&Token]) -> bool {
    let stems = &Lists::get().answering;
    words.iter().any(|word| stems.iter().any(|stem| word.lower().starts_with(stem.as_str())))
}

/// Returns the class of a cue that stands under a negation.
pub(super) fn negated(
    class: Option<CueClass>,
    polarity: Polarity,
    words: &[&Token],
) -> Option<CueClass> {
    let both = words.iter().any(|word| matches!(word.lower(), "neither" | "nor" | "or"));
    match (class, polarity) {
        (class, Polarity::Done) => class,
        // "would neither confirm nor deny"
        (Some(CueClass::Denied), Polarity::Not) if both => Some(CueClass::Declined),
        (Some(CueClass::Said | CueClass::Asked), Polarity::Not) => Some(CueClass::Declined),
        // "does not believe", "does not want" say what somebody believes and wants.
        (Some(CueClass::Believes | CueClass::Intends), _) => class,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    /// Asks about the words of a text.
    fn of<R>(text: &str, ask: impl FnOnce(&[&Token]) -> R) -> R {
        let document = Document::of(text);
        ask(&document.tokens().iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_negation_reaches_the_verb_after_it() {
        let check = |cue: &str, at, expect| {
            assert_eq!(of(cue, |cue| polarity(cue, at)), expect, "{cue}");
        };
        check("did not say", 2, Polarity::Not);
        check("wouldn’t say", 1, Polarity::Not);
        check("has yet to say", 3, Polarity::Not);
        check("never said", 1, Polarity::Never);
        check("not only said", 2, Polarity::Done);
        check("said", 0, Polarity::Done);
    }
}
