//! Who may stand behind a source: every party that the article names, the phrase as it stands, those
//! who were described before, two who were named together, nobody. Proposes, never chooses.

use std::collections::HashSet;

use q7x2_domain::{Speaker, SpeakerType};

use super::super::entities::{Entities, Entity, EntityKind, Mention};
use super::super::names::fold;
use super::super::number::singular;
use super::super::parties::Parties;
use super::super::phrases::{head_of, head_phrase, title_word, without_article};
use super::super::words::Words;
use super::asked::Asked;
use super::entries::Entries;
use super::forms::Form;
use super::spots::Spot;
use crate::document::{Bytes, Document, Token, Tokens};

const THE: &str = "the";
/// How many sentences back a party without a name is at hand.
const FARTHEST: usize = 6;
/// How many places before a source are looked at.
const NEAR: usize = 64;
/// How many of them come into question.
const MOST_NOUNS: usize = 14;
/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CandidateKind {
    Person,
    Body,
    Place,
    People,
    /// The source as it stands, as people without names.
    PhraseGroup,
    /// As somebody without a name.
    PhraseUnnamed,
    /// As a body.
    PhraseBody,
    /// A noun phrase before: "a spokesman", who is "he" now.
    Noun,
    /// What somebody has: "his campaign".
    Somebodys,
    /// Two or more together.
    Joint,
    Nobody,
    /// The answer of the layers, where it is none of the others.
    Layers,
}

impl CandidateKind {
    /// How many there are.
    pub(crate) const COUNT: usize = 12;

    /// Tells whether it is the source as it stands.
    pub(super) fn is_phrase(self) -> bool {
        matches!(self, Self::PhraseGroup | Self::PhraseUnnamed | Self::PhraseBody)
    }

    /// Tells whether it gives a name, its own or somebody's.
    pub(super) fn is_named(self) -> bool {
        matches!(self, Self::Person | Self::Body | Self::Place | Self::Somebodys | Self::Joint)
    }

    /// Tells whether it is a party with a name of its own.
    pub(super) fn is_entity(self) -> bool {
        matches!(self, Self::Person | Self::Body | Self::Place | Self::People)
    }
}

/// Who may stand behind a source.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) kind: CandidateKind,
    /// The number of the entity.
    pub(super) entity: Option<usize>,
    /// The name or the phrase; empty for nobody.
    pub(crate) name: String,
    /// The names of those who speak together.
    pub(crate) names: Vec<String>,
    pub(crate) party: Option<SpeakerType>,
    /// What each is of those who speak together.
    pub(crate) each: Option<SpeakerType>,
    /// Whose it is: the person whose campaign or office speaks.
    pub(crate) of: Option<String>,
    /// Who made the document.
    pub(crate) maker: Option<String>,
    /// Where it stands, if it is no entity.
    pub(super) spots: Vec<Spot>,
    /// The head of a noun phrase, folded.
    pub(super) noun: String,
    /// Whether it was a source before.
    pub(super) spoke: bool,
}

impl Candidate {
    fn new(kind: CandidateKind, name: impl Into<String>, party: Option<SpeakerType>) -> Self {
        Self {
            kind,
            entity: None,
            name: name.into(),
            names: Vec::new(),
            party,
            each: None,
            of: None,
            maker: None,
            spots: Vec::new(),
            noun: String::new(),
            spoke: false,
        }
    }

    /// Tells whether it is the source as it stands.
    pub(crate) fn is_phrase(&self) -> bool {
        self.kind.is_phrase()
    }

    /// Returns where a noun phrase stands that was a source before.
    pub(crate) fn place(&self) -> Option<Tokens> {
        self.spots.last().filter(|_| self.spoke).map(|spot| spot.tokens)
    }

    /// Tells whether it is the layers' answer, and none of the others.
    pub(crate) fn is_layers(&self) -> bool {
        self.kind == CandidateKind::Layers
    }

