//! Resolution: which person, organisation, group or unnamed party stands behind a source. Every
//! answer says which layer gave it; not knowing is an answer.

mod absent;
mod bearers;
mod bodies;
mod called;
mod callings;
mod candidates;
mod described;
mod doubt;
mod finding;
mod genders;
mod groups;
mod implied;
mod listener;
mod named;
mod names;
mod offices;
mod parties;
mod people;
mod phrases;
mod pronouns;
mod titles;

use q7x2_domain::{Article, ArticleId, LinkReason, Speaker, SpeakerType};
use q7x2_gazetteer::{Day, Gazetteer, day_of};
use q7x2_names::speaker_id;

pub(crate) use self::listener::{names_party, names_somebody};

use self::bodies::Bodies;
use self::candidates::{Heard, Surroundings, Told, Turns};
use self::parties::Parties;
use self::people::People;
use self::phrases::{head_of, head_phrase, without_article, without_reflexive};
use self::pronouns::Pronoun;
use crate::document::{Bytes, Document, TokenKind, Word};
use crate::lexicon::Class;
use crate::link::Attribution;
use crate::tag::subjects;

/// How many sources, subjects and contents near a place are looked at.
const SIDE_BY_SIDE: usize = 8;
/// The longest subject that is worth hearing of, in bytes.
const LONGEST_SUBJECT: usize = 240;
/// Cues of somebody who was asked.
const ANSWERS: [&str; 8] =
    ["replied", "replies", "answered", "answers", "responded", "responds", "retorted", "retorts"];

/// Resolves the sources of one article, in text order.
pub(crate) struct Resolver<'a> {
    article: ArticleId,
    document: &'a Document,
    gazetteer: &'a Gazetteer,
    people: People<'a>,
    bodies: Bodies<'a>,
    /// When the article was published.
    day: Option<Day>,
    turns: Turns,
    /// What was said, of all attributions.
    told: Told,
    /// The subjects of all clauses.
    subjects: Vec<Bytes>,
    /// The first subject that was not heard of yet.
    next_subject: usize,
    /// Who spoke and was spoken of so far.
    heard: Vec<Heard>,
    /// Whether the attribution at hand answers somebody.
    answers: bool,
    /// What was said so far, and by whom.
    spoken: Vec<(Bytes, Speaker)>,
}

