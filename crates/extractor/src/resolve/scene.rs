//! Whom "you" means: in a quotation that addresses somebody whom its cue does not name, in a scene
//! of two, the other of the two ("Lind hugged Orlov. “You made it,” she said."). A scene is what the
//! sentence itself, its paragraph before it, or the sentence before tells of two people together.
//!
//! It is none where others may be listening or a third is named; and not everybody who says "you"
//! means somebody ("You never know").

mod second;
mod words;

use q7x2_domain::{LinkReason, Speaker, SpeakerType};

use self::second::addresses;
use self::words::{APART, AUDIENCE, CLAUSES, MEETING, TOGETHER};
use super::Resolver;
use super::people::{Mention, quotation_at};
use crate::document::Bytes;
use crate::link::Attribution;
use crate::tag::{Token, TokenKind, tokens_in};

/// How many bytes before a quotation a scene may begin.
const WINDOW: usize = 900;
/// How many people named before a scene are looked at for "the two leaders".
const REACH: usize = 24;
/// How many words may stand between what two people do and the name of one of them.
const NEAR: usize = 3;

impl Resolver<'_> {
    /// Returns the words that name whom a quotation of `speaker` addresses with "you", where that
    /// follows from who is with him.
    pub(crate) fn addressed(
        &self,
        attribution: &Attribution,
        speaker: Option<&Speaker>,
    ) -> Option<Bytes> {
        let speaker = speaker.filter(|speaker| speaker.kind == SpeakerType::Person)?;
        let text = self.document.text();
        let said = |content: &Bytes| addresses(&text[*content]);
        let contents = &attribution.contents;
        let speaks: Vec<bool> = contents.iter().map(said).collect::<Option<_>>()?;
        if !speaks.contains(&true) {
            return None;
        }
        let scene = Scene::of(self, attribution, speaker)?;
        let other = scene.other()?;
        let talked_about = contents.iter().any(|content| scene.speaks_about(other, *content));
        (!talked_about).then(|| scene.nearest(other)).flatten()
    }

    fn is(&self, mention: &Mention, speaker: &Speaker) -> bool {
        let name = &self.people.people[mention.person].name;
        self.speaker(name, SpeakerType::Person, LinkReason::Name).id == speaker.id
    }
}

/// What is told around a quotation, and who is named there.
struct Scene<'s> {
    resolver: &'s Resolver<'s>,
    speaker: &'s Speaker,
    /// The words outside quotations, with the start of their sentence.
    tokens: Vec<(Token<'s>, usize)>,
    /// Who is named outside quotations, in order.
    mentions: Vec<&'s Mention>,
    bytes: Bytes,
}

impl<'s> Scene<'s> {
    /// Returns what is told around an attribution; nothing where others are listening.
    fn of(
        resolver: &'s Resolver<'s>,
        attribution: &Attribution,
        speaker: &'s Speaker,
    ) -> Option<Self> {
        let (text, segments) = (resolver.document.text(), resolver.segments);
        let first = attribution.contents.first()?.start;
        let anchor = attribution.cue.as_ref().or(attribution.source.as_ref());
        let anchor = anchor.map_or(first, |anchor| anchor.start);
        let here = segments.sentence_at(first.min(anchor))?;
        let before = segments.sentences[here.saturating_sub(1)].bytes.start;
        let paragraph = segments.paragraphs.get(segments.paragraph_at(first))?.start;
        let floor = text.ceil_char_boundary(first.saturating_sub(WINDOW));
        let start = before.min(paragraph).max(floor);
        let last = segments.sentence_at(first.max(anchor))?;
        let end = segments.sentences[last].bytes.end.min(first + WINDOW);
        let end = text.floor_char_boundary(end);
        let quotations = &segments.quotations;
        let from = segments.sentences.partition_point(|s| s.bytes.end <= start);
        let sentences = segments.sentences[from..].iter().map(|s| s.bytes.clone());
        let mut tokens = Vec::new();
        for sentence in sentences.take_while(|s| s.start < end) {
            let words = tokens_in(text, (sentence.start.max(start)..sentence.end.min(end)).into());
            let outside = words
                .into_iter()
                .filter(|token| quotation_at(quotations, token.bytes.start).is_none());
            tokens.extend(outside.map(|token| (token, sentence.start)));
        }
        let heard = |(token, _): &(Token<'_>, usize)| AUDIENCE.contains(&token.lower.as_str());
        if tokens.iter().any(heard) {
            return None;
        }
        let mentions = resolver.named_in((start..end).into());
        Some(Self { resolver, speaker, tokens, mentions, bytes: (start..end).into() })
    }

    /// Returns the other of the two, as a mention; `None` when it is not a scene of two.
    fn other(&self) -> Option<&'s Mention> {
        let places = (0..self.tokens.len()).rev();
        let other = places
            .filter(|&at| !self.is_apart(at))
            .find_map(|at| self.met(at).or_else(|| self.between(at)).or_else(|| self.both(at)))?;
        let third = |m: &&&Mention| m.person != other.person && !self.resolver.is(m, self.speaker);
        let from = self.bytes.start.min(other.start);
        let named = self.resolver.named_in((from..self.bytes.end).into());
        (!named.iter().any(|mention| third(&mention)) && self.is_alone(other, &named))
            .then_some(other)
    }

