//! In which form a source names its party: a full name, a surname, "he", "the mayor", nothing. Decides
//! nothing; the ranking weighs its evidence by the form.

use q7x2_names::is_honorific;

use super::super::entities::{Entities, EntityKind, Mention};
use super::super::number::singular;
use super::super::parties::Parties;
use super::super::phrases::{head_phrase, title_word};
use super::super::words::Words;
use super::forms::Form;
use crate::document::{Bytes, Document, TokenKind, Tokens};
use crate::lexicon::Class;

/// What a source says of its party by itself.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    pub(super) form: Form,
    pub(super) tokens: Tokens,
    /// The token of its head.
    pub(super) head: Option<usize>,
    /// The head, folded as titles are.
    pub(super) noun: String,
    /// All its words but those of closed classes, folded as titles are.
    pub(super) words: Vec<String>,
}

impl Phrase {
    /// Reads a source.
    pub(super) fn of(document: &Document, entities: &Entities, source: Bytes) -> Self {
        let tokens = document.tokens_in(source);
        let content = |word: &crate::document::Word<'_>| {
            word.token().is_word() && !super::super::closed::is_closed(word.token())
        };
        let words = document.words(tokens).filter(content).map(|word| title_word(word.text()));
        let mut words: Vec<String> = words.collect();
        words.shrink_to_fit();
        let plain =
            |form| Self { form, tokens, head: None, noun: String::new(), words: Vec::new() };
        if let Some(form) = pronoun(document, tokens) {
            return plain(form);
        }
        let text = document.slice(source);
        let lead = text.len() - text.trim_start_matches(['“', '"', ' ']).len();
        let head_text = head_phrase(&text[lead..]);
        let end = source.start + lead + head_text.len();
        let inside = document.tokens_in(Bytes::new(source.start, end.max(source.start)));
        let last = document
            .words(inside)
            .rev()
            .find(|word| word.token().is_word() && !word.token().is_clitic());
        let Some(last) = last else { return Self { words, ..plain(Form::AnOther) } };
        let comma = document.words(tokens).find(|word| word.token().kind == TokenKind::Comma);
        let apposed = comma.and_then(|comma| {
            let rest = entities.mentions_in(Tokens::new(comma.at, tokens.end));
            rest.iter().find(|m| entities.list[m.entity].kind == EntityKind::Person)
        });
        let head = entities.mention_at(last.at);
        let is_person =
            head.is_some_and(|mention| entities.list[mention.entity].kind == EntityKind::Person);
        let noun = title_word(last.text());
        let body =
            apposed.is_none().then(|| body_apposed(entities, tokens, comma?.at, last.lower()));
        let body = body.flatten();
        let apposed = apposed.or(body);
        let behind = || named_behind(document, entities, tokens, last.at);
        let behind = if is_person || apposed.is_some() { None } else { behind() };
        let mention = if is_person { head } else { apposed.or(behind).or(head) };
        let at = behind.or(body).map_or(last.at, |name| name.tokens.end - 1);
        let form = match mention {
            Some(mention) => match entities.list[mention.entity].kind {
                EntityKind::Person => {
                    let own = entities.mentions_in(tokens).iter();
                    let longest = own.filter(|m| m.entity == mention.entity).map(|m| m.words).max();
                    if longest.unwrap_or(mention.words) > 1 {
                        Form::FullName
                    } else {
                        Form::Surname
                    }
                }
                EntityKind::People => Form::Many,
                EntityKind::Body | EntityKind::Place => Form::BodyName,
            },
            None => described(document, tokens, last.at),
        };
        Self { form, tokens, head: Some(at), noun, words }
    }
}

/// Returns the name of the body that a noun for bodies is explained by: "the group, |Ode Cleaners|".
fn body_apposed<'e>(
    entities: &'e Entities,
    source: Tokens,
    comma: usize,
    noun: &str,
) -> Option<&'e Mention> {
    let body = |mention: &&Mention| entities.list[mention.entity].kind == EntityKind::Body;
    let first = entities.mentions_in(Tokens::new(comma, source.end)).iter().find(body)?;
    let known = Parties::get().is_body(noun);
    (known && first.tokens.start <= comma + 2 && first.words > 1).then_some(first)
}

