//! Sentences whose order of words tells that something was not said: a question with its verb first ("Did Lind
//! say it was safe?"), a negation with its verb behind it ("At no point did she say"), a condition before the
//! subject ("unless Lind says"), what a writer sets aside ("contrary to what Lind said"). Too few of them are
//! labelled to be learned.

use q7x2_domain::Asserted;

use super::lists::{Lists, has};
use super::words::stem;
use crate::document::{Bytes, Document, LineClass, Token};
use crate::link::Attribution;

/// How many words before the subject are looked at.
const BEFORE: usize = 8;

/// Returns what the order of words tells, where it tells anything.
pub(super) fn of(document: &Document, attribution: &Attribution) -> Option<Asserted> {
    let (source, cue) = (attribution.source?, attribution.cue?);
    let sentence = document.sentence_at(cue.start)?;
    let sentence = Bytes::from(&document.sentences()[sentence].bytes);
    if source.end > cue.start || source.start < sentence.start {
        return None;
    }
    let lists = Lists::get();
    let nobody = document.words_in(source).next();
    if nobody.is_some_and(|first| has(&lists.nobodies, first.lower())) {
        return Some(Asserted::NotSaid);
    }
    // "ought to say"
    let mut cited = document.words_in(cue);
    let (first, second) = (cited.next(), cited.next());
    let obliges = first.is_some_and(|first| has(&lists.obliging, first.lower()));
    if obliges && second.is_some_and(|second| second.is("to")) {
        return Some(Asserted::Hypothetical);
    }
    let before = document.run(Bytes::new(sentence.start, source.start));
    let before = &before[before.len().saturating_sub(BEFORE)..];
    let leads = document.tokens_in(Bytes::new(sentence.start, source.start)).len();
    let last = before.last().filter(|last| last.is_word())?;
    if last.is("what") && sets_aside(&before[..before.len() - 1]) {
        return Some(Asserted::NotSaid);
    }
    let outer = document.words_in(source).next().map_or(0, |word| word.depth);
    let clause = before.iter().rev().take_while(|token| token.is_word() && token.depth == outer);
    let inverts = has(&lists.inverting, last.lower());
    let opens = leads == 1;
    if inverts && opens && asks(document, sentence) {
        return Some(Asserted::Asked);
    }
    if has(&lists.supposing, last.lower()) && (opens || !inverts) {
        return Some(Asserted::Hypothetical);
    }
    let turns = |token: &Token| {
        has(&lists.negators, token.lower()) || has(&lists.negators, stem(token.lower()))
    };
    // "Not only did she say": she did.
    let limits = |token: &Token| has(&lists.limiting, token.lower());
    let clause: Vec<&Token> = clause.skip(1).collect();
    let turned = clause.iter().any(|token| turns(token)) && !clause.iter().any(|t| limits(t));
    (inverts && turned).then_some(Asserted::NotSaid)
}

/// Tells whether the words before "what" set aside what it stands for: "contrary to", "despite".
pub(crate) fn sets_aside(before: &[Token]) -> bool {
    let before = match before {
        [rest @ .., joint] if joint.is("to") || joint.is("of") => rest,
        _ => before,
    };
    let last = before.last();
    last.is_some_and(|last| has(&Lists::get().setting_aside, last.lower()))
}

/// Tells whether a sentence with its verb first is a question: it ends like one, or is a headline.
fn asks(document: &Document, sentence: Bytes) -> bool {
    let words = document.slice(sentence).trim_end();
    let class = document.line_at(sentence.start).map(|line| line.class);
    words.ends_with('?')
        || !words.ends_with(['.', '!'])
            && matches!(class, Some(LineClass::Headline | LineClass::Heading))
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
    fn a_verb_before_its_subject_asks_or_turns() {
        check("Did [Lind] <say> {the weir was safe}?", Some(Asserted::Asked));
        check("Has [the mayor] <admitted> {that it sank}?", Some(Asserted::Asked));
        check("At no point did [Lind] <say> {that it sank}.", Some(Asserted::NotSaid));
        check("Nowhere does [the report] <claim> {that it sank}.", Some(Asserted::NotSaid));
        check(
            "[Neither Lind nor the deputy, Ode,] <said> {that it sank}.",
            Some(Asserted::NotSaid),
        );
        check("Not only did [Lind] <say> {that it sank}, she laughed.", None);
        check("So did [Lind] <say> {that it sank}.", None);
        check("In no hurry, [Lind] <said> {that it sank}.", None);
        check("“No,” [Lind] <said>, {“it sank.”}", None);
    }

    #[test]
    fn what_is_set_aside_was_not_said() {
        let not_said = Some(Asserted::NotSaid);
        check("Contrary to what [Lind] <said> {about the weir}, it sank.", not_said);
        check("It sank, despite what [the mayor] <told> the crew {about it}.", not_said);
        check("Regardless of what [Lind] <says> {of it}, it sank.", not_said);
        check("Despite the rain, [Lind] <said> {that it sank}.", None);
        check("This is what [Lind] <said>: {it sank}.", None);
        check("Unlike Ode, [Lind] <said> {that it sank}.", None);
    }

    #[test]
    fn what_is_supposed_was_not_said() {
        check("Unless [Lind] <admits> {that it sank}, we go.", Some(Asserted::Hypothetical));
        check("[Lind] <ought to say> {that it sank}.", Some(Asserted::Hypothetical));
        check("We go if [Lind] <says> {that it sank}.", Some(Asserted::Hypothetical));
        check(
            "Had [Lind] <said> {that it sank}, we would have gone.",
            Some(Asserted::Hypothetical),
        );
        check("The weir she had [Lind] <said> {that it sank}.", None);
    }
}
