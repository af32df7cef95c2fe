//! What speaks for and against a phrase being a circumstance: what it is, where it stands, what leads
//! it, the cue, and what rules say of it. Nothing is weighed here.

use super::found::Circumstance;
use super::media::Media;
use super::offers::{Agrees, Offer, Offers, Place, Scene};
use super::phrases::{Lead, Sort};
use super::value::{Amount, Value, number, whether};
use crate::document::{Document, Token, Tokens, Word};
use crate::lexicon::{Class, Form, Takes};
use crate::resolve::names_party;

/// Takes clues, one after another.
pub(super) trait Sink {
    fn take(&mut self, name: Name, values: &[Value<'_>]);
}

/// Declares the names of clues.
macro_rules! names {
    ($($name:ident,)*) => {
        /// The name of a clue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Name {
            $($name,)*
        }

        impl Name {
            pub(super) const TEXTS: &'static [&'static str] = &[$(stringify!($name),)*];

            pub(super) fn text(self) -> &'static str {
                Self::TEXTS[self as usize]
            }
        }
    };
}

names! {
    Any, Sorted, Placed, Led, LedPlaced, Joined, LedJoined, Headed, HeadedLed, HeadedPlaced, Opened,
    OpenedHeaded, Shaped, ShapedPlaced, ShapedLed, ShapedLedPlaced, ShapedCue, ShapedHow, Apart, ApartPlaced,
    ApartLed, CommaBetween, VerbBetween, CueBetween, ContentBetween, CuePlaced, CueLed, CueLedPlaced, Takes,
    ClassPlaced, Ruled, RuledPlaced, RuledLed, RuledShaped, RuledHeaded, Ruling, RulingElse, Governed, GovernedPlaced,
    GovernedShaped, Earlier, EarlierRuled, EarlierPlaced, EarlierShaped, Long, NearestPlaced, Vocative,
    OfOthers, Partner, PartnerClass, Uncued, Mouth, Followed, FollowedLed, Starts, StartsLed, StartsHeaded, Offset,
    OffsetShaped, GovernedForm, GovernedStarts,
    None, NoneRuled, NoneCue, NoneClass, NoneEarlier, NoneTimed, NoneUncued,
}

/// The numbers of the names, in order.
pub(super) fn name_numbers() -> Vec<u64> {
    Name::TEXTS.iter().map(|text| number(text)).collect()
}

/// Gathers clues of one attribution.
pub(super) struct Clues<'a> {
    document: &'a Document,
    offers: &'a Offers<'a>,
    number: usize,
    /// The main word of the cue, as a dictionary has it.
    cue: Value<'a>,
    class: Value<'a>,
    takes: Value<'a>,
    uncued: Value<'a>,
}

impl<'a> Clues<'a> {
    pub(super) fn new(offers: &'a Offers<'a>, number: usize, scene: &Scene<'a>) -> Self {
        let document = offers.document;
        let tokens = &document.tokens()[scene.cue.range()];
        let verb = tokens
            .iter()
            .rev()
            .find(|token| token.cues().iter().any(|entry| entry.form != Form::Noun));
        let main = verb.or_else(|| tokens.iter().rev().find(|token| token.is_word()));
        let entry = main.and_then(|main| main.cues().first());
        let reading = entry.and_then(|entry| entry.readings.first());
        let listens = entry.is_some_and(|entry| {
            entry.readings.iter().any(|reading| reading.takes.has(Takes::LISTENER))
        });
        let passive = tokens.iter().any(|token| token.has(Class::Be));
        Self {
            document,
            offers,
            number,
            cue: Value::of(main.map_or("", Token::lemma)),
            class: Value::of(reading.and_then(|cue| cue.class).map_or("", |class| class.as_str())),
            takes: Value::of(match (listens, passive) {
                (true, true) => "11",
                (true, false) => "10",
                (false, true) => "01",
                (false, false) => "00",
            }),
            uncued: whether(scene.told.cue.is_none()),
        }
    }

