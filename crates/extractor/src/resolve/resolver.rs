//! The resolver of one article: what the layers look at. Each layer is a file that adds its question
//! to it; their order is in `order`.

use std::sync::Arc;

use q7x2_domain::{Article, ArticleId, LinkReason, SharedSpeakers, Speaker, SpeakerType};
use q7x2_gazetteer::{Day, Gazetteer, day_of};
use q7x2_names::speaker_id;

use super::bodies::Bodies;
use super::candidates::{Heard, Surroundings, Told, Turns};
use super::labels::shouts;
use super::people::People;
use crate::document::{Bytes, Document, LineClass, Tokens};
use crate::link::Attribution;
use crate::tag::subjects;

/// Capitals of no more letters may be initials.
const INITIALS: usize = 3;
/// How many sources, subjects and contents near a place are looked at.
pub(super) const SIDE_BY_SIDE: usize = 8;

/// Resolves the sources of one article, in text order.
pub(crate) struct Resolver<'a> {
    pub(super) article: ArticleId,
    pub(super) document: &'a Document,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) people: People<'a>,
    pub(super) bodies: Bodies<'a>,
    /// When the article was published.
    pub(super) day: Option<Day>,
    pub(super) turns: Turns,
    /// What was said, of all attributions.
    pub(super) told: Told,
    /// Where a transcript names who speaks.
    pub(super) labels: Vec<Bytes>,
    /// The subjects of all clauses.
    pub(super) subjects: Vec<Bytes>,
    /// The first subject that was not heard of yet.
    pub(super) next_subject: usize,
    /// Who spoke and was spoken of so far.
    pub(super) heard: Vec<Heard>,
    /// Whether the attribution at hand answers somebody.
    pub(super) answers: bool,
    /// What was said so far, and by whom.
    pub(super) spoken: Vec<(Bytes, Arc<Speaker>)>,
    /// The parties that were named as speakers so far.
    pub(super) known: SharedSpeakers,
}

/// What became of a source.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    /// Who speaks; `None` when it is not known.
    pub(crate) speaker: Option<Arc<Speaker>>,
    /// Who speaks together with the speaker.
    pub(crate) joint: Vec<Speaker>,
    /// Who else it may be: the likeliest of those who were not taken.
    pub(crate) next_candidate: Option<Arc<Speaker>>,
    /// Who it is if the speaker is not, and how likely then; not only where that is worth naming.
    pub(crate) instead: Option<(Arc<Speaker>, f32)>,
    /// How likely the speaker is the right one, from 0 to 1; 0 where nobody was asked.
    pub(crate) likely: f32,
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
            labels: labels(document, attributions),
            subjects: subjects.filter(|subject| !document.is_furniture(subject.start)).collect(),
            next_subject: 0,
            heard: Vec::new(),
            answers: false,
            spoken: Vec::new(),
            known: SharedSpeakers::default(),
        }
    }

    /// Returns what stands around a pronoun.
    pub(super) fn surroundings(&self) -> Surroundings<'_> {
        let Self { people, heard, turns, told, document, answers, .. } = self;
        let quotations = document.quotations();
        Surroundings { people, heard, turns, told, quotations, answers: *answers }
    }

    /// Returns a party by its name, with what is known of it.
    pub(super) fn speaker(
        &self,
        name: &str,
        kind: SpeakerType,
        link_reason: LinkReason,
    ) -> Speaker {
        // However the article spells somebody, the id is that of one person.
        let known = (kind == SpeakerType::Person).then(|| self.gazetteer.canonical(name)).flatten();
        let (canonical, is_users) = known.unwrap_or((name, false));
        Speaker {
            id: speaker_id(canonical, kind, self.article),
            name: if is_users { canonical.to_owned() } else { straight(name) },
            kind,
            link_reason,
            facts: self.gazetteer.facts(canonical, kind),
        }
    }
}

/// Returns the labels of a transcript that end in capitals: sources that open their lines, and a mark right
/// behind.
fn labels(document: &Document, attributions: &[Attribution]) -> Vec<Bytes> {
    let marked = |cue: Bytes| document.run(cue).iter().all(|token| !token.is_word());
    let prose = |at: usize| document.line_at(at).filter(|line| line.class == LineClass::Prose);
    let label = |told: &Attribution| {
        let (source, cue) = (told.source?, told.cue?);
        let opens = prose(source.start).is_some_and(|line| line.bytes.start == source.start);
        (opens && marked(cue) && cue.start >= source.end).then_some(source)
    };
    let mut found: Vec<Bytes> = attributions.iter().filter_map(label).collect();
    // One alone may be a heading: "FLOOD: …". Beside it somebody else speaks, or asks.
    let asks = |told: &Attribution| {
        let cue = told.cue.filter(|cue| told.source.is_none() && prose(cue.start).is_some());
        cue.is_some_and(|cue| marked(cue) || document.slice(cue) == "Q")
    };
    let several = found.iter().any(|one| document.slice(*one) != document.slice(found[0]));
    if !several && !attributions.iter().any(asks) {
        return Vec::new();
    }
    let shouted = |label: &Bytes| {
        let words = document.tokens_in(*label);
        let last = document.words(words).rev().find(|word| word.token().is_word());
        // "OL:" may be the initials of somebody, or of an outlet.
        let named = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > INITIALS;
        last.is_some_and(|last| {
            named(last.text()) && shouts(document, Tokens::new(last.at, words.end))
        })
    };
    found.retain(shouted);
    found.sort_unstable();
    found.dedup();
    found
}

/// Writes a name with straight apostrophes, as whoever looks it up types them and other outlets print it.
pub(super) fn straight(name: &str) -> String {
    name.replace(['’', '‘', 'ʼ'], "'")
}
