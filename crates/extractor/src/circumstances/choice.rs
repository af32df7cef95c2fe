//! Chooses a circumstance among what comes into question and nothing, by the weights of clues.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, LazyLock};

use q7x2_domain::Speaker;

use super::clues::{Clues, Name, Sink, name_numbers};
use super::found::{Circumstance, Circumstances};
use super::offers::{Offer, Offers};
use super::value::{Value, number, numbered};
use crate::document::{Bytes, Document};
use crate::link::Attribution;

/// Weights of clues by their numbers, and how likely an answer must be.
#[derive(Debug, Default)]
struct Weights {
    of: HashMap<u64, f32, BuildHasherDefault<AsIs>>,
    threshold: f32,
}

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
        let row = |line: &str| {
            let (clue, weight) = line.rsplit_once(' ')?;
            let (name, values) = clue.split_once('=').unwrap_or((clue, ""));
            let values: Vec<Value<'_>> = match clue.contains('=') {
                true => values.split('|').map(Value::of).collect(),
                false => Vec::new(),
            };
            Some((numbered(number(name), &values), weight.parse().ok()?))
        };
        weights.of = lines.filter(|line| !line.is_empty()).filter_map(row).collect();
    }
    all
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
pub(crate) type Question = (Vec<String>, Vec<(Bytes, Vec<String>)>);

static NAMES: LazyLock<Vec<u64>> = LazyLock::new(name_numbers);

/// Finds the circumstances of the attributions of one text.
#[derive(Debug)]
pub(crate) struct Choosing<'a> {
    offers: Offers<'a>,
}

impl<'a> Choosing<'a> {
    /// Looks at the attributions of a text; `speakers` are those who speak, where that is known.
    pub(crate) fn new(
        document: &'a Document,
        outlet: Option<&'a str>,
        attributions: &'a [Attribution],
        speakers: &'a [Option<Arc<Speaker>>],
    ) -> Self {
        Self { offers: Offers::new(document, outlet, attributions, speakers) }
    }

    /// Returns what stands beside the cue of an attribution, by its number.
    pub(crate) fn of(&self, number: usize) -> Circumstances {
        let Some(scene) = self.offers.scene(number) else { return Circumstances::default() };
        let offers = self.offers.of(number, &scene);
        let clues = Clues::new(&self.offers, number, &scene);
        let choose = |what: Circumstance| self.choose(what, &clues, &offers);
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
        Circumstances { addressee, channel, time }
    }

    fn choose<'o>(
        &self,
        what: Circumstance,
        clues: &Clues<'_>,
        offers: &'o [Offer],
    ) -> Option<&'o Offer> {
        let weights = &MODEL[what as usize];
        let score = || Score { names: &NAMES, weights, sum: 0.0 };
        let mut none = score();
        clues.none(what, offers, &mut none);
        let mut scored: Vec<(&Offer, f32)> = Vec::new();
        for offer in offers.iter().filter(|offer| offer.is_for(what)) {
            let mut score = score();
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

    /// Returns what comes into question as a circumstance of an attribution, for fitting.
    pub(crate) fn question(&self, number: usize, what: Circumstance) -> Option<Question> {
        let scene = self.offers.scene(number)?;
        let offers = self.offers.of(number, &scene);
        let clues = Clues::new(&self.offers, number, &scene);
        let mut none = Written::default();
        clues.none(what, &offers, &mut none);
        let written = |offer: &Offer| {
            let mut written = Written::default();
            clues.of(what, offer, &mut written);
            (offer.phrase.bytes, written.0)
        };
        let offers = offers.iter().filter(|offer| offer.is_for(what));
        Some((none.0, offers.map(written).collect()))
    }

    /// Returns what the rules propose for an attribution, for fitting.
    pub(crate) fn proposed(&self, number: usize) -> &Circumstances {
        &self.offers.proposed[number]
    }
}