/// What became of a source.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    /// Who speaks; `None` when it is not known.
    pub(crate) speaker: Option<Speaker>,
    /// Who else it may be: the likeliest of those who were not taken.
    pub(crate) next_candidate: Option<Speaker>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        article: &Article,
        document: &'a Document,
        gazetteer: &'a Gazetteer,
        attributions: &[Attribution],
    ) -> Self {
        let day = article.metadata().published_at.map(day_of);
        let subjects = subjects(document).into_iter();
        Self {
            article: article.id(),
            document,
            gazetteer,
            people: People::of(document, day, gazetteer),
            bodies: Bodies::of(document, gazetteer),
            day,
            turns: Turns::of(document),
            told: Told::of(attributions),
            subjects: subjects.filter(|subject| !document.is_furniture(subject.start)).collect(),
            next_subject: 0,
            heard: Vec::new(),
            answers: false,
            spoken: Vec::new(),
        }
    }

    /// Returns the speaker of an attribution, and who else it may be.
    pub(crate) fn resolve(&mut self, attribution: &Attribution) -> Resolved {
        let Some(first) = attribution.contents.first() else { return Resolved::default() };
        let place = attribution.source.as_ref().or(attribution.cue.as_ref());
        let at = place.map_or(first.start, |place| place.start);
        // A caption is nobody's word, and a name in it no source.
        if self.document.is_furniture(at) {
            return Resolved::default();
        }
        self.listen(at);
        let cue = self.document.tokens_in(attribution.cue.unwrap_or_default());
        let verb = self.document.words(cue).next().map_or("", Word::lower);
        self.answers = ANSWERS.contains(&verb);
        let asks = self.document.words(cue).any(|word| word.lower().contains("ask"));
        let speaker = match (&attribution.source, &attribution.cue) {
            // "Lind said Ode …": a source after a verb that has its subject is none.
            (Some(source), Some(cue)) if source.start >= cue.end => {
                let subject = self.subject_of(*cue).filter(|s| self.told.at(s.start).is_none());
                self.party(subject.unwrap_or(*source), 0)
            }
            (Some(source), _) => self.party(*source, 0),
            (None, Some(cue)) => self.implied(*cue),
            (None, None) => self.continued(first.start),
        };
        let Some(speaker) = speaker else { return Resolved::default() };
        let next_candidate = self.runner_up(&speaker, attribution.source, at);
        self.heard.push(Heard { at, speaker: speaker.clone(), speaks: true, asks });
        let contents = attribution.contents.iter().copied();
        self.spoken.extend(contents.map(|content| (content, speaker.clone())));
        Resolved { speaker: Some(speaker), next_candidate }
    }

    /// Hears of the subjects of all clauses before `at`: a pronoun may mean them.
    fn listen(&mut self, at: usize) {
        while let Some(subject) = self.subjects.get(self.next_subject).filter(|s| s.start < at) {
            self.next_subject += 1;
            let known = self.heard.iter().rev().take(SIDE_BY_SIDE).any(|h| h.at == subject.start);
            let phrase = &self.document.text()[*subject];
            let vague = matches!(
                Pronoun::of(phrase),
                Some(Pronoun::It | Pronoun::Relative | Pronoun::Party)
            );
            if known || vague || phrase.len() > LONGEST_SUBJECT {
                continue;
            }
            if let Some(speaker) = self.party(*subject, 1) {
                let at = subject.start;
                self.heard.push(Heard { at, speaker, speaks: false, asks: false });
            }
        }
    }

    /// Tells whether the source is a document, an event or data.
    pub(crate) fn is_thing(&self, attribution: &Attribution) -> bool {
        let Some(source) = &attribution.source else { return false };
        let text = self.document.slice(*source);
        let words = self.document.tokens_in(*source);
        let first = self.document.words(words).next().map_or("", Word::lower);
        words.len() == 1 && matches!(first, "it" | "this" | "that" | "which" | "these")
            || Parties::get().is_thing(head_of(head_phrase(text)))
    }

    /// Resolves the phrase at `source`.
    fn party(&self, source: Bytes, depth: u8) -> Option<Speaker> {
        let source = self.document.without_dateline(source);
        let words = self.document.slice(source);
        let at = source.start + words.len() - words.trim_start().len();
        let phrase = without_reflexive(words.trim());
        let head = head_phrase(phrase);
        if let Some(pronoun) = Pronoun::of(phrase).or_else(|| Pronoun::opening(phrase)) {
            return self.pronoun(pronoun, source, depth);
        }
        if self.is_clause(source) {
            return None;
        }
        self.users(phrase)
            .or_else(|| self.group(phrase, at, depth))
            .or_else(|| self.named(phrase, head, at))
            .or_else(|| self.apposed(phrase, head, at))
            .or_else(|| self.office(phrase, at))
            .or_else(|| self.called(phrase, at))
            .or_else(|| self.body(phrase, at))
            .or_else(|| self.described(phrase, head))
    }

    /// Whom or what users gave this name.
    fn users(&self, phrase: &str) -> Option<Speaker> {
        let named = without_article(phrase);
        let (name, is_person) = self.gazetteer.told(named)?;
        let kind = if is_person { SpeakerType::Person } else { SpeakerType::Organization };
        let reason = if name == named { LinkReason::Name } else { LinkReason::Gazetteer };
        Some(self.speaker(name, kind, reason))
    }

    fn surroundings(&self) -> Surroundings<'_> {
        let Self { people, heard, turns, told, document, answers, .. } = self;
        let quotations = document.quotations();
        Surroundings { people, heard, turns, told, quotations, answers: *answers }
    }

    fn speaker(&self, name: &str, kind: SpeakerType, link_reason: LinkReason) -> Speaker {
        // However the article spells somebody, the id is that of one person.
        let known = (kind == SpeakerType::Person).then(|| self.gazetteer.canonical(name)).flatten();
        let (canonical, is_users) = known.unwrap_or((name, false));
        Speaker {
            id: speaker_id(canonical, kind, self.article),
            name: if is_users { canonical } else { name }.to_owned(),
            kind,
            link_reason,
            facts: self.gazetteer.facts(canonical, kind),
        }
    }

    /// Tells whether a source is a whole clause by mistake, of which nobody can say who speaks.
    fn is_clause(&self, source: Bytes) -> bool {
        let relative = |word: &Word<'_>| {
            matches!(word.token().kind, TokenKind::Comma | TokenKind::Open | TokenKind::Dash)
                || matches!(word.lower(), "who" | "that" | "which" | "whose")
        };
        let finite = |word: Word<'_>| {
            word.token().has(Class::Be) && !matches!(word.lower(), "be" | "been" | "being")
                || matches!(
                    word.lower(),
                    "has" | "had" | "have" | "will" | "would" | "said" | "says"
                )
        };
        let words = self.document.words(self.document.tokens_in(source));
        words.skip(1).take_while(|word| !relative(word)).any(finite)
    }
}

#[cfg(test)]
mod tests;
