//! The clause of a cue: the words of its sentence that tell about this act of saying and no other,
//! in the places where circumstances stand.

use super::units::{Part, Place, Units};
use crate::document::{Bytes, TokenKind};
use crate::lexicon::Class;

/// The sentence of a cue as units, and the places in it.
#[derive(Debug)]
pub(super) struct Clause<'d> {
    pub(super) units: Units<'d>,
    /// Before the source, from the start of the clause: "On Tuesday, …".
    pub(super) before: Place,
    /// Between source and cue: "Lind on Tuesday said".
    pub(super) gap: Place,
    /// The cue itself.
    pub(super) cue: Place,
    /// After cue and source: "said Lind on Tuesday".
    pub(super) after: Place,
    /// After the content that follows the cue: "said “no” on Tuesday".
    pub(super) later: Place,
}

impl<'d> Clause<'d> {
    /// Finds the places around the cue, or the source, at `anchor`.
    pub(super) fn new(units: Units<'d>, anchor: Bytes) -> Self {
        let cue = units.run_of(Part::Cue);
        let source = units.run_of(Part::Source);
        // Without a cue, or with a dash for one, what follows the source tells.
        let spoken = cue.filter(|cue| cue.places().any(|at| units.is_word(at)));
        let here = || Place::at(units.within(anchor).end);
        let verb = spoken.or(source).or(cue).unwrap_or_else(here);
        let empty = Place::at(verb.start);
        let mut clause = Self {
            units,
            before: empty,
            gap: empty,
            cue: spoken.unwrap_or(empty),
            after: Place::at(verb.end),
            later: Place::at(verb.end),
        };
        let subject = source.filter(|source| source.end <= verb.start);
        if let Some(subject) = subject {
            // What a second verb shares with the first: "Lind in a letter apologised and said".
            let free = |at: &usize| clause.units.is(*at, Part::Free);
            let end = (subject.end..verb.start).take_while(free).count() + subject.end;
            clause.gap = clause.parenthesis(Place::new(subject.end, end));
        }
        clause.before = clause.opening(subject.map_or(verb.start, |subject| subject.start));
        clause.after = Place::new(verb.end, clause.end_after(verb.end));
        let content = (clause.after.end..clause.units.len())
            .take_while(|&at| matches!(clause.units.part(at), Some(Part::Content | Part::Free)))
            .find(|&at| clause.units.is(at, Part::Content));
        if let Some(content) = content.filter(|&at| clause.leads_to(clause.after.end, at)) {
            clause.later = Place::new(content + 1, clause.end_after(content + 1));
        }
        clause
    }

    /// Tells whether only marks stand between where the words after a cue end and a content.
    fn leads_to(&self, from: usize, content: usize) -> bool {
        (from..content).all(|at| !self.units.is_word(at))
    }

    /// Returns what stands between source and cue, unless it is a clause about the source.
    fn parenthesis(&self, place: Place) -> Place {
        let start = place.start + usize::from(self.units.is_comma(place.start));
        let apart = start > place.start;
        let about =
            place.places().any(|at| matches!(self.units.lower(at), "who" | "which" | "whose"));
        if about || apart && !self.opens_circumstance(start) {
            return Place::at(place.start);
        }
        Place::new(start, place.end)
    }

    /// Returns the words of the clause before its subject at `end`.
    fn opening(&self, mut end: usize) -> Place {
        let units = &self.units;
        let skips = |at: &usize| units.is(*at, Part::Content) || !units.is_word(*at);
        // "In a post, “…,” Lind wrote": what is told may stand between.
        let skipped = (0..end).rev().take_while(skips).count();
        let over = (end - skipped..end).any(|at| units.is(at, Part::Content));
        if over {
            end -= skipped;
        }
        let mut start = end;
        while start > 0 && units.is(start - 1, Part::Free) {
            let kind = units.kind(start - 1);
            if matches!(kind, Some(TokenKind::Semicolon | TokenKind::Colon | TokenKind::Dash)) {
                break;
            }
            start -= 1;
        }
        let whole = start == 0 || units.is(start - 1, Part::Free);
        // A clause begins after "and"; what a cue of its own cuts off belongs to that cue.
        let joins = |&at: &usize| {
            matches!(units.lower(at), "and" | "but" | "so" | "while" | "whereas" | "though" | "or")
                && (at == start || units.is_comma(at - 1) || !whole)
        };
        let joined = (start..end).rev().find(joins).map(|at| at + 1);
        start = match joined {
            Some(joined) => joined,
            None if whole => start,
            None => end,
        };
        while start < end && self.opens_nothing(start) {
            start += 1;
        }
        // "Visiting the bridge on Tuesday, Lind said"
        let first = units.lower(start);
        let acts = first.ends_with("ing")
            && !units.has(start, Class::Preposition)
            && !matches!(first, "according" | "having" | "being" | "nothing" | "something");
        if self.opens_circumstance(start) || acts { Place::new(start, end) } else { Place::at(end) }
    }

