//! What people are called besides their names: "Ada Lind, a geologist" makes a geologist of her, "her
//! brother, Per Lind" a brother of him, and "a doctor was there" speaks of somebody without a name.
//! "The geologist" later on is whoever was called so last. Reads the words beside names; which
//! phrases ask for it is decided elsewhere.

use std::collections::HashMap;

use super::names::{fold, is_function};
use super::parties::Parties;
use super::phrases::title_word;
use crate::document::Bytes;
use crate::lexicon::Lexicon;

/// How many words an apposition's noun phrase may have.
const LONGEST: usize = 6;
/// How many of those called by a noun are looked through; an article has fewer.
const MOST_CALLED: usize = 64;
/// How many of them stand near each other.
const NEAREST: usize = 4;
/// How many bytes after a name its apposition is read in.
const WINDOW: usize = 200;
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
        if matches!(lower.as_str(), "his" | "her" | "their" | "its") {
            return Some(Self::Pronoun(lower));
        }
        let name = ["’s", "'s", "’", "'"].iter().find_map(|tail| word.strip_suffix(tail))?;
        Some(Self::Named(fold(name)))
    }
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
        text: &str,
        sentence: Bytes,
        name: Bytes,
        person: usize,
        full: bool,
    ) {
        let before = &text[sentence.start..name.start];
        let after = &text[name.end..sentence.end.max(name.end)];
        let before = full.then(|| called_before(before)).flatten();
        for (word, owner) in [before, called_after(after)].into_iter().flatten() {
            let called = Called { at: name.start, person: Some(person), owner };
            self.called.entry(word).or_default().push(called);
        }
    }

    /// Keeps who is spoken of without a name in a sentence.
    pub(super) fn learn_nameless(&mut self, text: &str, sentence: Bytes) {
        let words: Vec<&str> = text[sentence].split(' ').collect();
        let mut at = sentence.start;
        for (number, word) in words.iter().enumerate() {
            let here = at;
            at += word.len() + 1;
            if word.starts_with(char::is_lowercase) {
                let core = word.trim_matches(|c: char| !c.is_alphanumeric());
                if !self.words.contains_key(core) {
                    self.words.insert(core.to_owned(), here);
                }
            }
            let begins = INTRODUCE.contains(&word.to_lowercase().as_str());
            // ", a geologist," after a name tells of that name.
            let apposed = number > 0 && words[number - 1].ends_with(',');
            let Some(head) = noun_after(&words[number + 1..]).filter(|_| begins && !apposed) else {
                continue;
            };
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
fn called_before(before: &str) -> Option<(String, Option<Owner>)> {
    let rest = before.trim_end();
    let apposed = rest.ends_with(',');
    let words: Vec<&str> = rest.trim_end_matches(',').rsplit(' ').take(LONGEST + 3).collect();
    let end = words.iter().position(|word| determines(word))?;
    // A comma that ends "on a cold morning," begins no apposition.
    let placed = words.get(end + 1).is_some_and(|word| is_preposition(word));
    let inner = &words[..end];
    let broken = inner.iter().any(|word| word.ends_with([',', ';', ':', '.', ')', '”', '"']));
    if inner.is_empty() || broken || apposed && placed {
        return None;
    }
    // "a lawyer for Lind, Ada Ode": the head stands before the preposition.
    let forward: Vec<&str> = inner.iter().rev().copied().collect();
    let (head, of) = head_of_words(&forward)?;
    let whole = of == forward.len();
    if !(whole || apposed) || apposed && forward.len() > LONGEST + 2 {
        return None;
    }
    Some((head, Owner::of(words[end]).or_else(|| beneficiary(&forward[of..]))))
}

/// Returns the noun that an apposition after a name calls it by, and whether it says whose.
fn called_after(after: &str) -> Option<(String, Option<Owner>)> {
    let rest = after.strip_prefix(", ").or_else(|| after.strip_prefix(" — "))?;
    let cut = rest.char_indices().map(|(at, _)| at).find(|at| *at >= WINDOW);
    let rest = &rest[..cut.unwrap_or(rest.len())];
    let end = rest.find([',', ';', '.', '—', '(', '“', '"']).unwrap_or(rest.len());
    let words: Vec<&str> = rest[..end].split(' ').collect();
    if let Some(age) = words.first().filter(|_| words.len() == 1) {
        let age: u8 = age.parse().ok()?;
        return Some((format!("{age}-year-old"), None));
    }
    let start = usize::from(determines(words[0]));
    // "…, president of Ode": without a determiner, the whole of it must be a noun phrase.
    let (head, of) = head_of_words(&words[start..])?;
    let closes = words.len() <= LONGEST + 6;
    let owner = Owner::of(words[0]).or_else(|| beneficiary(&words[start + of..]));
    (closes && (start == 1 || Parties::get().is_office(&head))).then_some((head, owner))
}

/// Returns the noun that "a" introduces, unless a name follows it right away.
fn noun_after(words: &[&str]) -> Option<String> {
    let run: Vec<&str> = words.iter().take(LONGEST).copied().collect();
    let (head, of) = head_of_words(&run)?;
    let next = run.get(of).filter(|_| !run[of - 1].ends_with(|c: char| !c.is_alphanumeric()));
    let named = next.is_some_and(|word| word.starts_with(char::is_uppercase));
    let comma = run[of - 1].ends_with(',')
        && run.get(of).is_some_and(|word| word.starts_with(char::is_uppercase));
    (!named && !comma).then_some(head)
}

/// Returns the head of a noun phrase, folded, and how many words go up to it: the last before a
/// word of a closed class or a mark.
fn head_of_words(words: &[&str]) -> Option<(String, usize)> {
    let mut count = 0;
    for word in words {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = bare.to_lowercase();
        let closed = is_function(&lower) && !matches!(lower.as_str(), "former" | "first" | "then");
        if bare.is_empty() || closed || matches!(lower.as_str(), "who" | "which" | "whose" | "that")
        {
            break;
        }
        count += 1;
        if word.ends_with([',', ';', ':', '.', ')', '”', '"']) {
            break;
        }
    }
    // What follows a noun is no part of it where it is a verb: "a doctor was", "a man shouted".
    let verbs = &Lexicon::get().words().verbs;
    while count > 1 && {
        let last = words[count - 1].to_lowercase();
        verbs.contains(&last) || last.ends_with("ed") && last.len() > 4
    } {
        count -= 1;
    }
    let head = words.get(count.checked_sub(1)?)?;
    let noun =
        head.starts_with(char::is_lowercase) || head.starts_with(|c: char| c.is_ascii_digit());
    let plain = head.chars().any(char::is_alphabetic) && head.chars().count() > 2;
    (noun && plain).then(|| (title_word(head), count))
}

fn determines(word: &str) -> bool {
    Owner::of(word).is_some()
        || matches!(word.to_lowercase().as_str(), "the" | "a" | "an" | "another" | "one")
}

/// Reads for whom somebody is: "for Lind", "to the mayor".
fn beneficiary(words: &[&str]) -> Option<Owner> {
    if !matches!(*words.first()?, "for" | "to" | "of") {
        return None;
    }
    let names = words[1..].iter().take_while(|word| word.starts_with(char::is_uppercase));
    Some(names.last().map_or(Owner::Anybody, |name| Owner::Named(fold(name))))
}

fn is_preposition(word: &str) -> bool {
    Lexicon::get().words().prepositions.contains(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_stand_on_either_side_of_a_name() {
        let before = |text: &str| called_before(text);
        let called = |word: &str, owner| Some((word.to_owned(), owner));
        let her = || Some(Owner::Pronoun("her".to_owned()));
        let named = || Some(Owner::Named("lind".to_owned()));
        assert_eq!(before("He met the geologist "), called("geologist", None));
        assert_eq!(before("He met her younger brother, "), called("brother", her()));
        assert_eq!(before("A lawyer for Lind, "), called("lawyer", named()));
        assert_eq!(before("He met Lind’s lawyer, "), called("lawyer", named()));
        assert_eq!(before("On a cold morning, "), None);
        assert_eq!(before("The baker left and "), None);
        assert_eq!(called_after(", a retired crane driver, said"), called("driver", None));
        assert_eq!(called_after(", her lawyer."), called("lawyer", her()));
        assert_eq!(called_after(", 29, said"), called("29-year-old", None));
        assert_eq!(called_after(", which she left."), None);
    }

    #[test]
    fn the_last_one_called_so_is_meant() {
        let mut callings = Callings::default();
        let text = "Ada Lind, a geologist, came. A geologist from Ode was there too.";
        callings.learn(text, (&(0..28)).into(), (0..8).into(), 7, true);
        callings.learn_nameless(text, (&(29..text.len())).into());
        callings.finish();
        assert_eq!(callings.last("geologist", 28), Some(7));
        assert_eq!(callings.last("geologist", text.len()), None);
        assert_eq!(callings.last("baker", text.len()), None);
    }
}
