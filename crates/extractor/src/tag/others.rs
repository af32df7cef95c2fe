//! Attributions without a verb: according to …; “…” – Name; Name: …; Name’s response, “…”.

use std::ops::Range;

use super::draft::{Draft, Found};
use super::phrases::Phrases;
use super::tokens::{Kind, Token};
use crate::lexicon::{Form, Lexicon, Takes};

/// How many tokens may stand between a noun and the quotation it announces.
const MAX_BRIDGE: usize = 9;

/// According to Lind, …; …, according to Lind.
pub(super) fn according_to(phrases: &Phrases<'_, '_>, draft: &mut Draft) {
    let tokens = phrases.tokens;
    for at in 0..tokens.len().saturating_sub(2) {
        if phrases.word(at) != "according" || phrases.word(at + 1) != "to" || !draft.is_free(at) {
            continue;
        }
        let end = phrases.end();
        let floor = draft.floor(at);
        let opens = (floor..at).all(|i| {
            phrases.words.openers.contains(&tokens[i].lower) || tokens[i].kind == Kind::Comma
        });
        let Some(source) = cited(phrases, at + 2, end, opens) else { continue };
        let contents = if opens {
            let start = source.end + usize::from(phrases.kind(source.end) == Some(Kind::Comma));
            std::iter::once(start..phrases.clause_end(start.min(end), false)).collect()
        } else {
            let last = at - usize::from(phrases.kind(at - 1) == Some(Kind::Comma));
            let mut contents: Vec<Range<usize>> = std::iter::once(floor..last).collect();
            // "The plan, according to Lind, is dead."
            if phrases.kind(source.end) == Some(Kind::Comma) && !phrases.has_clause(floor..last) {
                contents.push(source.end + 1..phrases.clause_end(source.end + 1, false));
            }
            contents
        };
        draft.add(Found { source: Some(source), cue: at..at + 2, contents, verbal: false });
    }
}

/// Returns the noun phrase after "according to". Before its content it ends at a comma; an
/// apposition is closed by a second one.
fn cited(phrases: &Phrases<'_, '_>, start: usize, end: usize, opens: bool) -> Option<Range<usize>> {
    let is_comma = |at: &usize| {
        matches!(
            phrases.kind(*at),
            Some(Kind::Comma | Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Quote)
        )
    };
    let first = (start..end).find(is_comma).unwrap_or(end);
    if first == start || (opens && first == end) {
        return None;
    }
    if !opens {
        let whole = phrases.source_after(start, end)?;
        return Some(start..whole.end.max(first.min(whole.end)));
    }
    let second =
        (first + 1..end).find(is_comma).filter(|&at| phrases.kind(at) == Some(Kind::Comma));
    let apposition = second.filter(|&second| {
        second - first < 20
            && !phrases.has_clause(first + 1..second)
            && phrases.tokens[start].is_capital()
            && phrases.has_clause(second..end)
    });
    Some(start..apposition.unwrap_or(first))
}

/// “…” – Name, at the end of a paragraph.
pub(super) fn dash(phrases: &Phrases<'_, '_>, draft: &mut Draft) {
    let end = phrases.end();
    let Some(dash) = (0..end).rev().take(14).find(|&at| phrases.kind(at) == Some(Kind::Dash))
    else {
        return;
    };
    let Some(quote) = dash.checked_sub(1).filter(|&at| phrases.kind(at) == Some(Kind::Quote))
    else {
        return;
    };
    let name = phrases.tokens.get(dash + 1).is_some_and(Token::is_capital);
    if name
        && phrases.tokens[quote].is_utterance()
        && !phrases.has_clause(dash + 1..end)
        && draft.is_free(quote)
    {
        let contents = std::iter::once(draft.floor(quote)..dash).collect();
        draft.add(Found {
            source: Some(dash + 1..end),
            cue: dash..dash + 1,
            contents,
            verbal: false,
        });
    }
}

/// Returns the colon of "Name: …", in headlines and transcripts. `is_known` tells whether a word is
/// written with a capital elsewhere too.
pub(super) fn label(tokens: &[Token<'_>], is_known: impl Fn(&Token<'_>) -> bool) -> Option<usize> {
    let colon = tokens.iter().take(6).position(|token| token.kind == Kind::Colon)?;
    let name = &tokens[..colon];
    let quote = tokens.get(colon + 1).is_some_and(|token| token.kind == Kind::Quote);
    let capital = |token: &Token<'_>| token.is_capital() && (quote || is_known(token));
    let named = !name.is_empty() && name.iter().all(capital);
    (named && tokens.len() > colon + 1).then_some(colon)
}

/// Name’s response, “…”; in a statement from Name: “…”; the claim that ….
pub(super) fn nouns(phrases: &Phrases<'_, '_>, draft: &mut Draft) {
    let tokens = phrases.tokens;
    for at in 1..tokens.len() {
        let entry =
            Lexicon::get().cues(&tokens[at].lower).iter().find(|entry| entry.form == Form::Noun);
        let Some(cue) =
            entry.and_then(|entry| entry.readings.first()).filter(|_| draft.is_free(at))
        else {
            continue;
        };
        let source = possessor(phrases, at);
        if phrases.tokens.get(at + 1).is_some_and(|token| token.is("that"))
            && cue.takes.has(Takes::THAT)
        {
            let end = phrases.clause_end(at + 1, false);
            if source.is_some() && phrases.has_clause(at + 2..end) {
                draft.add(Found {
                    source: source.clone(),
                    cue: at..at + 1,
                    contents: std::iter::once(at + 1..end).collect(),
                    verbal: false,
                });
                continue;
            }
        }
        let bridge = (at + 1..tokens.len()).take(MAX_BRIDGE).take_while(|&i| {
            draft.is_free(i)
                && !phrases.words.subjects.contains(&tokens[i].lower)
                && !is_speech_verb(tokens, i)
        });
        let quote =
            bridge.filter(|&i| tokens[i].kind == Kind::Quote).find(|&i| tokens[i].is_utterance());
        if let (Some(quote), Some(source), true) = (quote, source, cue.takes.has(Takes::QUOTE)) {
            draft.add(Found {
                source: Some(source),
                cue: at..at + 1,
                contents: std::iter::once(quote..quote + 1).collect(),
                verbal: false,
            });
        }
    }
}

fn is_speech_verb(tokens: &[Token<'_>], at: usize) -> bool {
    Lexicon::get().cues(&tokens[at].lower).iter().any(|entry| {
        matches!(entry.form, Form::Past | Form::Third)
            && entry.readings.iter().any(|r| r.takes.has(Takes::QUOTE))
    })
}

/// Returns who a noun belongs to: "Lind’s (first) words", "his response".
fn possessor(phrases: &Phrases<'_, '_>, noun: usize) -> Option<Range<usize>> {
    let tokens = phrases.tokens;
    let near = noun.saturating_sub(3)..noun;
    for at in near.rev() {
        if tokens[at].is_possessive() {
            return phrases.noun_phrase_before(at, 0);
        }
        if phrases.words.possessives.contains(&tokens[at].lower) {
            return Some(at..at + 1);
        }
        if !tokens[at].is_word() {
            return None;
        }
    }
    None
}
