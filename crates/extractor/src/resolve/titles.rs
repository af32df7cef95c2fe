//! Titles and descriptions that stand beside a name: ", the mayor of Ode," and "his lawyer, Ada
//! Lind". Reads words next to a name, decides nothing.

use super::callings::apposition;
use super::closed::is_closed;
use super::names::is_initials;
use super::parties::Parties;
use super::phrases::{title_word, title_words};
use crate::document::{Document, TokenKind, Tokens, Word};

/// How many tokens after a name its apposition is read in.
const WINDOW: usize = 60;
/// How many words an apposition may have.
const LONGEST: usize = 12;

/// Returns the folded words of the titles in an apposition after a name.
pub(super) fn titles_after(document: &Document, after: Tokens) -> Vec<String> {
    let after = Tokens::new(after.start, after.end.min(after.start + WINDOW));
    let after: Vec<Word<'_>> = document.words(after).collect();
    let Some(words) = apposition(&after) else { return Vec::new() };
    let verb =
        |word: &Word<'_>| matches!(word.lower(), "who" | "which" | "said" | "says" | "and" | "but");
    let words = &words[..LONGEST.min(words.len())];
    let end = words.iter().position(verb);
    // "On the show of Lind, the mayor said": the mayor begins a clause.
    if end.is_some_and(|end| matches!(words[end].lower(), "said" | "says")) {
        return Vec::new();
    }
    let words = &words[..end.unwrap_or(words.len())];
    // The head stands before the first preposition: "the mayor of Ode".
    let inside = |w: &&Word<'_>| !matches!(w.lower(), "of" | "for" | "in" | "at" | "to");
    let head = words.iter().take_while(inside).last();
    // "Lind’s eldest daughter" says nothing of Lind's titles.
    let own = words.iter().rposition(|word| word.token().is_possessive());
    let family = head.is_some_and(|head| Parties::get().is_somebodys(head.lower()));
    let from = own.filter(|_| family).map_or(0, |own| own + 1);
    match (head, &words[from..]) {
        (Some(head), [first, .., last]) if is_role(head.lower()) => {
            title_words(document.slice(first.token().bytes.cover(last.token().bytes)))
        }
        (Some(head), [only]) if is_role(head.lower()) => title_words(only.text()),
        _ => Vec::new(),
    }
}

/// Returns the folded words of a title in small letters right before a name.
///
/// `placed` tells whether the name of a place or body stands between: "the mayor of Ode Ada Lind".
pub(super) fn titles_before(document: &Document, before: Tokens, placed: bool) -> Vec<String> {
    let mut rest = document.words(before).rev().peekable();
    if rest.peek().is_some_and(|word| matches!(word.lower(), "of" | "for")) && !placed {
        return Vec::new();
    }
    let apposed = rest.next_if(|word| word.token().kind == TokenKind::Comma).is_some();
    let mut titles: Vec<&str> = Vec::new();
    let mut ended = false;
    let mut nearest = None;
    while let Some(word) = rest.next().filter(|_| titles.len() < LONGEST) {
        let lower = word.lower();
        let short = word.text().ends_with('.') && !is_initials(word.text());
        if !word.token().is_word() || short {
            break;
        }
        let own = word.token().is_possessive();
        if own || matches!(lower, "the" | "a" | "an" | "his" | "her" | "their" | "its") {
            titles.extend(rest.next().filter(|_| own).map(Word::text));
            ended = true;
            break;
        }
        let closed = is_closed(word.token());
        if closed && !matches!(lower, "of" | "for" | "in" | "former") {
            break;
        }
        if !closed {
            nearest.get_or_insert(lower);
        }
        titles.push(word.text());
    }
    let role = match apposed {
        // "the mayor of Ode, Ada Lind": the determiner shows where the apposition begins.
        true => ended && titles.iter().any(|title| is_role(title)),
        false => nearest.is_some_and(is_role),
    };
    if role { titles.into_iter().map(title_word).collect() } else { Vec::new() }
}

/// Returns the folded words of an office that stands before a name with what it is for: "envoy" of "the
/// envoy to Ode Ada Lind", "governor" of "Governor of the Ode Bank Dr Lind".
pub(super) fn office_before(document: &Document, before: Tokens) -> Vec<String> {
    let parties = Parties::get();
    let before: Vec<Word<'_>> = document.words(before).rev().take(LONGEST).collect();
    let topic = |word: &&Word<'_>| word.is_capital() || parties.joins_topics(word.lower());
    let count = before.iter().take_while(topic).count();
    let capital = before.first().is_some_and(|word| word.is_capital());
    let (between, office) = before.split_at(count);
    let goes_on = |word: &Word<'_>| parties.joins_office(word.lower());
    let [preposition, office @ ..] = office else { return Vec::new() };
    if !capital || between.is_empty() || !goes_on(preposition) {
        return Vec::new();
    }
    let own = |word: &&Word<'_>| is_role(word.lower()) || parties.is_title(word.lower());
    let words = office.iter().take_while(own).chain(between.iter().filter(|w| w.is_capital()));
    let head = office.first().is_some_and(|word| is_role(word.lower()));
    if head { words.map(|word| title_word(word.text())).collect() } else { Vec::new() }
}

fn is_role(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let parties = Parties::get();
    parties.is_office(bare) || parties.is_someone(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stand_on_either_side_of_a_name() {
        let whole = |text: &str| {
            let document = Document::of(text);
            let tokens = Tokens::new(0, document.tokens().len());
            (document, tokens)
        };
        let after = |text: &str, expect: &[&str]| {
            let (document, tokens) = whole(text);
            assert_eq!(titles_after(&document, tokens), expect, "{text:?}");
        };
        let before = |text: &str, placed: bool, expect: &[&str]| {
            let (document, tokens) = whole(text);
            assert_eq!(titles_before(&document, tokens, placed), expect, "{text:?}");
        };
        after(", the mayor of Ode, left.", &["mayor", "ode"]);
        after(", the town in which she lives", &[]);
        after(", the mayor said: it rained", &[]);
        before("He met his lawyer, ", false, &["lawyer"]);
        before("It was former mayor ", false, &["mayor", "former"]);
        before("On Monday, ", false, &[]);
        before("The mayor of ", true, &["of", "mayor"]);
        before("The mayor of ", false, &[]);
        before("Gov. Ode met U.S. mayor ", false, &["mayor", "us", "met", "ode"]);
        after(", Ode’s eldest daughter, left.", &["eldest", "daughter"]);
    }
}
