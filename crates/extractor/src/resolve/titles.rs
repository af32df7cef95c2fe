//! Titles and descriptions that stand beside a name: ", the mayor of Ode," and "his lawyer, Ada
//! Lind". Reads words next to a name, decides nothing.

use super::names::is_function;
use super::parties::Parties;
use super::phrases::{title_word, title_words};

/// Words for somebody by whose they are: the words before them are of somebody else.
const RELATIVES: [&str; 18] = [
    "wife",
    "husband",
    "son",
    "daughter",
    "brother",
    "sister",
    "mother",
    "father",
    "widow",
    "aide",
    "lawyer",
    "attorney",
    "spokesman",
    "spokeswoman",
    "cousin",
    "niece",
    "nephew",
    "partner",
];
/// How many bytes after a name its apposition is read in.
const WINDOW: usize = 300;
/// How many words an apposition may have.
const LONGEST: usize = 12;

/// Returns the folded words of the titles in an apposition after a name.
pub(super) fn titles_after(after: &str) -> Vec<String> {
    let Some(rest) = after.strip_prefix(", ").or_else(|| after.strip_prefix(" — ")) else {
        return Vec::new();
    };
    let cut = rest.char_indices().map(|(at, _)| at).find(|at| *at >= WINDOW);
    let rest = &rest[..cut.unwrap_or(rest.len())];
    let end = rest.find([',', ';', '.', '—', '(', '“', '"']).unwrap_or(rest.len());
    let phrase = &rest[..end];
    let words: Vec<&str> = phrase.split(' ').take(LONGEST).collect();
    let verb = |word: &&str| matches!(*word, "who" | "which" | "said" | "says" | "and" | "but");
    let end = words.iter().position(verb).unwrap_or(words.len());
    let words = &words[..end];
    // The head stands before the first preposition: "the mayor of Ode".
    let head =
        words.iter().take_while(|w| !matches!(**w, "of" | "for" | "in" | "at" | "to")).last();
    // "Lind’s eldest daughter" says nothing of Lind's titles.
    let own = words.iter().rposition(|word| {
        word.ends_with("’s") || word.ends_with("'s") || word.ends_with('’') || word.ends_with('\'')
    });
    let family = head.is_some_and(|head| RELATIVES.contains(head));
    let from = own.filter(|_| family).map_or(0, |own| own + 1);
    match head {
        Some(head) if is_role(head) => title_words(&words[from..].join(" ")),
        _ => Vec::new(),
    }
}

/// Returns the folded words of a title in small letters right before a name.
///
/// `placed` tells whether the name of a place or body stands between: "the mayor of Ode Ada Lind".
pub(super) fn titles_before(before: &str, placed: bool) -> Vec<String> {
    let apposed = before.trim_end().ends_with(',');
    let of = before.trim_end().ends_with(" of") || before.trim_end().ends_with(" for");
    if of && !placed {
        return Vec::new();
    }
    let rest = before.trim_end().trim_end_matches(',');
    let mut titles = Vec::new();
    let mut ended = false;
    let mut nearest = None;
    for word in rest.rsplit(' ').take(LONGEST) {
        if word.is_empty() || word.ends_with([',', '.', ';', ':', '”', '"', ')']) {
            break;
        }
        let lower = word.to_lowercase();
        let own = word.ends_with("’s") || word.ends_with("'s");
        if own || matches!(lower.as_str(), "the" | "a" | "an" | "his" | "her" | "their" | "its") {
            titles.extend(own.then(|| title_word(word)));
            ended = true;
            break;
        }
        if is_function(&lower) && !matches!(lower.as_str(), "of" | "for" | "in" | "former") {
            break;
        }
        if !is_function(&lower) {
            nearest.get_or_insert(word);
        }
        titles.push(title_word(word));
    }
    let role = match apposed {
        // "the mayor of Ode, Ada Lind": the determiner shows where the apposition begins.
        true => ended && rest.rsplit(' ').take(titles.len() + 2).any(is_role),
        false => nearest.is_some_and(is_role),
    };
    if role { titles } else { Vec::new() }
}

fn is_role(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let parties = Parties::get();
    parties.is_office(bare) || parties.is_someone(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stand_on_either_side_of_a_name() {
        assert_eq!(titles_after(", the mayor of Ode, left."), ["mayor", "ode"]);
        assert_eq!(titles_after(", the town in which she lives"), [""; 0]);
        assert_eq!(titles_before("He met his lawyer, ", false), ["lawyer"]);
        assert_eq!(titles_before("It was former mayor ", false), ["mayor", "former"]);
        assert_eq!(titles_before("On Monday, ", false), [""; 0]);
        assert_eq!(titles_before("The mayor of ", true), ["of", "mayor"]);
        assert_eq!(titles_before("The mayor of ", false), [""; 0]);
        assert_eq!(titles_after(", Ode’s eldest daughter, left."), ["eldest", "daughter"]);
    }
}
