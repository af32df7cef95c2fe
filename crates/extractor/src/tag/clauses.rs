//! Clauses: where what somebody said ends, and what is only time, place or the writer's comment.

use q7x2_domain::Mode;

use super::period::{Kind, Part};
use super::phrases::Phrases;
use crate::family::Family;
use crate::lexicon::{Class, Entry, Form, Takes};

impl Phrases<'_> {
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
                _ => {
                    self.uses(Family::TagOccasions)
                        && self.headline
                        && self.has(at, Class::Occasion)
                        && at > start + 1
                }
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
        if !self.uses(Family::TagComments) {
            return false;
        }
        if self.word(at) == "something" {
            return true;
        }
        if !self.has(at, Class::Article) {
            return false;
        }
        let dashed = self.is_kind(at - 1, Kind::Dash);
        let mut near = (at + 1..at + 5).take_while(|&i| self.is_kind(i, Kind::Word));
        near.any(|i| {
            let announces = self.word(i + 1) == "that" || self.has(i + 1, Class::Relative);
            let noun = self.cues(i).iter().any(|entry| entry.form == Form::Noun);
            (announces || dashed) && (noun || self.has(i, Class::Deed))
        })
    }

    /// Tells whether the subject goes on to something else at `at`, after a comma: "but declined",
    /// "but he said".
    fn turns(&self, at: usize) -> bool {
        if !self.uses(Family::TagTurns) || !self.has(at, Class::Turn) {
            return false;
        }
        let next = at + 1 + usize::from(self.has(at + 1, Class::Adverb));
        let subject = usize::from(self.has(next, Class::Subject));
        // "while officials in Ode reported …"
        let others = || {
            self.word(at) == "while"
                && (next + 1..next + 6).any(|i| self.cites(i) && !self.is_attributive(i))
        };
        let denies = || self.word(at) == "but" && self.has(next, Class::Denial);
        self.cites(next + subject) || denies() || others()
    }

    /// Tells whether a quotation at `at` has the comma of its sentence inside.
    fn closes_with_comma(&self, at: usize) -> bool {
        let quotation = self.get(at).filter(|part| part.kind == Kind::Quote);
        quotation.and_then(Part::quote_end) == Some(',')
    }

    /// Tells whether ", saying" or ", according to" begins at `at`.
    fn reports(&self, at: usize) -> bool {
        if !self.uses(Family::TagReports) {
            return false;
        }
        let tells = |entry: &Entry| {
            let mut speech = entry.readings.iter().filter(|cue| cue.mode == Mode::Speech);
            speech.any(|cue| cue.takes.has(Takes::CLAUSE) || cue.takes.has(Takes::THAT))
        };
        let mut entries = self.cues(at).iter();
        self.word(at) == "according" && self.word(at + 1) == "to"
            || entries.any(|e| e.form == Form::Ing && e.rest.is_empty() && tells(e))
    }

    /// Tells whether "(also) said" begins at `at`, after "and".
    fn resumes(&self, at: usize) -> bool {
        let verb = at + usize::from(self.has(at, Class::Adverb));
        self.uses(Family::TagResumes) && (self.cites(verb) || self.reports_in(verb, Mode::Thought))
    }

    /// Tells whether a finite verb of speech stands at `at`.
    fn cites(&self, at: usize) -> bool {
        self.reports_in(at, Mode::Speech)
    }

    /// Tells whether a finite verb that can be a cue of this mode stands at `at`.
    fn reports_in(&self, at: usize, mode: Mode) -> bool {
        self.cues(at).iter().any(|entry| {
            matches!(entry.form, Form::Past | Form::Third)
                && entry.readings.iter().any(|cue| cue.mode == mode)
        })
    }

    /// Tells whether words of time or channel begin at `at`: "on Monday", "in a statement".
    pub(super) fn is_adjunct(&self, at: usize) -> bool {
        if self.has(at, Class::Time) {
            return !self.has(at, Class::RareTime) || self.has(at + 1, Class::Time);
        }
        let words = (at + 1..at + 7).map_while(|i| self.get(i).filter(|part| part.is_word()));
        self.has(at, Class::AdjunctOpener)
            && words.into_iter().any(|part| part.has(Class::Time) || part.has(Class::Channel))
    }
}
