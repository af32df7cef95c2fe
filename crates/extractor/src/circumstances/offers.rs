//! What comes into question as a circumstance of an attribution: the phrases of its sentence and of
//! those beside it, what the rules propose, and what they proposed for statements before it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use q7x2_domain::Speaker;

use super::found::{Circumstance, Circumstances};
use super::marks::Marks;
use super::phrases::{Lead, Phrase, Sort, lead, phrases};
use super::proposed::Proposing;
use super::shape::shape;
use super::value::named;
use crate::document::{Bytes, Document, TokenKind, Tokens};
use crate::lexicon::Class;
use crate::link::Attribution;
use crate::time::{Date, Expression};

/// How many sentences before that of the cue are looked at.
const BEFORE: usize = 2;
/// How many words at either end of a content may be none of it.
const EDGE: usize = 10;
/// How many statements before may share their circumstances.
const EARLIER: usize = 3;
/// Of how many sentences the phrases are kept: attributions that follow one another look at the same.
const KEPT: usize = 16;
/// How many contents of an attribution are looked at.
const CONTENTS: usize = 8;

named! {
    /// Where a phrase stands beside an attribution.
    Place {
        /// In the source.
        Source,
        /// In the cue.
        Cue,
        /// At the start of the content.
        Opening,
        /// At the end of the content.
        Ending,
        /// Before source and cue, in the sentence.
        Before,
        /// Between source and cue.
        Between,
        /// After the cue, before any content.
        After,
        /// After the cue and the content.
        Later,
        /// In the sentence before, of the same paragraph.
        Previous,
        /// In the sentence before, of another paragraph.
        Paragraph,
        /// Two sentences before.
        Far,
        /// In the next sentence of the paragraph.
        Next,
    }
}

named! {
    /// How a phrase agrees with what the rules propose.
    Agrees {
        /// They propose nothing.
        Nothing,
        /// They propose something else.
        Else,
        /// They propose something that overlaps it.
        Overlaps,
        /// They propose this.
        Same,
    }
}

/// A phrase as a circumstance of an attribution.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(super) phrase: Phrase,
    pub(super) place: Place,
    /// How many words lie between it and the cue.
    pub(super) distance: usize,
    /// Whether a comma, a verb, somebody else's cue or a content lies between.
    pub(super) between: [bool; 4],
    /// Whether the sentence begins with it, or with the word that leads it.
    pub(super) starts: bool,
    /// How many words of the content it opens stand before it.
    pub(super) offset: Option<usize>,
    /// Whether no phrase of its sort is nearer to the cue.
    pub(super) nearest: bool,
    /// For each circumstance, what the rules propose.
    pub(super) agrees: [Agrees; Circumstance::COUNT],
    /// For each circumstance, whether it was proposed for a statement before it: how many before, and
    /// whether the speaker is the same.
    pub(super) earlier: [Option<(usize, bool)>; Circumstance::COUNT],
}

/// What is known of an attribution as a whole.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) told: &'a Attribution,
    pub(super) sentence: usize,
    /// The tokens of the cue, or of what stands for it.
    pub(super) cue: Tokens,
    pub(super) source: Option<Tokens>,
    pub(super) contents: Vec<Tokens>,
    /// In whose content the cue stands.
    layer: Option<usize>,
}

/// The attributions of a text with everything that comes into question beside them.
#[derive(Debug)]
pub(super) struct Offers<'a> {
    pub(super) document: &'a Document,
    outlet: Option<&'a str>,
    pub(super) attributions: &'a [Attribution],
    pub(super) marks: Marks,
    /// What the rules propose for each attribution.
    pub(super) proposed: Vec<Circumstances>,
    /// Who speaks.
    speakers: &'a [Option<Arc<Speaker>>],
    /// The phrases of the sentences that were looked at last.
    phrases: RefCell<VecDeque<(usize, Rc<[Phrase]>)>>,
}

impl<'a> Offers<'a> {
    pub(super) fn new(
        document: &'a Document,
        outlet: Option<&'a str>,
        attributions: &'a [Attribution],
        speakers: &'a [Option<Arc<Speaker>>],
    ) -> Self {
        let rules = Proposing::new(document, outlet, attributions);
        Self {
            document,
            outlet,
            attributions,
            marks: Marks::new(document, attributions),
            proposed: attributions.iter().map(|told| rules.of(told)).collect(),
            speakers,
            phrases: RefCell::default(),
        }
    }

