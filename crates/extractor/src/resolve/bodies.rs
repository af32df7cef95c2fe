//! Organisations: abbreviations and short forms of bodies that the article or the gazetteer names in
//! full, and the bodies behind documents ("a report by the Ode Institute"). Knows no people.

use std::collections::HashMap;

use q7x2_gazetteer::Gazetteer;

use super::closed::is_function;
use super::parties::Parties;
use super::phrases::{head_of, head_phrase, without_article};
use crate::document::{Bytes, Document, TokenKind, Tokens, Word};

/// The nouns that outlets go by, and the last words of their names.
const OUTLETS: [&str; 25] = [
    "newspaper",
    "paper",
    "tabloid",
    "magazine",
    "outlet",
    "website",
    "site",
    "network",
    "channel",
    "broadcaster",
    "agency",
    "times",
    "post",
    "gazette",
    "journal",
    "tribune",
    "herald",
    "chronicle",
    "courier",
    "mail",
    "daily",
    "weekly",
    "news",
    "telegraph",
    "observer",
];
/// Nouns for whoever trades.
const TRADING: [&str; 8] =
    ["company", "firm", "business", "retailer", "manufacturer", "airline", "operator", "utility"];
/// Words in the names of bodies that do not trade.
const PUBLIC: [&str; 28] = [
    "government",
    "ministry",
    "department",
    "agency",
    "committee",
    "council",
    "court",
    "parliament",
    "congress",
    "senate",
    "police",
    "university",
    "college",
    "school",
    "hospital",
    "church",
    "party",
    "campaign",
    "union",
    "bureau",
    "commission",
    "administration",
    "army",
    "navy",
    "embassy",
    "institute",
    "foundation",
    "watch",
];
/// An article names fewer bodies than this.
const MOST_BODIES: usize = 400;

/// A body that the article names.
#[derive(Debug, Clone)]
struct Named {
    name: String,
    start: usize,
    /// The nouns it goes by, in lower case: "bank", "committee".
    kinds: Vec<String>,
}

/// The bodies of an article.
#[derive(Debug)]
pub(super) struct Bodies<'a> {
    document: &'a Document,
    gazetteer: &'a Gazetteer,
    named: Vec<Named>,
    /// From initials to the full name.
    initials: HashMap<String, String>,
}

impl<'a> Bodies<'a> {
    /// Reads the bodies of a text.
    pub(super) fn of(document: &'a Document, gazetteer: &'a Gazetteer) -> Self {
        let (named, initials) = (Vec::new(), HashMap::new());
        let mut bodies = Self { document, gazetteer, named, initials };
        for sentence in document.sentences() {
            if document.is_furniture(sentence.bytes.start) {
                continue;
            }
            let sentence = document.tokens_in((&sentence.bytes).into());
            for name in names_in(document, sentence) {
                let name = with_noun(document, sentence, name).unwrap_or(name);
                bodies.learn(written(document, name), document.bytes_of(name).start);
            }
        }
        bodies
    }

    fn learn(&mut self, name: &str, start: usize) {
        // "After the Ode campaign": what opens a sentence is no part of the name.
        let mut name = without_article(name);
        while let Some((first, rest)) = name.split_once(' ') {
            let word = first.to_lowercase();
            if !(is_function(&word) || matches!(word.as_str(), "even" | "the")) {
                break;
            }
            name = rest;
        }
        let name = without_article(name);
        let known = self.gazetteer.body(name);
        let words: Vec<&str> = name.split(' ').collect();
        let last = head_of(name);
        let first =
            head_of(words.iter().take_while(|w| **w != "of" && **w != "for").last().unwrap_or(&""));
        let body = |word: &&str| Parties::get().is_body(word);
        let is_body = words.len() > 1 && [first, last].iter().any(body);
        if !(known.is_some() || is_body) || self.named.len() >= MOST_BODIES {
            return;
        }
        let initials: String = words
            .iter()
            .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
            .collect();
        if initials.len() > 1 && words.len() > 1 {
            self.initials.entry(initials).or_insert_with(|| name.to_owned());
        }
        let mut kinds = known.map(|known| known.kinds.clone()).unwrap_or_default();
        kinds
            .extend([first, last].iter().filter(|word| body(word)).map(|word| word.to_lowercase()));
        let full = known.map_or(name, |known| known.name.as_str());
        self.named.push(Named { name: full.to_owned(), start, kinds });
    }