    /// Returns what makes it the same party as a candidate of another source.
    pub(super) fn key(&self) -> Key {
        match (self.kind, self.entity) {
            (CandidateKind::Nobody, _) => Key::Nobody,
            (CandidateKind::Somebodys, Some(entity)) => Key::Somebodys(entity),
            (_, Some(entity)) => Key::Entity(entity),
            _ => Key::Phrase(fold(&self.name)),
        }
    }
}

/// The identity of a party within an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Entity(usize),
    Somebodys(usize),
    Phrase(String),
    Nobody,
}

/// What candidates are made of.
pub(crate) struct Proposing<'a> {
    pub(super) document: &'a Document,
    pub(super) entities: &'a Entities,
    pub(super) subjects: &'a [Bytes],
    entries: Entries,
}

impl<'a> Proposing<'a> {
    /// Reads what else candidates are made of.
    pub(crate) fn of(
        document: &'a Document,
        entities: &'a Entities,
        subjects: &'a [Bytes],
    ) -> Self {
        Self { document, entities, subjects, entries: Entries::of(document) }
    }

    /// Returns the candidates for one of the sources, and which of them the layers' answer is.
    pub(super) fn candidates(
        &self,
        asked: &[Asked],
        number: usize,
    ) -> (Vec<Candidate>, Option<usize>) {
        let own = &asked[number];
        let mut found = self.all_named();
        let entry = self.entries.before(own.at).filter(|_| own.form.is_pronoun());
        if let Some(entry) = entry {
            found.retain(|candidate| self.is_named_since(candidate, entry, own.at));
        }
        let generation = own.source.and_then(|source| self.other_generation(source));
        let other = |name: &str| {
            let last = name.rsplit(' ').next().unwrap_or_default();
            generation.is_some_and(|other| other.contains(&fold(last)))
        };
        found.retain(|candidate| !other(&candidate.name));
        if let Some(source) = own.source {
            self.phrase(own, source, &mut found);
        }
        let reaches = own.form.is_pronoun() && !matches!(own.form, Form::I)
            || own.form.is_definite()
            || matches!(own.form, Form::None | Form::Relative | Form::Some | Form::Many);
        if reaches {
            self.nouns(asked, number, &mut found);
        }
        if matches!(own.form, Form::They | Form::Many | Form::Some | Form::We | Form::Relative) {
            self.pair(own, &mut found);
        }
        found.push(Candidate::new(CandidateKind::Nobody, "", None));
        let known = |speaker: &&Speaker| {
            !other(&speaker.name)
                && (entry.is_none() || found.iter().any(|candidate| candidate.name == speaker.name))
        };
        let layers = own.layers.as_deref().filter(known);
        let pick = pick_of(layers, self.entities, &mut found);
        (found, pick)
    }

    /// Tells whether a party is named between the head of an entry of a live blog and a place in it.
    fn is_named_since(&self, candidate: &Candidate, entry: usize, at: usize) -> bool {
        candidate.entity.is_none_or(|entity| {
            let mut places = self.entities.of_entity(entity).map(|mention| mention.bytes.start);
            places.any(|place| (entry..at).contains(&place))
        })
    }

