//! The form in which the rules found a content: how far it is to be trusted, alone and against a
//! learned reading of the same words. Measured on PolNeAR's development set; the figures are beside
//! each.

use q7x2_domain::{CueClass, Mode, Role, RoleSpan};

use crate::document::{Bytes, Document, Token, Word, is_mark, is_utterance};
use crate::lexicon::{Cue, Takes};

/// How many words a sentence with its cue at the end has at least, the cue aside.
const TRAILING: usize = 5;

/// How a content and its cue stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A whole utterance in quotation marks.
    Quotation,
    /// According to Lind, …
    According,
    /// A clause before its cue: the plan is dead, Lind said.
    Beside,
    /// A whole sentence that ends with who said it, in a word that says nothing more.
    Trailing,
    /// A line or lines after one that announces them: Lind said:
    Listed,
    /// Lind said that …
    Said,
    /// Lind argued that …
    That,
    /// A clause right after a plain word of speech: Lind said the plan …
    Clause,
    /// Anything else: an object, an infinitive, a few quoted words.
    Other,
}

impl Form {
    /// Returns the form of the ruled content at `at`.
    pub(crate) fn of(document: &Document, ruled: &[RoleSpan], at: usize) -> Self {
        let content = Bytes::from(&ruled[at].bytes);
        if is_utterance(document.slice(content)) || is_part(document, content) {
            return Self::Quotation;
        }
        let Some(cue) = ruled[at].partner.map(|cue| Bytes::from(&ruled[cue].bytes)) else {
            return Self::Other;
        };
        let words = || document.tokens()[document.tokens_in(cue).range()].iter();
        if words().any(|word| word.is("according") || word.is("words")) {
            return Self::According;
        }
        if content.start < cue.start {
            return if is_trailing(document, content, cue) { Self::Trailing } else { Self::Beside };
        }
        if document.paragraph_at(cue.start) < document.paragraph_at(content.start) {
            return Self::Listed;
        }
        let any_reading = |fits: &dyn Fn(&Cue) -> bool| {
            let mut readings = words().flat_map(Token::cues).flat_map(|e| &e.readings);
            readings.any(|cue| cue.mode == Mode::Speech && fits(cue))
        };
        let speaks_of = |takes: Takes| any_reading(&|cue| cue.takes.has(takes));
        let plain = speaks_of(Takes::CLAUSE);
        let says = any_reading(&|cue| {
            cue.class == Some(CueClass::Said)
                && (cue.takes.has(Takes::CLAUSE) || cue.takes.has(Takes::THAT))
        });
        let first = document.words(document.tokens_in(content)).next();
        match first.map(Word::lower) {
            Some("that") if says => Self::Said,
            Some("that") if plain || speaks_of(Takes::THAT) => Self::That,
            Some("to") => Self::Other,
            _ if plain && content.start <= cue.end + 1 => Self::Clause,
            _ => Self::Other,
        }
    }

    /// Returns the share of such contents whose words are exactly right.
    pub(crate) fn trust(self) -> f32 {
        match self {
            Self::Quotation => 0.94,
            Self::According => 0.74,
            Self::Beside | Self::Trailing => 0.68,
            Self::Listed => 0.7,
            Self::Said | Self::That => 0.79,
            Self::Clause => 0.65,
            Self::Other => 0.45,
        }
    }

    /// Tells whether such a content is kept when the learned tagger saw nothing there, or saw only
    /// one around it. Of the other forms the learned tagger is right to be silent 3 times of 4.
    pub(crate) fn speaks_alone(self) -> bool {
        matches!(self, Self::Quotation | Self::According | Self::Said | Self::Listed)
    }

    /// Tells whether it is right more often than a learned content with other ends: before its cue
    /// 55 to 30 %, after "according to" 67 to 8 %; after "that" neither, otherwise the learned one.
    pub(crate) fn prevails(self) -> bool {
        matches!(
            self,
            Self::Quotation | Self::According | Self::Beside | Self::Trailing | Self::Listed
        )
    }
}

