//! What is the same for all candidates of a source, and in which order they stand before it.

use std::collections::HashMap;

use super::super::super::entities::EntityKind;
use super::super::super::implied::Implied;
use super::super::super::parties::{Gender, Parties};
use super::super::super::pronouns::antecedent;
use super::super::super::words::Words;
use super::super::asked::Asked;
use super::super::candidates::{Candidate, CandidateKind};
use super::super::forms::Form;
use super::super::spots::Spot;
use super::field::{Evidence, NEAR};
use crate::document::{Bytes, Tokens, Word};
use crate::lexicon::Class;

/// How many tokens before a source its noun is looked for.
const FAR: usize = 4000;
/// How many tokens around an attribution are part of it.
const BESIDE: usize = 60;

/// What is the same for all candidates of a source.
pub(super) struct Around<'c> {
    pub(super) own: &'c Asked,
    /// The last place of each candidate before the source.
    pub(super) last: Vec<Option<&'c Spot>>,
    /// The candidates of a sort in the order of their last places, nearest first, by candidate.
    pub(super) rank: HashMap<usize, usize>,
    /// The same for people whose gender fits.
    pub(super) fitting: HashMap<usize, usize>,
    pub(super) count_fitting: usize,
    /// The same for subjects.
    pub(super) subject: HashMap<usize, usize>,
    pub(super) gender: Option<Gender>,
    pub(super) most: usize,
    pub(super) cue: Tokens,
    pub(super) passive: bool,
    pub(super) according: bool,
    pub(super) hedged: bool,
    pub(super) sign: bool,
    pub(super) noun: bool,
    pub(super) antecedent: Option<usize>,
    pub(super) subject_before: Option<usize>,
    pub(super) cue_subject: Option<Bytes>,
    pub(super) quoted: bool,
    pub(super) enclosing: Option<&'c Asked>,
    pub(super) quotations: usize,
    pub(super) question: bool,
    pub(super) heading: bool,
    pub(super) implied: Option<Implied>,
    pub(super) said_before: bool,
    pub(super) in_roles: bool,
    /// The tokens of the attribution and those beside it.
    pub(super) window: Tokens,
    /// The paragraph of the source before.
    pub(super) before: Option<usize>,
}

