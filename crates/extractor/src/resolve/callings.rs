//! What people are called besides their names: "Ada Lind, a geologist" makes a geologist of her, "her
//! brother, Per Lind" a brother of him, and "a doctor was there" speaks of somebody without a name.
//! "The geologist" later on is whoever was called so last. Reads the words beside names; which
//! phrases ask for it is decided elsewhere.

use std::collections::HashMap;

use super::closed::is_closed;
use super::names::surname;
use super::parties::Parties;
use super::phrases::{possessor, title_word};
use crate::document::{Document, TokenKind, Tokens, Word};
use crate::lexicon::Class;

/// How many words an apposition's noun phrase may have.
const LONGEST: usize = 6;
/// How many of those called by a noun are looked through; an article has fewer.
const MOST_CALLED: usize = 64;
/// How many of them stand near each other.
const NEAREST: usize = 4;
/// How many tokens after a name its apposition is read in.
const WINDOW: usize = 40;
/// Within how many bytes of a name "a lawyer" is the one who is named.
const BESIDE: usize = 60;
/// Words that speak of somebody without saying who.
const INTRODUCE: [&str; 5] = ["a", "an", "another", "one", "some"];

/// Somebody was called by a noun.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Called {
    at: usize,
    /// The person's number; nobody where the article names none.
    person: Option<usize>,
    /// Whose, where that is said: "her lawyer", "a lawyer for Lind".
    owner: Option<Owner>,
}

/// Whose somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// Of somebody behind a pronoun, in lower case: "her".
    Pronoun(String),
    /// Of somebody in general: "a lawyer for the defence".
    Anybody,
    /// Of somebody named, by the last word of the name, folded.
    Named(String),
}

impl Owner {
    /// Reads whose the word before a noun says it is: "her", "Lind’s".
    pub(super) fn of(word: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        if is_whose(&lower) {
            return Some(Self::Pronoun(lower));
        }
        Some(Self::Named(surname(possessor(word)?)))
    }
}

/// A determiner before a noun.
struct Opening {
    /// How many tokens it has.
    len: usize,
    /// Whose somebody is by it.
    owner: Option<Owner>,
}

impl Opening {
    /// Reads the determiner that ends some words: "the", "her", the "Lind’s" of "met Lind’s".
    fn ending(words: &[Word<'_>]) -> Option<Self> {
        let [.., last] = words else { return None };
        if let [.., owner, mark] = words
            && mark.token().is_possessive()
        {
            return Some(Self { len: 2, owner: Some(Owner::Named(surname(owner.text()))) });
        }
        let whose = is_whose(last.lower()).then(|| Owner::Pronoun(last.lower().to_owned()));
        let known = matches!(last.lower(), "the" | "a" | "an" | "another" | "one");
        (whose.is_some() || known).then_some(Self { len: 1, owner: whose })
    }
}

fn is_whose(word: &str) -> bool {
    matches!(word, "his" | "her" | "their" | "its")
}

/// Who was called what, by the folded noun, in text order.
#[derive(Debug, Default)]
pub(super) struct Callings {
    called: HashMap<String, Vec<Called>>,
    /// Where each word in small letters stands first.
    words: HashMap<String, usize>,
}

impl Callings {
    /// Keeps what the words on either side of a person's name call the person. `sentence` is where
    /// the sentence stands, `name` the name within it; a noun before it needs the `full` name: in
    /// "the judge, Lind said", she is no judge.
    pub(super) fn learn(
        &mut self,
        document: &Document,
        sentence: Tokens,
        name: Tokens,
        person: usize,
        full: bool,
    ) {
        let at = document.bytes_of(name).start;
        let before: Vec<_> = document.words(Tokens::new(sentence.start, name.start)).collect();
        let before = full.then(|| called_before(&before)).flatten();
        let after = Tokens::new(name.end, sentence.end.min(name.end + WINDOW));
        let after: Vec<_> = document.words(after).collect();
        for (word, owner) in [before, called_after(&after)].into_iter().flatten() {
            let called = Called { at, person: Some(person), owner };
            self.called.entry(word).or_default().push(called);
        }
    }

    /// Keeps who is spoken of without a name in a sentence.
    pub(super) fn learn_nameless(&mut self, document: &Document, sentence: Tokens) {
        let words: Vec<Word<'_>> = document.words(sentence).collect();
        for (number, word) in words.iter().enumerate() {
            let here = word.token().bytes.start;
            if word.text().starts_with(char::is_lowercase) && !self.words.contains_key(word.text())
            {
                self.words.insert(word.text().to_owned(), here);
            }
            // ", a geologist," after a name tells of that name.
            let apposed = number > 0 && words[number - 1].token().kind == TokenKind::Comma;
            if !INTRODUCE.contains(&word.lower()) || apposed {
                continue;
            }
            let Some(head) = noun_after(&words[number + 1..]) else { continue };
            let known = self.called.entry(head).or_default();
            // "A lawyer for Lind, Ada Ode": the name follows.
            let named = known.iter().rev().take(NEAREST).any(|called| {
                called.person.is_some() && (here..here + BESIDE).contains(&called.at)
            });
            if !named {
                known.push(Called { at: here, person: None, owner: None });
            }
        }
    }

