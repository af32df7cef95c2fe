//! The speakers of an article: what the ranking chose, as parties with the reason of the link. Where the
//! layers say the same, theirs is kept, since it tells the reason.

use std::sync::Arc;

use q7x2_domain::{LinkReason, SharedSpeakers, Speaker, SpeakerType};

use super::entities::{Entities, entities_of};
use super::offices::{Against, against, is_past};
use super::rank::{Answer, Candidate, CandidateKind, Form, Keep, Layers, Proposing, Ranking};
use super::represented::represents;
use super::resolver::{Resolved, Resolver, straight};
use super::words::Words;
use crate::document::Document;
use crate::link::Attribution;

/// How likely another candidate must be to be named as the next.
const NEXT: f32 = 0.08;
/// How many attributions before one are looked at for a noun that spoke.
const NEAR: usize = 64;

impl Resolver<'_> {
    /// Gathers who may stand behind each source with the evidence for each, to be fitted to; the layers
    /// propose.
    pub(crate) fn ranking(&mut self, attributions: &[Attribution]) -> Ranking {
        let layers = self.layers(attributions);
        let entities = entities_of(self.document, &self.people, &self.labels);
        Ranking::of(&self.proposing(&entities), attributions, layers, Keep::Everything)
    }

    /// Returns what the layers answer, each with whom they would name next.
    fn layers(&mut self, attributions: &[Attribution]) -> Vec<Layers> {
        let answers = attributions.iter().map(|attribution| {
            let Resolved { speaker, next_candidate, .. } = self.resolve(attribution);
            (speaker, next_candidate)
        });
        answers.collect()
    }

    fn proposing<'a>(&'a self, entities: &'a Entities) -> Proposing<'a> {
        Proposing::of(self.document, entities, &self.subjects)
    }

    /// Returns the speaker of each attribution, in order, and who else it may be.
    pub(crate) fn speakers(&mut self, attributions: &[Attribution]) -> Vec<Resolved> {
        let layers = self.layers(attributions);
        let entities = entities_of(self.document, &self.people, &self.labels);
        let proposing = self.proposing(&entities);
        let ranking = Ranking::of(&proposing, attributions, layers, Keep::Scores);
        let answers = ranking.answers().into_iter().zip(attributions).enumerate();
        let mut known = SharedSpeakers::default();
        let mut all: Vec<Resolved> = Vec::with_capacity(attributions.len());
        for (number, (mut answer, attribution)) in answers {
            let first = attribution.contents.first().map_or(0, |content| content.start);
            let at = attribution.source.map_or(first, |source| source.start);
            // A caption is nobody's word, and a name in it no source; nor is who asks named by "Q:".
            let resolved = match self.document.is_furniture(at) {
                true => Resolved::default(),
                // That nobody is named is sure.
                false if self.is_question(attribution) => {
                    Resolved { likely: 1.0, ..Resolved::default() }
                }
                false if self.is_users(attribution) => Resolved {
                    speaker: ranking.layers(number).map(Arc::clone),
                    likely: 1.0,
                    ..Resolved::default()
                },
                false => {
                    let candidates = ranking.candidates(&proposing, number);
                    let phrase = attribution.source.map_or("", |s| self.document.slice(s).trim());
                    let asking = Asking { ranking: &ranking, number, candidates, phrase };
                    let cannot = |at| self.against(&asking, at) == Some(Against::Certain);
                    if cannot(answer.chosen) {
                        answer = ranking.without(number, &answer, &cannot);
                    }
                    let resolved = self.resolved(&asking, &answer, &mut known);
                    let before = || asking.spoke(self.document, answer.chosen, attributions, &all);
                    match before() {
                        Some(speaker) => resolved.by(speaker),
                        None => resolved,
                    }
                }
            };
            all.push(resolved);
        }
        all
    }

    /// Tells whether an attribution is a question of an interview whose label names nobody: "Q: Does it hold?"
    fn is_question(&self, attribution: &Attribution) -> bool {
        let Some(cue) = attribution.cue.filter(|_| attribution.source.is_none()) else {
            return false;
        };
        let before = self.document.token_before(cue.start);
        let labelled = before.is_some_and(|label| label.is("q") || label.is("question"));
        self.document.slice(cue) == "Q" || labelled && self.document.slice(cue) == ":"
    }

    /// Tells whether a source has a name that users gave: their word comes before all others.
    fn is_users(&self, attribution: &Attribution) -> bool {
        let phrase = attribution.source.map_or("", |source| self.document.slice(source).trim());
        self.users(phrase).is_some()
    }

    fn resolved(
        &self,
        asking: &Asking<'_>,
        answer: &Answer,
        known: &mut SharedSpeakers,
    ) -> Resolved {
        let mut speaking = self.parties_of(asking, answer.chosen).into_iter();
        let (speaker, joint): (_, Vec<Speaker>) = (speaking.next(), speaking.collect());
        let candidates = &asking.candidates;
        let mut order: Vec<usize> = (0..answer.told.len()).collect();
        order.sort_by(|&a, &b| answer.told[b].total_cmp(&answer.told[a]));
        let named = |at: &usize| {
            let body = candidates[*at].party == Some(SpeakerType::Organization);
            // "The Turkish president" is no state.
            let may_be_body = asking.ranking.form(asking.number) != Form::ThePerson;
            candidates[*at].party == Some(SpeakerType::Person) || body && may_be_body
        };
        // The source as it stands is no other party for being of another sort.
        let is_phrase = candidates.get(answer.chosen).is_some_and(Candidate::is_phrase);
        let fits = |at: &usize| {
            let same = *at == answer.chosen || is_phrase && candidates[*at].is_phrase();
            !same && self.against(asking, *at).is_none()
        };
        let mut others = order.into_iter().filter(named).filter(fits);
        let next = others.find_map(|at| {
            let party = self.parties_of(asking, at).into_iter().next()?;
            let is_other = speaker.as_ref().is_none_or(|speaker| is_another(speaker, &party));
            is_other.then_some((party, answer.told[at]))
        });
        let next = next.filter(|_| speaker.is_some());
        let next = next.map(|(party, likely)| (known.one(party), likely));
        let likely_enough = next.as_ref().filter(|(_, likely)| *likely >= NEXT);
        let next_candidate = likely_enough.map(|(party, _)| Arc::clone(party));
        // How likely it is among those who are left.
        let left =
            (1.0 - answer.told.get(answer.chosen).copied().unwrap_or_default()).max(f32::EPSILON);
        let instead = next.map(|(party, likely)| (party, (likely / left).min(1.0)));
        let speaker = speaker.map(|speaker| known.one(speaker));
        Resolved { speaker, joint, next_candidate, instead, likely: answer.likely }
    }

    /// Returns what speaks against a candidate for a source that is a title; nothing where its name stands in
    /// the source.
    fn against(&self, asking: &Asking<'_>, at: usize) -> Option<Against> {
        let candidate = &asking.candidates[at];
        let is_person = candidate.kind == CandidateKind::Person;
        if is_person && represents(asking.phrase, &candidate.name) {
            return Some(Against::Certain);
        }
        if !is_person || asking.ranking.names(asking.number, at) {
            return None;
        }
        let person = self.people.of_name(&candidate.name)?;
        if self.is_anothers(asking.phrase, person) || is_past(asking.phrase, person, &self.people) {
            return Some(Against::Certain);
        }
        against(asking.phrase, &self.people.people[person], self.gazetteer)
    }

    /// Returns a candidate as parties: none for nobody, several who speak together.
    fn parties_of(&self, asking: &Asking<'_>, at: usize) -> Vec<Speaker> {
        let Asking { ranking, number, ref candidates, .. } = *asking;
        let candidate = &candidates[at];
        // What is written stays so, whatever sort of party the phrase was taken for.
        let as_it_stands = |document: &&Candidate| {
            let layers = candidate.is_layers() && candidate.name == document.name;
            candidate.is_phrase() || layers
        };
        let written = asking.document().filter(as_it_stands);
        let candidate = written.unwrap_or(candidate);
        let Some(kind) = candidate.party else { return Vec::new() };
        let names = ranking.names(number, at);
        let reason = reason_of(ranking.form(number), candidate, names);
        if let Some(kind) = candidate.each {
            return candidate.names.iter().map(|name| self.speaker(name, kind, reason)).collect();
        }
        let layers = ranking.layers(number).filter(|_| ranking.picks()[number] == Some(at));
        let mut party = match layers {
            // The layers may know somebody by a part of the name.
            Some(layers)
                if candidate.is_layers() || candidate.is_phrase() && layers.kind == kind =>
            {
                (**layers).clone()
            }
            Some(layers) => self.speaker(&candidate.name, kind, layers.link_reason),
            None => self.speaker(&candidate.name, kind, reason),
        };
        // "A poll by the Ode Institute": the poll speaks, and the institute made it.
        let made = |document: &&Candidate| {
            let maker = document.maker.as_deref().map(straight);
            // "Studies said": named as a body would be.
            let itself = straight(&document.name) == party.name && !party.name.contains(' ');
            maker.as_ref() == Some(&party.name) || itself
        };
        if let Some(document) = asking.document().filter(made)
            && matches!(party.kind, SpeakerType::Organization | SpeakerType::Person)
        {
            party = self.speaker(&document.name, SpeakerType::Document, LinkReason::Description);
            party.facts.maker = document.maker.as_deref().map(straight);
            return vec![party];
        }
        // "The Water Act" is named as bodies are, and is none.
        let last = party.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let statute = party.name.contains(' ') && Words::get().lists.statutes.contains(&last);
        if candidate.kind == CandidateKind::Body
            && party.kind == SpeakerType::Organization
            && statute
        {
            party = self.speaker(&party.name, SpeakerType::Document, party.link_reason);
        }
        party.facts.of = candidate.of.as_deref().map(straight);
        party.facts.maker = candidate.maker.as_deref().map(straight);
        vec![party]
    }
}

