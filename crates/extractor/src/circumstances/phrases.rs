//! The phrases of a sentence that may tell a circumstance: noun phrases with what leads them, words of
//! time, clauses of time. Cut by closed classes of words; knows neither cues nor who speaks.

use super::lists::{Leads, is_verb};
use super::shape::{Shape, shape};
use super::value::named;
use crate::document::{Bytes, Document, TokenKind, Tokens};
use crate::lexicon::Class;
use crate::time::{Date, Expression, Grammar, Run};

/// How many words a noun phrase may have.
const MOST: usize = 10;
/// How many words a clause of time may have.
const CLAUSE: usize = 12;
/// How many tokens of a sentence are looked at.
const SENTENCE: usize = 160;

named! {
    /// What leads a phrase.
    Lead {
        /// "to reporters".
        Preposition,
        /// "told reporters".
        Verb,
        /// The first words of a sentence.
        Start,
        /// After a comma or another mark.
        Mark,
        /// After some other word.
        Other,
    }
}

named! {
    /// What sort of phrase it is.
    Sort {
        /// A noun phrase.
        Noun,
        /// An expression of time.
        Time,
        /// A clause of time, or a noun phrase that tells a time with its preposition.
        Event,
        /// Proposed by the rules, and no such phrase.
        Proposed,
    }
}

/// A phrase of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// Its words, without what leads it.
    pub(super) words: Tokens,
    /// Where it stands, in bytes.
    pub(super) bytes: Bytes,
    /// Its main word.
    pub(super) head: usize,
    /// The word before that leads it.
    pub(super) lead: Option<usize>,
    pub(super) how: Lead,
    pub(super) sort: Sort,
    pub(super) shape: Shape,
    /// What it says, if it is an expression of time.
    pub(super) time: Option<Expression>,
}

/// Returns the phrases of the sentence that has these tokens, in order.
pub(super) fn phrases(document: &Document, outlet: Option<&str>, sentence: Tokens) -> Vec<Phrase> {
    let end = sentence.end.min(sentence.start + SENTENCE);
    let sentence = Tokens::new(sentence.start, end);
    let cutter =
        Cutter { document, outlet, sentence, grammar: Grammar::new(Run::new(document, sentence)) };
    let mut found = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        at = cutter.cut(at, &mut found);
    }
    found
}

struct Cutter<'d> {
    document: &'d Document,
    outlet: Option<&'d str>,
    sentence: Tokens,
    grammar: Grammar<Run<'d>>,
}

