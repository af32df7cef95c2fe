//! Names as they stand in a text: runs of capitalised words, and which of the words are the name
//! rather than a title before it or letters after it. Knows no people.

use std::ops::Range;

use q7x2_names::{
    NameParts, begins_with_particle, goes_inside, head, is_honorific, is_particle, is_postnominal,
    is_suffix,
};

use super::closed::is_function;
use super::lower_case::is_common;
use super::opening::{behind_excellency, is_participle_before};
use super::parties::Parties;
use super::phrases::possessor;
use crate::document::{Bytes, Document, TokenKind, Tokens, Word};

/// A run of more words is no name.
const LONGEST: usize = 12;
/// How many tokens before a run the office is looked for that it goes with.
const REACH: usize = 8;
/// How many words a name has at most, particles aside.
const LONGEST_NAME: usize = 5;

/// A run of capitalised words, with the particles between and before them.
#[derive(Debug, Clone)]
pub(super) struct Run<'d> {
    /// Its words, titles and demonyms in front included.
    pub(super) words: Vec<&'d str>,
    pub(super) bytes: Bytes,
    pub(super) tokens: Tokens,
}

/// Returns the words of a run that are the name: after titles, demonyms and other words that
/// only begin a phrase, before letters that are no part of it.
pub(super) fn name_in(words: &[&str]) -> Option<Range<usize>> {
    let parties = Parties::get();
    if let Some(rest) = behind_excellency(words) {
        return name_in(&words[rest..]).map(|name| name.start + rest..name.end + rest);
    }
    let words = &words[..words.len() - letters_after(words)];
    let (mut start, mut paired) = (0, 0);
    // The name begins after the last title, unless a given name stands before it.
    let given = words.iter().position(|word| parties.is_given(word) && !parties.is_title(word));
    for (at, word) in words.iter().enumerate() {
        let addressed =
            at > 0 && matches!(words[at - 1].trim_end_matches('.'), "Mr" | "Mrs" | "Ms");
        if given == Some(at) || addressed {
            break;
        }
        let function = !is_particle(word) && is_function(&word.to_lowercase());
        // "Tan Sri", of which each by itself is a name.
        let pair = words.get(at + 1).is_some_and(|next| is_honorific(&format!("{word}-{next}")));
        if pair && at == start {
            paired = at + 2;
        }
        if at < paired {
            start = at + 1;
            continue;
        }
        // "Azman Haji Lind"
        let inner = at > start && at + 1 < words.len() && goes_inside(word);
        if (parties.is_title(word) || parties.is_demonym(word) || function) && !inner {
            start = at + 1;
        }
    }
    let start = given
        .filter(|&given| {
            given >= start
                && words[start..given].iter().any(|w| {
                    // "Amran Haji Yusof"
                    parties.is_place(w)
                        || parties.is_body(w)
                        || parties.is_title(w) && !goes_inside(w)
                })
        })
        .unwrap_or(start);
    let start = start + callings_before(words.get(start..).unwrap_or_default());
    let end = words.len();
    let long = |name: &[&str]| name.iter().filter(|word| !is_particle(word)).count() > LONGEST_NAME;
    let name = words.get(start..end).filter(|name| !name.is_empty() && !long(name))?;
    let whole = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (name.iter().any(whole)).then_some(start..end)
}

