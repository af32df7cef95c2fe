//! Attributions without a verb: according to …; “…” – Name; Name: …; Name’s response, “…”.

use std::ops::Range;

use super::draft::{Draft, Found};
use super::phrases::Phrases;
use super::tokens::{Kind, Token};
use crate::lexicon::{Form, Lexicon, Takes};

/// How many tokens may stand between a noun and the quotation it announces.
const MAX_BRIDGE: usize = 3;

/// According to Lind, …; …, according to Lind; The plan, according to Lind, is dead.
pub(super) fn according_to(phrases: &Phrases<'_, '_>, draft: &mut Draft) {
    let tokens = phrases.tokens;
    for at in 0..tokens.len().saturating_sub(2) {
        if phrases.word(at) != "according" || phrases.word(at + 1) != "to" || !draft.is_free(at) {
            continue;
        }
        let floor = draft.floor(at);
        let opens = (floor..at).all(|i| {
            phrases.words.openers.contains(&tokens[i].lower) || tokens[i].kind == Kind::Comma
        });
        let comma = at > floor && phrases.kind(at - 1) == Some(Kind::Comma);
        let before = floor..at - usize::from(comma);
        // What has no verb before the source goes on after it.
        let around = comma && !opens && !phrases.has_clause(before.clone());
        let source =
            cited(phrases, at + 2).filter(|source| opens || around && goes_on(phrases, source.end));
        let mut contents = Vec::new();
        if !opens {
            contents.push(before);
        }
        if let Some(source) = &source {
            let start = source.end + usize::from(phrases.kind(source.end) == Some(Kind::Comma));
            contents.push(start..phrases.clause_end(start, false));
        }
        let whole = || phrases.source_after(at + 2, phrases.end()).filter(|_| !opens);
        if let Some(source) = source.or_else(whole) {
            draft.add(Found { source: Some(source), cue: at..at + 2, contents, verbal: false });
        }
    }
}

/// Tells whether the comma at `at` closes a parenthesis, after which a clause goes on.
fn goes_on(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    phrases.kind(at) == Some(Kind::Comma)
        && !matches!(phrases.word(at + 1), "who" | "which" | "whose")
        && phrases.has_clause(at + 1..phrases.end())
}

/// Returns the noun phrase that begins at `start` and has content after it: it ends at a comma, or,
/// with an apposition, at the second one.
fn cited(phrases: &Phrases<'_, '_>, start: usize) -> Option<Range<usize>> {
    let end = phrases.end();
    let ends = |at: &usize| {
        matches!(
            phrases.kind(*at),
            Some(Kind::Comma | Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Quote)
        )
    };
    let first = (start..end).find(ends).filter(|&first| first > start)?;
    let second = (first + 1..end).find(ends).filter(|&at| phrases.kind(at) == Some(Kind::Comma));
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
        // "Lind’s answer was: “No.”", "his reply, “No,”", "her remark that “it rained”"
        let leads = |i: &usize| match tokens[*i].kind {
            Kind::Comma | Kind::Colon | Kind::Dash => true,
            _ => matches!(tokens[*i].lower.as_str(), "is" | "was" | "are" | "were" | "that"),
        };
        let after = (at + 1..tokens.len()).take(MAX_BRIDGE).find(|i| !leads(i));
        let quote = after.filter(|&i| draft.is_free(i) && tokens[i].kind == Kind::Quote);
        let quote = quote.filter(|&i| tokens[i].is_utterance());
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

/// Returns who a noun belongs to: "Lind’s (curt) answer", "his response".
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