    /// Puts everything in text order.
    pub(super) fn finish(&mut self) {
        self.called.values_mut().for_each(|called| called.sort_by_key(|called| called.at));
    }

    /// Returns the person last called by a noun before `at`; nobody where that was somebody without
    /// a name.
    pub(super) fn last(&self, noun: &str, at: usize) -> Option<usize> {
        let called = self.called.get(noun)?;
        called[..called.partition_point(|called| called.at < at)].last()?.person
    }

    /// Returns the only person in the whole article who is called so as somebody's, and whose: "her
    /// lawyer" is the one lawyer of whom it is said for whom.
    pub(super) fn only_owned(&self, noun: &str) -> Option<(usize, &Owner)> {
        let mut owned = self
            .called
            .get(noun)?
            .iter()
            .take(MOST_CALLED)
            .filter_map(|called| Some((called.person?, called.owner.as_ref()?)));
        let first = owned.next()?;
        owned.all(|(person, _)| person == first.0).then_some(first)
    }

    /// Tells whether a noun stands nowhere before `at`.
    pub(super) fn is_new(&self, noun: &str, at: usize) -> bool {
        let called = self.called.get(noun).and_then(|called| called.first());
        let before = |place: usize| place < at;
        !self.words.get(noun).is_some_and(|place| before(*place))
            && !called.is_some_and(|called| before(called.at))
    }

    /// Returns the people called by a noun, in order of appearance, each once.
    pub(super) fn all(&self, noun: &str) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for person in self
            .called
            .get(noun)
            .into_iter()
            .flatten()
            .take(MOST_CALLED)
            .filter_map(|called| called.person)
        {
            if !found.contains(&person) {
                found.push(person);
            }
        }
        found
    }
}

/// Returns the noun that the words right before a name call it by, and whether they say whose.
fn called_before(before: &[Word<'_>]) -> Option<(String, Option<Owner>)> {
    let (apposed, before) = match before {
        [rest @ .., last] if last.token().kind == TokenKind::Comma => (true, rest),
        _ => (false, before),
    };
    let near = before.len().saturating_sub(LONGEST + 4);
    let (end, opening) = (near + 1..=before.len())
        .rev()
        .find_map(|end| Some((end, Opening::ending(&before[..end])?)))?;
    // A comma that ends "on a cold morning," begins no apposition.
    let placed = before[..end - opening.len].last().is_some_and(is_preposition);
    let inner = &before[end..];
    let broken = inner.iter().any(|word| !word.token().is_word());
    if inner.is_empty() || broken || apposed && placed {
        return None;
    }
    // "a lawyer for Lind, Ada Ode": the head stands before the preposition.
    let (head, of) = head_of_words(inner)?;
    let whole = of == inner.len();
    if !(whole || apposed) || apposed && inner.len() > LONGEST + 2 {
        return None;
    }
    Some((head, opening.owner.or_else(|| beneficiary(&inner[of..]))))
}

/// Returns the noun that an apposition after a name calls it by, and whether it says whose.
fn called_after(after: &[Word<'_>]) -> Option<(String, Option<Owner>)> {
    let words = apposition(after)?;
    if let [age] = words
        && let Ok(age) = age.text().parse::<u8>()
    {
        return Some((format!("{age}-year-old"), None));
    }
    let first = Opening::ending(&words[..1.min(words.len())]);
    let opening = words.get(..2).and_then(Opening::ending).filter(|opening| opening.len == 2);
    let opening = opening.or(first);
    let start = opening.as_ref().map_or(0, |opening| opening.len);
    // "…, president of Ode": without a determiner, the whole of it must be a noun phrase.
    let (head, of) = head_of_words(&words[start..])?;
    let closes = words.len() <= LONGEST + 6;
    let determined = opening.is_some();
    let owner = opening.and_then(|opening| opening.owner);
    let owner = owner.or_else(|| beneficiary(&words[start + of..]));
    (closes && (determined || Parties::get().is_office(&head))).then_some((head, owner))
}

/// Returns the words of an apposition that begins right after a name: between a comma or dash and the
/// next mark.
pub(super) fn apposition<'w, 'd>(after: &'w [Word<'d>]) -> Option<&'w [Word<'d>]> {
    let ends = |word: &Word<'_>| match word.token().kind {
        TokenKind::Dash => word.text() == "—",
        TokenKind::Mark => matches!(word.text(), "“" | "\""),
        kind => matches!(
            kind,
            TokenKind::Comma | TokenKind::Semicolon | TokenKind::Stop | TokenKind::Open
        ),
    };
    let (mark, rest) = after.split_first()?;
    let opens = mark.token().kind == TokenKind::Comma || mark.text() == "—";
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    opens.then_some(&rest[..end])
}

