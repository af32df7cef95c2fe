//! Noun phrases that name a party: where one begins and ends, and whether it names somebody. Knows
//! words, not who is spoken to.

use super::media::Media;
use super::units::{Part, Place, Units};
use crate::lexicon::Class;
use crate::resolve::names_party;
use crate::time::Grammar;

/// How many words may name a party.
const MAX_WORDS: usize = 9;

/// Tells whether a noun phrase for a party begins at `at`, rather than a verb after "to".
pub(super) fn opens_party(units: &Units<'_>, at: usize) -> bool {
    let word = units.lower(at);
    units.has(at, Class::Determiner)
        || units.has(at, Class::Object)
        || units.is_capital(at)
        || word.ends_with('s') && !word.ends_with("ss")
}

/// Returns the end of the noun phrase of a party: up to a mark, a time or the next preposition but
/// "of".
pub(super) fn party_end(units: &Units<'_>, start: usize, end: usize) -> Option<usize> {
    let grammar = Grammar::new(units);
    let ends = |&at: &usize| {
        let word = units.lower(at);
        let has = |class| units.has(at, class);
        let name = units.is_capital(at) && word != "i";
        let pronoun = has(Class::Subject) && !has(Class::Determiner);
        let object = has(Class::Object) && !has(Class::Possessive);
        !units.is_word(at)
            || units.is(at, Part::Other)
            || pronoun && at > start
            || object && at > start
            || matches!(word, "that" | "who" | "which" | "whether" | "when" | "where" | "while")
            || (has(Class::Preposition) && word != "of" && !name)
            || has(Class::Auxiliary) && !units.is_possessive(at)
            || Media::get().is_carried(word) && at > start
            || at > start && grammar.at(at).is_some()
    };
    let most = end.min(start + MAX_WORDS);
    let stop = (start..most).find(ends).unwrap_or(most);
    (stop > start).then_some(stop)
}

/// Tells whether a phrase names somebody who can listen: a name, a pronoun, people, a body.
pub(super) fn is_party(units: &Units<'_>, place: Place) -> bool {
    let pronoun = units.has(place.start, Class::Object) && place.len() == 1;
    let of = place.places().find(|&at| units.lower(at) == "of");
    let head = of.filter(|&of| of > place.start).unwrap_or(place.end) - 1;
    pronoun || units.is_capital(head) || names_party(units.lower(head))
}