    /// Returns the full name for an abbreviation that the article or the gazetteer explains.
    pub(super) fn in_full(&self, phrase: &str) -> Option<&str> {
        let bare = without_article(phrase);
        if let Some(body) = self.gazetteer.body(bare) {
            return Some(&body.name);
        }
        let letters: String = bare.chars().filter(|c| *c != '.').collect();
        let short = letters.chars().count() > 1 && letters.chars().all(char::is_uppercase);
        short.then(|| self.initials.get(&letters)).flatten().map(String::as_str)
    }

    /// Returns the body that "the bank" or "the committee" at `at` stands for: the one of that kind
    /// named last before.
    pub(super) fn of_kind(&self, phrase: &str, at: usize) -> Option<&str> {
        let (the, kind) = phrase.split_once(' ')?;
        if !the.eq_ignore_ascii_case("the") || kind.contains(' ') {
            return None;
        }
        let kind = kind.to_lowercase();
        let before = self.named.partition_point(|named| named.start < at);
        let mut near = self.named[..before].iter().rev();
        near.find(|named| named.kinds.contains(&kind)).map(|named| named.name.as_str())
    }

    /// Tells whether a body is of a kind that another noun names: a newspaper is no bank.
    pub(super) fn is_other(&self, name: &str, noun: &str) -> bool {
        if OUTLETS.contains(&noun) && self.publishes(name) {
            return false;
        }
        let known = self.gazetteer.body(name).map(|body| body.kinds.as_slice()).unwrap_or_default();
        let mut words = name.split(' ').map(str::to_lowercase);
        let is_noun = known.iter().any(|kind| kind == noun) || words.clone().any(|w| w == noun);
        let trades = TRADING.contains(&noun);
        let body = |word: String| match trades {
            true => PUBLIC.contains(&word.as_str()),
            false => Parties::get().is_body(&word),
        };
        // "The environmental group BlueLine" says itself what it is.
        let says =
            |word: &str| word.starts_with(char::is_lowercase) && Parties::get().is_body(word);
        let is_other = !known.is_empty() || words.any(body) || name.split(' ').any(says);
        !is_noun && is_other
    }

    /// Returns the only outlet that the article names before `at`.
    pub(super) fn only_outlet(&self, at: usize) -> Option<&str> {
        let before = self.named.partition_point(|named| named.start < at);
        let names = self.named[..before].iter().map(|named| named.name.as_str());
        let mut outlets = names.filter(|name| self.publishes(name));
        let first = outlets.next()?;
        outlets.all(|name| name == first).then_some(first)
    }

    /// Tells whether a body publishes: a newspaper, a broadcaster, an agency.
    pub(super) fn publishes(&self, name: &str) -> bool {
        let known = self.gazetteer.body(name).map(|body| body.kinds.as_slice()).unwrap_or_default();
        let last = head_of(name).to_lowercase();
        let kind = |kind: &str| OUTLETS.contains(&kind);
        let spelt = name.ends_with("TV") || name.ends_with("News");
        known.iter().any(|known| kind(known)) || name.contains(' ') && kind(&last) || spelt
    }

    /// Returns the body behind a document: "a report by Politico", "an Ode Institute poll".
    pub(super) fn author(&self, phrase: Bytes) -> Option<String> {
        let document = self.document;
        let head = head_phrase(document.slice(phrase));
        if !Parties::get().is_thing(head_of(head)) {
            return None;
        }
        let tokens = document.tokens_in(phrase);
        let by = document.words(tokens).find(|word| matches!(word.lower(), "by" | "from"));
        if let Some(by) = by {
            let after = Tokens::new(by.at + 1, tokens.end);
            let first = names_in(document, after).into_iter().next();
            // "by the Ode Institute"
            if let Some(name) = first.filter(|name| name.start <= after.start + 1) {
                return self.known(written(document, name));
            }
        }
        // The name stands right before the head, or opens the phrase.
        let before = head.len() - head_of(head).len();
        let before = Bytes::new(phrase.start, phrase.start + before);
        let name = names_in(document, document.tokens_in(before)).into_iter().next_back()?;
        let name = written(document, name);
        let whole: Vec<String> = name.split('/').filter_map(|part| self.known(part)).collect();
        match whole.len() {
            0 => None,
            1 => whole.into_iter().next(),
            _ => Some(name.to_owned()),
        }
    }