    /// "Lind hugged |Orlov|", "|Orlov| hugged Lind", "|Orlov| hugged her".
    fn met(&self, at: usize) -> Option<&'s Mention> {
        let forms = MEETING.iter().filter(|words| self.reads(at, words));
        let end = at + forms.map(|words| words.len()).max()?;
        let (_, sentence) = self.tokens[at];
        let subject = || {
            let verb = self.tokens[at].0.bytes.start;
            let named = self.mentions.iter().rev().find(|m| m.start < verb);
            let named = named.filter(|mention| mention.start >= sentence);
            let from = named.map_or(sentence, |mention| mention.end);
            let between = self.words((from..verb).into());
            let own = between.iter().rposition(|word| CLAUSES.contains(word));
            let clause = own.map_or(0, |own| own + 1);
            let pronoun = match own {
                Some(_) => between.get(clause).is_some_and(is_pronoun),
                None => between.iter().any(is_pronoun),
            };
            (named.copied().filter(|_| own.is_none()), pronoun)
        };
        if matches!(self.word(end), "him" | "her") && !self.is_name(end + 1) {
            let (named, _) = subject();
            return named.filter(|m| !self.is_speaker(m) && !m.possessive);
        }
        let object = self.name_from(end, sentence)?;
        if object.possessive || self.word(at).starts_with("call") && !self.calls(object) {
            return None;
        }
        let (named, pronoun) = subject();
        let of_speaker = match named {
            Some(named) => self.is_speaker(named),
            // "as she greeted Orlov", "Turning to Orlov, she"
            None => pronoun || self.opens(at, object),
        };
        match self.is_speaker(object) {
            true => named.filter(|m| !self.is_speaker(m) && !m.possessive),
            false => of_speaker.then_some(object),
        }
    }

    /// Tells whether an encounter opens the sentence and the speaker is its subject: "Turning to
    /// |Orlov|, Lind said".
    fn opens(&self, at: usize, object: &Mention) -> bool {
        let sentence = self.tokens[at].1;
        let first = self.tokens[..at].iter().rposition(|(_, of)| *of != sentence);
        let first = first.map_or(0, |last| last + 1);
        let after = self.tokens.partition_point(|(token, _)| token.bytes.start < object.end);
        let comma = self.tokens.get(after).is_some_and(|(t, _)| t.kind == TokenKind::Comma);
        let named = self.mentions.iter().find(|mention| mention.start >= object.end);
        let next = self.tokens.get(after + 1).map_or(0, |(token, _)| token.bytes.start);
        let speaks = named.is_some_and(|named| named.start == next && self.is_speaker(named));
        let acts = at - first < NEAR && self.word(first).ends_with("ing");
        acts && comma && (speaks || is_pronoun(&self.word(after + 1)))
    }

    /// "the meeting between Lind and |Orlov|".
    fn between(&self, at: usize) -> Option<&'s Mention> {
        if !TOGETHER.contains(&self.word(at)) || self.word(at + 1) != "between" {
            return None;
        }
        let first = self.name_from(at + 2, self.tokens[at].1)?;
        let next = self.mentions.iter().position(|m| m.start == first.start)? + 1;
        let second = self.mentions.get(next).filter(|_| first.joined)?;
        self.of_pair(first, second)
    }

    /// "Lind and |Orlov| shook hands", "the handshake of the two leaders".
    fn both(&self, at: usize) -> Option<&'s Mention> {
        if !TOGETHER.contains(&self.word(at)) {
            return None;
        }
        let (token, sentence) = &self.tokens[at];
        let verb = token.bytes.start;
        let last = self.mentions.iter().rposition(|m| m.start < verb);
        let joined = last.and_then(|last| {
            let pair = [self.mentions.get(last.checked_sub(1)?)?, self.mentions[last]];
            let near = pair[1].end < verb && self.words((pair[1].end..verb).into()).len() <= 1;
            (near && pair[0].joined && pair[0].start >= *sentence)
                .then(|| self.of_pair(pair[0], pair[1]))?
        });
        joined.or_else(|| {
            let of = |(_, start): &&(Token<'_>, usize)| start == sentence;
            let words: Vec<&str> =
                self.tokens.iter().filter(of).map(|(token, _)| token.lower.as_str()).collect();
            let two = words.windows(2).any(|two| matches!(two, ["the", "two" | "pair"]));
            let (first, second) = self.resolver.pair_before(verb).filter(|_| two)?;
            self.of_pair(first, second)
        })
    }

    /// Returns whoever of two is not the speaker, if the other is.
    fn of_pair(&self, first: &'s Mention, second: &'s Mention) -> Option<&'s Mention> {
        match (self.is_speaker(first), self.is_speaker(second)) {
            (true, false) => Some(second),
            (false, true) => Some(first),
            _ => None,
        }
    }

    /// Returns who is named within a few words from a place on, with no mark before.
    fn name_from(&self, at: usize, sentence: usize) -> Option<&'s Mention> {
        let start = self.tokens.get(at).filter(|(_, of)| *of == sentence)?.0.bytes.start;
        let named = self.mentions.iter().find(|mention| mention.end > start)?;
        let between = self.tokens[at..].iter().take_while(|(t, _)| t.bytes.start < named.start);
        let plain = |(token, of): &(Token<'_>, usize)| token.is_word() && *of == sentence;
        let near = between.clone().count() <= NEAR && between.clone().all(plain);
        let clause = between.clone().any(|(t, _)| CLAUSES.contains(&t.lower.as_str()));
        (near && !clause && !self.owns(named)).then_some(*named)
    }

    /// Tells whether "called Orlov" is a call: not "called Orlov a liar".
    fn calls(&self, named: &Mention) -> bool {
        let rest = &self.resolver.document.text()[named.end..];
        let word = rest.split_whitespace().next().unwrap_or_default();
        rest.starts_with(['.', ',', ';', ':', '\n'])
            || matches!(word, "on" | "at" | "from" | "late" | "early" | "to" | "again" | "and")
    }

    /// Tells whether nobody is joined to a person: "Orlov and his wife", "the mayor and Orlov".
    /// `named` are all who are named in the scene.
    fn is_alone(&self, other: &Mention, named: &[&Mention]) -> bool {
        let text = self.resolver.document.text();
        let speakers = |mention: Option<&Mention>| mention.is_some_and(|m| self.is_speaker(m));
        let all = named.iter().enumerate().filter(|(_, m)| m.person == other.person);
        all.into_iter().all(|(at, mention)| {
            let (before, after) = (&text[..mention.start], &text[mention.end..]);
            let joined = after.strip_prefix(" and ").is_some_and(|rest| {
                ["his ", "her ", "the ", "a ", "an ", "their ", "other", "two "]
                    .iter()
                    .any(|word| rest.starts_with(word))
                    || rest.starts_with(char::is_uppercase) && !speakers(named.get(at + 1).copied())
            });
            let follows = before.ends_with(" and ")
                && !speakers(at.checked_sub(1).and_then(|at| named.get(at)).copied())
                && mention.start > self.bytes.start;
            // "and Orlov smiled" begins a clause and joins nobody.
            let clause = before.ends_with(", and ") || before.ends_with("; and ");
            !joined && (!follows || clause)
        })
    }

    /// Tells whether a content names a person other than to address him: "Orlov, you made it".
    fn speaks_about(&self, other: &Mention, content: Bytes) -> bool {
        let name = &self.resolver.people.people[other.person].name;
        let tokens = tokens_in(self.resolver.document.text(), content.into());
        let is_mark = |at: usize| tokens.get(at).is_none_or(|token| !token.is_word());
        let named = |at: &usize| name.split(' ').any(|word| word == tokens[*at].text);
        let first = |at: usize| at.checked_sub(1).is_none_or(|before| !named(&before));
        (0..tokens.len()).filter(named).any(|at| {
            let called = !first(at) || at.checked_sub(1).is_none_or(is_mark);
            !(called && (named_next(&tokens, at, name) || is_mark(at + 1)))
        })
    }

    /// Returns the name of a person that stands nearest before the end of the scene.
    fn nearest(&self, other: &Mention) -> Option<Bytes> {
        let here = self.mentions.iter().rev().find(|m| m.person == other.person && !m.possessive);
        let named = here.copied().unwrap_or(other);
        Some((named.start..named.end).into())
    }

    fn is_speaker(&self, mention: &Mention) -> bool {
        self.resolver.is(mention, self.speaker)
    }

    /// Tells whether a name only says whose: "Orlov’s wife".
    fn owns(&self, mention: &Mention) -> bool {
        mention.possessive && !self.is_speaker(mention)
    }

    /// Tells whether an encounter is told as over, or as not happening.
    fn is_apart(&self, at: usize) -> bool {
        let sentence = self.tokens[at].1;
        let before = self.tokens[..at].iter().rev().take(NEAR);
        let mut before = before.take_while(|(t, of)| *of == sentence && t.kind != TokenKind::Comma);
        before.any(|(token, _)| APART.contains(&token.lower.as_str()))
    }

    fn is_name(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|(token, _)| token.is_capital())
    }

    fn reads(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(i, word)| self.word(at + i) == *word)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |(token, _)| token.lower.as_str())
    }

    fn words(&self, bytes: Bytes) -> Vec<&str> {
        let within = |(token, _): &&(Token<'_>, usize)| {
            token.is_word() && bytes.start <= token.bytes.start && token.bytes.end <= bytes.end
        };
        self.tokens.iter().filter(within).map(|(token, _)| token.lower.as_str()).collect()
    }
}

