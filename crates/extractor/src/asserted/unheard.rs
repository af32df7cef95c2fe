//! Sentences that tell of words which nobody is known to have said: "There is no evidence that Lind said",
//! "a fake screenshot shows Lind saying", "could have said". Too few of them are labelled to be learned.

use q7x2_domain::Asserted;

use super::lists::{Lists, has};
use super::within::claims;
use super::words::turns;
use crate::document::{Bytes, Document, Token};
use crate::lexicon::Class;
use crate::link::Attribution;

/// How many words before the subject are looked at.
const BEFORE: usize = 12;
/// How many words stand between a negation and what it turns: "no such public record".
const NEAR: usize = 4;

/// Returns what the words before a source and its cue leave of what is told, where they leave less.
pub(super) fn of(document: &Document, attribution: &Attribution) -> Option<Asserted> {
    let (source, cue) = (attribution.source?, attribution.cue?);
    if source.end > cue.start {
        return None;
    }
    let sentence = document.sentence_at(cue.start)?;
    let sentence = Bytes::from(&document.sentences()[sentence].bytes);
    if is_unfulfilled(document, source, cue) {
        return Some(Asserted::Hypothetical);
    }
    if is_unknown(document, source, cue) {
        return Some(Asserted::NotSaid);
    }
    // "|A post| falsely claims Lind |said|": read as if the post said it.
    let told = attribution.contents.first().map_or(cue.end, |content| content.start);
    let apart = document.count_words(Bytes::new(source.end, cue.start)) > 1
        || document.words_in(Bytes::new(cue.end, told.max(cue.end))).any(|w| !w.cues().is_empty());
    if apart && claims(document, source) {
        return Some(Asserted::Disputed);
    }
    let before = document.run(Bytes::new(sentence.start.min(source.start), source.start));
    let before = &before[before.len().saturating_sub(BEFORE)..];
    // What stands before a mark is of another clause.
    let clause = before.iter().rev().take_while(|token| token.is_word()).count();
    let clause = &before[before.len() - clause..];
    let saying = document.words_in(cue).next().is_some_and(|first| first.lower().ends_with("ing"));
    if is_unproven(clause, saying) {
        return Some(Asserted::NotSaid);
    }
    (saying && is_forged(clause)).then_some(Asserted::Disputed)
}

/// Returns the words of a cue with those right before it that are no aside: "Lind, who could have left, |said|".
fn verb(document: &Document, source: Bytes, cue: Bytes) -> Vec<&Token> {
    let run = document.run(Bytes::new(source.end, cue.end));
    let ends = |token: &Token| {
        token.bytes.end <= cue.start && !token.is_word() || token.has(Class::Relative)
    };
    let start = run.iter().rposition(ends).map_or(0, |last| last + 1);
    let aside = run.get(start.wrapping_sub(1)).is_some_and(Token::is_word);
    if aside { document.words_in(cue).collect() } else { run[start..].iter().collect() }
}

/// "could have said", "should have told", "might say": nothing was said, or not yet.
fn is_unfulfilled(document: &Document, source: Bytes, cue: Bytes) -> bool {
    let lists = Lists::get();
    let words: Vec<&Token> = verb(document, source, cue)
        .into_iter()
        .filter(|word| !word.has(Class::Adverb) && !word.lower().ends_with("ly"))
        .filter(|word| !turns(word))
        .collect();
    let perfect = |pair: &[&Token]| {
        has(&lists.unfulfilled, pair[0].lower())
            && matches!(pair[1].lower(), "have" | "'ve" | "’ve")
    };
    let first = words.iter().find(|word| word.depth == 0);
    words.windows(2).take(NEAR).any(perfect)
        || words.len() > 1 && first.is_some_and(|first| has(&lists.possible, first.lower()))
}

/// "is not known to have said"
fn is_unknown(document: &Document, source: Bytes, cue: Bytes) -> bool {
    let lists = Lists::get();
    let words = verb(document, source, cue);
    let known = words.windows(3).position(|three| {
        has(&lists.known, three[0].lower()) && three[1].is("to") && three[2].is("have")
    });
    known.is_some_and(|known| {
        words[known.saturating_sub(NEAR)..known].iter().any(|word| turns(word))
    })
}

