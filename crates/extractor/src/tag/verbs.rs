//! Attributions whose cue is a verb: "…," he said; he said that …; …, he says, …; saying ….

use std::ops::Range;

use super::phrases::Phrases;
use super::tokens::{Kind, Token};
use super::{Draft, Found};
use crate::lexicon::{Cue, Entry, Form, Lexicon, Takes};
use q7x2_domain::Mode;

/// A verb of the lexicon as it stands in a period.
struct Verb {
    /// From its auxiliaries and adverbs to its particles.
    group: Range<usize>,
    /// The verb itself.
    at: usize,
    form: Form,
    cue: Cue,
}

/// Finds attributions with a verb, from left to right, in what `draft` has not yet claimed.
pub(super) fn find(phrases: &Phrases<'_, '_>, draft: &mut Draft) {
    // What stands beside its cue may be anything before it, so it is claimed first.
    let verbs: Vec<Verb> = (0..phrases.tokens.len()).flat_map(|at| verbs_at(phrases, at)).collect();
    for verb in &verbs {
        if let Some(found) = beside(phrases, verb, draft) {
            draft.add(found);
        }
    }
    for verb in &verbs {
        if draft.is_free(verb.at)
            && !draft.has_cue(verb.at)
            && let Some(found) = before_content(phrases, verb, draft)
        {
            draft.add(found);
        }
    }
}

/// Returns the readings of the verb at `at`, if it is one and not a noun that looks like it.
fn verbs_at(phrases: &Phrases<'_, '_>, at: usize) -> Vec<Verb> {
    let word = &phrases.tokens[at].lower;
    let matches =
        |entry: &&Entry| {
            entry.form != Form::Noun
                && entry.rest.iter().enumerate().all(|(i, part)| {
                    phrases.tokens.get(at + 1 + i).is_some_and(|token| token.is(part))
                })
        };
    let entries = Lexicon::get().cues(word).iter().filter(matches);
    if phrases.is_attributive(at) {
        return Vec::new();
    }
    let group = phrases.group_start(at, 0);
    let passive = (group..at).any(|i| {
        matches!(
            phrases.tokens[i].lower.as_str(),
            "is" | "are" | "was" | "were" | "be" | "been" | "being"
        )
    });
    let follows_by = phrases.tokens.get(at + 1).is_some_and(|token| token.is("by"));
    let longest = entries.clone().map(|entry| entry.rest.len()).max();
    entries
        .filter(|entry| Some(entry.rest.len()) == longest || longest == Some(0))
        .filter(|entry| !(entry.form == Form::Past && (passive || follows_by)))
        .flat_map(|entry| {
            let group = group..at + 1 + entry.rest.len();
            let verb = move |cue: &Cue| Verb {
                group: group.clone(),
                at,
                form: entry.form,
                cue: cue.clone(),
            };
            entry.readings.iter().map(verb)
        })
        .collect()
}

