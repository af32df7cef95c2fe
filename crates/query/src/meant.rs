//! Who is meant by a name that nobody is kept under as it is typed: with a title in front, as "Mayor Lind", or
//! with initials, as "A. Lind".

use q7x2_domain::{PortError, SpeakerSummary, SpeakerType, StatementStore};
use q7x2_gazetteer::Gazetteer;
use q7x2_names::{NameKey, NameParts, is_suffix};

/// How many speakers of a name are looked at.
const LOOKED_AT: u32 = 100;

/// Returns the ids of the people that a name means besides those who are kept under it; none where a person
/// is, or where it is not sure who is meant.
pub(crate) async fn besides<S: StatementStore>(
    store: &S,
    name: &str,
) -> Result<Vec<String>, PortError> {
    let (bare, initials) = taken_apart(name);
    if bare.is_empty() || (bare == name && initials.is_empty()) {
        return Ok(vec![]);
    }
    // A group of which somebody is one is somebody else.
    if store.speakers(Some(name), LOOKED_AT).await?.iter().any(is_person) {
        return Ok(vec![]);
    }
    let mut people = store.speakers(Some(&bare), LOOKED_AT).await?;
    people.retain(|found| is_person(found) && has_initials(&found.speaker.name, &initials));
    let is_whole = initials.is_empty() && NameKey::of(&bare).words().len() > 1;
    let is_sure = people.len() == 1 || is_whole;
    let ids = people.into_iter().map(|found| found.speaker.id.to_string());
    Ok(if is_sure { ids.collect() } else { vec![] })
}

/// Returns a name without the title and the initials before it; `None` where it has neither, or is nothing else.
pub(crate) fn without_title(name: &str) -> Option<String> {
    Some(taken_apart(name).0).filter(|bare| !bare.is_empty() && bare != name)
}

fn is_person(found: &SpeakerSummary) -> bool {
    found.speaker.kind == SpeakerType::Person
}

/// Returns a name without what stands before it, and the initials that stand before the rest, in lower case.
fn taken_apart(name: &str) -> (String, Vec<String>) {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    words.drain(..titles(&words));
    let initials = words.iter().take_while(|word| is_initial(word)).count();
    let initials: Vec<String> =
        words.drain(..initials).map(|word| word.trim_end_matches('.').to_lowercase()).collect();
    let is_a_name = words.iter().any(|word| !is_suffix(word));
    (if is_a_name { words.join(" ") } else { String::new() }, initials)
}

/// Returns how many words before a name are a title, with what it is a title of.
fn titles(words: &[&str]) -> usize {
    let gazetteer = Gazetteer::get();
    let is_title = |word: &&&str| q7x2_names::is_honorific(word) || gazetteer.is_title_word(word);
    let goes_with_one = |word: &&&str| {
        is_title(word) || gazetteer.is_demonym(word) || gazetteer.country(word).is_some()
    };
    let before = words.iter().take_while(goes_with_one).count();
    if words[..before].iter().any(|word| is_title(&word)) { before } else { 0 }
}

fn is_initial(word: &str) -> bool {
    let mut letters = word.trim_end_matches('.').chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

/// Tells whether the given names begin with these letters, one after the other.
fn has_initials(name: &str, initials: &[String]) -> bool {
    let given = NameParts::of(name).given;
    given.len() >= initials.len()
        && given.iter().zip(initials).all(|(given, initial)| begins_with(given, initial))
}

/// Tells whether a given name begins with a letter, with or without its accent.
fn begins_with(given: &str, initial: &str) -> bool {
    let (plain, letter) = (NameKey::of(given), NameKey::of(initial));
    let is_plain = |(name, letter): (&String, &String)| name.starts_with(letter.as_str());
    given.to_lowercase().starts_with(initial)
        || plain.words().first().zip(letter.words().first()).is_some_and(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(name: &str) -> (String, String) {
        let (bare, initials) = taken_apart(name);
        (bare, initials.join(" "))
    }

    #[test]
    fn titles_stand_before_a_name_and_are_no_part_of_it() {
        for (name, bare) in [
            ("President Lind", "Lind"),
            ("Ukrainian President Lind", "Lind"),
            ("President Anna Lind", "Anna Lind"),
            ("Mr Lind", "Lind"),
            ("Sir Tom Brekke", "Tom Brekke"),
            ("Sen. Holm", "Holm"),
            ("Prime Minister Holm Jr.", "Holm Jr."),
            ("Professor Moe", "Moe"),
            ("Anna Lind", "Anna Lind"),
            ("Ukrainian Holm", "Ukrainian Holm"),
            ("President", ""),
        ] {
            assert_eq!(apart(name), (bare.to_owned(), String::new()), "{name}");
        }
    }

    #[test]
    fn initials_are_told_from_the_rest() {
        assert_eq!(without_title("Mayor A. Lindt").as_deref(), Some("Lindt"));
        assert_eq!((without_title("Lindt"), without_title("Mayor")), (None, None));
        assert_eq!(apart("A. Lind"), ("Lind".to_owned(), "a".to_owned()));
        assert_eq!(apart("President A B Lind"), ("Lind".to_owned(), "a b".to_owned()));
        let has = |name, initials: &[&str]| {
            let initials: Vec<String> = initials.iter().map(|&letter| letter.into()).collect();
            has_initials(name, &initials)
        };
        assert!(has("Anna Maria Lind", &["a"]) && has("Anna Maria Lind", &["a", "m"]));
        assert!(
            has("Émile Lind", &["e"]) && has("Emile Lind", &["é"]) && !has("Émile Lind", &["m"])
        );
        assert!(
            !has("Anna Lind", &["t"]) && !has("Anna Lind", &["a", "m"]) && !has("Lind", &["a"])
        );
    }
}