    /// Gathers what speaks for there being no such circumstance; `offers` are those that could be one.
    pub(super) fn none<'o>(
        &self,
        what: Circumstance,
        offers: &(impl Iterator<Item = &'o Offer> + Clone),
        sink: &mut impl Sink,
    ) {
        let proposed = what.of(&self.offers.proposed[self.number]).is_some();
        let earlier = offers.clone().filter_map(|offer| offer.earlier[what as usize]);
        let earlier = earlier.min_by_key(|(back, same)| (!same, *back));
        let timed = offers.clone().any(|offer| {
            offer.phrase.sort == Sort::Time && !matches!(offer.place, Place::Far | Place::Paragraph)
        });
        let ruled = whether(proposed);
        sink.take(Name::None, &[]);
        sink.take(Name::NoneRuled, &[ruled]);
        sink.take(Name::NoneCue, &[self.cue]);
        sink.take(Name::NoneClass, &[self.class, self.takes]);
        let same = earlier.map_or(Value::of(""), |(_, same)| whether(same));
        let back = Amount::of(earlier.map_or(0, |(back, _)| back)).value();
        sink.take(Name::NoneEarlier, &[same, back, ruled]);
        sink.take(Name::NoneTimed, &[whether(timed), ruled]);
        sink.take(Name::NoneUncued, &[self.uncued]);
    }

    /// Gathers what speaks for and against an offer.
    pub(super) fn of(&self, what: Circumstance, offer: &Offer, sink: &mut impl Sink) {
        let tokens = self.document.tokens();
        let phrase = &offer.phrase;
        let place = offer.place.value();
        let led = Value::of(phrase.lead.map_or("", |lead| tokens[lead].lemma()));
        let how = phrase.how.value();
        let before = phrase.lead.filter(|_| phrase.how == Lead::Preposition);
        let before = before.and_then(|lead| lead.checked_sub(1)).map(|at| &tokens[at]);
        let joined = Value::of(before.map_or("", Token::lemma));
        let head = Value::of(self.plain(phrase.head));
        let first = Value::of(self.plain(phrase.words.start));
        let shape = phrase.shape.value();
        let apart = Amount::of(offer.distance).value();
        let agrees = offer.agrees[what as usize];
        let ruled = agrees.value();
        let governor = self.governor(offer);
        let governed = Value::of(governor.map_or("", Token::lemma));
        let form = governor.map_or("", Token::lower);
        let form = Value::of(form.get(form.len().saturating_sub(2)..).unwrap_or_default());
        let (cue, sort) = (self.cue, phrase.sort.value());
        let mut take = |name: Name, values: &[Value<'_>]| sink.take(name, values);
        take(Name::Any, &[]);
        take(Name::Sorted, &[sort, place]);
        take(Name::Placed, &[place]);
        take(Name::Led, &[led, how]);
        take(Name::LedPlaced, &[led, place]);
        take(Name::Joined, &[joined]);
        take(Name::LedJoined, &[led, joined]);
        take(Name::Headed, &[head]);
        take(Name::HeadedLed, &[head, led]);
        take(Name::HeadedPlaced, &[head, place]);
        take(Name::Opened, &[first]);
        take(Name::OpenedHeaded, &[first, led]);
        take(Name::Shaped, &[shape]);
        take(Name::ShapedPlaced, &[shape, place]);
        take(Name::ShapedLed, &[shape, led]);
        take(Name::ShapedLedPlaced, &[shape, led, place]);
        take(Name::ShapedCue, &[shape, cue, how]);
        take(Name::ShapedHow, &[shape, how, place]);
        take(Name::Apart, &[apart]);
        take(Name::ApartPlaced, &[apart, place]);
        take(Name::ApartLed, &[apart, place, how]);
        let between =
            [Name::CommaBetween, Name::VerbBetween, Name::CueBetween, Name::ContentBetween];
        for (name, is) in between.into_iter().zip(offer.between) {
            if is {
                take(name, &[place]);
            }
        }
        take(Name::CuePlaced, &[cue, place]);
        take(Name::CueLed, &[cue, led]);
        take(Name::CueLedPlaced, &[cue, led, place]);
        take(Name::Takes, &[self.takes, place, how]);
        take(Name::ClassPlaced, &[self.class, place, led]);
        take(Name::Ruled, &[ruled]);
        take(Name::RuledPlaced, &[ruled, place]);
        take(Name::RuledLed, &[ruled, led]);
        take(Name::RuledShaped, &[ruled, shape]);
        if agrees == Agrees::Same {
            take(Name::RuledHeaded, &[head]);
            take(Name::Ruling, &[cue, led]);
        }
        for other in Circumstance::ALL.into_iter().filter(|other| *other != what) {
            let other = offer.agrees[other as usize];
            if matches!(other, Agrees::Same | Agrees::Overlaps) {
                take(Name::RulingElse, &[other.value(), ruled]);
            }
        }
        take(Name::Governed, &[governed, how]);
        take(Name::GovernedPlaced, &[governed, led, place]);
        take(Name::GovernedShaped, &[governed, shape]);
        if let Some((back, same)) = offer.earlier[what as usize] {
            let (back, same) = (Amount::of(back).value(), whether(same));
            take(Name::Earlier, &[back, same]);
            take(Name::EarlierRuled, &[same, ruled]);
            take(Name::EarlierPlaced, &[place, same]);
            take(Name::EarlierShaped, &[shape, same, self.uncued]);
        }
        take(Name::Long, &[Amount::of(phrase.words.len()).value(), sort]);
        take(Name::NearestPlaced, &[whether(offer.nearest), place, sort]);
        if offer.place == Place::Opening {
            take(Name::Vocative, &[shape, whether(self.is_vocative(phrase.words))]);
        }
        if self.offers.marks.source(phrase.words.start).is_some_and(|owner| owner != self.number) {
            take(Name::OfOthers, &[place, how]);
        }
        if let Some(owner) = phrase.lead.and_then(|lead| self.offers.marks.cue(lead)) {
            let own = owner == self.number;
            let same = self.offers.is_same_speaker(owner, self.number);
            take(Name::Mouth, &[whether(own), whether(same), place, how]);
        }
        take(Name::Uncued, &[self.uncued, place]);
        let next = Value::of(self.next(phrase.words.end));
        let starts = whether(offer.starts);
        take(Name::Followed, &[next, place]);
        take(Name::FollowedLed, &[next, led, place]);
        take(Name::Starts, &[starts, next, sort, place]);
        take(Name::StartsLed, &[starts, led, sort]);
        take(Name::StartsHeaded, &[starts, head, sort]);
        if let Some(offset) = offer.offset {
            let offset = Amount::of(offset).value();
            take(Name::Offset, &[offset, next, self.takes]);
            take(Name::OffsetShaped, &[offset, next, shape, cue]);
        }
        take(Name::GovernedForm, &[form, how, place]);
        take(Name::GovernedStarts, &[governed, starts, how]);
        if let Some(owner) =
            self.offers.marks.source(phrase.words.start).filter(|owner| *owner != self.number)
        {
            let near = Amount::of(owner.abs_diff(self.number)).value();
            let after = whether(owner > self.number);
            take(Name::Partner, &[cue, after]);
            take(Name::PartnerClass, &[self.class, near, after, place]);
        }
    }

    /// Returns a word, with one for all names and one for all figures.
    fn plain(&self, at: usize) -> &'a str {
        let word = self.document.word(at);
        let lower = word.lower();
        let known = word.token().has(Class::Time) || Media::get().is_piece(lower);
        if lower.starts_with(|c: char| c.is_ascii_digit()) {
            "0"
        } else if word.is_capital()
            && !known
            && word.token().cues().is_empty()
            && !names_party(lower)
        {
            "A"
        } else {
            lower
        }
    }

