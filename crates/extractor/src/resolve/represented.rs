//! Who speaks for somebody is somebody else: "a spokeswoman for Lind", "Lind's agent". Knows no article.

use super::names::fold;
use super::parties::Parties;
use super::phrases::{head_of, head_phrase, possessor};

/// Words behind such a noun that say for whom somebody speaks.
const FOR: [&str; 3] = ["for", "of", "to"];

/// Tells whether a phrase is of somebody who speaks for the bearer of a name.
pub(super) fn represents(phrase: &str, name: &str) -> bool {
    let parties = Parties::get();
    let phrase = phrase.split(',').next().unwrap_or(phrase).trim();
    let words = head_phrase(phrase);
    if !parties.is_agent_of(head_of(words)) {
        return false;
    }
    let is_named = |word: &str| name.split(' ').any(|own| fold(own) == fold(word));
    let owned = words.split(' ').filter_map(possessor).any(is_named);
    let mut rest = phrase[words.len()..].trim_start().split(' ');
    let joined = rest.next().is_some_and(|joint| FOR.contains(&joint));
    // "a spokesman for President Lind": the first name behind it is for whom he speaks.
    let other = |word: &str| parties.is_title(word) || parties.is_demonym(word);
    let mut names = rest.filter(|word| word.starts_with(char::is_uppercase) && !other(word));
    let first = names.next().map(|word| possessor(word).unwrap_or(word));
    owned || joined && first.is_some_and(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_speaks_for_somebody_is_somebody_else() {
        let check = |phrase: &str, name: &str, expect: bool| {
            assert_eq!(represents(phrase, name), expect, "{phrase}: {name}");
        };
        check("A spokeswoman for Lind", "Ada Lind", true);
        check("a spokesman for French President Lind", "Ada Lind", true);
        check("Lind’s agent", "Ada Lind", true);
        check("An aide to Mayor Ada Lind", "Ada Lind", true);
        check("Lind’s spokesman, Per Ode", "Per Ode", false);
        check("Lind’s spokesman Per Ode", "Per Ode", false);
        check("a spokesman for Lind Per Ode", "Per Ode", false);
        check("a spokesman for the mayor", "Ada Lind", false);
        check("Mayor Ada Lind", "Ada Lind", false);
        check("the rival of Lind", "Ada Lind", false);
    }
}
