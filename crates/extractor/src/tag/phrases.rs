//! Phrases, guessed from closed word classes alone: the noun phrase before or after a cue, the
//! group of words that belongs to a verb, where a clause ends. Knows nothing of quotations.

use std::ops::Range;

use q7x2_domain::Mode;

use super::tokens::{Kind, Token};
use crate::lexicon::{Entry, Form, Lexicon, Takes, Words};

/// How many tokens an apposition between a subject and its verb may have.
const MAX_APPOSITION: usize = 30;

/// A period with the questions the rules ask of it. Ranges are of tokens.
pub(super) struct Phrases<'p, 't> {
    pub(super) tokens: &'p [Token<'t>],
    pub(super) words: &'static Words,
    /// Whether this is the first line of the article.
    headline: bool,
}

impl<'p, 't> Phrases<'p, 't> {
    pub(super) fn new(tokens: &'p [Token<'t>], headline: bool) -> Self {
        Self { tokens, words: Lexicon::get().words(), headline }
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Returns the word at `at` in lower case; nothing for marks and past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.lower.as_str())
    }

    /// Returns the end of the last token that is no full stop.
    pub(super) fn end(&self) -> usize {
        let spoken = |token: &Token<'_>| token.kind != Kind::Stop;
        self.tokens.iter().rposition(spoken).map_or(0, |last| last + 1)
    }

    /// Tells whether the word is a verb in a finite form, as far as its looks go.
    pub(super) fn is_finite(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let word = token.lower.as_str();
        if !token.is_word() || token.is_possessive() && !self.is_clitic_verb(at) {
            return false;
        }
        if self.words.auxiliaries.contains(word) || self.words.verbs.contains(word) {
            return true;
        }
        let past = word.len() > 3 && word.ends_with("ed") && !self.words.not_verbs.contains(word);
        let cue = Lexicon::get().cues(word).iter().any(|entry| {
            matches!(entry.form, Form::Third)
                || (entry.form == Form::Past && !word.ends_with("ing"))
        });
        (past || cue) && !self.is_attributive(at)
    }

    /// Tells whether ’s at `at` is "is" or "has" rather than a possessive.
    fn is_clitic_verb(&self, at: usize) -> bool {
        at > 0 && self.words.subjects.contains(self.word(at - 1))
    }

    /// Tells whether the word stands where an adjective or noun does: after a determiner, a
    /// preposition or a possessive.
    pub(super) fn is_attributive(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|i| &self.tokens[i]) else { return false };
        if before.is_possessive() {
            return !self.is_clitic_verb(at - 1);
        }
        let word = before.lower.as_str();
        // "Another said", "many said": these stand for whom they would go with.
        let pronoun = self.words.subjects.contains(word)
            || matches!(word, "all" | "both" | "another" | "several" | "most" | "few" | "each");
        (self.words.determiners.contains(word) && !pronoun)
            || (self.words.prepositions.contains(word) && word != "to" && word != "since")
    }

    /// Returns where the group of a verb begins: auxiliaries, adverbs and "to" before it.
    pub(super) fn group_start(&self, verb: usize, floor: usize) -> usize {
        let belongs = |at: usize| {
            let word = self.word(at);
            (self.words.auxiliaries.contains(word)
                && (!self.tokens[at].is_possessive() || self.is_clitic_verb(at)))
                || self.words.adverbs.contains(word)
                || (word.len() > 4 && word.ends_with("ly") && !self.tokens[at].is_capital())
                || matches!(word, "n’t" | "n't")
        };
        let mut start = verb;
        while start > floor && belongs(start - 1) {
            start -= 1;
        }
        start
    }

    /// Returns where a verb group begins whose auxiliary a parenthesis cuts off: "has, for the
    /// first time, said".
    pub(super) fn group_over_parenthesis(&self, group: usize, floor: usize) -> Option<usize> {
        let close = group.checked_sub(1).filter(|&at| self.kind(at) == Some(Kind::Comma))?;
        let from = floor.max(close.saturating_sub(12));
        let open = (from..close).rev().find(|&at| self.kind(at) == Some(Kind::Comma))?;
        let auxiliary = open.checked_sub(1).filter(|&at| at > floor)?;
        let known = self.words.auxiliaries.contains(self.word(auxiliary));
        known.then(|| self.group_start(auxiliary, floor))
    }

    /// Tells whether the tokens hold a finite verb or a subject pronoun.
    pub(super) fn has_clause(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|at| self.is_finite(at))
    }

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
        let time = (start + 1..end)
            .take(3)
            .filter(|&at| self.words.times.contains(self.word(at)))
            .next_back();
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
                Kind::Comma if self.is_apposition(at + 1) && !self.goes_on(at + 1) => {}
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
                        "when" | "while" | "as" | "after" | "before" | "because" | "but"
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

    /// Tells whether a clause of its own begins at `at` ("…, he added").
    fn goes_on(&self, at: usize) -> bool {
        let word = self.word(at);
        (self.words.subjects.contains(word) && !matches!(word, "who" | "which" | "one"))
            || Lexicon::get().cues(word).iter().any(|entry| entry.form == Form::Ing)
    }

    /// Tells whether words of time or channel begin at `at`: "on Monday", "in a statement".
    pub(super) fn is_adjunct(&self, at: usize) -> bool {
        let word = self.word(at);
        if self.words.times.contains(word) {
            return !matches!(word, "may" | "march" | "last")
                || self.words.times.contains(self.word(at + 1));
        }
        matches!(
            word,
            "in" | "on" | "at" | "during" | "via" | "by" | "to" | "through" | "after" | "from"
        ) && (at + 1..at + 7).map_while(|i| self.tokens.get(i).filter(|t| t.is_word())).any(
            |token| {
                self.words.times.contains(&token.lower)
                    || self.words.channels.contains(&token.lower)
            },
        )
    }

    /// Returns where the content of a clause that begins at `start` ends. A clause inside another
    /// (`inner`: "who said he left, …") ends at its first comma.
    pub(super) fn clause_end(&self, start: usize, inner: bool) -> usize {
        let end = self.end();
        let ends_before = |at: usize| match self.kind(at) {
            Some(Kind::Comma) => {
                inner || self.reports(at + 1) || self.comments(at + 1) || self.turns(at + 1)
            }
            Some(Kind::Dash) => self.comments(at + 1),
            Some(Kind::Word) if self.closes_with_comma(at - 1) && self.turns(at) => true,
            Some(Kind::Word) => match self.word(at) {
                "and" => self.resumes(at + 1),
                "according" => self.word(at + 1) == "to",
                // In a headline what follows is the occasion, not what was said.
                "after" | "as" | "amid" | "ahead" => self.headline && at > start + 1,
                _ => false,
            },
            _ => false,
        };
        let mut end = (start + 1..end).find(|&at| ends_before(at)).unwrap_or(end);
        while end > start + 1 && matches!(self.kind(end - 1), Some(Kind::Comma | Kind::Colon)) {
            end -= 1;
        }
        end
    }

    /// Tells whether the writer's own comment begins at `at`, after a comma: "a claim that …", or
    /// after a dash: "a shift in policy".
    fn comments(&self, at: usize) -> bool {
        if self.word(at) == "something" {
            return true;
        }
        if !matches!(self.word(at), "a" | "an") {
            return false;
        }
        let dashed = self.kind(at - 1) == Some(Kind::Dash);
        let mut near = (at + 1..at + 5).take_while(|&i| self.kind(i) == Some(Kind::Word));
        near.any(|i| {
            let announces = matches!(self.word(i + 1), "that" | "which");
            let cues = Lexicon::get().cues(self.word(i));
            let noun = cues.iter().any(|entry| entry.form == Form::Noun);
            (announces || dashed) && (noun || self.words.deeds.contains(self.word(i)))
        })
    }

    /// Tells whether the subject goes on to something else at `at`, after a comma: "but declined",
    /// "but he said".
    fn turns(&self, at: usize) -> bool {
        if !matches!(self.word(at), "but" | "and" | "while" | "though" | "although") {
            return false;
        }
        let next = at + 1 + usize::from(self.words.adverbs.contains(self.word(at + 1)));
        let subject = usize::from(self.words.subjects.contains(self.word(next)));
        let denies = matches!(self.word(next), "did" | "does" | "has" | "was" | "had");
        // "while officials in Ode reported …"
        let others = self.word(at) == "while"
            && (next + 1..next + 6).any(|i| self.cites(i) && !self.is_attributive(i));
        self.cites(next + subject) || self.word(at) == "but" && denies || others
    }

    /// Tells whether a quotation at `at` has the comma of its sentence inside.
    fn closes_with_comma(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Quote) && self.tokens[at].quote_end() == Some(',')
    }

    /// Tells whether ", saying" or ", according to" begins at `at`.
    fn reports(&self, at: usize) -> bool {
        let word = self.word(at);
        (word == "according" && self.word(at + 1) == "to")
            || Lexicon::get().cues(word).iter().any(|entry: &Entry| {
                entry.form == Form::Ing
                    && entry.rest.is_empty()
                    && entry.readings.iter().any(|r| {
                        (r.takes.has(Takes::CLAUSE) || r.takes.has(Takes::THAT))
                            && r.mode == Mode::Speech
                    })
            })
    }

    /// Tells whether "(also) said" begins at `at`, after "and".
    fn resumes(&self, at: usize) -> bool {
        let verb = at + usize::from(self.words.adverbs.contains(self.word(at)));
        let entries = Lexicon::get().cues(self.word(verb)).iter();
        let intends = |entry: &Entry| {
            let finite = matches!(entry.form, Form::Past | Form::Third);
            finite && entry.readings.iter().any(|r| r.mode == Mode::Thought)
        };
        self.cites(verb) || entries.into_iter().any(intends)
    }

    /// Tells whether a finite verb of speech stands at `at`.
    fn cites(&self, at: usize) -> bool {
        Lexicon::get().cues(self.word(at)).iter().any(|entry| {
            matches!(entry.form, Form::Past | Form::Third)
                && entry.readings.iter().any(|r| r.mode == Mode::Speech)
        })
    }
}