/// Returns the noun that "a" introduces, unless a name follows it right away.
fn noun_after(words: &[Word<'_>]) -> Option<String> {
    let (head, of) = head_of_words(&words[..LONGEST.min(words.len())])?;
    let mut next = words[of..].iter();
    let first = next.next();
    let comma = first.is_some_and(|word| word.token().kind == TokenKind::Comma);
    let named = if comma { next.next() } else { first };
    (!named.is_some_and(|word| word.is_capital())).then_some(head)
}

/// Returns the head of a noun phrase, folded, and how many words go up to it: the last before a
/// word of a closed class or a mark.
fn head_of_words(words: &[Word<'_>]) -> Option<(String, usize)> {
    let inside = |word: &&Word<'_>| {
        let lower = word.lower();
        let closed = is_closed(word.token()) && !word.token().is_possessive();
        word.token().is_word()
            && (!closed || matches!(lower, "former" | "first" | "then"))
            && !matches!(lower, "who" | "which" | "whose" | "that")
    };
    let mut count = words.iter().take_while(inside).count();
    // What follows a noun is no part of it where it is a verb: "a doctor was", "a man shouted".
    while count > 1 && {
        let last = words[count - 1];
        last.token().has(Class::Verb) || last.lower().ends_with("ed") && last.lower().len() > 4
    } {
        count -= 1;
    }
    let head = words.get(count.checked_sub(1)?)?.text();
    let noun =
        head.starts_with(char::is_lowercase) || head.starts_with(|c: char| c.is_ascii_digit());
    let plain = head.chars().any(char::is_alphabetic) && head.chars().count() > 2;
    (noun && plain).then(|| (title_word(head), count))
}

/// Reads for whom somebody is: "for Lind", "to the mayor".
fn beneficiary(words: &[Word<'_>]) -> Option<Owner> {
    if !matches!(words.first()?.lower(), "for" | "to" | "of") {
        return None;
    }
    let names = words[1..].iter().take_while(|word| word.is_capital());
    Some(names.last().map_or(Owner::Anybody, |name| Owner::Named(surname(name.text()))))
}

fn is_preposition(word: &Word<'_>) -> bool {
    word.token().has(Class::Preposition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_stand_on_either_side_of_a_name() {
        type Found = Option<(String, Option<Owner>)>;
        let check = |text: &str, read: fn(&[Word<'_>]) -> Found, expect: Found| {
            let document = Document::of(text);
            let words: Vec<_> = document.words(Tokens::new(0, document.tokens().len())).collect();
            assert_eq!(read(&words), expect, "{text:?}");
        };
        let called = |word: &str, owner| Some((word.to_owned(), owner));
        let her = || Some(Owner::Pronoun("her".to_owned()));
        let named = || Some(Owner::Named("lind".to_owned()));
        check("He met the geologist ", called_before, called("geologist", None));
        check("He met her younger brother, ", called_before, called("brother", her()));
        check("A lawyer for Lind, ", called_before, called("lawyer", named()));
        check("He met Lind’s lawyer, ", called_before, called("lawyer", named()));
        check("On a cold morning, ", called_before, None);
        check("The baker left and ", called_before, None);
        check(", a retired crane driver, said", called_after, called("driver", None));
        check(", her lawyer.", called_after, called("lawyer", her()));
        check(", 29, said", called_after, called("29-year-old", None));
        check(", Lind’s lawyer.", called_after, called("lawyer", named()));
        check(", which she left.", called_after, None);
    }

    #[test]
    fn the_last_one_called_so_is_meant() {
        let mut callings = Callings::default();
        let text = "Ada Lind, a geologist, came. A geologist from Ode was there too.";
        let document = Document::of(text);
        let sentence = |at: usize| document.tokens_in((&document.sentences()[at].bytes).into());
        callings.learn(&document, sentence(0), Tokens::new(0, 2), 7, true);
        callings.learn_nameless(&document, sentence(1));
        callings.finish();
        assert_eq!(callings.last("geologist", 28), Some(7));
        assert_eq!(callings.last("geologist", text.len()), None);
        assert_eq!(callings.last("baker", text.len()), None);
    }
}
