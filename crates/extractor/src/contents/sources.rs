//! Sources that are cut, or that hold who tells of them: "neither Lind nor |Ode|", "officials cited by the
//! |Lantern|", "a post claims |Lind|".

use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::{Class, Form, Takes};

/// How many words before a source are looked at.
const NEAR: usize = 16;

/// Returns a source with the word that turns it around, "|neither Ode nor| Lind", or whom an outlet only
/// cites, "|officials| cited by the Lantern".
pub(super) fn whole(document: &Document, source: Bytes) -> Bytes {
    let at = document.tokens_in(source).start;
    let from = at.saturating_sub(NEAR);
    let before = &document.tokens()[from..at];
    // "|Neither Ode nor his deputy, |Lind": words and commas, and no verb behind "nor".
    let plain = |token: &Token| {
        (token.is_word() || token.kind == TokenKind::Comma) && token.depth == 0 && !is_verb(token)
    };
    if let Some(nor) = before.iter().rposition(|token| token.is("nor")) {
        let first = before[..nor].iter().rposition(|token| token.is("neither"));
        let first = first.filter(|&first| before[first..].iter().all(plain));
        return first.map_or(source, |first| before[first].bytes.cover(source));
    }
    let own = document.run(source);
    // "A post claims |Lind|": who tells it is no part of who says it.
    let tells = |token: &Token| {
        token.cues().iter().any(|entry| {
            let mut readings = entry.readings.iter();
            matches!(entry.form, Form::Third | Form::Past)
                && entry.rest.is_empty()
                && readings.any(|cue| cue.class.is_some() && cue.takes.has(Takes::CLAUSE))
        })
    };
    let inner = own.windows(2).skip(1).position(|two| {
        let small = document.slice(two[0].bytes).starts_with(char::is_lowercase);
        let opens = two[1].has(Class::Determiner)
            || document.slice(two[1].bytes).starts_with(char::is_uppercase);
        small && tells(&two[0]) && opens && two[0].depth == 0
    });
    let relative = |token: &Token| token.has(Class::Relative) || !token.is_word();
    if let Some(inner) = inner.map(|at| at + 2).filter(|&at| !own[..at].iter().any(relative)) {
        return Bytes::new(own[inner].bytes.start, source.end);
    }
    let cites = |cited: &Token, by: &Token| cited.has(Class::Citing) && by.is("by");
    let cited = own.windows(2).position(|two| cites(&two[0], &two[1]));
    if let Some(people) = cited.and_then(|cited| own.get(cited.checked_sub(1)?)) {
        return Bytes::new(source.start, people.bytes.end);
    }
    // "the |" of "the Lantern" may stand between.
    let before = match before {
        [rest @ .., the] if the.is("the") => rest,
        _ => before,
    };
    let [.., people, cited, by] = before else { return source };
    let is_cited = people.is_word() && people.depth == 0 && cites(cited, by);
    if is_cited { people.bytes } else { source }
}

/// Tells whether a word makes a clause.
pub(super) fn is_verb(word: &Token) -> bool {
    word.has(Class::Auxiliary) && !word.is_possessive()
        || word.has(Class::Finite)
        || word.has(Class::Verb)
}
