//! Chooses a circumstance among what comes into question and nothing, by the weights of clues.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, LazyLock};

use q7x2_domain::{Speaker, WordVectors};

use super::clues::{Clues, Name, Sink, name_numbers};
use super::found::{Circumstance, Circumstances, Evidence};
use super::offers::{Offer, Offers, Scene};
use super::value::{Value, number, numbered};
use crate::document::{Bytes, Document};
use crate::link::Attribution;
use crate::weights::part_of;

/// Weights of clues by their numbers, and how likely an answer must be.
#[derive(Debug, Default)]
struct Weights {
    of: HashMap<u64, f32, BuildHasherDefault<AsIs>>,
    /// Weights of what words mean, for each of [`PARTS`] in order.
    vectors: [Vec<f32>; PARTS.len()],
    threshold: f32,
}

/// The words whose meaning counts: those of the phrase, the one before it, and, for there being no such
/// circumstance, those of the cue.
pub(crate) const PARTS: [&str; 3] = ["phrase", "before", "cue"];

/// What the words of each of [`PARTS`] mean; `None` for words that do not count here.
type Meanings = [Option<[f32; WordVectors::WIDTH]>; PARTS.len()];

/// Takes a number that is a hash already for its own hash.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

static MODEL: LazyLock<[Weights; Circumstance::COUNT]> =
    LazyLock::new(|| read(include_str!("../../data/circumstances.txt")));

/// Reads a table: for each circumstance a line "[at least]" with how likely an answer must be, then a
/// clue and its weight a line.
fn read(table: &str) -> [Weights; Circumstance::COUNT] {
    let mut all: [Weights; Circumstance::COUNT] = Default::default();
    let mut parts = table.split("\n[").skip(1);
    for weights in &mut all {
        let part = parts.next().expect("the table is checked by a test");
        let mut lines = part.lines();
        let least = lines.next().and_then(|line| line.trim_end_matches(']').parse().ok());
        weights.threshold = least.expect("the table is checked by a test");
        let vectors = &mut weights.vectors;
        let mut row = |line: &str| {
            let (clue, weight) = line.rsplit_once(' ')?;
            if let Some(part) = part_of(clue) {
                let at = PARTS.iter().position(|known| *known == part)?;
                vectors[at].push(weight.parse().ok()?);
                return None;
            }
            let (name, values) = clue.split_once('=').unwrap_or((clue, ""));
            let values: Vec<Value<'_>> = match clue.contains('=') {
                true => values.split('|').map(Value::of).collect(),
                false => Vec::new(),
            };
            Some((numbered(number(name), &values), weight.parse().ok()?))
        };
        weights.of = lines.filter(|line| !line.is_empty()).filter_map(&mut row).collect();
    }
    all
}

impl Weights {
    /// Returns what the meanings of words add to a score.
    fn of_meanings(&self, meanings: &Meanings) -> f32 {
        let told = self.vectors.iter().zip(meanings);
        let both = told.filter_map(|(weights, meaning)| Some((weights, meaning.as_ref()?)));
        both.flat_map(|(weights, meaning)| weights.iter().zip(meaning)).map(|(w, m)| w * m).sum()
    }
}

/// Adds up weights.
struct Score<'w> {
    names: &'w [u64],
    weights: &'w Weights,
    sum: f32,
}

impl Sink for Score<'_> {
    fn take(&mut self, name: Name, values: &[Value<'_>]) {
        let number = numbered(self.names[name as usize], values);
        self.sum += self.weights.of.get(&number).copied().unwrap_or_default();
    }
}

/// Writes clues down.
#[derive(Default)]
struct Written(Vec<String>);

impl Sink for Written {
    fn take(&mut self, name: Name, values: &[Value<'_>]) {
        let values: Vec<&str> = values.iter().map(|value| value.text).collect();
        let name = name.text();
        self.0.push(match values.is_empty() {
            true => name.to_owned(),
            false => format!("{name}={}", values.join("|")),
        });
    }
}

/// What comes into question as one circumstance of an attribution: for nothing and for each offer its
/// clues, and where it stands.
pub(crate) type Question = (Evidence, Vec<(Bytes, Evidence)>);

static NAMES: LazyLock<Vec<u64>> = LazyLock::new(name_numbers);

/// Finds the circumstances of the attributions of one text.
#[derive(Debug)]
pub(crate) struct Choosing<'a> {
    offers: Offers<'a>,
    vectors: &'a WordVectors,
}

impl<'a> Choosing<'a> {
    /// Looks at the attributions of a text; `speakers` are those who speak, where that is known, `vectors` what
    /// its words mean.
    pub(crate) fn new(
        document: &'a Document,
        outlet: Option<&'a str>,
        attributions: &'a [Attribution],
        speakers: &'a [Option<Arc<Speaker>>],
        vectors: &'a WordVectors,
    ) -> Self {
        Self { offers: Offers::new(document, outlet, attributions, speakers), vectors }
    }