/// Returns how many words before a name say what somebody is: "Islander Ada Lind", "DL Ada Lind". What
/// only ends like such a word is one where a given name follows.
fn callings_before(words: &[&str]) -> usize {
    let parties = Parties::get();
    let given = words.iter().position(|word| parties.is_given(word));
    let given = given.filter(|&given| given > 0 && given + 1 < words.len());
    let letters =
        |word: &str| (2..5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    if let Some(given) = given {
        let last = words[given - 1];
        if parties.is_calling(last) || parties.is_agent(last) || letters(last) {
            return given;
        }
    }
    // "Velm QB Quibo Fargan": of the two words behind the letters none is a word of bodies or places.
    let name = words.len().checked_sub(2).filter(|&name| name > 1 && letters(words[name - 1]));
    let other = |word: &&str| is_no_name(word) || letters(word);
    if let Some(name) = name
        && !words[name..].iter().any(other)
        && !parties.is_title(words[0])
    {
        return name;
    }
    let opens = words.len() > 2
        && parties.is_calling(words[0])
        && !words.iter().any(|word| parties.is_body(word) || parties.is_thing(word));
    usize::from(opens)
}

/// Tells whether a word is one of bodies, places or titles, or one that news writes in lower case.
pub(super) fn is_no_name(word: &str) -> bool {
    let parties = Parties::get();
    parties.is_body(word)
        || parties.is_thing(word)
        || parties.is_place(word)
        || parties.is_company(word)
        || parties.is_title(word)
        || is_common(word)
}

/// Returns how many words at the end of a run are letters after a name: "Ada Lind MP", "Mr Lind KC".
/// Where nothing shows that the words before are a name, "MP" is a title: "a Velm Harbour MP".
fn letters_after(words: &[&str]) -> usize {
    let parties = Parties::get();
    let count = words.iter().rev().take_while(|word| is_postnominal(word)).count();
    let (name, letters) = words.split_at(words.len() - count);
    let other = |word: &&&str| {
        parties.is_title(word)
            || parties.is_demonym(word)
            || parties.is_place(word)
            || parties.is_body(word)
    };
    let plain = name.iter().filter(|word| !other(word)).count();
    let shown = name.iter().any(|word| parties.is_given(word) || is_honorific(word));
    let title = letters.iter().any(|word| parties.is_title(word));
    let named = if shown { plain > 0 } else { plain > 1 && !title };
    let shouted = !name.iter().any(|word| word.contains(char::is_lowercase));
    if named && name.len() > 1 && !shouted { count } else { 0 }
}

/// Returns the runs of capitalised words among some tokens.
pub(super) fn runs_of(document: &Document, tokens: Tokens) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    // Particles that wait for the name they belong to.
    let mut small: Vec<Word<'_>> = Vec::new();
    let (mut open, mut last) = (false, None);
    for word in document.words(tokens).filter(|word| word.token().is_word()) {
        let participle = last.is_some_and(|last| {
            let beside = opens_name(word) && follows(document, last, word);
            beside && is_participle_before(document, last, word)
        });
        if participle && runs.last().is_some_and(|run| open && run.words.len() == 1) {
            runs.pop();
        }
        let joined = last.is_some_and(|last| {
            let goes_on = follows(document, last, word);
            !participle && (goes_on || open && is_nickname(document, last, word))
        });
        last = Some(word);
        if opens_name(word) {
            small = if joined { small } else { Vec::new() };
            let run = runs.last_mut().filter(|run| open && joined && run.words.len() < LONGEST);
            let parts = small.iter().copied().chain([word]);
            match run {
                Some(run) => {
                    run.words.extend(parts.map(written));
                    run.bytes = run.bytes.cover(bytes_of(word));
                    run.tokens.end = word.at + 1;
                }
                None => {
                    let first = small.first().copied().unwrap_or(word);
                    runs.push(Run {
                        words: parts.map(written).collect(),
                        bytes: bytes_of(first).cover(bytes_of(word)),
                        tokens: Tokens::new(first.at, word.at + 1),
                    });
                }
            }
            (open, small) = (true, Vec::new());
        } else if is_particle(word.text()) {
            // "Marta van der Holt", and "van der Holt" later on.
            open &= joined;
            small = if joined { small } else { Vec::new() };
            small.push(word);
        } else {
            (open, small) = (false, Vec::new());
        }
    }
    let apart = runs.into_iter().flat_map(|run| behind_office(document, tokens, run));
    let mut runs: Vec<Run<'_>> = apart.collect();
    // All those of a text are kept for a while.
    runs.iter_mut().for_each(|run| run.words.shrink_to_fit());
    runs.shrink_to_fit();
    runs
}