/// A source with all who may stand behind it.
struct Asking<'a> {
    ranking: &'a Ranking,
    number: usize,
    candidates: Vec<Candidate>,
    /// The source as it stands.
    phrase: &'a str,
}

impl Asking<'_> {
    /// Returns who spoke as the noun that was chosen, where that was somebody with a name: "|the secretary|
    /// said … He added".
    fn spoke(
        &self,
        document: &Document,
        chosen: usize,
        attributions: &[Attribution],
        all: &[Resolved],
    ) -> Option<Arc<Speaker>> {
        let candidate = self.candidates.get(chosen)?;
        let place = candidate.place().filter(|_| candidate.kind == CandidateKind::Noun)?;
        let place = document.bytes_of(place);
        let mut before = attributions.iter().zip(all).rev().take(NEAR);
        let (_, resolved) =
            before.find(|(told, _)| told.source.is_some_and(|s| s.covers(place)))?;
        let speaker = resolved.speaker.as_ref()?;
        let person = speaker.kind == SpeakerType::Person;
        let reason = LinkReason::Pronoun;
        person.then(|| Arc::new(Speaker { link_reason: reason, ..(**speaker).clone() }))
    }

    /// Returns the document that the source is; nothing where it is none.
    fn document(&self) -> Option<&Candidate> {
        let phrase = self.candidates.iter().find(|c| c.kind == CandidateKind::PhraseBody)?;
        (phrase.party == Some(SpeakerType::Document)).then_some(phrase)
    }
}

