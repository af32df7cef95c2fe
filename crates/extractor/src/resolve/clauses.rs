//! Sources that are whole clauses by mistake.

use super::resolver::Resolver;
use crate::document::{Bytes, TokenKind, Word};
use crate::lexicon::Class;

impl Resolver<'_> {
    /// Tells whether a source is a whole clause by mistake, of which nobody can say who speaks.
    pub(super) fn is_clause(&self, source: Bytes) -> bool {
        let relative = |word: &Word<'_>| {
            matches!(word.token().kind, TokenKind::Comma | TokenKind::Open | TokenKind::Dash)
                || matches!(word.lower(), "who" | "that" | "which" | "whose")
        };
        let finite = |word: Word<'_>| word.token().has(Class::Finite);
        let words = self.document.words(self.document.tokens_in(source));
        words.skip(1).take_while(|word| !relative(word)).any(finite)
    }
}
