//! The speakers of an article: what the ranking chose, as parties with the reason of the link. Where the
//! layers say the same, theirs is kept, since it tells the reason.

use q7x2_domain::{LinkReason, Speaker, SpeakerType};

use super::entities::entities_of;
use super::rank::{Answer, Candidate, CandidateKind, Form, Ranking};
use super::resolver::{Resolved, Resolver};
use crate::link::Attribution;

/// How likely another candidate must be to be named as the next.
const NEXT: f32 = 0.08;

impl Resolver<'_> {
    /// Gathers who may stand behind each source; the layers propose.
    pub(crate) fn ranking(&mut self, attributions: &[Attribution]) -> Ranking {
        let answers = attributions.iter().map(|attribution| {
            let Resolved { speaker, next_candidate, .. } = self.resolve(attribution);
            (speaker, next_candidate)
        });
        let answers = answers.collect();
        let entities = entities_of(self.document, &self.people);
        Ranking::of(self.document, &entities, &self.subjects, attributions, answers)
    }

    /// Returns the speaker of each attribution, in order, and who else it may be.
    pub(crate) fn speakers(&mut self, attributions: &[Attribution]) -> Vec<Resolved> {
        let ranking = self.ranking(attributions);
        let answers = ranking.answers().into_iter().zip(attributions).enumerate();
        let resolved = answers.map(|(number, (answer, attribution))| {
            let first = attribution.contents.first().map_or(0, |content| content.start);
            let at = attribution.source.map_or(first, |source| source.start);
            // A caption is nobody's word, and a name in it no source.
            match self.document.is_furniture(at) {
                true => Resolved::default(),
                false if self.is_users(attribution) => Resolved {
                    speaker: ranking.layers(number).cloned(),
                    likely: 1.0,
                    ..Resolved::default()
                },
                false => self.resolved(&ranking, number, &answer),
            }
        });
        resolved.collect()
    }

    /// Tells whether a source has a name that users gave: their word comes before all others.
    fn is_users(&self, attribution: &Attribution) -> bool {
        let phrase = attribution.source.map_or("", |source| self.document.slice(source).trim());
        self.users(phrase).is_some()
    }

    fn resolved(&self, ranking: &Ranking, number: usize, answer: &Answer) -> Resolved {
        let mut speaking = self.parties_of(ranking, number, answer.chosen).into_iter();
        let (speaker, joint): (_, Vec<Speaker>) = (speaking.next(), speaking.collect());
        let candidates = &ranking.candidates()[number];
        let mut order: Vec<usize> = (0..answer.told.len()).collect();
        order.sort_by(|&a, &b| answer.told[b].total_cmp(&answer.told[a]));
        let named = |at: &usize| {
            matches!(candidates[*at].party, Some(SpeakerType::Person | SpeakerType::Organization))
        };
        let other = order.into_iter().filter(|&at| at != answer.chosen && answer.told[at] >= NEXT);
        let next = { other }.filter(named).find_map(|at| {
            let party = self.parties_of(ranking, number, at).into_iter().next()?;
            speaker.as_ref().is_none_or(|speaker| speaker.id != party.id).then_some(party)
        });
        let next_candidate = next.filter(|_| speaker.is_some());
        Resolved { speaker, joint, next_candidate, likely: answer.likely }
    }

    /// Returns a candidate as parties: none for nobody, several who speak together.
    fn parties_of(&self, ranking: &Ranking, number: usize, at: usize) -> Vec<Speaker> {
        let candidate = &ranking.candidates()[number][at];
        // What is written stays so, whatever sort of party the phrase was taken for.
        let written = ranking.document(number).filter(|_| candidate.is_phrase());
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
                layers.clone()
            }
            Some(layers) => self.speaker(&candidate.name, kind, layers.link_reason),
            None => self.speaker(&candidate.name, kind, reason),
        };
        // "A poll by the Ode Institute": the poll speaks, and the institute made it.
        if let Some(document) = ranking.document(number)
            && party.kind == SpeakerType::Organization
            && document.maker.as_deref() == Some(party.name.as_str())
        {
            party = self.speaker(&document.name, SpeakerType::Document, LinkReason::Description);
            party.facts.maker.clone_from(&document.maker);
            return vec![party];
        }
        party.facts.of.clone_from(&candidate.of);
        party.facts.maker.clone_from(&candidate.maker);
        vec![party]
    }
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
