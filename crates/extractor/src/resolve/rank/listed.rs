//! Names that a source lists: "Lind, Ode and Defence Secretary Holm", "Lind of the council and Ode". Whether
//! they speak together is not decided here.

use super::super::entities::Mention;
use super::super::parties::Parties;
use super::candidates::Proposing;
use crate::document::Tokens;
use crate::lexicon::Class;

impl Proposing<'_> {
    /// Tells whether a phrase opens with its first name, titles aside.
    pub(super) fn opens_with(&self, phrase: Tokens, names: &[Mention]) -> bool {
        let Some(first) = names.first() else { return false };
        let before = Tokens::new(phrase.start, first.tokens.start.max(phrase.start));
        self.document.words(before).all(|word| {
            let small = word.text().starts_with(char::is_lowercase);
            !small || Parties::get().is_title(word.text()) || word.lower() == "neither"
        })
    }

    /// Tells whether nothing but titles, commas, one "and" and where they are from stands between some names:
    /// "Lind, Ode and Defence Secretary Holm", "neither Lind nor Ode".
    pub(super) fn is_list(&self, names: &[Mention], opens: bool) -> bool {
        let mut joined = false;
        let listed = names.windows(2).all(|pair| {
            let end = pair[0].tokens.end;
            let between = Tokens::new(end, pair[1].tokens.start.max(end));
            // "Lind |of the council| and Ode": of where somebody is says nothing of who it is.
            let mut of = false;
            self.document.words(between).filter(|word| word.token().is_word()).all(|word| {
                let joins = matches!(word.lower(), "and" | "nor");
                joined |= joins;
                of = opens && !joins && (of || matches!(word.lower(), "of" | "from"));
                let small = word.text().starts_with(char::is_lowercase);
                let own = word.token().has(Class::Possessive);
                !small || joins || of || own || Parties::get().is_title(word.text())
            })
        });
        listed && joined
    }
}
