//! Circumstances as rules read them in the clause of the cue: to whom ("told reporters"), how ("in a
//! post on X") and when ("on Tuesday"). They propose; what is taken is chosen in `choice`.

use super::addressee;
use super::channel::{self, Named};
use super::clause::Clause;
use super::found::Circumstances;
use super::lists::Leads;
use super::marked::Marked;
use super::media::Media;
use super::units::{Alone, Part, Place, Units};
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::family::Family;
use crate::lexicon::Class;
use crate::link::Attribution;
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

/// How many tokens of a content may tell that it is a clause.
const OPENING: usize = 40;

/// Proposes circumstances of the attributions of one text.
#[derive(Debug)]
pub(super) struct Proposing<'a> {
    document: &'a Document,
    /// The outlet that published it.
    outlet: Option<&'a str>,
    marked: Marked<'a>,
}

impl<'a> Proposing<'a> {
    pub(super) fn new(
        document: &'a Document,
        outlet: Option<&'a str>,
        attributions: &[Attribution],
    ) -> Self {
        Self { document, outlet, marked: Marked::new(document, outlet, attributions) }
    }

    /// Returns what the rules find beside the cue of an attribution.
    pub(super) fn of(&self, attribution: &Attribution) -> Circumstances {
        let Some(clause) = self.marked.clause(attribution) else { return Circumstances::default() };
        let (document, outlet) = (self.document, self.outlet);
        let asks = |family| document.uses(family).then_some(());
        let named =
            asks(Family::CircumstancesChannel).and_then(|()| channel::channel(&clause, outlet));
        let addressee = asks(Family::CircumstancesAddressee)
            .and_then(|()| addressee::addressee(document, attribution, &clause, named, outlet));
        // An outlet that is told something is how the rest of us hear of it.
        let listens =
            |told: &Bytes| Media::get().is_outlet(document, document.tokens_in(*told), outlet);
        let channel = named
            .map(|named| clause.units.bytes(named.phrase))
            .or_else(|| channel::written(&clause).map(|named| clause.units.bytes(named)))
            .or_else(|| self.reached(attribution))
            .or_else(|| self.sourced(attribution))
            .or(addressee.filter(listens))
            .or_else(|| channel::verb(&clause).map(|verb| clause.units.bytes(verb)));
        let time = asks(Family::CircumstancesTime)
            .and_then(|()| time(document, &clause, attribution, named, addressee))
            .or_else(|| event(document, attribution))
            .map(Box::new);
        Circumstances { addressee, channel, time }
    }

    /// "Source: Lind on Telegram", with what she said in a line of its own.
    fn sourced(&self, attribution: &Attribution) -> Option<Bytes> {
        let source = attribution.source?;
        let line = self.document.line_at(source.start)?.bytes;
        let label = self.document.slice(Bytes::new(line.start, source.start));
        let apart = attribution.contents.iter().all(|content| content.start >= line.end);
        if !apart || !Media::get().is_label(label.trim()) {
            return None;
        }
        let rest = self.document.tokens_in(Bytes::new(source.end, line.end));
        let units = Units::free(self.document, rest);
        let named =
            (0..units.len()).find_map(|at| channel::named(&units, at, units.len(), self.outlet))?;
        Some(units.bytes(named.phrase))
    }

    /// "a fisherman reached by telephone": the one channel that a source tells.
    fn reached(&self, attribution: &Attribution) -> Option<Bytes> {
        let units = Units::free(self.document, self.document.tokens_in(attribution.source?));
        let mut places = 0..units.len();
        let at = places.find(|&at| matches!(units.lower(at), "reached" | "contacted"))?;
        let named = channel::named(&units, at + 1, units.len(), self.outlet)?;
        Some(units.bytes(named.phrase))
    }
}

/// How many words may tell of an event.
const EVENT: usize = 9;

