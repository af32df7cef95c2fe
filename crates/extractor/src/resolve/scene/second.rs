//! The second person: whether what is said speaks to somebody there, to several, or about anybody
//! at all.

use crate::tag::{Token, tokens_in};

/// Words before "you" with which anybody is meant: "if you", "what you get".
const ANYBODY_BEFORE: [&str; 12] = [
    "if", "when", "whenever", "once", "unless", "until", "where", "what", "whatever", "that",
    "because", "as",
];

/// Words after "you" with which anybody is meant: "you never know", "you have to".
const ANYBODY_AFTER: [&str; 22] = [
    "can",
    "can’t",
    "can't",
    "cannot",
    "could",
    "couldn’t",
    "couldn't",
    "know",
    "see",
    "never",
    "always",
    "learn",
    "get",
    "need",
    "don’t",
    "don't",
    "want",
    "think",
    "say",
    "wouldn’t",
    "wouldn't",
    "might",
];

/// Words that several are addressed with.
const SEVERAL: [&str; 13] = [
    "folks",
    "everyone",
    "everybody",
    "ladies",
    "gentlemen",
    "guys",
    "friends",
    "yourselves",
    "colleagues",
    "americans",
    "citizens",
    "children",
    "yous",
];

/// Tells whether words in quotation marks speak to somebody who is there; `None` when they speak
/// to several.
pub(super) fn addresses(said: &str) -> Option<bool> {
    let tokens = tokens_in(said, (0..said.len()).into());
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let several = tokens.iter().any(|token| SEVERAL.contains(&token.lower.as_str()));
    let all = (0..tokens.len()).any(|at| {
        matches!((word(at), word(at + 1)), ("you", "all" | "both" | "people" | "two" | "three"))
            || matches!((word(at), word(at + 1), word(at + 2)), ("all" | "both", "of", "you"))
    });
    if several || all {
        return None;
    }
    Some((0..tokens.len()).any(|at| speaks_to(&tokens, at)))
}

/// Tells whether a word means whoever is spoken to.
fn speaks_to(tokens: &[Token<'_>], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let before = at.checked_sub(1).map_or("", word);
    match word(at) {
        "you" => {
            // "Can you", "Do you": a question is put to somebody.
            let asked =
                matches!(before, "can" | "could" | "do" | "did" | "will" | "would" | "have")
                    || matches!(before, "are" | "were" | "don’t" | "don't" | "didn’t" | "didn't");
            let anybody = ANYBODY_BEFORE.contains(&before)
                || ANYBODY_AFTER.contains(&word(at + 1))
                || matches!((word(at + 1), word(at + 2)), ("have" | "had", "to"));
            asked || !anybody
        }
        "you’re" | "you're" | "you’ve" | "you've" | "you’ll" | "you'll" | "you’d" | "you'd" => {
            !ANYBODY_BEFORE.contains(&before)
        }
        "your" | "yours" | "yourself" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn who_is_there_is_spoken_to() {
        for said in ["“You made it.”", "“Do you know?”", "“Thank you.”", "“Your boat is late!”"]
        {
            assert_eq!(addresses(said), Some(true), "{said}");
        }
        for said in ["“You’re late,”", "“I told you,”", "“Could you see it?”"] {
            assert_eq!(addresses(said), Some(true), "{said}");
        }
    }

    #[test]
    fn anybody_is_nobody() {
        for said in ["“You never know.”", "“If you ask, it rains.”", "“It rains.”", "“You can go,”"]
        {
            assert_eq!(addresses(said), Some(false), "{said}");
        }
        assert_eq!(addresses("“You have to wait,”"), Some(false));
    }

    #[test]
    fn several_are_no_other_of_two() {
        for said in ["“Thank you all.”", "“Folks, you made it.”", "“Both of you are late.”"]
        {
            assert_eq!(addresses(said), None, "{said}");
        }
    }
}