    /// Tells whether what is at the start of a clause only joins it to what was said before.
    fn opens_nothing(&self, at: usize) -> bool {
        !self.units.is_word(at)
            || matches!(
                self.units.lower(at),
                "but"
                    | "and"
                    | "so"
                    | "then"
                    | "however"
                    | "meanwhile"
                    | "still"
                    | "yet"
                    | "also"
                    | "instead"
                    | "separately"
                    | "thus"
            )
    }

    /// Returns where the words about the cue end that begin at `start`.
    fn end_after(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(part) = self.units.part(at) {
            let ends = match part {
                Part::Content | Part::OtherContent => true,
                Part::Other => return self.cut(start, at),
                Part::Cue | Part::Source => false,
                Part::Free => match self.units.kind(at) {
                    Some(
                        TokenKind::Semicolon
                        | TokenKind::Colon
                        | TokenKind::Dash
                        | TokenKind::Open
                        | TokenKind::Close
                        | TokenKind::Stop,
                    ) => true,
                    Some(TokenKind::Comma) => {
                        !self.units.is(at + 1, Part::Source) && !self.opens_circumstance(at + 1)
                    }
                    _ => self.subordinates(at),
                },
            };
            if ends {
                break;
            }
            at += 1;
        }
        at
    }

    /// Takes off what joins the next cue's clause to this one: "… on Monday, and then |Ode denied".
    fn cut(&self, start: usize, end: usize) -> usize {
        let joins = |&at: &usize| {
            matches!(self.units.lower(at), "and" | "but" | "while" | "whereas" | "or" | "so")
                || self.units.is_comma(at)
        };
        (start..end).rev().find(joins).unwrap_or(end)
    }

    /// Tells whether a subordinate clause begins at `at`.
    fn subordinates(&self, at: usize) -> bool {
        match self.units.lower(at) {
            "who" | "which" | "whose" | "where" | "because" | "although" | "though" | "that"
            | "when" | "while" | "as" | "amid" | "since" | "until" | "if" | "whether" | "why"
            | "but" | "whereas" | "despite" => true,
            // "two days after the vote" tells a time, "after the vote" does not.
            "after" | "before" => {
                let measure = at.checked_sub(1).map_or("", |before| self.units.lower(before));
                !matches!(measure.trim_end_matches('s'), "day" | "week" | "month" | "year")
                    && !matches!(measure.trim_end_matches('s'), "hour" | "minute" | "moment")
                    && !matches!(measure, "shortly" | "just")
            }
            _ => false,
        }
    }

    /// Tells whether a circumstance can begin at `at`: with a preposition of place or medium, with
    /// a word of time, or with "speaking".
    fn opens_circumstance(&self, at: usize) -> bool {
        let word = self.units.lower(at);
        let places = [
            "in", "on", "at", "during", "via", "through", "over", "by", "to", "late", "early",
            "earlier", "later", "last", "this", "two", "three", "four", "five", "six", "several",
            "a", "an", "just", "shortly", "back", "moments", "minutes", "hours", "days", "weeks",
            "months", "years", "that", "the", "with",
        ];
        let day = self.units.has(at, Class::Time);
        let speaks = [
            "speaking",
            "writing",
            "talking",
            "addressing",
            "appearing",
            "answering",
            "responding",
            "replying",
            "asked",
            "pressed",
            "questioned",
            "reached",
            "contacted",
            "briefing",
            "posting",
            "quoted",
        ];
        let number = word.starts_with(|c: char| c.is_ascii_digit());
        // "the mayor", "a critic": of noun phrases only those of time.
        let determined = matches!(word, "a" | "an" | "the" | "that" | "this");
        let timely = || {
            (at + 1..at + 4).any(|at| {
                let word = self.units.lower(at).trim_end_matches('s');
                let part = ["day", "week", "month", "year", "hour", "night", "morning", "evening"];
                part.contains(&word) || word == "eve" || word == "afternoon"
            })
        };
        (places.contains(&word) || day || number) && (!determined || timely())
            || speaks.contains(&word)
    }
}
