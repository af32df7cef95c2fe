//! The gender of people whose name tells none: the pronouns that follow the name tell it. "Chidi
//! Okonkwo left. His car was gone." Counts pronouns, resolves none.

use super::parties::Gender;
use super::people::People;
use crate::document::{Bytes, Document, Word};

/// How many mentions after a name are searched for somebody else's.
const NEXT: usize = 16;
/// How many bytes after a name its pronoun is looked for.
const REACH: usize = 400;

/// Gives people of unknown gender the one that the pronouns after their names speak for.
pub(super) fn infer(people: &mut People<'_>, document: &Document) {
    let mut votes = vec![(0_usize, 0_usize); people.people.len()];
    for (number, mention) in people.mentions.iter().enumerate() {
        // After a name that is not the first of its sentence, a pronoun may mean the first.
        if people.people[mention.person].gender.is_some()
            || mention.quoted.is_some()
            || !mention.leads
        {
            continue;
        }
        let mut next = people.mentions[number + 1..].iter().take(NEXT);
        let other = next.find(|next| next.person != mention.person);
        let (start, stop) = (mention.bytes.start, mention.bytes.end);
        let sentence = document.sentences().partition_point(|s| s.bytes.start <= start);
        let last = document.sentences().get(sentence).or_else(|| document.sentences().last());
        let end = last.map_or(stop, |last| last.bytes.end);
        let end = end.min(other.map_or(usize::MAX, |other| other.bytes.start)).min(stop + REACH);
        let after = document.tokens_in(Bytes::new(stop, end));
        match document.words(after).find_map(gender_of) {
            Some(Gender::Male) => votes[mention.person].0 += 1,
            Some(Gender::Female) => votes[mention.person].1 += 1,
            None => {}
        }
    }
    for (person, (male, female)) in people.people.iter_mut().zip(votes) {
        if person.gender.is_none() && male.max(female) > 2 * male.min(female) {
            person.gender = Some(if male > female { Gender::Male } else { Gender::Female });
        }
    }
}

/// Returns the gender that a pronoun tells.
fn gender_of(word: Word<'_>) -> Option<Gender> {
    match word.lower() {
        "he" | "his" | "him" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use q7x2_gazetteer::Gazetteer;

    use super::*;

    fn check(text: &str, name: &str, expect: Option<Gender>) {
        let people = People::of(&Document::of(text), None, Gazetteer::get());
        assert_eq!(people.gender_of(name), expect, "{text:?}");
    }

    #[test]
    fn pronouns_after_a_name_tell_its_gender() {
        check("Mayor Quibo Lind left early. His car was gone.", "Quibo Lind", Some(Gender::Male));
        check("Mayor Quibo Lind lost her bid.", "Quibo Lind", Some(Gender::Female));
        check("Mayor Quibo Lind met Ada Ode. She was late.", "Quibo Lind", None);
        check("Ada Ode met Mayor Quibo Lind. She was late.", "Quibo Lind", None);
    }
}
