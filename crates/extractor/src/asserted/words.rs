//! Words as clues are made of them: contractions opened, so that "won’t say" and "will not say" look
//! alike.

use super::lists::{Lists, has};
use crate::document::{Document, Token};
use crate::lexicon::Classes;

/// What takes the place of a figure, of which no two are alike.
const FIGURE: &str = "0";

/// What takes the place of a name: who it is makes no difference.
const NAME: &str = "name";

/// What a contraction is opened to, and "cannot".
const NOT: &str = "not";

/// Adds the words that a token stands for to `words`: two for "didn’t".
fn push(words: &mut Vec<String>, document: &Document, token: &Token) {
    let lists = Lists::get();
    let lower = token.lower().replace('’', "'");
    if let Some(verb) = opened(&lower) {
        let verb = lists.negated.get(verb).map_or(verb, String::as_str);
        words.extend([verb.to_owned(), NOT.to_owned()]);
    } else if lower.starts_with(|c: char| c.is_ascii_digit()) {
        words.push(FIGURE.to_owned());
    } else if is_name(document, token) {
        words.push(NAME.to_owned());
    } else {
        words.push(lists.contractions.get(&lower).cloned().unwrap_or(lower));
    }
}

/// Returns the verb that "not" is written together with.
fn opened(word: &str) -> Option<&str> {
    let together = word.strip_suffix("n't");
    together.or_else(|| word.strip_suffix(NOT).filter(|verb| *verb == "can"))
}

/// Tells whether a word is written like a name, and is none that the tables know.
fn is_name(document: &Document, token: &Token) -> bool {
    let capital = document.slice(token.bytes).starts_with(char::is_uppercase);
    let lists = Lists::get();
    // "Neither Lind nor Ode said": what turns a sentence around is no name, wherever it stands.
    let turns = has(&lists.negators, token.lower()) || has(&lists.turning_subjects, token.lower());
    capital && !turns && token.cues().is_empty() && token.classes() == Classes::default()
}

/// Tells whether a word turns its clause around: "not", "never", "didn’t".
pub(super) fn turns(token: &Token) -> bool {
    let lower = token.lower();
    has(&Lists::get().negators, lower) || opened(&lower.replace('’', "'")).is_some()
}

/// Returns the words of some tokens.
pub(super) fn of<'t>(
    document: &Document,
    tokens: impl IntoIterator<Item = &'t Token>,
) -> Vec<String> {
    let mut words = Vec::new();
    let tokens = tokens.into_iter().filter(|token| token.is_word());
    tokens.for_each(|token| push(&mut words, document, token));
    words
}

/// Returns a word without its ending, so that the forms of a verb look alike: "refus" for "refuses".
pub(crate) fn stem(word: &str) -> &str {
    /// The fewest letters that are left.
    const LEFT: usize = 3;
    let endings = &Lists::get().endings;
    let cut = endings.iter().find_map(|ending| word.strip_suffix(ending.as_str()));
    let cut = cut.filter(|_| !word.ends_with("ss"));
    let cut = cut.filter(|stem| stem.chars().count() >= LEFT && stem.is_ascii()).unwrap_or(word);
    let bytes = cut.as_bytes();
    match bytes {
        // "planned" is of "plan".
        [.., a, b]
            if a == b && bytes.len() > LEFT && cut.len() < word.len() && !b"ls".contains(b) =>
        {
            &cut[..cut.len() - 1]
        }
        _ => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_are_opened() {
        let check = |text: &str, expect: &str| {
            let document = Document::of(text);
            assert_eq!(of(&document, document.tokens()).join(" "), expect, "{text}");
        };
        check("She won’t say", "she will not say");
        check("He didn't and can’t; she cannot", "he did not and can not she can not");
        check("they’ll tell 300", "they will tell 0");
        check("not a knot", "not a knot");
        check("But Lind told Ode", "but name told name");
    }

    #[test]
    fn forms_of_a_verb_have_one_stem() {
        for forms in [
            ["refuse", "refuses", "refused", "refusing"],
            ["deny", "denies", "denied", "deny"],
            ["plan", "plans", "planned", "planning"],
            ["dismiss", "dismisses", "dismissed", "dismissing"],
        ] {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}");
        }
        assert_eq!((stem("yes"), stem("used")), ("yes", "used"));
    }
}