impl Resolved {
    /// Returns it spoken by `speaker`, who is not in doubt about himself.
    fn by(self, speaker: Arc<Speaker>) -> Self {
        let next_candidate = self.next_candidate.filter(|next| is_another(&speaker, next));
        let instead = self.instead.filter(|(instead, _)| is_another(&speaker, instead));
        Self { speaker: Some(speaker), next_candidate, instead, ..self }
    }
}

/// Tells whether two parties are two: "Ada Lind Jr." is "Ada Lind Jr".
fn is_another(speaker: &Speaker, party: &Speaker) -> bool {
    let letters = |name: &str| {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    speaker.id != party.id && letters(&speaker.name) != letters(&party.name)
}

/// Returns how a source of some form is tied to a candidate.
fn reason_of(form: Form, candidate: &Candidate, names: bool) -> LinkReason {
    if candidate.is_phrase() {
        return LinkReason::Description;
    }
    match form {
        Form::FullName if names => LinkReason::Name,
        Form::Surname if names => LinkReason::Surname,
        _ if names || candidate.kind == CandidateKind::Joint => LinkReason::Name,
        Form::None => LinkReason::Continued,
        form if form.is_described() => LinkReason::Title,
        form if form.is_name() => LinkReason::Similarity,
        _ => LinkReason::Pronoun,
    }
}
