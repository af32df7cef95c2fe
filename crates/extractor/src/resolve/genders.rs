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
    for (person, gender) in by_exclusion(people, document) {
        match gender {
            Gender::Male => votes[person].0 += 1,
            Gender::Female => votes[person].1 += 1,
        }
    }
    for (person, (male, female)) in people.people.iter_mut().zip(votes) {
        if person.gender.is_none() && male.max(female) > 2 * male.min(female) {
            person.gender = Some(if male > female { Gender::Male } else { Gender::Female });
        }
    }
}

/// Returns who alone can be meant by a pronoun that opens a sentence: of those in the sentence before, all
/// others are of the other gender. "Ada Lind met Quibo Ode. He was late."
fn by_exclusion(people: &People<'_>, document: &Document) -> Vec<(usize, Gender)> {
    let sentences = document.sentences().windows(2);
    let told = sentences.filter_map(|pair| {
        let first = document.words(document.tokens_in((&pair[1].bytes).into())).next()?;
        let gender = gender_of(first)?;
        let at = |place: usize| people.mentions.partition_point(|m| m.bytes.start < place);
        let named = &people.mentions[at(pair[0].bytes.start)..at(pair[0].bytes.end)];
        let gender_of = |mention: &super::people::Mention| people.people[mention.person].gender;
        let mut open =
            named.iter().filter(|m| m.quoted.is_none() && gender_of(m) != opposite(gender));
        let only = open.next()?.person;
        let alone = open.all(|mention| mention.person == only);
        (alone && people.people[only].gender.is_none()).then_some((only, gender))
    });
    told.collect()
}

fn opposite(gender: Gender) -> Option<Gender> {
    Some(match gender {
        Gender::Male => Gender::Female,
        Gender::Female => Gender::Male,
    })
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
        check("Peter Ode met Mayor Quibo Lind. She was late.", "Quibo Lind", Some(Gender::Female));
    }
}
