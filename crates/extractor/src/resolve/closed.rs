//! Closed classes of words that are part of no name.

use crate::document::Token;
use crate::lexicon::{Class, Lexicon};

/// Closed classes of words that are part of no name.
const CLOSED: [Class; 8] = [
    Class::Opener,
    Class::Preposition,
    Class::Determiner,
    Class::Conjunction,
    Class::Subject,
    Class::Auxiliary,
    Class::Time,
    Class::Adverb,
];
/// Tells whether a word in lower case is of a closed class and so part of no name.
pub(super) fn is_function(word: &str) -> bool {
    let classes = Lexicon::get().classes(word);
    CLOSED.iter().any(|class| classes.has(*class))
}

/// Tells whether a token is a word of a closed class.
pub(super) fn is_closed(token: &Token) -> bool {
    CLOSED.iter().any(|class| token.has(*class))
}