    /// Returns the suffixes of those whom a source cannot mean: "junior" for "the elder Lind".
    fn other_generation(&self, source: Bytes) -> Option<&'static HashSet<String>> {
        let lists = &Words::get().lists;
        let mut words = self.document.words_in(source).map(Token::lower);
        words.find_map(|word| match word {
            _ if lists.younger.contains(word) => Some(&lists.seniors),
            _ if lists.elder.contains(word) => Some(&lists.juniors),
            _ => None,
        })
    }

    fn all_named(&self) -> Vec<Candidate> {
        let of = |(number, entity): (usize, &Entity)| {
            let kind = match entity.kind {
                EntityKind::Person => CandidateKind::Person,
                EntityKind::Body => CandidateKind::Body,
                EntityKind::Place => CandidateKind::Place,
                EntityKind::People => CandidateKind::People,
            };
            let candidate = Candidate::new(kind, entity.name.clone(), Some(entity.party()));
            Candidate { entity: Some(number), ..candidate }
        };
        self.entities
            .list
            .iter()
            .enumerate()
            .filter(|(_, e)| !e.mentions.is_empty())
            .map(of)
            .collect()
    }

    /// The source as it stands, those it names together, and what it says somebody has.
    fn phrase(&self, own: &Asked, source: Bytes, found: &mut Vec<Candidate>) {
        let name = cut(self.document.slice(source));
        let several = !matches!(own.form, Form::He | Form::She | Form::I | Form::It);
        if several && !name.is_empty() {
            let owner = self.owner(own);
            for (kind, party) in [
                (CandidateKind::PhraseGroup, SpeakerType::Group),
                (CandidateKind::PhraseUnnamed, SpeakerType::Unnamed),
                (CandidateKind::PhraseBody, SpeakerType::Organization),
            ] {
                let of = owner.clone().filter(|_| party != SpeakerType::Unnamed);
                found.push(Candidate { of, ..Candidate::new(kind, name, Some(party)) });
            }
            if let (Some(document), Some(last)) = (self.written(own), found.last_mut()) {
                *last = document;
            }
        }
        let inside = self.entities.mentions_in(own.phrase.tokens);
        let mut people: Vec<usize> = Vec::new();
        let mut bodies: Vec<usize> = Vec::new();
        // "Lind |of Ode| and Holm" are two, but "a team of Lind and Ode" names both.
        let opens = self.opens_with(own.phrase.tokens, inside);
        let from = |mention: &&Mention| {
            let mut before = self.document.words(Tokens::new(0, mention.tokens.start)).rev();
            let before = before.find(|word| word.lower() != THE);
            let of = before.is_some_and(|word| matches!(word.lower(), "of" | "from"));
            !(opens && of)
        };
        for mention in inside.iter().filter(from) {
            let of_kind = match self.entities.list[mention.entity].kind {
                EntityKind::Person => &mut people,
                EntityKind::Body | EntityKind::Place => &mut bodies,
                EntityKind::People => continue,
            };
            if !of_kind.contains(&mention.entity) {
                of_kind.push(mention.entity);
            }
        }
        for (all, each) in [(people, SpeakerType::Person), (bodies, SpeakerType::Organization)] {
            if all.len() > 1 && self.is_list(inside, opens) {
                found.push(self.together(&all, each, Vec::new()));
            }
        }
        let noun = own.phrase.noun.as_str();
        if Words::get().lists.somebodys.contains(noun) && inside.is_empty() {
            let owners = self.entities.list.iter().enumerate();
            let owners =
                owners.filter(|(_, e)| e.kind == EntityKind::Person && !e.mentions.is_empty());
            let body = Parties::get().is_body(noun);
            let party = if body { SpeakerType::Organization } else { SpeakerType::Group };
            for (number, owner) in owners {
                let surname = owner.name.rsplit(' ').next().unwrap_or(&owner.name);
                let name = format!("{surname} {noun}");
                let candidate = Candidate::new(CandidateKind::Somebodys, name, Some(party));
                let of = Some(owner.name.clone());
                found.push(Candidate { entity: Some(number), of, ..candidate });
            }
            // "His office" says that it is somebody's: the name tells whose, where anybody may have it.
            let whose = self.document.words_in(source).next().map(Token::lower);
            let told = found.iter().any(|candidate| candidate.kind == CandidateKind::Somebodys);
            if told && matches!(whose, Some("his" | "her")) {
                let bare = |candidate: &Candidate| candidate.kind == CandidateKind::PhraseBody;
                found.retain(|candidate| !bare(candidate) || candidate.maker.is_some());
            }
        }
    }

    /// The person whose campaign or office a source is: "Lind’s team".
    fn owner(&self, own: &Asked) -> Option<String> {
        let somebodys = Words::get().lists.somebodys.contains(&own.phrase.noun);
        let inside = self.entities.mentions_in(own.phrase.tokens).iter();
        let people = inside.map(|mention| &self.entities.list[mention.entity]);
        let owner = { people }.find(|entity| entity.kind == EntityKind::Person);
        let owner = owner.or_else(|| self.titled_owner(own));
        owner.filter(|_| somebodys).map(|owner| owner.name.clone())
    }

    /// The only person named before who bears the title that owns a source: "|the mayor’s| office".
    fn titled_owner(&self, own: &Asked) -> Option<&Entity> {
        let tokens = own.phrase.tokens;
        let owner = self.document.words(tokens).position(|word| word.token().is_possessive())?;
        let title = self.document.word((tokens.start + owner).checked_sub(1)?);
        let title = title_word(title.text());
        let bears = |entity: &&Entity| {
            let first = entity.mentions.first().map(|&at| self.entities.mentions[at].bytes.start);
            let before = first.is_some_and(|first| first < own.at);
            entity.kind == EntityKind::Person && before && entity.role(&title) >= 1.0
        };
        let mut bearers = self.entities.list.iter().filter(bears);
        bearers.next().filter(|_| bearers.next().is_none())
    }

    /// The document that a source is, with its maker where that is told: "a poll by the Ode Institute" is
    /// the Ode Institute poll.
    fn written(&self, own: &Asked) -> Option<Candidate> {
        let noun = self.document.word(own.phrase.head?).lower();
        let one = singular(noun).filter(|one| Words::get().lists.documents.contains(one));
        if one.is_none() && !Words::get().lists.documents.contains(noun) {
            return None;
        }
        let inside = self.entities.mentions_in(own.phrase.tokens).iter();
        // "The Water Act": the name of the document is nobody's who made it.
        let named = |word: &str| Words::get().lists.statutes.contains(word);
        let apart = |mention: &&Mention| {
            let own = mention.tokens.holds(own.phrase.head.unwrap_or_default());
            !own || mention.words > 1 && !named(noun)
        };
        let mut inside = inside.filter(apart).map(|mention| &self.entities.list[mention.entity]);
        let body = inside.find(|entity| entity.kind == EntityKind::Body);
        let phrase = cut(self.document.slice(own.source?));
        let name = match body {
            Some(body) if !body.name.to_lowercase().ends_with(noun) => {
                format!("{} {noun}", body.name)
            }
            _ => phrase.to_owned(),
        };
        let maker = body.or_else(|| self.sender(own)).map(|maker| maker.name.clone());
        let party = Some(SpeakerType::Document);
        Some(Candidate { maker, ..Candidate::new(CandidateKind::PhraseBody, name, party) })
    }

    /// The person who ends the phrase of what is written, and wrote it: "an e-mail from the mayor, Ada Lind".
    fn sender(&self, own: &Asked) -> Option<&Entity> {
        let tokens = own.phrase.tokens;
        let last = self.entities.mentions_in(tokens).last()?;
        let entity = &self.entities.list[last.entity];
        let between =
            Tokens::new(own.phrase.head? + 1, last.tokens.start.max(own.phrase.head? + 1));
        let from = self.document.words(between).next()?;
        let sends = matches!(from.lower(), "from" | "by");
        let ends = last.tokens.end == tokens.end && entity.kind == EntityKind::Person;
        (ends && sends).then_some(entity)
    }

    fn together(&self, people: &[usize], each: SpeakerType, spots: Vec<Spot>) -> Candidate {
        let names: Vec<String> =
            people.iter().map(|&person| self.entities.list[person].name.clone()).collect();
        let name = names.join(" and ");
        let candidate = Candidate::new(CandidateKind::Joint, name, Some(each));
        Candidate { names, spots, each: Some(each), ..candidate }
    }

    /// Those without a name who stand before: subjects of clauses, and earlier sources.
    fn nouns(&self, asked: &[Asked], number: usize, found: &mut Vec<Candidate>) {
        let own = &asked[number];
        let reach = if own.form == Form::None { FARTHEST / 2 } else { FARTHEST };
        let mut seen: HashSet<String> = HashSet::new();
        let near =
            |at: usize| self.document.sentence_at(at).unwrap_or_default() + reach >= own.sentence;
        let earlier = asked[..number].iter().rev().take(NEAR).take_while(|asked| near(asked.at));
        let earlier = earlier.filter(|a| a.form.is_described());
        let spoke = earlier.filter_map(|asked| asked.source).map(|source| (source, true));
        let before = self.subjects.partition_point(|subject| subject.start < own.at);
        let subjects = self.subjects[..before].iter().rev().take(NEAR);
        let subjects = subjects.take_while(|s| near(s.start)).map(|&subject| (subject, false));
        for (place, spoke) in spoke.chain(subjects) {
            if seen.len() >= MOST_NOUNS {
                break;
            }
            let sentence = self.document.sentence_at(place.start).unwrap_or_default();
            if place.start >= own.at || own.source.is_some_and(|s| s.holds(place.start)) {
                continue;
            }
            let Some(candidate) = self.noun(place, sentence, spoke) else { continue };
            if seen.insert(candidate.name.to_lowercase()) {
                found.push(candidate);
            }
        }
        if own.form == Form::Relative
            && let Some(place) = super::super::pronouns::antecedent(self.document, own.at)
        {
            let sentence = self.document.sentence_at(place.start).unwrap_or_default();
            let known = self.noun(place, sentence, false);
            found.extend(known.filter(|known| seen.insert(known.name.to_lowercase())));
        }
    }

    /// A noun phrase as a party; nothing where it is a name or a pronoun.
    fn noun(&self, place: Bytes, sentence: usize, spoke: bool) -> Option<Candidate> {
        let text = self.document.slice(place);
        let name = cut(text);
        let head = head_of(head_phrase(name));
        let tokens = self.document.tokens_in(place);
        let end = self
            .document
            .tokens_in(Bytes::new(place.start, place.start + head_phrase(text).len()))
            .end;
        let named = (tokens.start..end).rev().find_map(|at| self.entities.mention_at(at));
        let closes = named.is_some_and(|mention| mention.tokens.end >= end);
        let first = self.document.words(tokens).next()?;
        let pronoun = first.token().has(crate::lexicon::Class::Subject) && tokens.len() == 1;
        if head.is_empty()
            || closes
            || pronoun
            || super::super::pronouns::Pronoun::of(text).is_some()
        {
            return None;
        }
        let party = Parties::get().type_of_head(head);
        let spot = Spot::at(
            self.document,
            self.subjects,
            Tokens::new(tokens.start, end.max(tokens.start + 1)),
            1,
            (sentence, self.document.paragraph_at(place.start)),
        );
        // "The mayor" of whom the article tells the name is somebody with a name.
        let definite = first.lower() == THE;
        let bears = |entity: &Entity| {
            entity.kind == EntityKind::Person && entity.role(&title_word(head)) >= 1.0
        };
        let before = |entity: &Entity| {
            let first = entity.mentions.first().map(|&at| self.entities.mentions[at].bytes.start);
            first.is_some_and(|first| first < place.start)
        };
        if definite && self.entities.list.iter().any(|entity| bears(entity) && before(entity)) {
            return None;
        }
        let candidate = Candidate::new(CandidateKind::Noun, name, Some(party));
        Some(Candidate { noun: title_word(head), spots: vec![spot], spoke, ..candidate })
    }

    /// The two who were last named together.
    fn pair(&self, own: &Asked, found: &mut Vec<Candidate>) {
        let mentions = &self.entities.mentions;
        let before = mentions.partition_point(|mention| mention.bytes.start < own.at);
        let person = |entity: usize| self.entities.list[entity].kind == EntityKind::Person;
        for pair in mentions[..before].windows(2).rev().take(16) {
            let [first, second] = [&pair[0], &pair[1]];
            if second.sentence + 4 < own.sentence {
                break;
            }
            let between = Tokens::new(first.tokens.end, second.tokens.start.max(first.tokens.end));
            let joined =
                between.len() < 4 && self.document.words(between).any(|word| word.lower() == "and");
            if joined
                && first.entity != second.entity
                && person(first.entity)
                && person(second.entity)
            {
                let spot = Spot::at(
                    self.document,
                    self.subjects,
                    Tokens::new(first.tokens.start, second.tokens.end),
                    2,
                    (first.sentence, first.paragraph),
                );
                found.push(self.together(
                    &[first.entity, second.entity],
                    SpeakerType::Person,
                    vec![spot],
                ));
                return;
            }
        }
    }
}