impl Evidence<'_> {
    pub(super) fn around<'c>(&'c self, number: usize, candidates: &'c [Candidate]) -> Around<'c> {
        let own = &self.asked[number];
        let inside = own.phrase.tokens;
        let last: Vec<Option<&Spot>> = candidates
            .iter()
            .map(|candidate| {
                let spots = self.spots(candidate);
                let before = spots.partition_point(|spot| spot.tokens.start < own.token);
                let mut before = spots[..before].iter().rev().take(NEAR);
                before.find(|spot| !(inside.start..inside.end).contains(&spot.tokens.start))
            })
            .collect();
        let gender = self.gender(own);
        let place = |&at: &usize| std::cmp::Reverse(last[at].map(|spot| spot.tokens.start));
        let mut nearest: Vec<usize> =
            (0..candidates.len()).filter(|&at| last[at].is_some()).collect();
        nearest.sort_by_key(place);
        let sort = |at: usize| match candidates[at].kind {
            CandidateKind::Person => 0,
            CandidateKind::Body | CandidateKind::Place => 1,
            CandidateKind::Noun | CandidateKind::People => 2,
            _ => 3,
        };
        let (mut rank, mut counts) = (HashMap::new(), [0_usize; 4]);
        let (mut fitting, mut subject) = (HashMap::new(), HashMap::new());
        for &at in &nearest {
            rank.insert(at, counts[sort(at)]);
            counts[sort(at)] += 1;
            let fits = |entity: usize| {
                self.entities.list[entity]
                    .gender()
                    .is_none_or(|own| gender.is_none_or(|g| g == own))
            };
            if sort(at) == 0 && candidates[at].entity.is_some_and(fits) {
                fitting.insert(at, fitting.len());
            }
            if last[at].is_some_and(|spot| spot.subject) && sort(at) < 3 {
                subject.insert(at, subject.len());
            }
        }
        let people = self.entities.list.iter().filter(|e| e.kind == EntityKind::Person);
        let cue = self.document.tokens_in(own.cue.unwrap_or_default());
        let words: Vec<&str> = self.document.words(cue).map(Word::lower).collect();
        let be = self.document.words(cue).any(|word| word.token().has(Class::Be));
        let participle = words.last().is_some_and(|word| {
            word.ends_with("ed") || Words::get().lists.participles.contains(*word)
        });
        let lemmas = self.document.words(cue).map(|word| word.token().lemma());
        let sign = |lemma: &str| Words::get().lists.signs.contains(lemma);
        let hedge = |word: &&str| Words::get().lists.hedges.contains(*word);
        let content = own.contents.first().copied().unwrap_or_default();
        let end = own.contents.last().map_or(content.end, |last| last.end);
        let fitting_count = fitting.len();
        let asked_in =
            |other: &&Asked| other.at != own.at && other.says(own.at) && !std::ptr::eq(*other, own);
        let title = self.document.paragraphs().first().map_or(0, |first| first.bytes.end);
        Around {
            own,
            rank,
            count_fitting: fitting_count,
            fitting,
            subject,
            gender,
            most: people.map(|e| e.mentions.len()).max().unwrap_or(1),
            passive: be && participle && words.len() > 1,
            according: words.first() == Some(&"according"),
            hedged: words.iter().any(hedge),
            sign: { lemmas }.any(sign),
            noun: words.len() == 1 && own.cue.is_some() && {
                let first = self.document.word(cue.start);
                first.token().cues().is_empty()
            },
            cue,
            antecedent: (own.form == Form::Relative).then(|| self.antecedent(own)).flatten(),
            subject_before: self.subject_before(own),
            cue_subject: self.cue_subject(own),
            quoted: self.document.slice(content).starts_with(['“', '"', '«', '„']),
            enclosing: self.near(number).iter().filter(asked_in).min_by_key(|other| other.length()),
            quotations: self.document.quotations().partition_point(|q| q.bytes.end <= own.at),
            question: self
                .document
                .slice(Bytes::new(content.start, end))
                .trim_end_matches(['”', '"'])
                .ends_with('?'),
            heading: own.at < title,
            implied: self.implied(own),
            said_before: self.said_before(own),
            window: self.window(own),
            before: number.checked_sub(1).map(|before| self.asked[before].paragraph),
            in_roles: !own.phrase.noun.is_empty()
                && self.entities.list.iter().any(|entity| entity.role(&own.phrase.noun) >= 0.5),
            last,
        }
    }

    /// The tokens of an attribution and those beside it.
    fn window(&self, own: &Asked) -> Tokens {
        let parts = own.contents.iter().chain(&own.cue).chain(&own.source);
        let whole = parts.copied().reduce(Bytes::cover).unwrap_or_default();
        let tokens = self.document.tokens_in(whole);
        let end = (tokens.end + BESIDE).min(self.document.tokens().len()).min(tokens.start + FAR);
        Tokens::new(tokens.start.saturating_sub(BESIDE), end)
    }

    /// How the source of a cue is left out, where it is.
    fn implied(&self, own: &Asked) -> Option<Implied> {
        let cue = own.cue.filter(|_| own.source.is_none())?;
        let sentence = self.document.sentence_at(cue.start)?;
        let start = self.document.sentences()[sentence].bytes.start;
        let opens = self.document.tokens_in(Bytes::at(start)).start;
        Some(Implied::of(self.document, self.document.tokens_in(cue), opens))
    }

    /// Tells whether the noun of a source stands somewhere before it.
    fn said_before(&self, own: &Asked) -> bool {
        let Some(head) = own.phrase.head else { return false };
        let noun = self.document.word(head).lower();
        let to = own.token.min(head);
        self.document.tokens()[to.saturating_sub(FAR)..to].iter().any(|token| token.lower() == noun)
    }

    /// The gender that a source tells.
    fn gender(&self, own: &Asked) -> Option<Gender> {
        match own.form {
            Form::He => Some(Gender::Male),
            Form::She => Some(Gender::Female),
            form if form.is_described() => Parties::get().gender_of_title(&own.phrase.noun),
            _ => None,
        }
    }

    /// The token of whom "who" follows.
    fn antecedent(&self, own: &Asked) -> Option<usize> {
        let place = antecedent(self.document, own.at)?;
        Some(self.document.tokens_in(place).start)
    }

    /// The token of the subject of the sentence before.
    fn subject_before(&self, own: &Asked) -> Option<usize> {
        let sentence = self.document.sentences().get(own.sentence)?.bytes.start;
        let before = self.subjects.partition_point(|subject| subject.start < sentence);
        let subjects = self.subjects[..before].iter().rev().take(4);
        let at = |subject: &Bytes| self.document.sentence_at(subject.start);
        let near = at(self.subjects[..before].last()?)?;
        // The first subject of that sentence.
        let first = subjects.take_while(|subject| at(subject) == Some(near)).last()?;
        (near + 2 >= own.sentence).then(|| self.document.tokens_in(*first).start)
    }

    /// The subject that stands right before the cue.
    fn cue_subject(&self, own: &Asked) -> Option<Bytes> {
        let cue = own.cue?;
        let before = self.subjects.partition_point(|subject| subject.start < cue.start);
        let subject = self.subjects[..before].last()?;
        let gap = Tokens::new(
            self.document.tokens_in(*subject).end,
            self.document.tokens_in(cue).start.max(self.document.tokens_in(*subject).end),
        );
        let same = self.document.sentence_at(subject.start) == self.document.sentence_at(cue.start);
        let plain = self
            .document
            .words(gap)
            .all(|word| word.token().has(Class::Auxiliary) || word.token().has(Class::Adverb));
        (same && plain && subject.end <= cue.start).then_some(*subject)
    }
}