    /// Returns what is known of an attribution; nothing where it has no place in a sentence.
    pub(super) fn scene(&self, number: usize) -> Option<Scene<'a>> {
        let told = &self.attributions[number];
        let anchor = told.cue.or(told.source).or(told.contents.first().copied())?;
        let sentence = self.document.sentence_at(anchor.start)?;
        let tokens = |bytes: Bytes| self.document.tokens_in(bytes);
        // Without a cue, what stands for it is the end of the source.
        let cue = match (told.cue, told.source) {
            (Some(cue), _) => tokens(cue),
            (None, Some(source)) => Tokens::at(tokens(source).end),
            (None, None) => Tokens::at(tokens(anchor).start),
        };
        Some(Scene {
            told,
            sentence,
            cue,
            source: told.source.map(tokens),
            contents: told.contents.iter().take(CONTENTS).map(|content| tokens(*content)).collect(),
            layer: self.marks.content(tokens(anchor).start).filter(|owner| *owner != number),
        })
    }

    /// Returns what comes into question beside an attribution.
    pub(super) fn of(&self, number: usize, scene: &Scene<'_>) -> Vec<Offer> {
        let mut found: Vec<Offer> = Vec::new();
        let last = self.document.sentences().len();
        for sentence in scene.sentence.saturating_sub(BEFORE)..(scene.sentence + 2).min(last) {
            let phrases = self.phrases_of(sentence);
            let offers = phrases.iter();
            found.extend(offers.filter_map(|phrase| self.offer(number, scene, sentence, phrase)));
        }
        self.add_proposed(number, scene, &mut found);
        for at in 0..found.len() {
            let nearer = |other: &Offer| {
                other.phrase.sort == found[at].phrase.sort && other.distance < found[at].distance
            };
            found[at].nearest = !found.iter().any(nearer);
        }
        found
    }

    /// Adds what the rules propose for it, or proposed for a statement before it, and what is no phrase.
    fn add_proposed(&self, number: usize, scene: &Scene<'_>, found: &mut Vec<Offer>) {
        let mut add = |bytes: Bytes, time: Option<Expression>| {
            if bytes.is_empty() || found.iter().any(|offer| offer.phrase.bytes == bytes) {
                return;
            }
            let words = self.document.tokens_in(bytes);
            let Some(sentence) = self.document.sentence_at(bytes.start) else { return };
            if words.is_empty() {
                return;
            }
            let from = self.tokens_of(sentence).start;
            let (lead, how) = lead(self.document, from, words.start);
            let head = words.end - 1;
            let shape = shape(self.document, self.outlet, words, head);
            let sort = Sort::Proposed;
            let phrase = Phrase { words, bytes, head, lead, how, sort, shape, time };
            found.extend(self.offer(number, scene, sentence, &phrase));
        };
        let first = number.saturating_sub(EARLIER);
        for proposed in &self.proposed[first..=number] {
            for bytes in [proposed.addressee, proposed.channel].into_iter().flatten() {
                let time = Expression { bytes, date: Date::Words, clock: None };
                add(bytes, Some(time));
            }
            if let Some(time) = &proposed.time {
                add(time.bytes, Some((**time).clone()));
            }
        }
    }

    fn phrases_of(&self, sentence: usize) -> Rc<[Phrase]> {
        let mut kept = self.phrases.borrow_mut();
        if let Some((_, known)) = kept.iter().find(|(number, _)| *number == sentence) {
            return Rc::clone(known);
        }
        let cut: Rc<[Phrase]> =
            phrases(self.document, self.outlet, self.tokens_of(sentence)).into();
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((sentence, Rc::clone(&cut)));
        cut
    }

    fn tokens_of(&self, sentence: usize) -> Tokens {
        self.document.tokens_in(Bytes::from(&self.document.sentences()[sentence].bytes))
    }

    /// Returns a phrase as a circumstance of an attribution, unless it cannot be one.
    fn offer(
        &self,
        number: usize,
        scene: &Scene<'_>,
        sentence: usize,
        phrase: &Phrase,
    ) -> Option<Offer> {
        let place = self.place(number, scene, sentence, phrase)?;
        let (start, end) = (phrase.words.start, phrase.words.end);
        let gap = if end <= scene.cue.start {
            end..scene.cue.start
        } else {
            scene.cue.end.min(start)..start
        };
        // Far off, what lies between makes no difference.
        let near = gap.len() < 60;
        let gap = if near { gap } else { 0..0 };
        let tokens = self.document.tokens();
        let foreign = |owner: Option<usize>| owner.is_some_and(|owner| owner != number);
        let own = |at: &usize| self.marks.content(*at) == Some(number);
        let open = gap.clone().filter(|at| !own(at));
        let between = [
            open.clone().any(|at| tokens[at].kind == TokenKind::Comma),
            open.clone().any(|at| tokens[at].has(Class::Auxiliary) || tokens[at].has(Class::Verb)),
            gap.clone().any(|at| foreign(self.marks.cue(at))),
            gap.clone().any(|at| own(&at)),
        ];
        let distance = if near { open.filter(|&at| tokens[at].is_word()).count() } else { 99 };
        let agrees = |what: Circumstance| match what.of(&self.proposed[number]) {
            None => Agrees::Nothing,
            Some(proposed) if proposed == phrase.bytes => Agrees::Same,
            Some(proposed) if proposed.overlaps(phrase.bytes) => Agrees::Overlaps,
            Some(_) => Agrees::Else,
        };
        let earlier = |what: Circumstance| {
            let before = (1..=EARLIER.min(number)).map(|back| (back, number - back));
            let mut proposed = before.filter(|(_, at)| {
                what.of(&self.proposed[*at]).is_some_and(|bytes| bytes.overlaps(phrase.bytes))
            });
            proposed.next().map(|(back, at)| (back, self.is_same_speaker(at, number)))
        };
        let content = scene.contents.iter().find(|content| content.holds(start));
        Some(Offer {
            phrase: phrase.clone(),
            place,
            distance,
            between,
            starts: start <= self.tokens_of(sentence).start + 1,
            offset: content
                .filter(|_| place == Place::Opening)
                .map(|content| start - content.start),
            nearest: false,
            agrees: Circumstance::ALL.map(agrees),
            earlier: Circumstance::ALL.map(earlier),
        })
    }

    pub(super) fn is_same_speaker(&self, a: usize, b: usize) -> bool {
        let id = |number: usize| self.speakers[number].as_ref().map(|speaker| &speaker.id);
        id(a).is_some() && id(a) == id(b)
    }

    fn place(
        &self,
        number: usize,
        scene: &Scene<'_>,
        sentence: usize,
        phrase: &Phrase,
    ) -> Option<Place> {
        let (start, end) = (phrase.words.start, phrase.words.end);
        let inside = |tokens: Tokens| tokens.start <= start && start < tokens.end;
        if scene.source.is_some_and(inside) {
            return Some(Place::Source);
        }
        if inside(scene.cue) {
            return Some(Place::Cue);
        }
        if let Some(content) = scene.contents.iter().find(|content| inside(**content)) {
            return if start < content.start + EDGE {
                Some(Place::Opening)
            } else if end + EDGE > content.end {
                Some(Place::Ending)
            } else {
                None
            };
        }
        let owner = self.marks.content(start);
        if owner.is_some() && owner != scene.layer && owner != Some(number) {
            return None;
        }
        let paragraph = |sentence: usize| {
            self.document.paragraph_at(self.document.sentences()[sentence].bytes.start)
        };
        if sentence < scene.sentence {
            return Some(match scene.sentence - sentence {
                1 if paragraph(sentence) == paragraph(scene.sentence) => Place::Previous,
                1 => Place::Paragraph,
                _ => Place::Far,
            });
        }
        if sentence > scene.sentence {
            return (paragraph(sentence) == paragraph(scene.sentence)).then_some(Place::Next);
        }
        let first =
            scene.source.map_or(scene.cue.start, |source| source.start.min(scene.cue.start));
        let last = scene.source.map_or(scene.cue.end, |source| source.end.max(scene.cue.end));
        let content_after = scene.contents.iter().find(|content| content.start >= scene.cue.end);
        Some(if end <= first {
            Place::Before
        } else if start < last {
            Place::Between
        } else if content_after.is_some_and(|content| content.end <= start) {
            Place::Later
        } else {
            Place::After
        })
    }
}

impl Offer {
    /// Tells whether it stands in another sentence than the cue.
    fn is_elsewhere(&self) -> bool {
        matches!(self.place, Place::Far | Place::Paragraph | Place::Previous | Place::Next)
    }

    /// Tells whether it comes into question for a circumstance.
    pub(super) fn is_for(&self, what: Circumstance) -> bool {
        let proposed =
            self.agrees[what as usize] == Agrees::Same || self.earlier[what as usize].is_some();
        let noun = self.phrase.sort == Sort::Noun;
        let far = matches!(self.place, Place::Far | Place::Paragraph);
        proposed
            || match what {
                Circumstance::Addressee => noun && !(far && self.phrase.how == Lead::Other),
                Circumstance::Channel => noun,
                // When somebody spoke before says little of when he spoke again.
                Circumstance::Time => {
                    !noun && self.phrase.sort != Sort::Proposed && !self.is_elsewhere()
                }
            }
    }
}
