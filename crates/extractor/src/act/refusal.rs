//! What was not said: "did not say", "refused to comment", "has yet to reply", "did not deny". A cue
//! that is denied or refused must not come out as what it denies.

use q7x2_domain::{CueClass, Mode};

use crate::document::Token;
use crate::lexicon::Form;

/// Verbs that refuse what follows.
const REFUSING: [&str; 2] = ["decline", "refuse"];

/// Verbs of answering that the lexicon has with other contents, or not at all.
const ANSWERING: [&str; 29] = [
    "comment",
    "answer",
    "discuss",
    "elaborate",
    "respond",
    "reply",
    "speculate",
    "name",
    "identify",
    "provide",
    "give",
    "address",
    "apologise",
    "apologize",
    "specify",
    "confirm",
    "deny",
    "talk",
    "speak",
    "engage",
    "disclose",
    "divulge",
    "take",
    "offer",
    "share",
    "explain",
    "say",
    "return",
    "be",
];

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

/// Tells whether a cue, with its content, says that somebody would not speak.
pub(super) fn refuses(words: &[&Token], content: &[&Token]) -> bool {
    let content = &content[..content.len().min(3)];
    let comment = |word: &&Token| matches!(word.lower(), "comment" | "comments");
    // "was not available for comment", "had no comment", "could not be reached for comment"
    let unreached = words.iter().any(|word| {
        matches!(
            word.lower(),
            "available" | "unavailable" | "reached" | "reachable" | "returned" | "return"
        )
    });
    let not = (0..words.len()).any(|at| polarity(words, at + 1) == Polarity::Not);
    let silent = not || words.iter().any(|word| word.is("unavailable"));
    if unreached && silent && words.iter().chain(content).any(comment) {
        return true;
    }
    let without = |word: &Token| matches!(word.lower(), "no" | "without");
    if words.windows(2).any(|pair| without(pair[0]) && comment(&pair[1])) {
        return true;
    }
    let Some(at) = words.iter().position(|word| REFUSING.contains(&word.lemma())) else {
        // "did not comment on", "has not replied to": whatever is their content.
        return words.iter().enumerate().any(|(at, word)| {
            let word = word.lower();
            let answers = ["comment", "respond", "reply", "answer", "elaborate"];
            let answers = answers.iter().any(|verb| {
                word == *verb || word.strip_suffix("ed").is_some_and(|stem| verb.starts_with(stem))
            });
            answers && polarity(words, at) == Polarity::Not
        });
    };
    if polarity(words, at) != Polarity::Done {
        return false;
    }
    // What is refused is the verb after "to", in the cue or in the content.
    let mut rest = words[at + 1..].iter().chain(content);
    match (rest.next(), rest.next()) {
        (Some(first), _) if comment(first) => true,
        (Some(to), Some(verb)) => to.is("to") && speaks(verb),
        _ => false,
    }
}

/// Tells whether a verb, in its base form, is one of speaking or answering.
fn speaks(verb: &Token) -> bool {
    let known = verb.cues().iter().filter(|entry| entry.form == Form::Base);
    let mut readings = known.flat_map(|entry| &entry.readings);
    ANSWERING.contains(&verb.lower()) || readings.any(|reading| reading.mode == Mode::Speech)
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
    fn a_refusal_to_speak_is_told_from_other_refusals() {
        let check = |cue: &str, content: &str, expect| {
            let refuses = of(cue, |cue| of(content, |content| refuses(cue, content)));
            assert_eq!(refuses, expect, "{cue} {content}");
        };
        check("declined", "to comment", true);
        check("declined to say", "whether it rained", true);
        check("refused", "to discuss the bridge", true);
        check("has declined", "comment", true);
        check("did not comment on", "the bridge", true);
        check("has not responded to", "a request", true);
        check("could not be reached for", "comment", true);
        check("was not immediately available for", "comment", true);
        check("had no comment", "on the bridge", true);
        check("refused", "to leave the bridge", false);
        check("declined", "the offer", false);
        check("did not decline", "to comment", false);
        check("commented", "on the bridge", false);
        check("said", "to comment", false);
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
