//! Attributions whose cue stands beside its content: "…," he said, "…"; he left, she says.

use q7x2_domain::Mode;

use super::adjuncts::after_adjuncts;
use super::draft::{Draft, Found};
use super::period::{Kind, Part, Parts};
use super::phrases::Phrases;
use super::verb::Verb;
use crate::family::Family;
use crate::lexicon::{Class, Form, Takes};

/// Returns the attribution of a verb with content before it, and perhaps after it.
pub(super) fn beside(phrases: &Phrases<'_>, verb: &Verb, draft: &Draft) -> Option<Found> {
    let stands = verb.takes(Takes::QUOTE) || verb.takes(Takes::ASIDE);
    if !stands || verb.cue.mode == Mode::Sign || verb.form == Form::Ing {
        return None;
    }
    let floor = draft.floor(verb.group.start);
    let (source, lead, rest) = match inverted(phrases, verb, floor) {
        Some(source) => (source, verb.group.start, source.end),
        None => {
            let source = phrases.subject_before(verb.group.start, floor)?;
            (source, source.start, verb.group.end)
        }
    };
    let before = lead.checked_sub(1).filter(|&at| at >= floor)?;
    let quoted = phrases.is_kind(before, Kind::Quote);
    let comma = phrases.is_kind(before, Kind::Comma) && before > floor;
    if !quoted && !comma {
        return None;
    }
    let mut content = trim(phrases, floor, if comma { before } else { before + 1 });
    // "They met near the weir, which, she said, is closed": only the relative clause is hers.
    let last = content.end.saturating_sub(1);
    if phrases.uses(Family::TagRelative)
        && comma
        && content.len() > 1
        && phrases.has(last, Class::Relative)
    {
        content.start = last;
    }
    let has_quote = quoted || phrases.slice(content).iter().any(Part::is_utterance);
    // What follows must leave the cue alone: the end, a comma, or a listener or adjunct.
    let rest = after_adjuncts(phrases, rest, verb);
    let comma_after = phrases.is_kind(rest, Kind::Comma);
    let alone = rest >= phrases.end() || comma_after || phrases.is_kind(rest, Kind::Dash);
    let resumes = phrases.is_kind(rest, Kind::Quote) && quoted;
    if !alone && !resumes && before != content.start {
        return None;
    }
    // "When he came, he said, “…”" only sets the scene.
    let scene = phrases.uses(Family::TagScenes) && phrases.has(content.start, Class::SceneSetter);
    if comma_after && !quoted && scene {
        return None;
    }
    // "The bridge, she said, is safe": the verb of the clause may come after the cue.
    let clause =
        phrases.has_clause(content) || comma_after && !scene && phrases.is_finite_after(rest + 1);
    let fits = if has_quote { verb.takes(Takes::QUOTE) } else { clause };
    if !fits || !(has_quote || phrases.uses(Family::TagBesideClauses) && verb.takes(Takes::ASIDE)) {
        return None;
    }
    let mut contents = vec![content];
    let next = rest + 1;
    let goes_on = phrases.is_kind(next, Kind::Quote) || !has_quote && next < phrases.end();
    if comma_after && goes_on && phrases.uses(Family::TagResumed) {
        contents.push(Parts::new(next, phrases.clause_end(next, false)));
    }
    Some(Found { source: Some(source), cue: verb.group, contents, verbal: true })
}

/// Returns the source of "…," said the mayor.
fn inverted(phrases: &Phrases<'_>, verb: &Verb, floor: usize) -> Option<Parts> {
    let before = verb.group.start.checked_sub(1).filter(|&at| at >= floor)?;
    let finite = matches!(verb.form, Form::Past | Form::Third) && verb.group.len() == 1;
    // Without a quotation only "say" is turned round: "The plan is dead, says Lind".
    let says = phrases.get(verb.at).is_some_and(|part| part.lemma() == "say");
    let turned =
        phrases.is_kind(before, Kind::Quote) || phrases.is_kind(before, Kind::Comma) && says;
    if !phrases.uses(Family::TagInverted) || !finite || !turned || verb.takes(Takes::LISTENER) {
        return None;
    }
    let after = verb.group.end;
    let first = phrases.get(after).filter(|part| part.is_word())?;
    let other = first.has(Class::Adverb) || first.has(Class::Time);
    let named = first.is_capital() || first.has(Class::Determiner) || first.has(Class::Subject);
    let names = (named || !other) && !phrases.is_adjunct(after) && !first.is("that");
    names.then(|| phrases.source_after(after, phrases.end())).flatten()
}

/// Takes joining words and marks off the front of a content that ends at `end`.
fn trim(phrases: &Phrases<'_>, floor: usize, end: usize) -> Parts {
    let joins = |at: usize| {
        matches!(phrases.kind(at), Some(Kind::Comma | Kind::Other | Kind::Dash))
            || phrases.has(at, Class::Coordinator)
    };
    let last = end.saturating_sub(1).max(floor);
    let start = (floor..end).find(|&at| !joins(at)).unwrap_or(last).min(last);
    Parts::new(start, end)
}