impl Cutter<'_> {
    /// Adds what begins at a place; returns the place where to go on.
    fn cut(&self, at: usize, found: &mut Vec<Phrase>) -> usize {
        let (leads, token) = (Leads::get(), &self.document.tokens()[at]);
        if !token.is_word() {
            return at + 1;
        }
        if let Some((end, time)) = self.grammar.at(at) {
            found.push(self.timed(at, end, time));
            return end;
        }
        if leads.opens_clause(token.lower()) {
            let end = self.clause_end(at);
            if end > at + 2 {
                found.push(self.event(at, end));
            }
        }
        if leads.is_preposition(token) {
            let Some(end) = self.noun_end(at + 1) else { return at + 1 };
            found.push(self.noun(at + 1, end));
            if leads.is_of_time(token.lower()) && !leads.opens_clause(token.lower()) {
                found.push(self.event(at, end));
            }
            self.inside(at + 1, end, found);
            return end;
        }
        if leads.tells_time(token.lower()) {
            let bytes = token.bytes;
            let time = Expression { bytes, date: Date::Words, clock: None };
            found.push(self.timed(at, at + 1, time));
            return at + 1;
        }
        if self.opens_noun(at) {
            let Some(end) = self.noun_end(at) else { return at + 1 };
            found.push(self.noun(at, end));
            self.inside(at, end, found);
            return end;
        }
        at + 1
    }

    /// Adds the times within a noun phrase: "a |Wednesday| statement".
    fn inside(&self, from: usize, end: usize, found: &mut Vec<Phrase>) {
        for at in from..end {
            if let Some((end, time)) = self.grammar.attributive(at).filter(|(last, _)| *last < end)
            {
                found.push(self.timed(at, end, time));
                return;
            }
        }
    }

    /// Tells whether a noun phrase may begin at a place where no preposition stands.
    fn opens_noun(&self, at: usize) -> bool {
        let token = &self.document.tokens()[at];
        let after_verb = at > self.sentence.start && {
            let before = self.document.word(at - 1);
            is_verb(before.token(), before.is_capital())
        };
        let closed = token.has(Class::Auxiliary)
            || token.has(Class::Conjunction)
            || token.has(Class::Adverb) && !token.has(Class::Determiner);
        let plain = !is_verb(token, false) || token.lower().ends_with("ing");
        token.has(Class::Determiner) && !token.is_possessive()
            || token.has(Class::Object)
            || self.document.word(at).is_capital() && !closed
            || after_verb && !closed && plain
    }

    /// Returns where a noun phrase ends that begins at a place.
    fn noun_end(&self, start: usize) -> Option<usize> {
        let tokens = self.document.tokens();
        let most = self.sentence.end.min(start + MOST);
        let leads = Leads::get();
        let ends = |&at: &usize| {
            let token = &tokens[at];
            let capital = self.document.word(at).is_capital();
            let has = |class| token.has(class);
            let first = at == start;
            let inner = matches!(token.kind, TokenKind::Mark | TokenKind::Other | TokenKind::Dash);
            let joined = !first && (tokens[at - 1].is("of") || tokens[at - 1].is_possessive());
            let lone =
                !first && tokens[start].has(Class::Object) && !tokens[start].has(Class::Possessive);
            if !token.is_word() {
                return first || !inner;
            }
            let closes = leads.closes(token.lower()) && !capital;
            let preposition = leads.is_preposition(token) && !token.is("of") && !capital;
            let finite = has(Class::Auxiliary) && !token.is_possessive();
            let pronoun = has(Class::Subject) && !has(Class::Determiner) && !has(Class::Object);
            let second = has(Class::Determiner) && !token.is_possessive() && !joined && !capital;
            let verb = is_verb(token, capital)
                && !joined
                && !has(Class::Determiner)
                && !tokens[at - 1].has(Class::Determiner);
            closes
                || preposition
                || finite
                || lone
                || !first && (pronoun || second || verb || self.grammar.at(at).is_some())
        };
        let mut end = (start..most).find(ends).unwrap_or(most);
        while end > start && (!tokens[end - 1].is_word() || tokens[end - 1].is("of")) {
            end -= 1;
        }
        (end > start).then_some(end)
    }

    /// Returns where a clause ends that begins at a place.
    fn clause_end(&self, start: usize) -> usize {
        let tokens = self.document.tokens();
        let most = self.sentence.end.min(start + CLAUSE);
        let ends = |at: &usize| {
            let kind = tokens[*at].kind;
            !matches!(kind, TokenKind::Word | TokenKind::Dash | TokenKind::Other)
        };
        (start + 1..most).find(ends).unwrap_or(most)
    }

    /// Returns the last word of a noun phrase before "of".
    fn head(&self, start: usize, end: usize) -> usize {
        let tokens = self.document.tokens();
        let of = (start + 1..end).find(|&at| tokens[at].is("of")).unwrap_or(end);
        let last =
            (start..of).rev().find(|&at| tokens[at].is_word() && !tokens[at].is_possessive());
        last.unwrap_or(of - 1)
    }

    fn noun(&self, start: usize, end: usize) -> Phrase {
        let words = Tokens::new(start, end);
        let bytes = self.document.bytes_of(words);
        self.phrase(words, bytes, start, Sort::Noun, None)
    }

    fn timed(&self, start: usize, end: usize, time: Expression) -> Phrase {
        let words = Tokens::new(start, end);
        self.phrase(words, time.bytes, start, Sort::Time, Some(time))
    }

    /// Returns a phrase that tells a time by what happened then, with the word that leads it.
    fn event(&self, lead: usize, end: usize) -> Phrase {
        let words = Tokens::new(lead, end);
        let bytes = self.document.bytes_of(words);
        let time = Expression { bytes, date: Date::Words, clock: None };
        self.phrase(words, bytes, lead, Sort::Event, Some(time))
    }

    fn phrase(
        &self,
        words: Tokens,
        bytes: Bytes,
        start: usize,
        sort: Sort,
        time: Option<Expression>,
    ) -> Phrase {
        let (lead, how) = self.lead(start);
        let head = self.head(words.start, words.end);
        let shape = shape(self.document, self.outlet, words, head);
        Phrase { words, bytes, head, lead, how, sort, shape, time }
    }

    /// Returns the word that leads a phrase.
    fn lead(&self, start: usize) -> (Option<usize>, Lead) {
        lead(self.document, self.sentence.start, start)
    }
}

/// Returns the word that leads what begins at `start`, in a sentence that begins at `from`.
pub(super) fn lead(document: &Document, from: usize, start: usize) -> (Option<usize>, Lead) {
    let Some(before) = start.checked_sub(1).filter(|&before| before >= from) else {
        return (None, Lead::Start);
    };
    let word = document.word(before);
    let token = word.token();
    if !token.is_word() {
        (None, Lead::Mark)
    } else if Leads::get().is_preposition(token) {
        (Some(before), Lead::Preposition)
    } else if is_verb(token, word.is_capital()) {
        (Some(before), Lead::Verb)
    } else {
        (Some(before), Lead::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let document = Document::of(text);
        let found = phrases(&document, None, Tokens::new(0, document.tokens().len()));
        let shown: Vec<&str> = found.iter().map(|phrase| document.slice(phrase.bytes)).collect();
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn a_sentence_is_cut_into_phrases() {
        check(
            "On Tuesday Lind told the harbour council in a letter to Ode that it was late.",
            &["On Tuesday", "Lind", "the harbour council", "a letter", "in a letter", "Ode", "it"],
        );
        check(
            "She posted a short video after the storm, via Ben Stone of the Daily Lamp.",
            &[
                "She",
                "a short video",
                "after the storm",
                "the storm",
                "Ben Stone of the Daily Lamp",
            ],
        );
        check(
            "In a Monday statement, Lind asked him to.",
            &["a Monday statement", "In a Monday statement", "Monday", "Lind", "him"],
        );
    }
}
