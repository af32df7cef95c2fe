//! Evidence of the party itself: gender and number, how much the article is about it, whether it is in
//! what is said, whether the layers name it.

use q7x2_domain::{LinkReason, SpeakerType};

use super::super::super::entities::Entity;
use super::super::super::parties::{Gender, Parties};
use super::super::asked::Asked;
use super::super::candidates::{Candidate, CandidateKind};
use super::super::features::{Feature as F, Row};
use super::super::spots::Spot;
use super::around::Around;
use super::field::{Evidence, NEAR, sorts};

impl Evidence<'_> {
    pub(super) fn of_agreement(
        &self,
        row: &mut Row,
        around: &Around<'_>,
        candidate: &Candidate,
        entity: Option<&Entity>,
    ) {
        if let (Some(entity), Some(gender), CandidateKind::Person) =
            (entity, around.gender, candidate.kind)
        {
            let known = entity.gender();
            row.is(F::GenderFits, known == Some(gender));
            row.is(F::GenderUnknown, known.is_none());
            row.is(F::GenderOther, known.is_some_and(|known| known != gender));
            let against = if gender == Gender::Male { -entity.male } else { entity.male };
            row.is(F::GenderFarOther, against > 3.0);
        }
        if matches!(candidate.kind, CandidateKind::Noun | CandidateKind::People) {
            let many = candidate.party == Some(SpeakerType::Group);
            row.is(F::ManyFits, many);
            row.is(F::OneFits, !many);
            let [person, document, body] = sorts(&candidate.noun);
            row.is(F::NounPerson, person);
            row.is(F::NounDocument, document);
            row.is(F::NounBody, body);
            row.is(F::NounSpoke, candidate.spoke);
            let other = Parties::get().gender_of_title(&candidate.noun);
            row.is(
                F::NounGender,
                around.gender.is_some_and(|gender| other.is_some_and(|other| other != gender)),
            );
        }
    }

    /// How much the article is about a party.
    pub(super) fn of_weight(
        &self,
        row: &mut Row,
        around: &Around<'_>,
        candidate: &Candidate,
        entity: &Entity,
    ) {
        let spots = self.spots(candidate);
        let before = spots.partition_point(|spot| spot.tokens.start < around.own.token);
        let count = spots.len();
        row.set(F::CountBefore, (before as f32).ln_1p() / 4.0);
        row.set(F::Count, (count as f32).ln_1p() / 4.0);
        if candidate.kind == CandidateKind::Person {
            row.set(F::Share, count as f32 / around.most as f32);
            row.is(F::Most, count == around.most);
        }
        row.is(F::Once, count == 1);
        row.is(F::InTitle, spots.first().is_some_and(|spot| spot.paragraph == 0));
        row.is(F::InLead, spots.first().is_some_and(|spot| spot.paragraph <= 2));
        row.is(F::NameInFull, entity.words.len() > 1);
        let says = spots.iter().take(NEAR).filter(|spot| spot.says).count();
        row.set(F::OftenSays, (says as f32 / 3.0).min(1.0));
        row.is(F::Known, entity.known);
    }

    pub(super) fn of_content(&self, row: &mut Row, around: &Around<'_>, candidate: &Candidate) {
        let own = around.own;
        let spots = self.beside(around.window, candidate);
        let start = |spot: &Spot| self.document.tokens()[spot.tokens.start].bytes.start;
        let inside = own.phrase.tokens;
        let outside = |spot: &Spot| !(inside.start..inside.end).contains(&spot.tokens.start);
        let said = spots.iter().any(|spot| own.says(start(spot)) && outside(spot));
        row.is(F::InContent, said);
        row.is(F::InQuotedContent, said && around.quoted);
        let addressed = |spot: &&Spot| {
            spot.sentence == own.sentence
                && spot.tokens.start > own.token
                && !spot.subject
                && !own.says(start(spot))
                && outside(spot)
        };
        let addressed = spots.iter().find(addressed);
        row.is(F::Addressed, addressed.is_some());
        let beside = addressed.is_some_and(|spot| {
            !around.cue.is_empty()
                && spot.tokens.start >= around.cue.end
                && spot.tokens.start <= around.cue.end + 4
        });
        row.is(F::AddressedBeside, beside);
        if let Some(enclosing) = around.enclosing {
            row.is(F::Enclosed, true);
            let inside = enclosing.phrase.tokens;
            let names = |spot: &Spot| (inside.start..inside.end).contains(&spot.tokens.start);
            row.is(F::Encloses, enclosing.source.is_some() && spots.iter().any(names));
        }
    }
}

/// What the layers answered.
pub(super) fn of_layers(row: &mut Row, own: &Asked, picked: bool, entity: Option<&Entity>) {
    if let (Some(next), Some(entity)) = (&own.next, entity) {
        row.is(F::PickedNext, !picked && next.name == entity.name);
    }
    if !picked {
        return;
    }
    row.is(F::Picked, true);
    let reason = match own.layers.as_ref().map(|speaker| speaker.link_reason) {
        Some(LinkReason::Name) => F::PickedName,
        Some(LinkReason::Surname) => F::PickedSurname,
        Some(LinkReason::TitleAndName) => F::PickedTitleAndName,
        Some(LinkReason::Title) => F::PickedTitle,
        Some(LinkReason::Pronoun) => F::PickedPronoun,
        Some(LinkReason::Continued) => F::PickedContinued,
        Some(LinkReason::Gazetteer) => F::PickedGazetteer,
        Some(LinkReason::Similarity) => F::PickedSimilar,
        Some(LinkReason::Description) => F::PickedDescription,
        Some(LinkReason::Pinned) | None => return,
    };
    row.is(reason, true);
}
