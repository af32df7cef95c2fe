//! Sources that name nobody by themselves: pronouns, and sources that the text leaves out. Whom they
//! mean is ranked in `pronouns`; here the cases are told apart.

use q7x2_domain::{LinkReason, Mode, Speaker, SpeakerType};

use super::candidates::Heard;
use super::implied::Implied;
use super::pronouns::{self, Pronoun};
use super::resolver::{Resolver, SIDE_BY_SIDE};
use crate::document::{Bytes, Tokens, Word};
use crate::lexicon::Class;

/// How many parties heard of are searched for who spoke last.
const MANY: usize = 60;

impl Resolver<'_> {
    pub(super) fn pronoun(&self, pronoun: Pronoun, source: Bytes, depth: u8) -> Option<Speaker> {
        match pronoun {
            Pronoun::Relative => {
                let antecedent = pronouns::antecedent(self.document, source.start)?;
                (depth < 2).then(|| self.party(antecedent, depth + 1)).flatten()
            }
            Pronoun::Party => self.speaking(source),
            _ => {
                let candidates = self.surroundings().candidates(pronoun, source.start);
                let best = candidates.first()?;
                Some(self.speaker(&best.name, best.kind, LinkReason::Pronoun))
            }
        }
    }

    /// "I", "we": whoever says the words that hold it.
    pub(super) fn speaking(&self, source: Bytes) -> Option<Speaker> {
        let mut spoken = self.spoken.iter().rev().take(SIDE_BY_SIDE);
        let (_, speaker) = spoken.find(|(content, _)| content.holds(source.start))?;
        let mut words = self.document.words(self.document.tokens_in(source));
        let one = words.next().is_some_and(|word| matches!(word.lower(), "i" | "me" | "my"));
        let one = one && words.next().is_none();
        let known = speaker.kind == SpeakerType::Organization || one;
        known.then(|| Speaker { link_reason: LinkReason::Pronoun, ..(**speaker).clone() })
    }

    /// No source: a participle or second verb has the subject of its clause.
    pub(super) fn implied(&self, cue: Bytes) -> Option<Speaker> {
        if let Some(subject) = self.subject_of(cue) {
            return self.party(subject, 0);
        }
        let document = self.document;
        let sentence: Bytes =
            (&document.sentences()[document.sentence_at(cue.start)?].bytes).into();
        let opens = document.tokens_in(sentence).start;
        let speaker = match Implied::of(document, document.tokens_in(cue), opens) {
            Implied::Nobody => None,
            Implied::Before => {
                let turn = self.turns.at(cue.start);
                let here = |heard: &&Heard| self.turns.at(heard.at) == turn && heard.at < cue.start;
                let recent = self.heard.iter().rev().take(MANY);
                let heard = recent.take_while(|h| self.turns.at(h.at) >= turn);
                let said = heard.clone().find(|heard| heard.speaks && here(heard));
                said.or_else(|| heard.filter(here).last()).map(|heard| (*heard.speaker).clone())
            }
            Implied::After => {
                let next = self.subjects.partition_point(|s| s.start <= cue.start);
                let outside = |subject: &&Bytes| self.told.at(subject.start).is_none();
                let mut after = self.subjects[next..].iter().take(SIDE_BY_SIDE);
                let subject = after.find(outside).filter(|s| s.start < sentence.end)?;
                self.party(*subject, 1)
            }
        }?;
        Some(Speaker { link_reason: LinkReason::Continued, ..speaker })
    }

    /// Returns the subject that ends right before the verb of a cue, auxiliaries and adverbs aside.
    pub(super) fn subject_of(&self, cue: Bytes) -> Option<Bytes> {
        let document = self.document;
        let before = self.subjects.partition_point(|subject| subject.start < cue.start);
        let subject = self.subjects[..before].last()?;
        let cited = document.tokens_in(cue);
        let between = Tokens::new(document.tokens_in(*subject).end, cited.start);
        if subject.end > cue.start {
            return None;
        }
        let light =
            |word: Word<'_>| word.token().has(Class::Auxiliary) || word.token().has(Class::Adverb);
        let plain = document.words(between).all(light);
        let first = document.words(cited).next()?;
        let mut all = document.words(between).chain(document.words(cited));
        let passive = !first.lower().ends_with("ing") && all.any(|w| w.token().has(Class::Be));
        let verb = document.words(cited).find(|word| !light(*word))?;
        let after = || document.words(Tokens::new(verb.at + 1, cited.end)).map(Word::lower);
        let speaks = verb.token().cues().iter().any(|entry| {
            let whole = after().zip(&entry.rest).all(|(word, rest)| word == rest);
            let long = after().len() >= entry.rest.len();
            whole && long && entry.readings.iter().any(|cue| cue.mode == Mode::Speech)
        });
        (plain && !passive && speaks).then_some(*subject)
    }

    /// "Lind made two points:" announces the quotations of the paragraphs after it.
    fn announced(&self, at: usize) -> Option<Speaker> {
        let before = self.document.paragraph_at(at).checked_sub(1)?;
        let paragraph = self.document.paragraphs()[before].bytes;
        if !self.document.slice(paragraph).ends_with(':') {
            return None;
        }
        let turn = self.turns.at(paragraph.end - 1);
        let recent = self.heard.iter().rev().take(MANY);
        let mut here = recent.filter(|heard| paragraph.holds(heard.at));
        let subject = here.rfind(|heard| self.turns.at(heard.at) == turn)?;
        let speaks = subject.speaker.kind != SpeakerType::Unnamed || subject.speaks;
        speaks.then(|| Speaker { link_reason: LinkReason::Continued, ..(*subject.speaker).clone() })
    }

    /// No source and no cue: a quotation goes on with the speaker of the one before it.
    pub(super) fn continued(&self, at: usize) -> Option<Speaker> {
        if let Some(speaker) = self.announced(at) {
            return Some(speaker);
        }
        let last = self.heard.iter().rev().take(MANY).find(|heard| heard.speaks)?;
        let here = self.document.paragraph_at(at);
        let near = here - self.document.paragraph_at(last.at).min(here) <= 1;
        near.then(|| Speaker { link_reason: LinkReason::Continued, ..(*last.speaker).clone() })
    }
}
