//! Attributions whose cue stands beside its content: "…," he said, "…"; he left, she says.

use std::ops::Range;

use q7x2_domain::Mode;

use super::draft::{Draft, Found};
use super::following::after_adjuncts;
use super::phrases::Phrases;
use super::tokens::{Kind, Token};
use super::verbs::Verb;
use crate::lexicon::{Form, Takes};

/// Returns the attribution of a verb with content before it, and perhaps after it.
pub(super) fn beside(phrases: &Phrases<'_, '_>, verb: &Verb, draft: &Draft) -> Option<Found> {
    let tokens = phrases.tokens;
    let stands = verb.takes(Takes::QUOTE) || verb.takes(Takes::ASIDE);
    if !stands || verb.cue.mode == Mode::Sign || verb.form == Form::Ing {
        return None;
    }
    let floor = draft.floor(verb.group.start);
    let (source, lead, rest) = match inverted(phrases, verb, floor) {
        Some(source) => (source.clone(), verb.group.start, source.end),
        None => {
            let source = phrases.subject_before(verb.group.start, floor)?;
            (source.clone(), source.start, verb.group.end)
        }
    };
    let before = lead.checked_sub(1).filter(|&at| at >= floor)?;
    let quoted = tokens[before].kind == Kind::Quote;
    let comma = tokens[before].kind == Kind::Comma && before > floor;
    if !quoted && !comma {
        return None;
    }
    let mut content = trim(phrases, floor..if comma { before } else { before + 1 });
    // "They met near the weir, which, she said, is closed": only the relative clause is hers.
    let last = content.end.saturating_sub(1);
    if comma && content.len() > 1 && matches!(phrases.word(last), "which" | "who" | "where") {
        content = last..content.end;
    }
    let has_quote = quoted || tokens[content.clone()].iter().any(Token::is_utterance);
    // What follows must leave the cue alone: the end, a comma, or a listener or adjunct.
    let rest = after_adjuncts(phrases, rest, verb);
    let comma_after = phrases.kind(rest) == Some(Kind::Comma);
    let alone = rest >= phrases.end() || comma_after || phrases.kind(rest) == Some(Kind::Dash);
    let resumes = phrases.kind(rest) == Some(Kind::Quote) && quoted;
    if !alone && !resumes && before != content.start {
        return None;
    }
    // "When he came, he said, “…”" only sets the scene.
    let scene = phrases.words.scene_setters.contains(phrases.word(content.start));
    if comma_after && !quoted && scene {
        return None;
    }
    // "The bridge, she said, is safe": the verb of the clause may come after the cue.
    let clause = phrases.has_clause(content.clone())
        || comma_after && !scene && phrases.is_finite_after(rest + 1);
    let fits = if has_quote { verb.takes(Takes::QUOTE) } else { clause };
    if !fits || !(has_quote || verb.takes(Takes::ASIDE)) {
        return None;
    }
    let mut contents = vec![content];
    let next = rest + 1;
    let goes_on = phrases.kind(next) == Some(Kind::Quote) || !has_quote && next < phrases.end();
    if comma_after && goes_on {
        contents.push(next..phrases.clause_end(next, false));
    }
    Some(Found { source: Some(source), cue: verb.group.clone(), contents, verbal: true })
}

/// Returns the source of "…," said the mayor.
fn inverted(phrases: &Phrases<'_, '_>, verb: &Verb, floor: usize) -> Option<Range<usize>> {
    let before = verb.group.start.checked_sub(1).filter(|&at| at >= floor)?;
    let after_quote = phrases.kind(before) == Some(Kind::Quote);
    let after_comma = phrases.kind(before) == Some(Kind::Comma);
    let finite = matches!(verb.form, Form::Past | Form::Third) && verb.group.len() == 1;
    // Without a quotation only "say" is turned round: "The plan is dead, says Lind".
    let turned = after_quote || after_comma && phrases.word(verb.at).starts_with("sa");
    if !finite || !turned || verb.takes(Takes::LISTENER) {
        return None;
    }
    let first = phrases.tokens.get(verb.group.end).filter(|token| token.is_word())?;
    let words = phrases.words;
    let other = words.adverbs.contains(&first.lower)
        || words.times.contains(&first.lower)
        || first.is("that")
        || phrases.is_adjunct(verb.group.end);
    let named = first.is_capital()
        || words.determiners.contains(&first.lower)
        || words.subjects.contains(&first.lower)
        || !other;
    (named && !phrases.is_adjunct(verb.group.end) && !first.is("that"))
        .then(|| phrases.source_after(verb.group.end, phrases.end()))
        .flatten()
}

/// Takes joining words and marks off the front of a content.
fn trim(phrases: &Phrases<'_, '_>, content: Range<usize>) -> Range<usize> {
    let joins = |at: usize| {
        matches!(phrases.kind(at), Some(Kind::Comma | Kind::Other | Kind::Dash))
            || matches!(phrases.word(at), "and" | "but")
    };
    let last = content.end.saturating_sub(1).max(content.start);
    let start = content.clone().find(|&at| !joins(at)).unwrap_or(last).min(last);
    start..content.end
}
