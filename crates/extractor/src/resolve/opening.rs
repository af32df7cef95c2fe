//! What stands in front of a name with a capital and is no part of it: an excellency, a participle. Which
//! words are the name is told in `names`.

use super::lower_case::is_common;
use super::parties::Parties;
use crate::document::{Document, TokenKind, Tokens, Word};

/// Returns where a name goes on behind "H.E.", written in any way, if so much follows that these are no
/// initials: "H E Dr Lind", but "H.E. Lind".
pub(super) fn behind_excellency(words: &[&str]) -> Option<usize> {
    let parties = Parties::get();
    let letters = |word: &&str| word.trim_end_matches('.').to_owned();
    let titles = words.iter().take_while(|word| parties.is_title(word)).count();
    let own: Vec<String> = words[titles..].iter().take(2).map(letters).collect();
    let long = match own.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["H.E" | "HE", ..] => 1,
        ["H", "E"] => 2,
        _ => return None,
    };
    let rest = titles + long;
    (words.len() >= rest + 2).then_some(rest)
}

/// Tells whether a participle that opens a sentence stands before somebody's name: "|Asking| Lind to wait". The
/// name stands elsewhere without it, and the two never stand together within a sentence.
pub(super) fn is_participle_before(document: &Document, first: Word<'_>, name: Word<'_>) -> bool {
    let parties = Parties::get();
    let participle = first.lower().ends_with("ing") || first.lower().ends_with("ed");
    let opens = |at: usize| {
        let start = document.tokens()[at].bytes.start;
        let sentence = document.sentence_at(start).map(|at| &document.sentences()[at].bytes);
        let mark = at.checked_sub(1).is_some_and(|at| {
            matches!(document.tokens()[at].kind, TokenKind::Mark | TokenKind::Colon)
        });
        mark || sentence.is_some_and(|sentence| sentence.start == start)
    };
    let known =
        |word: &str| parties.is_given(word) || parties.is_place(word) || parties.is_title(word);
    let other = |word: &str| {
        let body = parties.is_body(word) || parties.is_thing(word) || parties.is_company(word);
        body && !parties.is_surname(word) || !word.contains(char::is_lowercase) || is_common(word)
    };
    if !participle
        || first.lower().len() < 6
        || !opens(first.at)
        || known(first.text())
        || other(name.text())
    {
        return false;
    }
    let (mut alone, mut together) = (false, false);
    for word in document.words(Tokens::new(1, document.tokens().len())) {
        if word.lower() == name.lower() && word.text() == name.text() {
            let before = &document.tokens()[word.at - 1];
            let pair = before.is(first.lower());
            together |= pair && !opens(word.at - 1);
            alone |= !pair;
        }
    }
    alone && !together
}
