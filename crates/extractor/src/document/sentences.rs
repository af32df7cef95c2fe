//! Sentences of a paragraph: cut after a full stop, question or exclamation mark that is not
//! part of an abbreviation. Quotations are cut like other prose; who wants them whole joins
//! the pieces (see `tag`).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::marks::is_mark;
use super::span::Bytes;

/// The words of `data/abbreviations.txt`, each with its class; see there.
static ABBREVIATIONS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/abbreviations.txt").lines();
    let classed = lines.filter(|line| !line.starts_with('#')).filter_map(|l| l.split_once(' '));
    classed.flat_map(|(class, words)| words.split(' ').map(move |word| (word, class))).collect()
});

/// Returns the sentences of the paragraph at `paragraph`, without the white space
/// around them.
pub(super) fn sentences(text: &str, paragraph: Bytes) -> Vec<Bytes> {
    let body = &text[paragraph.range()];
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        // The stop takes along what closes with it.
        let mut end = at + c.len_utf8();
        while let Some(&(i, c)) = chars.peek() {
            if !is_tail(c) {
                break;
            }
            end = i + c.len_utf8();
            chars.next();
        }
        let rest = &body[end..];
        let next = rest.trim_start();
        if next.is_empty() || next.len() == rest.len() || !opens_sentence(next) {
            continue;
        }
        if c == '.' && end == at + 1 && abbreviates(&body[start..at], next) {
            continue;
        }
        found.push(Bytes::new(paragraph.start + start, paragraph.start + end));
        start = end + (rest.len() - next.len());
    }
    if start < body.len() {
        found.push(Bytes::new(paragraph.start + start, paragraph.end));
    }
    found
}

/// Tells whether `c` belongs to the sentence whose stop it follows at once.
fn is_tail(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | '“' | '»' | '›' | ')' | ']')
}

/// Tells whether `next`, the text after a stop and a space, can be a new sentence.
fn opens_sentence(next: &str) -> bool {
    let first = next.chars().find(|c| !is_mark(*c) && !matches!(c, '(' | '['));
    first
        .is_some_and(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | ')' | '–' | '—' | '―' | '-'))
}

/// Tells whether the stop after `before` belongs to an abbreviation rather than to a sentence.
fn abbreviates(before: &str, next: &str) -> bool {
    let split = |c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"');
    let mut words = before.rsplit(split);
    let word = words.next().unwrap_or_default();
    let earlier = words.find(|earlier| !earlier.is_empty());
    let follower = next.split_whitespace().next().unwrap_or_default();
    // "U.S. The mayor" is two sentences, unless nothing but the abbreviation would be the first.
    let opens = class(follower.trim_matches(is_mark)) == "opener";
    let goes_on = earlier.is_none() || !opens;
    let mut letters = word.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_uppercase()
    {
        return goes_on && is_initial(letter, earlier.unwrap_or_default(), follower);
    }
    if word.split('.').all(|letter| letter.chars().count() == 1)
        && word.contains('.')
        && word.starts_with(char::is_alphabetic)
    {
        return goes_on;
    }
    match class(&word.to_lowercase()) {
        "always" => true,
        "number" => follower.starts_with(|c: char| c.is_ascii_digit()),
        _ => class(word) == "often" && goes_on,
    }
}

/// Returns the class of a word in `data/abbreviations.txt`; nothing for other words.
fn class(word: &str) -> &'static str {
    ABBREVIATIONS.get(word).copied().unwrap_or_default()
}

/// Tells whether a lone capital stands for a given name: between "Ada" and "Lind" it does, in
/// "an F. “It was fair,” he said" or "on X. Lind left" it is the letter itself.
fn is_initial(letter: char, earlier: &str, follower: &str) -> bool {
    // "J. “Bo” Lind"
    let inner = follower.trim_matches(is_mark);
    let nickname = follower.ends_with(is_mark) && inner.chars().all(char::is_alphabetic);
    let named =
        inner.starts_with(char::is_uppercase) && (nickname || inner.len() == follower.len());
    let label = class(&earlier.to_lowercase()) == "label";
    // X the network and I the pronoun stand alone; as initials they follow a given name.
    let alone = matches!(letter, 'I' | 'X')
        && !(earlier.starts_with(char::is_uppercase) && earlier.ends_with(char::is_alphabetic));
    named && !label && (!alone || earlier.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<_> = sentences(text, Bytes::new(0, text.len()))
            .into_iter()
            .map(|sentence| &text[sentence.range()])
            .collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn stops_end_sentences() {
        check("One. Two! Three? Four", &["One.", "Two!", "Three?", "Four"]);
        check("“One.” Two.", &["“One.”", "Two."]);
        check("Well... He left.", &["Well...", "He left."]);
        check("", &[]);
    }

    #[test]
    fn abbreviations_and_numbers_do_not() {
        check("Mr. Lind met Sen. Ode. He left.", &["Mr. Lind met Sen. Ode.", "He left."]);
        check("It fell 3.5 percent to 2.1 p.m. local", &["It fell 3.5 percent to 2.1 p.m. local"]);
        check("J. R. Lind spoke.", &["J. R. Lind spoke."]);
        check("He left the U.S. The rest stayed.", &["He left the U.S.", "The rest stayed."]);
        check("The U.S. Army stayed.", &["The U.S. Army stayed."]);
        check("U.S. To Leave Ode", &["U.S. To Leave Ode"]);
    }

    #[test]
    fn a_lone_capital_is_an_initial_only_in_a_name() {
        for whole in [
            "A letter to J. Lind came.",
            "Ada X. Lind left.",
            "Ada J. “Bo” Lind left.",
            "X. Lind left.",
            "Senator A. A. Lind’s plan failed.",
        ] {
            check(whole, &[whole]);
        }
        for [first, second] in [
            ["The union wrote on X.", "According to police, nobody was hurt."],
            ["The union wrote on X.", "Lind left."],
            ["It was formerly Twitter, now X.", "Lind left."],
            ["The school got an F.", "“It was fair,” said Berg."],
            ["They lack vitamin D.", "Doctors worry."],
            ["There is no Plan B.", "Lind left."],
            ["She is older than I.", "Lind left."],
            ["She met Ada J.", "The mayor left."],
        ] {
            check(&format!("{first} {second}"), &[first, second]);
        }
    }

    #[test]
    fn abbreviations_that_are_words_too() {
        for [first, second] in [
            ["Ms. Poe said no.", "The U.S. said it would not attend."],
            ["He was ill.", "Lind was not."],
            ["They went in a mass.", "Lind stayed."],
            ["He had a fig.", "Lind had none."],
            ["She said no.", "Lind left."],
            ["They met in Ode, Mass.", "The mayor left."],
            ["He left the U.S.", "“We are glad,” Lind said."],
            ["He sold it to Ode Inc.", "According to Lind, it was cheap."],
        ] {
            check(&format!("{first} {second}"), &[first, second]);
        }
        for whole in
            ["He is No. 3 in Ode, Mass. Lind is not.", "See fig. 2 on Jan. 3.", "MR. LIND left."]
        {
            check(whole, &[whole]);
        }
    }

    #[test]
    fn a_small_letter_or_a_dash_goes_on() {
        check("“We left. We ran.” – Ada Lind", &["“We left.", "We ran.” – Ada Lind"]);
        check("“Really?” he asked. “Yes.”", &["“Really?” he asked.", "“Yes.”"]);
    }
}
