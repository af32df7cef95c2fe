//! Evidence of the source's own words: its cue, its noun, the names in it, what is said beside names.

use super::super::super::entities::Entity;
use super::super::super::implied::Implied;
use super::super::super::names::fold;
use super::super::super::parties::{Gender, Parties};
use super::super::super::words::Words;
use super::super::candidates::{Candidate, CandidateKind};
use super::super::features::{Feature as F, Row};
use super::super::forms::Form;
use super::super::spots::Spot;
use super::around::Around;
use super::field::{Evidence, NEAR, sorts};
use crate::document::{Tokens, Word};
use crate::lexicon::Class;

impl Evidence<'_> {
    pub(super) fn of_cue(&self, row: &mut Row, around: &Around<'_>, candidate: &Candidate) {
        row.is(F::CueSign, around.sign);
        if candidate.kind.is_entity() {
            return;
        }
        row.is(F::CuePassive, around.passive);
        row.is(F::CueAccording, around.according);
        row.is(F::CueNone, around.own.cue.is_none());
        row.is(F::CueHedged, around.hedged);
        row.is(F::CueNoun, around.noun);
        row.is(F::CueImpersonal, around.implied == Some(Implied::Nobody));
        row.is(F::CueOfSubject, matches!(around.implied, Some(Implied::Before | Implied::After)));
        if candidate.kind == CandidateKind::Nobody {
            row.is(F::HasSource, around.own.source.is_some());
            row.is(F::Quoted, around.quoted);
            row.is(F::InHeading, around.heading);
            row.is(F::Question, around.question);
            let paragraph = around.own.paragraph;
            row.is(F::JustSpokeParagraph, around.before.is_some_and(|before| before == paragraph));
        }
    }

    /// The source as it stands.
    pub(super) fn of_phrase(&self, row: &mut Row, around: &Around<'_>) {
        let (own, parties) = (around.own, Parties::get());
        let noun = own.phrase.head.map_or("", |head| self.document.word(head).text());
        let [person, document, body] = sorts(noun);
        row.is(F::PhrasePerson, person);
        row.is(F::PhraseDocument, document);
        row.is(F::PhraseBody, body);
        row.is(F::PhraseNoun, !(person || document || body));
        let lower = noun.to_lowercase();
        let ends = lower.ends_with('s') && !lower.ends_with("ss") && !lower.ends_with("us");
        row.is(F::PhraseMany, parties.is_crowd(noun) || ends);
        let first = self.document.words(own.phrase.tokens).next().map_or("", |word| word.lower());
        row.is(F::PhraseThe, Words::get().lists.pointing.contains(first));
        row.is(F::PhraseCapital, !self.entities.mentions_in(own.phrase.tokens).is_empty());
        let mut words = self.document.words(own.phrase.tokens);
        row.is(F::NounSaidBefore, around.said_before);
        row.is(F::NounInRoles, around.in_roles);
        row.is(F::PhraseWho, words.any(|word| word.lower() == "who"));
        row.is(F::PhraseSingleWord, own.phrase.tokens.len() == 1);
        let mut words = self.document.words(own.phrase.tokens);
        row.is(
            F::PhraseSomeones,
            words.any(|w| w.token().is_possessive() || w.token().has(Class::Possessive)),
        );
    }

    /// The name within the source.
    pub(super) fn of_match(
        &self,
        row: &mut Row,
        around: &Around<'_>,
        candidate: &Candidate,
        entity: Option<&Entity>,
    ) {
        let (own, inside) = (around.own, around.own.phrase.tokens);
        let within = |spot: &&Spot| (inside.start..inside.end).contains(&spot.tokens.start);
        let words = || self.document.words(inside);
        if candidate.kind == CandidateKind::Joint {
            row.is(F::JointNamed, candidate.spots.is_empty());
            row.is(F::JointTwo, words().any(|w| Words::get().lists.pairs.contains(w.lower())));
            row.is(F::JointOwned, words().any(|w| w.token().is_possessive()));
            row.is(F::JointOf, words().any(|w| Words::get().lists.linking.contains(w.lower())));
            row.is(F::JointMany, candidate.names.len() > 2);
            row.is(F::InsideJoined, words().any(|w| w.lower() == "and"));
            return;
        }
        if candidate.kind == CandidateKind::Somebodys {
            return;
        }
        let spots: Vec<&Spot> =
            self.beside(around.window, candidate).iter().filter(within).collect();
        row.is(F::OtherNamed, spots.is_empty() && !self.entities.mentions_in(inside).is_empty());
        let Some(entity) = entity else { return };
        let shares = |word: &&String| own.phrase.words.contains(word);
        if candidate.kind == CandidateKind::Person {
            let mentions = self.entities.mentions_in(inside);
            let shared = mentions.iter().find(|mention| {
                let last = self.document.word(mention.tokens.end - 1).text();
                let others = self.entities.shared.get(&fold(last));
                let me =
                    |other: &usize| std::ptr::eq(&raw const self.entities.list[*other], entity);
                mention.words == 1 && others.is_some_and(|others| others.iter().any(me))
            });
            if let Some(shared) = shared {
                row.is(F::Shared, true);
                row.is(F::SharedHere, !spots.is_empty());
                let title = shared.tokens.start.checked_sub(1).map(|at| self.document.word(at));
                let told = title.and_then(|t| Parties::get().gender_of_title(t.text()));
                let word = self.document.word(shared.tokens.end - 1).text();
                let others = self.entities.shared.get(&fold(word));
                let others = others.map_or(&[][..], Vec::as_slice);
                let full = |other: usize| {
                    let before =
                        self.spots[other].partition_point(|s| s.tokens.start < around.own.token);
                    let mut before = self.spots[other][..before].iter().rev().take(NEAR);
                    let full = before.find(|spot| spot.words > 1);
                    (full.map_or(0, |spot| spot.tokens.end), self.spots[other].len())
                };
                let mine = candidate.entity.map(full).unwrap_or_default();
                row.is(F::SharedNearest, others.iter().all(|&other| full(other).0 <= mine.0));
                row.is(F::SharedMost, others.iter().all(|&other| full(other).1 <= mine.1));
                let own = entity.gender();
                row.is(F::SharedGender, told.is_some() && told == own);
                row.is(F::SharedOther, told.is_some() && own.is_some() && told != own);
            }
        }
        let Some(first) = spots.first() else {
            let mut named = self.entities.mentions_in(inside).iter();
            let apart = named.any(|mention| self.entities.list[mention.entity].namesake);
            if candidate.kind == CandidateKind::Person
                && !apart
                && (own.form.is_name() || own.form == Form::Many)
            {
                row.is(F::SharesWord, entity.words.iter().any(|word| shares(&word)));
                row.is(F::SharesLast, entity.words.last().is_some_and(|word| shares(&word)));
            }
            return;
        };
        let head = own.phrase.head;
        let is_head = spots
            .iter()
            .any(|spot| head.is_some_and(|h| (spot.tokens.start..spot.tokens.end).contains(&h)));
        // "A statement signed by Lind": who signed it says it.
        let releases = |spot: &&Spot| {
            candidate.kind == CandidateKind::Person
                && self.releases(inside.start, spot.tokens.start)
        };
        let is_head = is_head || spots.iter().any(releases);
        row.is(F::Inside, true);
        row.is(F::InsideHead, is_head);
        row.is(
            F::InsideApposed,
            spots.iter().any(|spot| spot.apposed && spot.tokens.start > inside.start),
        );
        row.is(F::InsideOwner, first.owner && !is_head);
        let starts = first.tokens.start == inside.start;
        row.is(F::InsideGoverned, first.governed && !is_head && !starts);
        row.is(F::InsideOther, !is_head && !first.owner && !first.governed && !first.apposed);
        row.is(F::InsideJoined, first.joined);
        row.is(F::InsideFull, spots.iter().any(|spot| spot.words > 1));
        row.is(F::InsideLast, spots.iter().any(|spot| spot.tokens.end + 1 >= inside.end));
        row.is(F::InsideFirst, first.tokens.start <= inside.start + 1);
        row.is(F::InsideWhole, first.tokens.len() + 1 >= inside.len());
    }

    /// Tells whether a name at `name` is that of who made what the source, from `start` on, is: "a statement
    /// |signed by| its chairman, Lind".
    fn releases(&self, start: usize, name: usize) -> bool {
        let before = Tokens::new(start, name.max(start));
        let mut words = self.document.words(before).rev().take(NEAR);
        let by = words.find(|word| word.token().has(Class::Preposition));
        let participle = words.next().filter(|_| by.is_some_and(|by| by.lower() == "by"));
        participle.is_some_and(|word| Words::get().lists.releasing.contains(word.lower()))
    }

    /// What is said of a candidate beside its name, against what the source says.
    pub(super) fn of_role(
        &self,
        row: &mut Row,
        around: &Around<'_>,
        candidate: &Candidate,
        entity: Option<&Entity>,
    ) {
        let own = around.own;
        let noun = own.phrase.noun.as_str();
        if matches!(candidate.kind, CandidateKind::Noun | CandidateKind::People) && !noun.is_empty()
        {
            let named = entity.is_some_and(|e| e.words.iter().any(|word| word == noun));
            row.is(F::SameNoun, candidate.noun == noun || named);
        }
        if candidate.kind == CandidateKind::Somebodys {
            let words = self.document.words(own.phrase.tokens);
            let pronoun = words.map(Word::lower).find(|w| matches!(*w, "his" | "her" | "their"));
            row.is(F::SomebodysPronoun, pronoun.is_some());
            let gender = match pronoun {
                Some("his") => Some(Gender::Male),
                Some("her") => Some(Gender::Female),
                _ => None,
            };
            let known = entity.and_then(Entity::gender);
            row.is(F::GenderFits, gender.is_some() && known == gender);
            row.is(F::GenderOther, gender.is_some() && known.is_some() && known != gender);
            return;
        }
        let described = own.form.is_described() || matches!(own.form, Form::Some | Form::BodyName);
        let Some(entity) = entity.filter(|_| described) else { return };
        let head = entity.role(noun);
        row.set(F::RoleHead, head);
        row.is(F::RoleAny, head > 0.0);
        row.is(F::RoleLike, Words::get().like(noun).iter().any(|other| entity.role(other) >= 0.5));
        let more: Vec<&String> = own.phrase.words.iter().filter(|word| *word != noun).collect();
        let said = more.iter().filter(|word| entity.role(word) > 0.0).count();
        let share = if more.is_empty() { 0.0 } else { said as f32 / more.len() as f32 };
        row.set(F::RoleWords, share);
        row.is(F::RoleAll, !more.is_empty() && head > 0.0 && said == more.len());
        row.is(F::RoleNone, candidate.kind == CandidateKind::Person && head <= 0.0);
        let body = candidate.kind != CandidateKind::Person;
        row.is(F::RoleTail, body && entity.words.last().is_some_and(|word| word == noun));
        row.is(F::RoleWithin, body && entity.words.iter().any(|word| word == noun));
        let [person, document, is_body] = sorts(noun);
        row.is(F::RolePerson, person);
        row.is(F::RoleDocument, document);
        row.is(F::RoleBody, is_body);
        let spots = self.beside(around.window, candidate).iter();
        let inside = own.phrase.tokens;
        let owns =
            |spot: &Spot| (inside.start..inside.end).contains(&spot.tokens.start) && spot.owner;
        row.is(F::RoleOwner, { spots }.any(owns));
    }
}
