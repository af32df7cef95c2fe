//! Noun phrases: the subject before a verb, with its apposition, and the source after one.

use std::ops::Range;

use super::phrases::Phrases;
use super::tokens::Kind;

/// How many tokens an apposition between a subject and its verb may have.
const MAX_APPOSITION: usize = 30;

impl Phrases<'_, '_> {
    /// Returns the subject that ends right before `verb`, which is where a verb group begins.
    pub(super) fn subject_before(&self, verb: usize, floor: usize) -> Option<Range<usize>> {
        let before = &self.tokens[verb.checked_sub(1).filter(|&at| at >= floor)?];
        match before.kind {
            Kind::Word
                if self.words.subjects.contains(&before.lower)
                    && !self.is_determiner_use(verb - 1, floor) =>
            {
                Some(verb - 1..verb)
            }
            Kind::Word => self.noun_phrase_before(verb, floor),
            Kind::Comma | Kind::Dash => self.subject_with_apposition(verb - 1, floor),
            Kind::Close => {
                let open = (floor..verb - 1)
                    .rev()
                    .take(MAX_APPOSITION)
                    .find(|&at| self.kind(at) == Some(Kind::Open))?;
                let head = self.noun_phrase_before(open, floor)?;
                Some(head.start..verb)
            }
            _ => None,
        }
    }

    /// "Some", "many", "one" end a phrase ("among others") rather than being the subject.
    fn is_determiner_use(&self, at: usize, floor: usize) -> bool {
        at > floor
            && matches!(self.word(at), "one" | "others" | "many" | "some")
            && self.tokens[at - 1].is_word()
            && !self.words.conjunctions.contains(self.word(at - 1))
    }

    /// Returns a subject followed by an apposition that ends at the comma `close`:
    /// "Lind, the mayor of Ode, said".
    fn subject_with_apposition(&self, close: usize, floor: usize) -> Option<Range<usize>> {
        let mut from = floor.max(close.saturating_sub(MAX_APPOSITION));
        if from > floor {
            from = (from..close).find(|&at| self.kind(at) == Some(Kind::Comma))? + 1;
        }
        loop {
            let comma = (from..close)
                .find(|&at| matches!(self.kind(at), Some(Kind::Comma | Kind::Dash)))?;
            let head = self.noun_phrase_before(comma, from).filter(|head| {
                let lead = head.start - from;
                lead == 0 || (from..head.start).all(|at| self.words.openers.contains(self.word(at)))
            });
            if let Some(head) = head.filter(|_| !self.words.prepositions.contains(self.word(from)))
            {
                let whole = self.is_apposition(comma + 1);
                return Some(head.start..if whole { close } else { head.end });
            }
            from = comma + 1;
        }
    }

    /// Tells whether what begins at `at` describes the name before it, rather than the circumstances.
    fn is_apposition(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let word = token.lower.as_str();
        if self.words.openers.contains(word) {
            return false;
        }
        matches!(
            word,
            "who"
                | "whose"
                | "which"
                | "the"
                | "a"
                | "an"
                | "one"
                | "former"
                | "his"
                | "her"
                | "their"
                | "its"
        ) || token.is_capital()
            || (token.is_word()
                && !self.words.prepositions.contains(word)
                && !self.words.adverbs.contains(word)
                && !word.ends_with("ly")
                && !word.ends_with("ing")
                && !self.words.conjunctions.contains(word))
    }

    /// Returns the noun phrase that ends at `end`.
    pub(super) fn noun_phrase_before(&self, end: usize, floor: usize) -> Option<Range<usize>> {
        let mut start = end;
        while start > floor {
            let at = start - 1;
            let token = &self.tokens[at];
            match token.kind {
                Kind::Word => {}
                Kind::Close => {
                    let open = (floor..at)
                        .rev()
                        .take(MAX_APPOSITION)
                        .find(|&i| self.kind(i) == Some(Kind::Open))?;
                    start = open;
                    continue;
                }
                _ => break,
            }
            let word = token.lower.as_str();
            if word == "as" {
                break;
            }
            let joins = matches!(word, "and" | "or") && !self.has_clause(floor..at) && at > floor;
            let subject =
                self.words.subjects.contains(word) && !self.words.determiners.contains(word);
            let participle = word.ends_with("ed")
                && !self.words.verbs.contains(word)
                && at > floor
                && self.words.prepositions.contains(self.word(at + 1))
                && self.tokens[at - 1].is_word()
                && !self.words.subjects.contains(self.word(at - 1));
            if subject
                || (self.words.conjunctions.contains(word) && !joins)
                || (self.is_finite(at) && !participle)
            {
                break;
            }
            start = at;
        }
        self.trim(start..end)
    }