/// Returns the name that ends a source behind an office and what that is for: "Minister for Roads |Ada
/// Lind|". "A lawyer for Ada Lind" is somebody else.
fn named_behind<'e>(
    document: &Document,
    entities: &'e Entities,
    source: Tokens,
    head: usize,
) -> Option<&'e Mention> {
    let parties = Parties::get();
    let noun = document.word(head);
    let office = parties.is_office(noun.lower())
        || parties.is_title(noun.lower())
        || parties.is_someone(noun.lower());
    let last = document.words(source).rev().find(|word| word.token().is_word())?;
    let addressed = |mention: &&Mention| {
        let before = mention.tokens.start.checked_sub(1).map(|at| document.word(at));
        mention.words > 1 || before.is_some_and(|before| is_honorific(before.text()))
    };
    let mention = entities.mention_at(last.at).filter(addressed)?;
    let person = entities.list[mention.entity].kind == EntityKind::Person;
    let between = Tokens::new(head + 1, mention.tokens.start.max(head + 1));
    let plain = document.words(between).all(|word| word.token().is_word());
    let mut before = document.words(between).rev();
    let topic = before.find(|word| !is_honorific(word.text()))?;
    let other = topic.token().has(Class::Preposition)
        || topic.token().has(Class::Conjunction)
        || topic.token().has(Class::Determiner)
        || topic.token().is_possessive()
        || parties.is_office(topic.lower())
        || topic.text().starts_with(char::is_lowercase) && parties.is_title(topic.lower());
    (office && person && plain && !other).then_some(mention)
}

/// Returns the form of a source that describes its party.
fn described(document: &Document, tokens: Tokens, head: usize) -> Form {
    let parties = Parties::get();
    let word = document.word(head);
    let (lower, text) = (word.lower(), word.text());
    let is_many = parties.is_crowd(lower)
        || word.token().has(Class::Plural)
        || singular(lower).is_some_and(|one| {
            parties.is_someone(&one) || parties.is_office(&one) || parties.is_demonym(&one)
        });
    if is_many && !parties.is_body(lower) {
        return Form::Many;
    }
    let person = parties.is_someone(text) || parties.is_office(text) || parties.is_title(text);
    let first = document.words(tokens).find(|word| word.token().is_word());
    let the = first.is_some_and(|first| {
        matches!(first.lower(), "the" | "this" | "that") || first.token().has(Class::Possessive)
    });
    let owned =
        document.words(Tokens::new(tokens.start, head)).any(|word| word.token().is_possessive());
    match (the || owned, person) {
        (true, _) if parties.is_thing(lower) => Form::TheDocument,
        (true, true) => Form::ThePerson,
        (true, false) if parties.is_body(lower) => Form::TheBody,
        (true, false) => Form::TheOther,
        (false, true) => Form::APerson,
        (false, false) => Form::AnOther,
    }
}

/// Returns the form of a source that is a pronoun or opens with one.
fn pronoun(document: &Document, tokens: Tokens) -> Option<Form> {
    let mut found = document.words(tokens).filter(|word| word.token().is_word());
    let (opening, second) = (found.next()?, found.next());
    let (first, words) = (opening.lower(), Words::get());
    // "WHO" is a body.
    if super::super::pronouns::is_abbreviation(opening.text()) {
        return None;
    }
    let alone = second.is_none_or(|next| {
        let governs = next.token().has(Class::Preposition) || next.token().has(Class::Adverb);
        words.tails.contains(next.lower()) || governs && words.form(first) == Some(Form::Relative)
    });
    if second.is_some_and(|next| next.lower() == "of") {
        return words.parts.contains(first).then_some(Form::Some);
    }
    words.form(first).filter(|_| alone)
}
