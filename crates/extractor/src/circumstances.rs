//! Circumstances of an act of saying: to whom ("told reporters"), how ("in a post on X") and when
//! ("on Tuesday"), as the clause of the cue tells them. Nothing is taken from inside a content, and
//! who the addressee is, is not settled here.

mod addressee;
mod channel;
mod clause;
mod layers;
mod marked;
mod media;
mod tail;

use std::ops::Range;

use self::channel::Named;
use self::clause::{Clause, Part};
use self::marked::Marked;
use self::media::Media;
use crate::document::Bytes;
use crate::link::Attribution;
use crate::segment::Segments;
use crate::tag::tokens_in;
use crate::time::{Date, Expression, Grammar};

/// Words between a cue and a time that make it the time of something else: "said of the attack on
/// Tuesday", "in response to".
const TOPICS: [&str; 12] = [
    "about",
    "over",
    "regarding",
    "concerning",
    "against",
    "into",
    "following",
    "despite",
    "amid",
    "response",
    "reaction",
    "view",
];

/// What stands beside a cue. Ranges are of bytes.
#[derive(Debug, Default)]
pub(crate) struct Circumstances {
    /// The words that name who was spoken to.
    pub(crate) addressee: Option<Bytes>,
    /// The words that name the channel.
    pub(crate) channel: Option<Bytes>,
    /// The words that tell when it was said.
    pub(crate) time: Option<Expression>,
}

/// Finds the circumstances of the attributions of one text.
#[derive(Debug)]
pub(crate) struct Clauses<'a> {
    text: &'a str,
    /// The outlet that published it.
    outlet: Option<&'a str>,
    marked: Marked<'a>,
}

impl<'a> Clauses<'a> {
    pub(crate) fn new(
        text: &'a str,
        outlet: Option<&'a str>,
        segments: &'a Segments,
        attributions: &[Attribution],
    ) -> Self {
        Self { text, outlet, marked: Marked::new(text, outlet, segments, attributions) }
    }

    /// Returns what stands beside the cue of an attribution.
    pub(crate) fn of(&self, attribution: &Attribution) -> Circumstances {
        let Some(clause) = self.marked.clause(attribution) else { return Circumstances::default() };
        let named = channel::channel(&clause, self.outlet);
        let addressee =
            addressee::addressee(self.text, attribution, &clause, named.as_ref(), self.outlet);
        // An outlet that is told something is how the rest of us hear of it.
        let outlet = addressee
            .clone()
            .filter(|told| Media::get().is_outlet(&self.text[told.clone()], self.outlet));
        let channel = named
            .as_ref()
            .map(|named| clause.bytes(named.phrase.clone()))
            .or_else(|| self.reached(attribution))
            .or(outlet)
            .or_else(|| channel::verb(&clause).map(|verb| clause.bytes(verb)));
        let time = time(&clause, attribution, self.text, named.as_ref(), addressee.as_ref());
        Circumstances {
            addressee: addressee.map(Bytes::from),
            channel: channel.map(Bytes::from),
            time,
        }
    }

    /// "a fisherman reached by telephone": the one channel that a source tells.
    fn reached(&self, attribution: &Attribution) -> Option<Range<usize>> {
        let source = attribution.source?;
        let text = &self.text[source];
        let at = ["reached ", "contacted "].iter().find_map(|word| text.find(word))?;
        let tokens = tokens_in(self.text, source.start + at..source.end);
        let parts = vec![Part::Free; tokens.len()];
        let clause = Clause::plain(tokens, parts);
        let named = channel::named(&clause, 1, clause.tokens.len(), self.outlet)?;
        Some(clause.bytes(named.phrase))
    }
}

/// Returns the expression that tells when a cue's act was done.
fn time(
    clause: &Clause<'_>,
    attribution: &Attribution,
    text: &str,
    channel: Option<&Named>,
    addressee: Option<&Range<usize>>,
) -> Option<Expression> {
    let places = [&clause.after, &clause.gap, &clause.cue, &clause.before];
    let beside = places.into_iter().find_map(|place| in_place(clause, place));
    let found = beside.or_else(|| {
        let later = in_place(clause, &clause.later)?;
        belongs(clause, attribution, text).then_some(later)
    });
    // "in a May 3 interview", "told Monday’s meeting"
    let within = || {
        let grammar = Grammar::new(&clause.tokens);
        let of_channel = channel.map(|named| named.phrase.start..named.noun);
        let of_addressee = addressee.map(|told| {
            let at = |place: usize| clause.tokens.partition_point(|t| t.bytes.start < place);
            at(told.start)..at(told.end).saturating_sub(1)
        });
        let mut places = [of_channel, of_addressee].into_iter().flatten().flatten();
        places.find_map(|at| grammar.attributive(at).map(|(_, found)| found))
    };
    let found = found.or_else(within)?;
    let will = clause.cue.clone().any(|at| matches!(clause.word(at), "will" | "’ll" | "'ll"));
    // What is yet to be said is not looked for in the past.
    Some(if will { Expression { date: Date::Words, clock: None, ..found } } else { found })
}

/// Returns the first expression in a part of a clause that dates no topic.
fn in_place(clause: &Clause<'_>, place: &Range<usize>) -> Option<Expression> {
    let tokens = &clause.tokens[place.clone()];
    let grammar = Grammar::new(tokens);
    let mut topic = false;
    for (at, token) in tokens.iter().enumerate() {
        let word = token.lower.as_str();
        if clause.parts[place.start + at] == Part::Other {
            continue;
        }
        if !token.is_word() {
            topic = false;
        }
        topic |= TOPICS.contains(&word) || at == 0 && matches!(word, "of" | "for");
        if let Some((_, found)) = grammar.at(at).filter(|_| !topic) {
            return Some(found);
        }
    }
    None
}

/// Tells whether a time after a content can be that of the cue: after a quotation, or after a noun
/// phrase ("denied the report on Tuesday"); a clause before it has it for its own.
fn belongs(clause: &Clause<'_>, attribution: &Attribution, text: &str) -> bool {
    let Some(last) = attribution.contents.iter().rfind(|content| {
        clause.later.start > 0 && content.end == clause.tokens[clause.later.start - 1].bytes.end
    }) else {
        return false;
    };
    let content = &text[*last];
    if content.ends_with(crate::segment::is_mark) {
        return true;
    }
    let first = content.split_whitespace().next().unwrap_or_default();
    let opener = crate::lexicon::Lexicon::get().words().whether_words.contains(first)
        || matches!(first, "that" | "to");
    let tokens =
        tokens_in(text, last.start..last.end.min(text.floor_char_boundary(last.start + 200)));
    let closed = crate::lexicon::Lexicon::get().words();
    let finite = tokens.iter().skip(1).any(|token| {
        closed.auxiliaries.contains(&token.lower) && !token.is_possessive()
            || closed.verbs.contains(&token.lower)
    });
    !opener && !finite
}

#[cfg(test)]
mod tests;