/// Returns a phrase as the name of whom it describes: without article, relative clause and what stands
/// after commas, dashes and brackets.
pub(super) fn cut(phrase: &str) -> &str {
    let phrase = phrase.trim_matches(|c: char| matches!(c, '“' | '”' | '"' | ' ' | ','));
    let marks = [",", " (", " who ", " that ", " which ", " –", " —", "\n"];
    let end = marks.iter().filter_map(|mark| phrase.find(mark)).filter(|&at| at > 0).min();
    without_article(phrase[..end.unwrap_or(phrase.len())].trim())
}

/// Finds the layers' answer among the candidates, and adds it where it is none of them.
fn pick_of(
    layers: Option<&Speaker>,
    entities: &Entities,
    found: &mut Vec<Candidate>,
) -> Option<usize> {
    let Some(speaker) = layers else {
        return found.iter().position(|candidate| candidate.kind == CandidateKind::Nobody);
    };
    let words: Vec<String> = speaker.name.split(' ').map(fold).filter(|w| !w.is_empty()).collect();
    let known = match speaker.kind {
        SpeakerType::Person => {
            let person = |candidate: &Candidate| {
                candidate.entity.filter(|_| candidate.kind == CandidateKind::Person)
            };
            let of = |test: &dyn Fn(&[String]) -> bool| {
                let fits = |c: &Candidate| {
                    person(c).is_some_and(|entity| test(&entities.list[entity].words))
                };
                found.iter().position(fits)
            };
            of(&|known| known == words).or_else(|| of(&|known| is_called(known, &words)))
        }
        kind => {
            let alike = |candidate: &Candidate| {
                let own: Vec<String> = candidate.name.split(' ').map(fold).collect();
                let both = own.iter().filter(|word| words.contains(word)).count();
                let all = own.len() + words.len() - both;
                let joint = kind == SpeakerType::Group && candidate.kind == CandidateKind::Joint;
                (joint || candidate.party == Some(kind)) && both * 10 >= all * 6
            };
            let same = |c: &Candidate| {
                c.entity.is_some() && c.party == Some(kind) && c.name == speaker.name
            };
            let entity = found.iter().position(same);
            let phrase = || found.iter().position(|c| c.kind.is_phrase() && alike(c));
            entity.or_else(phrase).or_else(|| found.iter().position(alike))
        }
    };
    if known.is_some() {
        return known;
    }
    let candidate = Candidate::new(CandidateKind::Layers, speaker.name.clone(), Some(speaker.kind));
    found.push(candidate);
    Some(found.len() - 1)
}

/// Tells whether two names may be one person's.
fn is_called(known: &[String], words: &[String]) -> bool {
    let (Some(last), Some(first)) = (words.last(), words.first()) else { return false };
    if words.len() == 1 {
        return known.contains(last);
    }
    let turned = known.len() == 2 && known.iter().rev().eq(words.iter());
    turned
        || known.last() == Some(last)
            && (known.len() == 1 || words.contains(&known[0]) || known.contains(first))
}
