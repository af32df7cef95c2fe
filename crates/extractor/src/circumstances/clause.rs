//! The clause of a cue: the words of its sentence that tell about this act of saying and no other,
//! in the places where circumstances stand.

use std::ops::Range;

use crate::document::Bytes;
use crate::lexicon::Lexicon;
use crate::tag::{Token, TokenKind};

/// What a token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing: words that may tell a circumstance.
    Free,
    /// The cue.
    Cue,
    /// The source, as one token.
    Source,
    /// A content of the attribution, as one token.
    Content,
    /// The source or cue of another attribution.
    Other,
    /// A content of another attribution, as one token.
    OtherContent,
}

/// The sentence of a cue as tokens, and the places in it. Ranges are of tokens.
#[derive(Debug)]
pub(super) struct Clause<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    pub(super) parts: Vec<Part>,
    /// Before the source, from the start of the clause: "On Tuesday, …".
    pub(super) before: Range<usize>,
    /// Between source and cue: "Lind on Tuesday said".
    pub(super) gap: Range<usize>,
    /// The cue itself.
    pub(super) cue: Range<usize>,
    /// After cue and source: "said Lind on Tuesday".
    pub(super) after: Range<usize>,
    /// After the content that follows the cue: "said “no” on Tuesday".
    pub(super) later: Range<usize>,
}

impl<'t> Clause<'t> {
    /// Finds the places around the cue, or the source, at `anchor`.
    pub(super) fn new(tokens: Vec<Token<'t>>, parts: Vec<Part>, anchor: Bytes) -> Self {
        let cue = run_of(&parts, Part::Cue);
        let source = run_of(&parts, Part::Source);
        // Without a cue, or with a dash for one, what follows the source tells.
        let spoken = cue.clone().filter(|cue| tokens[cue.clone()].iter().any(Token::is_word));
        let here = || {
            let at = tokens.partition_point(|token| token.bytes.start < anchor.end);
            at..at
        };
        let verb = spoken.clone().or_else(|| source.clone()).or(cue).unwrap_or_else(here);
        let empty = verb.start..verb.start;
        let mut clause = Self {
            tokens,
            parts,
            before: empty.clone(),
            gap: empty.clone(),
            cue: spoken.unwrap_or(empty),
            after: verb.end..verb.end,
            later: verb.end..verb.end,
        };
        let subject = source.filter(|source| source.end <= verb.start);
        if let Some(subject) = &subject {
            // What a second verb shares with the first: "Lind in a letter apologised and said".
            let free = |&at: &usize| clause.parts[at] == Part::Free;
            let end = (subject.end..verb.start).take_while(free).count() + subject.end;
            clause.gap = clause.parenthesis(subject.end..end);
        }
        clause.before = clause.opening(subject.map_or(verb.start, |subject| subject.start));
        clause.after = verb.end..clause.end_after(verb.end);
        let content = (clause.after.end..clause.parts.len())
            .take_while(|&at| matches!(clause.parts[at], Part::Content | Part::Free))
            .find(|&at| clause.parts[at] == Part::Content);
        if let Some(content) = content.filter(|&at| clause.leads_to(clause.after.end, at)) {
            clause.later = content + 1..clause.end_after(content + 1);
        }
        clause
    }

    /// Returns tokens without cue or source as a clause, to be read for themselves.
    pub(super) fn plain(tokens: Vec<Token<'t>>, parts: Vec<Part>) -> Self {
        let [before, gap, cue, after, later] = [const { 0..0 }; 5];
        Self { tokens, parts, before, gap, cue, after, later }
    }