/// Gives the contents of the rules, and their cues and sources, the trust in their form.
pub(crate) fn score(document: &Document, ruled: &mut [RoleSpan]) {
    for at in (0..ruled.len()).filter(|&at| ruled[at].role == Role::Content).collect::<Vec<_>>() {
        let trust = Form::of(document, ruled, at).trust();
        ruled[at].score = trust;
        let cue = ruled[at].partner;
        let source = cue.and_then(|cue| ruled[cue].partner);
        cue.into_iter().chain(source).for_each(|span| ruled[span].score = trust);
    }
}

/// Tells whether a content is a whole sentence but for who said it, in a word for saying that says
/// nothing more, at its end.
fn is_trailing(document: &Document, content: Bytes, cue: Bytes) -> bool {
    let sentence = |at: usize| document.sentence_at(at).map(|at| &document.sentences()[at].bytes);
    let Some(sentence) = sentence(content.start) else { return false };
    let says = document.words_in(cue).any(|word| matches!(word.lemma(), "say" | "tell" | "add"));
    says && sentence.start == content.start
        && cue.end <= sentence.end
        && document.count_words(content) >= TRAILING
}

/// Tells whether a content is one paragraph of a quotation that runs over several.
fn is_part(document: &Document, content: Bytes) -> bool {
    let whole = document.quotations_over(content).first().filter(|q| q.bytes == content);
    whole.is_some_and(|q| q.continues || !document.slice(content).ends_with(is_mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of the content that is marked with `[ ]`, with the cue in `{ }`, if there is one.
    fn check(marked: &str, expect: Form) {
        let text: String = marked.chars().filter(|c| !"[]{}".contains(*c)).collect();
        let span = |role, open, close, partner| {
            let words = marked.split(open).nth(1)?.split(close).next()?;
            let words: String = words.chars().filter(|c| !"[]{}".contains(*c)).collect();
            let start = text.find(&words)?;
            Some(RoleSpan { role, bytes: start..start + words.len(), score: 1.0, partner })
        };
        let cue = span(Role::Cue, '{', '}', None);
        let partner = cue.is_some().then_some(1);
        let content = span(Role::Content, '[', ']', partner).expect("a content");
        let ruled: Vec<RoleSpan> = std::iter::once(content).chain(cue).collect();
        assert_eq!(Form::of(&Document::of(&text), &ruled, 0), expect, "{marked:?}");
    }

    #[test]
    fn quotations_are_told_from_a_few_quoted_words() {
        check("[“We start on Monday,”] Lind {said}.", Form::Quotation);
        check("Lind {calls} it [“odd”].", Form::Other);
        check("“We start.\n[“We go on.]\n“We end.”", Form::Quotation);
    }

    #[test]
    fn what_is_not_quoted_is_told_by_its_cue_and_its_first_word() {
        check("{According to} Lind, [the bridge is safe].", Form::According);
        check("[The bridge is safe], Lind {said}.", Form::Beside);
        check("[The old bridge of Ode is safe], Lind {said}.", Form::Trailing);
        check("[The old bridge of Ode is safe], Lind {hinted}.", Form::Beside);
        check("He left. Now [the old bridge of Ode is safe], Lind {said}.", Form::Beside);
        check("Lind {said:}\n[the bridge is safe].", Form::Listed);
        check("Lind {said} [that the bridge is safe].", Form::Said);
        check("Lind {said} [that, by May, the bridge is safe].", Form::Said);
        check("Lind {promised} [that the bridge is safe].", Form::That);
        check("Lind {said} [the bridge is safe].", Form::Clause);
        check("Lind {said:} [the bridge is safe].", Form::Clause);
        check("Lind {promised} [to mend the bridge].", Form::Other);
        check("[The bridge is safe].", Form::Other);
    }
}