/// "After the vote, Lind said", "said shortly after the vote that": what happened before it was said.
fn event(document: &Document, attribution: &Attribution) -> Option<Expression> {
    let (source, cue) = (attribution.source?, attribution.cue?);
    let content = attribution.contents.first()?;
    let sentence = document.sentence_at(cue.start)?;
    let sentence = Bytes::from(&document.sentences()[sentence].bytes);
    let opens = source.start.min(cue.start);
    let before = Bytes::new(sentence.start, opens.max(sentence.start));
    let last = source.end.max(cue.end);
    let after = Bytes::new(last, content.start.max(last));
    let event = |place: Bytes, comma: bool| {
        let run = document.run(place);
        let closed = run.last().is_some_and(|last| last.kind == TokenKind::Comma);
        let run = if closed { &run[..run.len() - 1] } else { run };
        if comma && !closed {
            return None;
        }
        let leads = Leads::get().event(run)?;
        let plain = |token: &Token| {
            (token.is_word() || token.kind == TokenKind::Dash)
                && token.depth == 0
                && !token.has(Class::Verb)
                && !token.has(Class::Subject)
                && (!token.has(Class::Auxiliary)
                    || token.is_possessive()
                    // "on 10 |May|"
                    || document.slice(token.bytes).starts_with(char::is_uppercase))
        };
        let named = run.len() > leads && run.len() <= EVENT && run.iter().all(plain);
        let bytes = || run[0].bytes.cover(run[run.len() - 1].bytes);
        named.then(|| Expression { bytes: bytes(), date: Date::Words, clock: None })
    };
    event(before, true).or_else(|| event(after, false))
}

/// Returns the expression that tells when a cue's act was done.
fn time(
    document: &Document,
    clause: &Clause<'_>,
    attribution: &Attribution,
    channel: Option<Named>,
    addressee: Option<Bytes>,
) -> Option<Expression> {
    let units = &clause.units;
    let places = [clause.after, clause.gap, clause.cue, clause.before];
    let beside = places.into_iter().find_map(|place| in_place(units, place));
    let found = beside.or_else(|| {
        let later = in_place(units, clause.later)?;
        belongs(document, clause, attribution).then_some(later)
    });
    // "in a May 3 interview", "told Monday’s meeting"
    let within = || {
        let grammar = Grammar::new(units);
        let of_channel = channel.map(|named| named.phrase.start..named.noun);
        let of_addressee = addressee.map(|told| {
            let place = units.within(told);
            place.start..place.end.saturating_sub(1)
        });
        let mut places = [of_channel, of_addressee].into_iter().flatten().flatten();
        places.find_map(|at| grammar.attributive(at).map(|(_, found)| found))
    };
    let found = found.or_else(within)?;
    let will = clause.cue.places().any(|at| matches!(units.lower(at), "will" | "’ll" | "'ll"));
    // What is yet to be said is not looked for in the past.
    Some(if will { Expression { date: Date::Words, clock: None, ..found } } else { found })
}

/// Returns the first expression in a part of a clause that dates no topic.
fn in_place(units: &Units<'_>, place: Place) -> Option<Expression> {
    let grammar = Grammar::new(Alone(units, place));
    let mut topic = false;
    for at in place.places() {
        let word = units.lower(at);
        if units.is(at, Part::Other) {
            continue;
        }
        if !units.is_word(at) {
            topic = false;
        }
        topic |= TOPICS.contains(&word) || at == place.start && matches!(word, "of" | "for");
        if let Some((_, found)) = grammar.at(at).filter(|_| !topic) {
            return Some(found);
        }
    }
    None
}

/// Tells whether a time after a content can be that of the cue: after a quotation, or after a noun
/// phrase ("denied the report on Tuesday"); a clause before it has it for its own.
fn belongs(document: &Document, clause: &Clause<'_>, attribution: &Attribution) -> bool {
    let Some(before) = clause.later.start.checked_sub(1) else { return false };
    let end = clause.units.bytes(Place::new(before, before + 1)).end;
    let Some(last) = attribution.contents.iter().rfind(|content| content.end == end) else {
        return false;
    };
    let tokens = document.run(*last);
    if tokens.last().is_some_and(|last| last.kind == TokenKind::Mark) {
        return true;
    }
    let opener = tokens
        .first()
        .is_some_and(|first| first.has(Class::WhetherWord) || first.is("that") || first.is("to"));
    let finite = tokens.iter().skip(1).take(OPENING).any(|token| {
        token.has(Class::Auxiliary) && !token.is_possessive() || token.has(Class::Verb)
    });
    !opener && !finite
}
