//! Nouns that can listen: who or what can be spoken to at all. Knows no article.

use super::parties::Parties;
use super::phrases::{head_of, head_phrase};

/// Tells whether a noun phrase is about somebody or a body, rather than a thing.
pub(crate) fn names_somebody(phrase: &str) -> bool {
    names_party(&head_of(head_phrase(phrase)).to_lowercase())
}

/// Tells whether a noun, in lower case, names somebody or a body that can be spoken to.
pub(crate) fn names_party(noun: &str) -> bool {
    let parties = Parties::get();
    let known = |noun: &str| {
        parties.is_audience(noun)
            || parties.is_someone(noun)
            || parties.is_body(noun)
            || parties.is_title(noun)
            || parties.is_office(noun)
    };
    known(noun)
        || noun.strip_suffix('s').is_some_and(known)
        || matches!(noun, "people" | "men" | "women" | "police" | "press" | "media" | "newspaper")
}