    /// Cuts what cannot begin a noun phrase from the front of `range`.
    fn trim(&self, range: Range<usize>) -> Option<Range<usize>> {
        let Range { mut start, end } = range;
        while start < end {
            let word = self.word(start);
            let opener = self.words.openers.contains(word)
                || self.words.adverbs.contains(word) && !self.words.determiners.contains(word)
                || word.len() > 4 && word.ends_with("ly") && !self.tokens[start].is_capital()
                || self.words.auxiliaries.contains(word)
                || self.tokens[start].is_possessive();
            if opener {
                start += 1;
            } else if self.words.prepositions.contains(word) {
                start = self.after_prepositional(start, end)?;
            } else {
                break;
            }
        }
        // A determiner that follows a noun begins a phrase of its own: "on Monday the mayor".
        let fresh = |at: usize| {
            let before = self.word(at - 1);
            matches!(self.word(at), "the" | "a" | "an" | "his" | "her" | "their")
                && !self.words.prepositions.contains(before)
                && !self.words.determiners.contains(before)
                && !matches!(before, "and" | "or" | "")
        };
        if let Some(at) = (start + 1..end).rev().find(|&at| fresh(at)) {
            start = at;
        }
        let last = self.tokens.get(end.checked_sub(1)?)?;
        let named = last.is_word()
            && !last.is_possessive()
            && !self.words.prepositions.contains(&last.lower)
            && !self.words.auxiliaries.contains(&last.lower)
            && !matches!(last.lower.as_str(), "the" | "a" | "an" | "and" | "or" | "than" | "more");
        (start < end && (named || last.kind == Kind::Close)).then_some(start..end)
    }

    /// Returns where the noun phrase begins after a prepositional phrase at `start` that no comma
    /// sets apart: "On Monday Lind said".
    fn after_prepositional(&self, start: usize, end: usize) -> Option<usize> {
        let fresh = |at: usize| {
            matches!(self.word(at), "the" | "a" | "an" | "his" | "her" | "their")
                && !self.words.prepositions.contains(self.word(at - 1))
        };
        let determiner = (start + 2..end).find(|&at| fresh(at));
        let near = start + 1..end.min(start + 4);
        let time = near.rev().find(|&at| self.words.times.contains(self.word(at)));
        time.map(|at| at + 1).filter(|&at| at < end).or(determiner)
    }

    /// Returns the noun phrase that begins at `start`, with what describes it, up to `ceiling`.
    pub(super) fn source_after(&self, start: usize, ceiling: usize) -> Option<Range<usize>> {
        let first = self.tokens.get(start).filter(|token| token.is_word())?;
        if self.words.prepositions.contains(&first.lower)
            || self.words.conjunctions.contains(&first.lower)
            || first.is("not")
        {
            return None;
        }
        if self.words.subjects.contains(&first.lower)
            && !self.words.determiners.contains(&first.lower)
        {
            return Some(start..start + 1);
        }
        let mut at = start + 1;
        while at < ceiling {
            let token = &self.tokens[at];
            let word = token.lower.as_str();
            match token.kind {
                Kind::Comma if self.is_apposition(at + 1) => {}
                Kind::Comma
                | Kind::Quote
                | Kind::Colon
                | Kind::Semicolon
                | Kind::Dash
                | Kind::Stop => break,
                Kind::Word if self.is_adjunct(at) => break,
                Kind::Word
                    if matches!(
                        word,
                        "when"
                            | "while"
                            | "as"
                            | "after"
                            | "before"
                            | "because"
                            | "but"
                            | "according"
                    ) =>
                {
                    break;
                }
                _ => {}
            }
            at += 1;
        }
        (at > start).then_some(start..at)
    }
}
