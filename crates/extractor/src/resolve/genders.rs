//! The gender of people whose name tells none: the pronouns that follow the name tell it. "Chidi
//! Okonkwo left. His car was gone." Counts pronouns, resolves none.

use super::parties::Gender;
use super::people::People;
use crate::segment::Segments;

/// How many mentions after a name are searched for somebody else's.
const NEXT: usize = 16;
/// How many bytes after a name its pronoun is looked for.
const REACH: usize = 400;

/// Gives people of unknown gender the one that the pronouns after their names speak for.
pub(super) fn infer(people: &mut People<'_>, text: &str, segments: &Segments) {
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
        let sentence = segments.sentences.partition_point(|s| s.bytes.start <= mention.start);
        let last = segments.sentences.get(sentence).or_else(|| segments.sentences.last());
        let mut end = last.map_or(mention.end, |last| last.bytes.end);
        end = end.min(other.map_or(text.len(), |other| other.start)).min(mention.end + REACH);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        match first_pronoun(text.get(mention.end..end).unwrap_or_default()) {
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

/// Returns the gender of the first pronoun in some words.
fn first_pronoun(words: &str) -> Option<Gender> {
    words.split(|c: char| !c.is_alphanumeric()).find_map(|word| match word {
        "he" | "He" | "his" | "His" | "him" | "himself" => Some(Gender::Male),
        "she" | "She" | "her" | "Her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use q7x2_gazetteer::Gazetteer;

    use super::*;

    fn check(text: &str, name: &str, expect: Option<Gender>) {
        let people = People::of(text, &Segments::of(text), None, Gazetteer::get());
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