/// "no evidence that |Lind said|", "not true that |Lind said|", "no record exists of |Lind saying|".
fn is_unproven(clause: &[Token], saying: bool) -> bool {
    let lists = Lists::get();
    let leads = |token: &Token| token.is("that") || saying && token.is("of");
    let Some(end) = clause.iter().rposition(leads) else { return false };
    if clause.len() - end > NEAR {
        return false;
    }
    let lead = &clause[..end];
    let shown = |token: &Token| has(&lists.showing, token.lower());
    let held = |token: &Token| has(&lists.holding, token.lower());
    let last = lead.last();
    if last.is_some_and(|last| has(&lists.untrue, last.lower())) {
        return true;
    }
    let Some(noun) = lead.iter().rposition(|token| shown(token) || held(token)) else {
        return false;
    };
    let near = &lead[noun.saturating_sub(NEAR)..noun];
    let limits = |token: &Token| has(&lists.limiting, token.lower());
    lead.len() - noun <= NEAR && near.iter().any(turns) && !near.iter().any(limits)
}

/// "a fake screenshot shows |Lind saying|", "a deepfake of |Lind saying|".
fn is_forged(clause: &[Token]) -> bool {
    let lists = Lists::get();
    let forged = clause.iter().position(|token| has(&lists.forged, token.lower()));
    let Some(at) = forged else { return false };
    let made = clause[at..].iter().take(NEAR).any(|token| has(&lists.unvouched, token.lower()));
    made && clause.len() - at <= 2 * NEAR
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::marked_up;

    fn check(marked: &str, expect: Option<Asserted>) {
        let (document, attribution) = marked_up(marked);
        assert_eq!(of(&document, &attribution), expect, "{marked}");
    }

    #[test]
    fn what_nothing_shows_was_not_said() {
        let not_said = Some(Asserted::NotSaid);
        check("There is no evidence that [Lind] <said> {that it sank}.", not_said);
        check("It is not true that [Lind] <said> {that it sank}.", not_said);
        check("It is false that [Lind] <said> {that it sank}.", not_said);
        check("No record exists of [Lind] <saying> {that it sank}.", not_said);
        check("[Lind] is not known to <have said> {that it sank}.", not_said);
        check("[Lind] <is known to have said> {that it sank}.", None);
        check("There is no doubt that [Lind] <said> {that it sank}.", None);
        check("There is evidence that [Lind] <said> {that it sank}.", None);
        check("It is true that [Lind] <said> {that it sank}.", None);
        check("It was not only true that [Lind] <said> {that it sank}.", None);
        check("With no proof, [Lind] <said> {that it sank}.", None);
    }

    #[test]
    fn what_is_forged_is_disputed() {
        let disputed = Some(Asserted::Disputed);
        check("A fake screenshot shows [Lind] <saying> {that it sank}.", disputed);
        check("A doctored video of [Lind] <saying> {that it sank} went round.", disputed);
        check("[A post] falsely claims Lind <said> {that it sank}.", disputed);
        check("[A post] <falsely claims> Lind said {that it sank}.", disputed);
        check("[A post] <falsely claims> {that it sank}.", None);
        check("A video shows [Lind] <saying> {that it sank}.", None);
        check("Of the fake video [Lind] <said> {that it was poor}.", None);
    }

    #[test]
    fn what_could_have_been_said_was_not() {
        let supposed = Some(Asserted::Hypothetical);
        check("[Lind] <could have said> {that it sank}.", supposed);
        check("[Lind] should never have <told> {that it sank}.", supposed);
        check("[Critics] <might say> {that it sank}.", supposed);
        check("[Lind] <would say> only {that it sank}.", None);
        check("[Lind], who could have left, <said> {that it sank}.", None);
        check("[Those] who could have left <said> {that it sank}.", None);
        check("[Lind] <has said> {that it sank}.", None);
    }
}