    /// Returns the verb before a phrase, as a dictionary has it: "posted" of "posted it on his page".
    fn governor(&self, offer: &Offer) -> Option<&'a Token> {
        /// How many tokens before the phrase it may stand.
        const REACH: usize = 6;
        let start = offer.phrase.words.start;
        let near = start.saturating_sub(REACH)..start;
        let verb = near
            .rev()
            .map(|at| self.document.word(at))
            .take_while(|word| word.token().kind != crate::document::TokenKind::Stop);
        let mut verbs = verb.filter(|word| super::lists::is_verb(word.token(), word.is_capital()));
        verbs.next().map(Word::token)
    }

    /// Returns the word at a place, or the kind of mark that stands there.
    fn next(&self, at: usize) -> &'a str {
        match self.document.tokens().get(at) {
            None => "",
            Some(token) if token.is_word() => token.lower(),
            Some(_) => self.document.word(at).text(),
        }
    }

    /// Tells whether a phrase calls somebody: "“Mr Speaker, …", with a mark on either side.
    fn is_vocative(&self, words: Tokens) -> bool {
        let tokens = self.document.tokens();
        let mark = |at: usize| tokens.get(at).is_none_or(|token| !token.is_word());
        mark(words.end) && words.start.checked_sub(1).is_none_or(mark)
    }
}