/// Cuts a run of which the first words go with an office before it: "envoy to |Ode| Ada Lind", "Minister
/// for |Roads| Ada Lind".
fn behind_office<'d>(document: &Document, all: Tokens, run: Run<'d>) -> Vec<Run<'d>> {
    let parties = Parties::get();
    let before = document.words(Tokens::new(all.start, run.tokens.start)).rev().take(REACH);
    let mut before = before.skip_while(|word| {
        word.is_capital()
            || word.token().kind == TokenKind::Comma
            || parties.joins_topics(word.lower())
    });
    let (joint, office) = (before.next(), before.next().map_or("", Word::lower));
    let joint = joint.map_or("", Word::lower);
    let titled = parties.is_office(office)
        || parties.is_title(office)
        || parties.is_someone(office)
        || parties.is_body(office) && run.words.iter().any(|word| is_honorific(word));
    // "Vice-Chair of the Committee on |Forests| Ada Lind": the body is told by a title before it.
    let chaired = || {
        let words = document.words(Tokens::new(all.start, run.tokens.start)).rev().take(REACH);
        let mut words = words.skip_while(|word| !parties.is_body(word.lower())).skip(1);
        words.any(|word| parties.is_office(word.lower()) || parties.is_title(word.text()))
    };
    let given = run.words.iter().skip(1).any(|word| parties.is_given(word));
    let titled = titled || parties.is_body(office) && given && chaired();
    // A minister is for things, a lawyer for people.
    let of_things = joint == "for" && (parties.is_office(office) || parties.is_title(office));
    let cut = if parties.joins_office(joint) && titled {
        name_behind(&run.words, of_things)
    } else {
        None
    };
    let Some(cut) = cut else { return vec![run] };
    let words = document.words(run.tokens).filter(|word| word.token().is_word());
    let words: Vec<Word<'_>> = words.collect();
    let (Some(&first), Some(&last)) = (words.get(cut), words.get(cut - 1)) else {
        return vec![run];
    };
    let (topic, name) = run.words.split_at(cut);
    let mut found = Vec::new();
    // "Ministry of Roads" goes on with it, and a place is a party; anything else names nobody.
    if parties.is_body(office) || parties.is_place(&topic.join(" ")) {
        found.push(Run {
            words: topic.to_vec(),
            bytes: Bytes::new(run.bytes.start, bytes_of(last).end),
            tokens: Tokens::new(run.tokens.start, last.at + 1),
        });
    }
    found.push(Run {
        words: name.to_vec(),
        bytes: Bytes::new(first.token().bytes.start, run.bytes.end),
        tokens: Tokens::new(first.at, run.tokens.end),
    });
    found
}

/// Returns where somebody's name begins in a run that opens with what an office is for; `of_things` tells
/// whether that is surely a thing.
fn name_behind(words: &[&str], of_things: bool) -> Option<usize> {
    let parties = Parties::get();
    let [first, .., last] = words else { return None };
    let body = |word: &&str| parties.is_body(word) || parties.is_thing(word);
    if words.len() < 3
        || parties.opens_place(first)
        || parties.is_given(first)
        || is_initials(first)
        || body(last)
    {
        return None;
    }
    // "Ministry of |Roads| Dr Ada Lind"
    if let Some(titled) = words.iter().position(|word| is_honorific(word)) {
        return (titled > 0 && titled + 1 < words.len()).then_some(titled);
    }
    let given = words.iter().position(|word| parties.is_given(word));
    // A surname may be a given name too: "for Sport Velm |Blake|".
    if let Some(given) = given.filter(|given| given + 1 < words.len()) {
        return (!is_particle(words[given - 1])).then_some(given);
    }
    let small = words[..words.len() - 1].iter().rev().take_while(|word| is_particle(word)).count();
    let cut = words.len().checked_sub(2 + small).filter(|&cut| cut > 0)?;
    let topic = |word: &&str| {
        of_things
            || parties.is_place(word)
            || body(word)
            || parties.is_company(word)
            || is_common(word)
    };
    let named = |word: &&str| !(body(word) || parties.is_place(word) || parties.is_title(word));
    (words[..cut].iter().all(topic) && words[cut..].iter().all(named)).then_some(cut)
}

/// Tells whether a word stands in quotation marks between the words of a name: "Ada “Bo” Lind".
fn is_nickname(document: &Document, last: Word<'_>, word: Word<'_>) -> bool {
    let tokens = document.tokens();
    let mark = |at: usize| tokens.get(at).is_some_and(|token| token.kind == TokenKind::Mark);
    let capital = |at: usize| at < tokens.len() && document.word(at).is_capital();
    let opens = mark(last.at + 1) && word.at == last.at + 2 && mark(word.at + 1);
    let closes = mark(last.at + 1)
        && word.at == last.at + 2
        && last.at > 1
        && mark(last.at - 1)
        && capital(last.at - 2);
    opens && capital(word.at + 2) || closes
}

/// Returns the words of the run of capitals that ends a phrase.
pub(super) fn run_at_end(phrase: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = phrase.split(' ').collect();
    let capital = |word: &&&str| {
        let whole = word.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        is_capital(word) && whole && possessor(word).is_none()
    };
    let count = words.iter().rev().take_while(|word| capital(word) || is_particle(word)).count();
    let run = &words[words.len() - count..];
    let named = run.iter().any(|word| !is_particle(word)).then_some(run)?;
    let stop = |word: &&'_ str| word.trim_end_matches(|c| c == '.' && !is_initials(word)).len();
    Some(named.iter().map(|word| &word[..stop(word)]).collect())
}

