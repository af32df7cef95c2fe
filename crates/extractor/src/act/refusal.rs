//! What was not said: "did not say", "refused to comment", "has yet to reply", "did not deny". A cue
//! that is denied or refused must not come out as what it denies.

use q7x2_domain::{CueClass, Mode};

use crate::lexicon::{Form, Lexicon};

/// Verbs that refuse what follows.
const REFUSING: [&str; 8] =
    ["decline", "declines", "declined", "declining", "refuse", "refuses", "refused", "refusing"];

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
pub(super) fn polarity(words: &[&str], at: usize) -> Polarity {
    let before = &words[..at.min(words.len())];
    let is_not = |word: &&str| {
        let auxiliary = word.ends_with("n’t") || word.ends_with("n't");
        auxiliary || matches!(*word, "not" | "cannot" | "neither" | "nor" | "no")
    };
    // "not only said", "has yet to say"
    let only = |at: usize| matches!(words.get(at + 1), Some(&"only" | &"just" | &"merely"));
    let denied = before.iter().enumerate().any(|(i, word)| is_not(word) && !only(i));
    let yet = before.windows(2).any(|pair| pair == ["yet", "to"]);
    if denied || yet {
        return Polarity::Not;
    }
    if before.contains(&"never") { Polarity::Never } else { Polarity::Done }
}

/// Tells whether a cue, with its content, says that somebody would not speak.
pub(super) fn refuses(words: &[&str], content: &[&str]) -> bool {
    let lower: Vec<String> = content.iter().take(3).map(|word| word.to_lowercase()).collect();
    let content: Vec<&str> = lower.iter().map(String::as_str).collect();
    let comment = |word: &&str| matches!(*word, "comment" | "comments");
    // "was not available for comment", "had no comment", "could not be reached for comment"
    let unreached = words.iter().any(|word| {
        matches!(
            *word,
            "available" | "unavailable" | "reached" | "reachable" | "returned" | "return"
        )
    });
    let not = (0..words.len()).any(|at| polarity(words, at + 1) == Polarity::Not);
    let silent = not || words.contains(&"unavailable");
    if unreached && silent && words.iter().chain(&content).any(comment) {
        return true;
    }
    if words.windows(2).any(|pair| matches!(pair[0], "no" | "without") && comment(&pair[1])) {
        return true;
    }
    let Some(at) = words.iter().position(|word| REFUSING.contains(word)) else {
        // "did not comment on", "has not replied to": whatever is their content.
        return words.iter().enumerate().any(|(at, word)| {
            let answers = ["comment", "respond", "reply", "answer", "elaborate"];
            let answers = answers.iter().any(|verb| {
                *word == *verb || word.strip_suffix("ed").is_some_and(|stem| verb.starts_with(stem))
            });
            answers && polarity(words, at) == Polarity::Not
        });
    };
    if polarity(words, at) != Polarity::Done {
        return false;
    }
    // What is refused is the verb after "to", in the cue or in the content.
    let rest = &words[at + 1..];
    let all: Vec<&str> = rest.iter().chain(&content).copied().collect();
    match all.as_slice() {
        [first, ..] if comment(first) => true,
        ["to", verb, ..] => speaks(verb),
        _ => false,
    }
}

/// Tells whether a verb, in its base form, is one of speaking or answering.
fn speaks(verb: &str) -> bool {
    let known = Lexicon::get().cues(verb).iter().filter(|entry| entry.form == Form::Base);
    let mut readings = known.flat_map(|entry| &entry.readings);
    ANSWERING.contains(&verb) || readings.any(|reading| reading.mode == Mode::Speech)
}

/// Returns the class of a cue that stands under a negation.
pub(super) fn negated(
    class: Option<CueClass>,
    polarity: Polarity,
    words: &[&str],
) -> Option<CueClass> {
    let both = words.contains(&"neither") || words.contains(&"nor") || words.contains(&"or");
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

    fn words(text: &str) -> Vec<&str> {
        text.split(' ').collect()
    }

    #[test]
    fn a_refusal_to_speak_is_told_from_other_refusals() {
        let check = |cue: &str, content: &str, expect| {
            assert_eq!(refuses(&words(cue), &words(content)), expect, "{cue} {content}");
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
            assert_eq!(polarity(&words(cue), at), expect, "{cue}");
        };
        check("did not say", 2, Polarity::Not);
        check("wouldn’t say", 1, Polarity::Not);
        check("has yet to say", 3, Polarity::Not);
        check("never said", 1, Polarity::Never);
        check("not only said", 2, Polarity::Done);
        check("said", 0, Polarity::Done);
    }
}