impl Resolver<'_> {
    /// Returns who is named in a part of the text, outside quotations.
    fn named_in(&self, bytes: Bytes) -> Vec<&Mention> {
        let mentions = &self.people.mentions;
        let from = mentions.partition_point(|mention| mention.start < bytes.start);
        let within = mentions[from..].iter().take_while(|mention| mention.start < bytes.end);
        within.filter(|mention| mention.quoted.is_none()).collect()
    }

    /// Returns the two people who were last named together before `at`.
    fn pair_before(&self, at: usize) -> Option<(&Mention, &Mention)> {
        let mentions = &self.people.mentions;
        let before = mentions.partition_point(|mention| mention.start < at);
        let near = mentions[before.saturating_sub(REACH)..before].windows(2).rev();
        near.map(|pair| (&pair[0], &pair[1])).find(|(first, second)| {
            first.joined && first.quoted.is_none() && first.person != second.person
        })
    }
}

fn is_pronoun(word: &&str) -> bool {
    matches!(*word, "he" | "she")
}

/// Tells whether the next word is of the same name.
fn named_next(tokens: &[Token<'_>], at: usize, name: &str) -> bool {
    tokens.get(at + 1).is_some_and(|next| name.split(' ').any(|word| word == next.text))
}

#[cfg(test)]
mod tests;