    /// Returns the word at `at` in lower case; nothing for marks and past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.lower.as_str())
    }

    /// Returns the bytes that some tokens cover.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        self.tokens[range.start].bytes.start..self.tokens[range.end - 1].bytes.end
    }

    /// Tells whether only marks stand between where the words after a cue end and a content.
    fn leads_to(&self, from: usize, content: usize) -> bool {
        (from..content).all(|at| !self.tokens[at].is_word())
    }

    /// Returns what stands between source and cue, unless it is a clause about the source.
    fn parenthesis(&self, range: Range<usize>) -> Range<usize> {
        let start = range.start + usize::from(self.kind(range.start) == Some(TokenKind::Comma));
        let apart = start > range.start;
        let about = range.clone().any(|at| matches!(self.word(at), "who" | "which" | "whose"));
        if about || apart && !self.opens_circumstance(start) {
            return range.start..range.start;
        }
        start..range.end
    }

    /// Returns the words of the clause before its subject at `end`.
    fn opening(&self, mut end: usize) -> Range<usize> {
        let skips = |at: usize| self.parts[at] == Part::Content || !self.tokens[at].is_word();
        // "In a post, “…,” Lind wrote": what is told may stand between.
        let skipped = (0..end).rev().take_while(|&at| skips(at)).count();
        let over = (end - skipped..end).any(|at| self.parts[at] == Part::Content);
        if over {
            end -= skipped;
        }
        let mut start = end;
        while start > 0 && self.parts[start - 1] == Part::Free {
            let kind = self.tokens[start - 1].kind;
            if matches!(kind, TokenKind::Semicolon | TokenKind::Colon | TokenKind::Dash) {
                break;
            }
            start -= 1;
        }
        let whole = start == 0 || self.parts[start - 1] == Part::Free;
        // A clause begins after "and"; what a cue of its own cuts off belongs to that cue.
        let joins = |&at: &usize| {
            matches!(self.word(at), "and" | "but" | "so" | "while" | "whereas" | "though" | "or")
                && (at == start || self.kind(at - 1) == Some(TokenKind::Comma) || !whole)
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
        let first = self.word(start);
        let acts = first.ends_with("ing")
            && !Lexicon::get().words().prepositions.contains(first)
            && !matches!(first, "according" | "having" | "being" | "nothing" | "something");
        if self.opens_circumstance(start) || acts { start..end } else { end..end }
    }

    /// Tells whether a token at the start of a clause only joins it to what was said before.
    fn opens_nothing(&self, at: usize) -> bool {
        !self.tokens[at].is_word()
            || matches!(
                self.word(at),
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
        while at < self.tokens.len() {
            let ends = match self.parts[at] {
                Part::Content | Part::OtherContent => true,
                Part::Other => return self.cut(start, at),
                Part::Cue | Part::Source => false,
                Part::Free => match self.tokens[at].kind {
                    TokenKind::Semicolon
                    | TokenKind::Colon
                    | TokenKind::Dash
                    | TokenKind::Open
                    | TokenKind::Close
                    | TokenKind::Stop
                    | TokenKind::Quote => true,
                    TokenKind::Comma => {
                        let next = self.parts.get(at + 1);
                        next != Some(&Part::Source) && !self.opens_circumstance(at + 1)
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
            matches!(self.word(at), "and" | "but" | "while" | "whereas" | "or" | "so")
                || self.kind(at) == Some(TokenKind::Comma)
        };
        (start..end).rev().find(joins).unwrap_or(end)
    }

    /// Tells whether a subordinate clause begins at `at`.
    fn subordinates(&self, at: usize) -> bool {
        match self.word(at) {
            "who" | "which" | "whose" | "where" | "because" | "although" | "though" | "that"
            | "when" | "while" | "as" | "amid" | "since" | "until" | "if" | "whether" | "why"
            | "but" | "whereas" | "despite" => true,
            // "two days after the vote" tells a time, "after the vote" does not.
            "after" | "before" => {
                let measure = at.checked_sub(1).map_or("", |before| self.word(before));
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
        let word = self.word(at);
        let places = [
            "in", "on", "at", "during", "via", "through", "over", "by", "to", "late", "early",
            "earlier", "later", "last", "this", "two", "three", "four", "five", "six", "several",
            "a", "an", "just", "shortly", "back", "moments", "minutes", "hours", "days", "weeks",
            "months", "years", "that", "the", "with",
        ];
        let day = Lexicon::get().words().times.contains(word);
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
                let word = self.word(at).trim_end_matches('s');
                let part = ["day", "week", "month", "year", "hour", "night", "morning", "evening"];
                part.contains(&word) || word == "eve" || word == "afternoon"
            })
        };
        (places.contains(&word) || day || number) && (!determined || timely())
            || speaks.contains(&word)
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }
}

/// Returns from the first to the last token of a part, if they are one run.
fn run_of(parts: &[Part], part: Part) -> Option<Range<usize>> {
    let first = parts.iter().position(|known| *known == part)?;
    let count = parts[first..].iter().take_while(|known| **known == part).count();
    Some(first..first + count)
}