    /// Returns the full name of a body, when it is one.
    fn known(&self, name: &str) -> Option<String> {
        let name = without_article(name);
        let body = name.contains(' ') && Parties::get().is_body(head_of(name));
        self.in_full(name).map(str::to_owned).or_else(|| body.then(|| name.to_owned()))
    }
}

/// Returns a name with the noun in small letters that makes it a body: "Lind campaign".
fn with_noun(document: &Document, sentence: Tokens, name: Tokens) -> Option<Tokens> {
    let noun =
        Some(name.end).filter(|&next| next < sentence.end).map(|next| document.word(next))?;
    let spaced = Bytes::new(document.bytes_of(name).end, noun.token().bytes.start).len() == 1;
    let small = noun.text().starts_with(char::is_lowercase) && Parties::get().is_body(noun.text());
    (spaced && small).then(|| Tokens::new(name.start, name.end + 1))
}

/// Returns a name as it is written, without the stop of an abbreviation that ends it: "Lind Corp".
fn written(document: &Document, name: Tokens) -> &str {
    let words = document.slice(document.bytes_of(name));
    let last = document.words(name).next_back().map_or("", Word::text);
    if is_short(last) { words.trim_end_matches('.') } else { words }
}

/// Tells whether a word is an abbreviation that ends in its only stop: "Corp.", but not "U.S.".
fn is_short(word: &str) -> bool {
    word.strip_suffix('.').is_some_and(|rest| !rest.contains('.'))
}

/// Returns the names among some tokens that may be those of bodies: capitalised words, joined by
/// "of", "for", "and", "the", "on", "in" and "&".
fn names_in(document: &Document, tokens: Tokens) -> Vec<Tokens> {
    let mut names = Vec::new();
    let mut open: Option<Tokens> = None;
    let mut joint = false;
    for word in document.words(tokens) {
        let named = word.is_capital() && !matches!(word.text(), "The" | "A" | "An");
        let sign = word.token().kind == TokenKind::Other && word.text() == "&";
        let link = sign || matches!(word.text(), "of" | "for" | "and" | "the" | "on" | "in");
        if named {
            let from = open.map_or(word.at, |open| open.start);
            open = Some(Tokens::new(from, word.at + 1));
            joint = false;
            if is_short(word.text()) {
                names.extend(open.take());
            }
        } else if !(link && open.is_some()) || joint && word.text() != "the" {
            names.extend(open.take());
        } else {
            joint = true;
        }
    }
    names.extend(open);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_stand_for_what_the_article_names() {
        let document = Document::of("The Bureau of Rain and Snow met. It is late.");
        let bodies = Bodies::of(&document, Gazetteer::get());
        assert_eq!(bodies.in_full("the B.R.S."), Some("Bureau of Rain and Snow"));
        assert_eq!(bodies.in_full("XYZ"), None);
        assert_eq!(bodies.in_full("the AP"), Some("Associated Press"));
    }

    #[test]
    fn a_kind_stands_for_the_last_body_of_it() {
        let text = "The Ode Committee met the Lind Committee. The committee left.";
        let document = Document::of(text);
        let bodies = Bodies::of(&document, Gazetteer::get());
        assert_eq!(bodies.of_kind("The committee", text.len()), Some("Lind Committee"));
        assert_eq!(bodies.of_kind("the bank", text.len()), None);
        assert_eq!(bodies.of_kind("The committee", 10), Some("Ode Committee"));
    }

    #[test]
    fn documents_have_authors() {
        let check = |phrase: &str, expect: Option<&str>| {
            let document = Document::of(phrase);
            let bodies = Bodies::of(&document, Gazetteer::get());
            let author = bodies.author(Bytes::new(0, phrase.len()));
            assert_eq!(author.as_deref(), expect, "{phrase}");
        };
        check("a new report by the Ode Institute", Some("Ode Institute"));
        check("an Ode Institute poll released last week", Some("Ode Institute"));
        check("a report", None);
        check("the Ode Institute", None);
        check("video of the Ode Institute", None);
    }
}