/// Tells whether a word follows another with nothing but a space between, the stop of a
/// "Fr." that seemed to end a sentence, or a comma before "Jr".
fn follows(document: &Document, last: Word<'_>, word: Word<'_>) -> bool {
    let gap = document.slice(Bytes::new(last.token().bytes.end, word.token().bytes.start));
    matches!(gap, " " | "\u{a0}")
        || gap == ". " && is_honorific(last.text())
        || gap == ", " && is_suffix(word.text())
}

/// Tells whether a word may begin a name, or be the whole of it: "Lind", "al-Holt".
fn opens_name(word: Word<'_>) -> bool {
    is_capital(word.text())
}

fn is_capital(word: &str) -> bool {
    let inner = || word.split(['-', '‑', '’', '\'']).nth(1).unwrap_or_default();
    word.starts_with(char::is_uppercase)
        || begins_with_particle(word) && inner().starts_with(char::is_uppercase)
}

/// Returns a word without the stop of an abbreviation; initials keep theirs.
fn written(word: Word<'_>) -> &str {
    let text = word.text();
    text.strip_suffix('.').filter(|_| !is_initials(text)).unwrap_or(text)
}

/// Returns where a word stands as it is `written`.
fn bytes_of(word: Word<'_>) -> Bytes {
    let start = word.token().bytes.start;
    Bytes::new(start, start + written(word).len())
}

/// Tells whether a word is made of initials: "J.", "A.B.".
pub(super) fn is_initials(word: &str) -> bool {
    word.ends_with('.') && word.split('.').all(|letter| letter.chars().count() <= 1)
}

/// Folds a word of a name: lower case without apostrophes and stops.
pub(super) fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric() || *c == ' ').flat_map(char::to_lowercase).collect()
}

/// Returns the folded word by which the bearer of a name is called again: "lind" of "Ada Lind Jr",
/// "holt" of "Khaled al-Holt".
pub(super) fn surname(name: &str) -> String {
    let word = head(name);
    let joined = word.find(['-', '‑']).filter(|_| begins_with_particle(&word.to_lowercase()));
    let rest = joined.map_or(word, |at| word[at..].trim_start_matches(['-', '‑']));
    fold(rest)
}