/// Content before the cue, and perhaps after it: "…," he said, "…".
fn beside(phrases: &Phrases<'_, '_>, verb: &Verb, draft: &Draft) -> Option<Found> {
    let tokens = phrases.tokens;
    if !(verb.cue.takes.has(Takes::QUOTE) || verb.cue.takes.has(Takes::ASIDE))
        || verb.cue.mode == Mode::Sign
    {
        return None;
    }
    if matches!(verb.form, Form::Ing) || !draft.is_free(verb.at) || draft.has_cue(verb.at) {
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
    // What follows must leave the cue alone: the end, a comma, or a listener or adjunct.
    let rest = after_adjuncts(phrases, rest, verb);
    let ends = rest >= phrases.end();
    let comma_after = matches!(phrases.kind(rest), Some(Kind::Comma | Kind::Dash));
    let content = floor..if comma { before } else { before + 1 };
    let has_quote = tokens[content.clone()].iter().any(Token::is_utterance) || quoted;
    let clause = has_quote || phrases.has_clause(content.clone());
    if !clause
        || !(has_quote && verb.cue.takes.has(Takes::QUOTE) || verb.cue.takes.has(Takes::ASIDE))
    {
        return None;
    }
    // Without a quotation only a whole clause can stand beside a cue: not "in May, he said he …".
    if !(ends
        || comma_after
        || phrases.kind(rest) == Some(Kind::Quote) && quoted
        || has_quote && quoted && !verb.cue.takes.has(Takes::CLAUSE))
        && !(quoted && before == floor)
    {
        return None;
    }
    let mut contents = vec![trim_content(phrases, content)];
    if comma_after && phrases.kind(rest) == Some(Kind::Comma) {
        let next = rest + 1;
        let resumes = phrases.kind(next) == Some(Kind::Quote);
        if resumes || (!has_quote && next < phrases.end() && !is_participle(phrases, next)) {
            let end = phrases.clause_end(next);
            contents.push(next..end);
        }
    }
    Some(Found { source: Some(source), cue: verb.group.clone(), contents, verbal: true })
}

fn is_participle(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    phrases.tokens.get(at).is_some_and(|token| {
        token.lower.ends_with("ing")
            || token.is("who")
            || token.is("which")
            || token.is("as")
            || token.is("but")
            || token.is("and")
    })
}

/// Returns the source of "…," said the mayor.
fn inverted(phrases: &Phrases<'_, '_>, verb: &Verb, floor: usize) -> Option<Range<usize>> {
    let before = verb.group.start.checked_sub(1).filter(|&at| at >= floor)?;
    let after_quote = phrases.kind(before) == Some(Kind::Quote);
    let after_comma = phrases.kind(before) == Some(Kind::Comma);
    let finite = matches!(verb.form, Form::Past | Form::Third) && verb.group.len() == 1;
    if !finite || !(after_quote || after_comma) || verb.cue.takes.has(Takes::LISTENER) {
        return None;
    }
    let first = phrases.tokens.get(verb.group.end)?;
    let plain = first.is_capital()
        || phrases.words.determiners.contains(&first.lower)
        || phrases.words.subjects.contains(&first.lower)
        || (first.is_word()
            && !phrases.words.adverbs.contains(&first.lower)
            && !phrases.words.times.contains(&first.lower));
    if !plain || phrases.is_adjunct(verb.group.end) || first.is("that") {
        return None;
    }
    if after_comma && !phrases.tokens[verb.at].lower.starts_with("sa") {
        return None;
    }
    phrases.source_after(verb.group.end, phrases.end())
}

/// Skips adjuncts ("on Monday", "in a statement") and, for cues that have one, a listener.
fn after_adjuncts(phrases: &Phrases<'_, '_>, mut at: usize, verb: &Verb) -> usize {
    if verb.cue.takes.has(Takes::LISTENER) {
        at = after_listener(phrases, at);
    }
    while phrases.is_adjunct(at) {
        at += 1;
        while phrases.kind(at) == Some(Kind::Word)
            && !phrases.is_adjunct(at)
            && !starts_clause(phrases, at)
        {
            at += 1;
        }
    }
    at
}

fn starts_clause(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    let word = phrases.tokens[at].lower.as_str();
    matches!(word, "that" | "he" | "she" | "they" | "it" | "we" | "i" | "whether" | "there")
}

/// Returns where the listener that begins at `at` ends: "reporters", "the BBC", "his aides in Ode".
fn after_listener(phrases: &Phrases<'_, '_>, at: usize) -> usize {
    let Some(first) = phrases.tokens.get(at).filter(|token| token.is_word()) else { return at };
    if phrases.words.objects.contains(&first.lower)
        && !phrases.words.possessives.contains(&first.lower)
    {
        return at + 1;
    }
    if first.is("her") && phrases.tokens.get(at + 1).is_some_and(|next| next.is("that")) {
        return at + 1;
    }
    if starts_clause(phrases, at) {
        return at;
    }
    let mut end = at;
    while phrases.kind(end) == Some(Kind::Word) && end < at + 10 {
        let word = phrases.tokens[end].lower.as_str();
        if end > at
            && (starts_clause(phrases, end)
                || matches!(word, "to" | "how" | "what" | "why" | "if" | "who")
                || phrases.is_adjunct(end)
                || phrases.words.times.contains(word))
        {
            break;
        }
        // "told CNN the plan": the content begins with its own determiner.
        if end > at
            && matches!(word, "the" | "a" | "his" | "her" | "their")
            && !phrases.words.prepositions.contains(&phrases.tokens[end - 1].lower)
            && !matches!(phrases.tokens[end - 1].lower.as_str(), "and" | "all")
        {
            break;
        }
        end += 1;
    }
    end
}

/// Content after the cue: he said that …, he said: "…", vowing to ….
fn before_content(phrases: &Phrases<'_, '_>, verb: &Verb, draft: &Draft) -> Option<Found> {
    let floor = draft.floor(verb.group.start);
    let source = source_of(phrases, verb, floor, draft);
    let adverbial = verb.form == Form::Ing;
    if source.is_none() && !adverbial {
        return None;
    }
    if verb.form == Form::Base && !is_base_use(phrases, verb, source.as_ref()) {
        return None;
    }
    let takes = verb.cue.takes;
    let mut at = verb.group.end;
    let mut cue = verb.group.clone();
    let direct = at;
    at = after_adjuncts(phrases, at, verb);
    let end = phrases.end();
    if at >= end {
        return None;
    }
    let kind = phrases.kind(at)?;
    let comma = matches!(kind, Kind::Comma | Kind::Colon);
    if comma
        && phrases.kind(at + 1) == Some(Kind::Quote)
        && (takes.has(Takes::QUOTE) || takes.has(Takes::CLAUSE))
    {
        if kind == Kind::Colon && at == verb.group.end {
            cue.end += 1;
        }
        let content = at + 1..phrases.clause_end(at + 1);
        return Some(Found { source, cue, contents: vec![content], verbal: true });
    }
    if kind == Kind::Colon && (takes.has(Takes::QUOTE) || takes.has(Takes::CLAUSE)) {
        return Some(Found { source, cue, contents: vec![at + 1..end], verbal: true });
    }
    let content = match phrases.tokens[at].lower.as_str() {
        _ if kind == Kind::Quote => {
            takes.has(Takes::QUOTE) || takes.has(Takes::CLAUSE) || takes.has(Takes::OBJECT)
        }
        "that" => takes.has(Takes::THAT) || takes.has(Takes::CLAUSE),
        "to" => takes.has(Takes::TO),
        word if phrases.words.whether_words.contains(word) => {
            takes.has(Takes::WHETHER) || takes.has(Takes::THAT) || takes.has(Takes::CLAUSE)
        }
        _ if kind != Kind::Word => false,
        _ if takes.has(Takes::CLAUSE)
            && phrases.has_clause(at + 1..end)
            && !phrases.words.prepositions.contains(&phrases.tokens[at].lower) =>
        {
            true
        }
        _ => takes.has(Takes::OBJECT) && at == direct && is_object(phrases, at),
    };
    if !content {
        // "urged Lind to leave": the infinitive follows the one who is asked.
        if takes.has(Takes::TO) {
            let to = after_listener(phrases, direct);
            if to > direct && phrases.tokens.get(to).is_some_and(|token| token.is("to")) {
                return Some(Found {
                    source,
                    cue,
                    contents: vec![to..phrases.clause_end(to)],
                    verbal: true,
                });
            }
        }
        return None;
    }
    Some(Found { source, cue, contents: vec![at..phrases.clause_end(at)], verbal: true })
}

fn is_object(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    let token = &phrases.tokens[at];
    token.is_word()
        && !phrases.words.prepositions.contains(&token.lower)
        && !phrases.words.adverbs.contains(&token.lower)
        && !phrases.words.conjunctions.contains(&token.lower)
}

/// Tells whether a base form is a verb here: "officials say", "will say", "I think".
fn is_base_use(phrases: &Phrases<'_, '_>, verb: &Verb, source: Option<&Range<usize>>) -> bool {
    if verb.group.start < verb.at
        && phrases.words.auxiliaries.contains(&phrases.tokens[verb.at - 1].lower)
    {
        return true;
    }
    let Some(last) = source.and_then(|source| phrases.tokens.get(source.end - 1)) else {
        return false;
    };
    matches!(
        last.lower.as_str(),
        "i" | "we" | "they" | "you" | "who" | "some" | "many" | "others" | "people" | "police"
    ) || (last.lower.ends_with('s') && !last.is_possessive())
        || source.is_some_and(|source| phrases.tokens[source.clone()].iter().any(|t| t.is("and")))
}

/// Returns the source of a verb that comes before its content.
fn source_of(
    phrases: &Phrases<'_, '_>,
    verb: &Verb,
    floor: usize,
    draft: &Draft,
) -> Option<Range<usize>> {
    let start = verb.group.start;
    let before = start.checked_sub(1).and_then(|at| phrases.tokens.get(at));
    let joined = before.is_some_and(|token| matches!(token.lower.as_str(), "and" | "but" | "then"))
        || (verb.form == Form::Ing)
        || before.is_some_and(|token| token.is("to"));
    if joined {
        return draft.last_source().or_else(|| main_subject(phrases, start));
    }
    phrases.subject_before(start, floor)
}

/// Returns the subject of the first finite verb of the period.
fn main_subject(phrases: &Phrases<'_, '_>, before: usize) -> Option<Range<usize>> {
    (1..before).filter(|&at| phrases.is_finite(at)).take(6).find_map(|verb| {
        let group = phrases.group_start(verb, 0);
        phrases.subject_before(group, 0)
    })
}

fn trim_content(phrases: &Phrases<'_, '_>, content: Range<usize>) -> Range<usize> {
    let mut start = content.start;
    while start + 1 < content.end
        && (matches!(phrases.tokens[start].kind, Kind::Comma | Kind::Other | Kind::Dash)
            || matches!(phrases.tokens[start].lower.as_str(), "and" | "but"))
    {
        start += 1;
    }
    start..content.end
}

/// Returns source and cue of a period that ends, at `end`, with the announcement of what comes next.
pub(super) fn announcing(
    phrases: &Phrases<'_, '_>,
    end: usize,
) -> Option<(Range<usize>, Range<usize>)> {
    let verbs = (0..end).flat_map(|at| verbs_at(phrases, at));
    let mut verbs: Vec<Verb> = verbs
        .filter(|verb| verb.cue.mode == Mode::Speech && verb.cue.takes.has(Takes::QUOTE))
        .collect();
    verbs.retain(|verb| after_adjuncts(phrases, verb.group.end, verb) >= end);
    let verb = verbs.pop()?;
    let source = source_of(phrases, &verb, 0, &Draft::default())?;
    Some((source, verb.group))
}
