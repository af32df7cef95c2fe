//! What stands beside names as titles and descriptions: "prime minister", "the mayor of Ode". Words
//! alone, with how surely they are said of whom the name means.

use super::super::closed::is_closed;
use super::super::parties::Parties;
use super::super::phrases::title_word;
use super::super::titles::{office_before, titles_after, titles_before};
use super::finding::Named;
use super::party::Entities;
use crate::document::{Document, TokenKind, Tokens};
use crate::lexicon::Class;

/// How many words on either side may be a description.
const BESIDE: usize = 6;

/// Reads the roles of all entities.
pub(super) fn read(entities: &mut Entities, document: &Document, named: &[Named]) {
    for name in named {
        let Some(mention) = entities.mention_at(name.tokens.start) else { continue };
        let (entity, tokens) = (mention.entity, mention.tokens);
        let sentence = &document.sentences()[mention.sentence];
        let sentence = document.tokens_in((&sentence.bytes).into());
        let titled = tokens.start.saturating_sub(name.titles.len());
        let before = Tokens::new(sentence.start.min(titled), titled);
        let after = Tokens::new(tokens.end.min(sentence.end), sentence.end);
        let mut told: Vec<(String, f32)> = Vec::new();
        told.extend(name.titles.iter().map(|title| (title.clone(), 1.0)));
        told.extend(titles_before(document, before, false).into_iter().map(|title| (title, 1.0)));
        told.extend(office_before(document, before).into_iter().map(|title| (title, 1.0)));
        told.extend(body_before(document, before).map(|noun| (noun, 1.5)));
        told.extend(titles_after(document, after).into_iter().map(|title| (title, 1.0)));
        told.extend(is_said_to_be(document, after).into_iter().map(|title| (title, 1.0)));
        // Words that stand near without being its title count less.
        let near = |words: Tokens, weight: f32| {
            let words =
                document.words(words).filter(|w| w.token().is_word() && !is_closed(w.token()));
            words.map(move |word| (title_word(word.text()), weight)).collect::<Vec<_>>()
        };
        let from = before.start.max(before.end.saturating_sub(BESIDE - 2));
        told.extend(near(Tokens::new(from, before.end), 0.5));
        told.extend(near(Tokens::new(after.start, after.end.min(after.start + BESIDE)), 0.25));
        let roles = &mut entities.list[entity].roles;
        for (word, weight) in told {
            *roles.entry(word).or_default() += weight;
        }
    }
}

/// "The group, |Ode Cleaners|, left": returns the noun for a body that a name explains.
fn body_before(document: &Document, before: Tokens) -> Option<String> {
    let mut words = document.words(before).rev();
    let comma = words.next()?.token().kind == TokenKind::Comma;
    let noun = words.next().filter(|word| comma && Parties::get().is_body(word.lower()))?;
    let the = words.take(3).any(|word| word.token().has(Class::PhraseOpener));
    (the && noun.text().starts_with(char::is_lowercase)).then(|| title_word(noun.text()))
}

/// "Lind is the mayor of Ode": returns the words of what a name is said to be.
fn is_said_to_be(document: &Document, after: Tokens) -> Vec<String> {
    let mut words = document.words(after).take(8);
    if !words.next().is_some_and(|word| word.token().has(Class::Be)) {
        return Vec::new();
    }
    let mut words = words.skip_while(|word| word.token().has(Class::Adverb));
    if !words.next().is_some_and(|word| word.token().has(Class::Article)) {
        return Vec::new();
    }
    let own = |word: &crate::document::Word<'_>| word.token().is_word() && !is_closed(word.token());
    words.take_while(own).map(|word| title_word(word.text())).collect()
}