    /// Returns what stands beside the cue of an attribution, by its number.
    pub(crate) fn of(&self, number: usize) -> Circumstances {
        let Some(scene) = self.offers.scene(number) else { return Circumstances::default() };
        let offers = self.offers.of(number, &scene);
        let clues = Clues::new(&self.offers, number, &scene);
        let none = self.meaning_of_none(&scene);
        let meanings: Vec<Meanings> = offers.iter().map(|offer| self.meaning_of(offer)).collect();
        let choose = |what: Circumstance| {
            let offers = offers.iter().zip(&meanings).filter(|(offer, _)| offer.is_for(what));
            self.choose(what, &clues, &offers.collect::<Vec<_>>(), &none)
        };
        // Where the rules read the same place, they know where the phrase ends.
        let proposed = &self.offers.proposed[number];
        let whole = |what: Circumstance| {
            let bytes = choose(what)?.phrase.bytes;
            Some(what.of(proposed).filter(|proposed| proposed.overlaps(bytes)).unwrap_or(bytes))
        };
        // A time that the rules read is right more surely than any choice.
        let chosen = || choose(Circumstance::Time)?.phrase.time.clone().map(Box::new);
        let time = proposed.time.clone().or_else(chosen);
        let (addressee, channel) = (whole(Circumstance::Addressee), whole(Circumstance::Channel));
        // "on the night of May 3" is no channel.
        let within = |told: &Bytes| time.as_ref().is_some_and(|time| time.bytes.covers(*told));
        let channel = channel.filter(|channel| !within(channel));
        Circumstances { addressee, channel, time }
    }

    fn choose<'o>(
        &self,
        what: Circumstance,
        clues: &Clues<'_>,
        offers: &[(&'o Offer, &Meanings)],
        none_means: &Meanings,
    ) -> Option<&'o Offer> {
        let weights = &MODEL[what as usize];
        let score = |meanings: &Meanings| Score {
            names: &NAMES,
            weights,
            sum: weights.of_meanings(meanings),
        };
        let mut none = score(none_means);
        clues.none(what, &offers.iter().map(|(offer, _)| *offer), &mut none);
        let mut scored: Vec<(&Offer, f32)> = Vec::new();
        for (offer, meanings) in offers {
            let mut score = score(meanings);
            clues.of(what, offer, &mut score);
            // More than that is certain: no power of it is too great.
            scored.push((offer, (score.sum - none.sum).clamp(-30.0, 30.0).exp()));
        }
        let all: f32 = 1.0 + scored.iter().map(|(_, power)| power).sum::<f32>();
        let best = scored.iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        // Phrases that overlap say the same.
        let same =
            scored.iter().filter(|(offer, _)| offer.phrase.bytes.overlaps(best.0.phrase.bytes));
        let likely = same.map(|(_, power)| power).sum::<f32>() / all;
        (likely >= weights.threshold).then_some(best.0)
    }

    /// Returns what the words of an offer mean.
    fn meaning_of(&self, offer: &Offer) -> Meanings {
        let bytes = offer.phrase.bytes;
        let phrase = self.vectors.mean(bytes.start..bytes.end);
        [Some(phrase), Some(self.vectors.before(bytes.start)), None]
    }

    /// Returns what counts for there being no circumstance.
    fn meaning_of_none(&self, scene: &Scene<'_>) -> Meanings {
        let cue = scene.told.cue.map(|cue| self.vectors.mean(cue.start..cue.end));
        [None, None, cue]
    }

    /// Returns what comes into question as a circumstance of an attribution, for fitting.
    pub(crate) fn question(&self, number: usize, what: Circumstance) -> Option<Question> {
        let scene = self.offers.scene(number)?;
        let offers = self.offers.of(number, &scene);
        let clues = Clues::new(&self.offers, number, &scene);
        let mut none = Written::default();
        let offers = || offers.iter().filter(|offer| offer.is_for(what));
        clues.none(what, &offers(), &mut none);
        let evidence = |written: Written, meanings: Meanings| {
            let numbers = meanings.map(|meaning| meaning.unwrap_or([0.0; WordVectors::WIDTH]));
            Evidence { clues: written.0, vectors: numbers.as_flattened().to_vec() }
        };
        let written = |offer: &Offer| {
            let mut written = Written::default();
            clues.of(what, offer, &mut written);
            (offer.phrase.bytes, evidence(written, self.meaning_of(offer)))
        };
        let none = evidence(none, self.meaning_of_none(&scene));
        Some((none, offers().map(written).collect()))
    }

    /// Returns what the rules propose for an attribution, for fitting.
    pub(crate) fn proposed(&self, number: usize) -> &Circumstances {
        &self.offers.proposed[number]
    }
}
