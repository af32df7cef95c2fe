//! In which form a source names its party: a full name, a surname, "he", "the mayor", nothing. Decides
//! nothing; the ranking weighs its evidence by the form.

use super::super::entities::{Entities, EntityKind};
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
        let words = words.collect();
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
        let mention = if is_person { head } else { apposed.or(head) };
        let noun = title_word(last.text());
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
        Self { form, tokens, head: Some(last.at), noun, words }
    }
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
    let (first, second) = (found.next()?.lower(), found.next());
    let words = Words::get();
    let alone = second.is_none_or(|next| {
        let governs = next.token().has(Class::Preposition) || next.token().has(Class::Adverb);
        words.tails.contains(next.lower()) || governs && words.form(first) == Some(Form::Relative)
    });
    if second.is_some_and(|next| next.lower() == "of") {
        return words.parts.contains(first).then_some(Form::Some);
    }
    words.form(first).filter(|_| alone)
}
