//! Men and women: by given names, titles, nouns, and by the pronouns that follow a name.

use super::super::parties::{Gender, Parties};
use super::party::{Entities, EntityKind};
use crate::document::Document;

/// How many mentions before a pronoun vote for it.
const NEAR: usize = 3;

/// Reads the genders of all people.
pub(super) fn read(entities: &mut Entities, document: &Document) {
    let parties = Parties::get();
    for entity in entities.list.iter_mut().filter(|entity| entity.kind == EntityKind::Person) {
        if entity.words.len() > 1 || entity.known {
            entity.male += signed(entity.first_gender(), 3.0);
        }
        let told: f32 = (entity.roles.iter())
            .map(|(word, weight)| signed(parties.gender_of_title(word), 2.0 * weight.min(1.5)))
            .sum();
        entity.male += told.clamp(-4.0, 4.0);
    }
    for (at, token) in document.tokens().iter().enumerate() {
        let gender = match token.lower() {
            "he" | "his" | "him" | "himself" => Gender::Male,
            "she" | "her" | "hers" | "herself" => Gender::Female,
            _ => continue,
        };
        let sentence = document.sentence_at(token.bytes.start).unwrap_or_default();
        let before = entities.mentions.partition_point(|mention| mention.tokens.start < at);
        let mut near: Vec<usize> = Vec::new();
        for mention in entities.mentions[..before].iter().rev().take(12) {
            let person = entities.list[mention.entity].kind == EntityKind::Person;
            if mention.sentence + 1 < sentence {
                break;
            }
            let entity = &entities.list[mention.entity];
            let other = entity.first_gender().is_some_and(|known| known != gender);
            if person && !other && !near.contains(&mention.entity) {
                near.push(mention.entity);
            }
        }
        // Who is known to be of that gender is meant rather than somebody of whom nothing is known.
        let known = |&entity: &usize| entities.list[entity].first_gender() == Some(gender);
        if near.iter().any(known) {
            near.retain(known);
        }
        let vote = if near.len() == 1 { 1.1 } else { 0.25 };
        for &entity in near.iter().take(NEAR) {
            entities.list[entity].male += signed(Some(gender), vote);
        }
    }
}

/// Returns a vote for men as positive, for women as negative.
fn signed(gender: Option<Gender>, vote: f32) -> f32 {
    match gender {
        Some(Gender::Male) => vote,
        Some(Gender::Female) => -vote,
        None => 0.0,
    }
}
