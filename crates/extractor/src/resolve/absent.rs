//! Sources that name nobody by themselves: pronouns, and sources that the text leaves out. Whom they
//! mean is ranked in `pronouns`; here the cases are told apart.

use q7x2_domain::{LinkReason, Mode, Speaker, SpeakerType};

use super::candidates::Heard;
use super::implied::Implied;
use super::pronouns::{self, Pronoun};
use super::{Resolver, SIDE_BY_SIDE};
use crate::document::Bytes;
use crate::lexicon::Lexicon;

/// How many bytes before "who" its antecedent is looked for.
const ANTECEDENT: usize = 120;
/// How many parties heard of are searched for who spoke last.
const MANY: usize = 60;

impl Resolver<'_> {
    pub(super) fn pronoun(&self, pronoun: Pronoun, source: Bytes, depth: u8) -> Option<Speaker> {
        let text = self.document.text();
        match pronoun {
            Pronoun::Relative => {
                let antecedent = pronouns::antecedent(text, source.start, ANTECEDENT)?;
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
        let (_, speaker) = spoken.find(|(content, _)| content.contains(&source.start))?;
        let first = self.document.text()[source].to_lowercase();
        let one = matches!(first.as_str(), "i" | "me" | "my");
        let known = speaker.kind == SpeakerType::Organization || one;
        known.then(|| Speaker { link_reason: LinkReason::Pronoun, ..speaker.clone() })
    }

    /// No source: a participle or second verb has the subject of its clause.
    pub(super) fn implied(&self, cue: Bytes) -> Option<Speaker> {
        if let Some(subject) = self.subject_of(cue) {
            return self.party(subject, 0);
        }
        let sentence = &self.segments.sentences[self.segments.sentence_at(cue.start)?].bytes;
        let speaker = match Implied::of(self.document.text(), cue, sentence.start) {
            Implied::Nobody => None,
            Implied::Before => {
                let turn = self.turns.at(cue.start);
                let here = |heard: &&Heard| self.turns.at(heard.at) == turn && heard.at < cue.start;
                let recent = self.heard.iter().rev().take(MANY);
                let heard = recent.take_while(|h| self.turns.at(h.at) >= turn);
                let said = heard.clone().find(|heard| heard.speaks && here(heard));
                said.or_else(|| heard.filter(here).last()).map(|heard| heard.speaker.clone())
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
        let text = self.document.text();
        let first = text[cue].split(' ').next().unwrap_or_default().to_lowercase();
        let before = self.subjects.partition_point(|subject| subject.start < cue.start);
        let subject = self.subjects[..before].last()?;
        let between = text.get(subject.end..cue.start)?;
        let words = Lexicon::get().words();
        let light = |word: &str| words.auxiliaries.contains(word) || words.adverbs.contains(word);
        let plain = between.split_whitespace().all(|word| light(&word.to_lowercase()));
        let be =
            |word: &str| matches!(word, "be" | "been" | "being" | "is" | "are" | "was" | "were");
        let mut all = between.split_whitespace().chain(text[cue].split_whitespace());
        let passive = !first.ends_with("ing") && all.any(|word| be(&word.to_lowercase()));
        let cited: Vec<String> = text[cue].split_whitespace().map(str::to_lowercase).collect();
        let verb = cited.iter().position(|word| !light(word))?;
        let speaks = Lexicon::get().cues(&cited[verb]).iter().any(|entry| {
            let whole = cited[verb + 1..].iter().zip(&entry.rest).all(|(word, rest)| word == rest);
            let long = cited.len() > verb + entry.rest.len();
            whole && long && entry.readings.iter().any(|cue| cue.mode == Mode::Speech)
        });
        (plain && !passive && speaks).then_some(*subject)
    }

    /// "Lind made two points:" announces the quotations of the paragraphs after it.
    fn announced(&self, at: usize) -> Option<Speaker> {
        let before = self.segments.paragraph_at(at).checked_sub(1)?;
        let paragraph = &self.segments.paragraphs[before];
        if !self.document.text()[*paragraph].trim_end().ends_with(':') {
            return None;
        }
        let turn = self.turns.at(paragraph.end - 1);
        let recent = self.heard.iter().rev().take(MANY);
        let mut here = recent.filter(|heard| paragraph.contains(&heard.at));
        let subject = here.rfind(|heard| self.turns.at(heard.at) == turn)?;
        let speaks = subject.speaker.kind != SpeakerType::Unnamed || subject.speaks;
        speaks.then(|| Speaker { link_reason: LinkReason::Continued, ..subject.speaker.clone() })
    }

    /// No source and no cue: a quotation goes on with the speaker of the one before it.
    pub(super) fn continued(&self, at: usize) -> Option<Speaker> {
        if let Some(speaker) = self.announced(at) {
            return Some(speaker);
        }
        let last = self.heard.iter().rev().take(MANY).find(|heard| heard.speaks)?;
        let here = self.segments.paragraph_at(at);
        let near = here - self.segments.paragraph_at(last.at).min(here) <= 1;
        near.then(|| Speaker { link_reason: LinkReason::Continued, ..last.speaker.clone() })
    }
}
