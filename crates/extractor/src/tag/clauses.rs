//! Clauses: where what somebody said ends, and what is only time, place or the writer's comment.

use q7x2_domain::Mode;

use super::phrases::Phrases;
use super::tokens::Kind;
use crate::lexicon::{Entry, Form, Lexicon, Takes};

impl Phrases<'_, '_> {
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
}