/// Returns what tells the bearer of a name from a namesake of another generation, in one spelling.
pub(super) fn generation(parts: &NameParts<'_>) -> Option<String> {
    let suffix = fold(parts.suffixes.first()?);
    Some(match suffix.as_str() {
        "junior" | "jnr" => "jr".to_owned(),
        "senior" | "snr" => "sr".to_owned(),
        _ => suffix,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows the runs of a text, and of each the words that are the name in brackets.
    fn check(text: &str, expect: &[&str]) {
        let document = Document::of(text);
        let all = Tokens::new(0, document.tokens().len());
        let shown = runs_of(&document, all).into_iter().map(|run| match name_in(&run.words) {
            Some(name) => {
                let (before, after) = (&run.words[..name.start], &run.words[name.end..]);
                let name = format!("[{}]", run.words[name].join(" "));
                let all =
                    before.iter().copied().chain([name.as_str()]).chain(after.iter().copied());
                all.collect::<Vec<_>>().join(" ")
            }
            None => run.words.join(" "),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expect, "{text:?}");
    }

    #[test]
    fn runs_are_words_with_nothing_between() {
        check("Mayor Ada Lind’s aide met Per Ode, 40.", &["Mayor [Ada Lind]", "[Per Ode]"]);
        check("The aides met Lind. Ode left.", &["The", "[Lind]", "[Ode]"]);
        check("They saw Rev. Fr. Ada Lind.", &["They", "Rev Fr [Ada Lind]"]);
    }

    #[test]
    fn a_participle_that_opens_a_sentence_is_no_part_of_a_name() {
        check("Asking Lind to wait, he ran. Lind ran.", &["[Lind]", "[Lind]"]);
        check("Joined Lind, he ran. He saw Ada Lind.", &["[Lind]", "He", "[Ada Lind]"]);
        check("Asking Lind to wait, he ran.", &["[Asking Lind]"]);
        check("Harding, a cook, ran. A boat sank.", &["[Harding]", "A"]);
        check(
            "Fielding Lind ran. Then Fielding Lind sat. Lind ran.",
            &["[Fielding Lind]", "Then [Fielding Lind]", "[Lind]"],
        );
    }

    #[test]
    fn an_excellency_is_no_part_of_a_name() {
        check(
            "They saw H.E. Ada Lind and H E Per Ode.",
            &["They", "H.E. [Ada Lind]", "H E [Per Ode]"],
        );
        check("They saw HE Quibo Fargan.", &["They", "HE [Quibo Fargan]"]);
        check("They saw H.E. Fargan.", &["They", "[H.E. Fargan]"]);
    }

    #[test]
    fn particles_go_with_the_name_after_them() {
        check("He met Marta van der Holt.", &["He", "[Marta van der Holt]"]);
        check("Later van der Holt left.", &["Later [van der Holt]"]);
        check("Then it was van der Holt.", &["Then", "[van der Holt]"]);
        check("President Idris bin Ode al-Holt left.", &["President [Idris bin Ode al-Holt]"]);
        check("It was al-Holt, al fresco.", &["It", "[al-Holt]"]);
        check("The den of Lind", &["The", "[Lind]"]);
    }

    #[test]
    fn what_somebody_is_is_no_part_of_the_name() {
        check(
            "Islander Ada Lind met Pensioner Quibo Fargan.",
            &["Islander [Ada Lind]", "Pensioner [Quibo Fargan]"],
        );
        check(
            "Mother-of-two Ada Lind met Velm QB Per Ode.",
            &["Mother-of-two [Ada Lind]", "Velm QB [Per Ode]"],
        );
        check("They saw Velm RB Quibo Fargan.", &["They", "Velm RB [Quibo Fargan]"]);
        check("They saw Alexander Ada Lind.", &["They", "[Alexander Ada Lind]"]);
    }

    #[test]
    fn what_an_office_is_for_is_no_part_of_the_name() {
        check("Its envoy to France Quibo Fargan left.", &["Its", "[France]", "[Quibo Fargan]"]);
        check(
            "Minister for Health and Pensions Ada Lind left.",
            &["Minister", "Health", "[Ada Lind]"],
        );
        check("The mayor of San Ada Velm left.", &["The", "[San Ada Velm]"]);
        check("They left for France Quibo Fargan.", &["They", "[France Quibo Fargan]"]);
    }

    #[test]
    fn nicknames_and_forms_of_address_stand_within_names() {
        check("They saw Ada “Bo” Lind.", &["They", "[Ada Bo Lind]"]);
        check("They saw Lind. “Ode” Holt left.", &["They", "[Lind]", "[Ode]", "[Holt]"]);
        check(
            "Datuk Quibo Haji Lind met Tan Sri Fargan.",
            &["Datuk [Quibo Haji Lind]", "Tan Sri [Fargan]"],
        );
        check("They met Datuk Quibo Haji Yusuf.", &["They", "Datuk [Quibo Haji Yusuf]"]);
    }

    #[test]
    fn letters_after_a_name_are_no_part_of_it() {
        check("Ada Lind MP met Tom Ode KC MBE.", &["[Ada Lind] MP", "[Tom Ode] KC MBE"]);
        check("Mr Lind KC left.", &["Mr [Lind] KC"]);
        check("Radio KC left.", &["[Radio KC]"]);
        check("Quibo Fargan QC met Velm Fargan MP.", &["[Quibo Fargan] QC", "Velm Fargan MP"]);
    }

    #[test]
    fn suffixes_and_initials_are_part_of_it() {
        check("They saw Per Ode, Jr., there.", &["They", "[Per Ode Jr]"]);
        check("They saw Per Ode, Ada Lind.", &["They", "[Per Ode]", "[Ada Lind]"]);
        check("They saw J.D. Ode and A. B. de Holt.", &["They", "[J.D. Ode]", "[A. B. de Holt]"]);
        assert_eq!(generation(&NameParts::of("Per Ode Junior")).as_deref(), Some("jr"));
    }

    #[test]
    fn somebody_is_called_again_by_the_surname() {
        let check = |name, expect| assert_eq!(surname(name), expect, "{name}");
        check("Ada Lind Jr.", "lind");
        check("Khaled al-Holt", "holt");
        check("Al-Holt", "holt");
        check("Marta van der Holt", "holt");
    }

    #[test]
    fn a_phrase_may_end_in_a_name() {
        let check = |phrase: &str, expect: Option<&str>| {
            let found = run_at_end(phrase).map(|words| words.join(" "));
            assert_eq!(found.as_deref(), expect, "{phrase}");
        };
        check("Sens. Lind", Some("Sens Lind"));
        check("the mayor van der Holt", Some("van der Holt"));
        check("Velm’s Ada Lind", Some("Ada Lind"));
        check("Lind of the town", None);
    }
}
