//! Whether a speaker is the right one.
//!
//! A person's name is right when it has the gold's first and last name, titles and middle names
//! aside: a bare surname is wrong where the full name can be known. An organization or group is
//! right when half of the words agree. A source that names nobody is right when its speaker is
//! unnamed, a group or unknown, and must never become a named person.

use std::collections::{BTreeMap, BTreeSet};

use q7x2_domain::{Span, Speaker, SpeakerType, Statement};
use unicode_normalization::UnicodeNormalization;

use super::gold::{GoldSpeaker, Spans};
use super::spans::{hull_jaccard, share};
use super::table::{Cell, Row, Table};

/// Words that do not tell people apart.
const TITLES: [&str; 20] = [
    "mr",
    "mrs",
    "ms",
    "dr",
    "sen",
    "rep",
    "gov",
    "president",
    "former",
    "the",
    "a",
    "an",
    "prime",
    "minister",
    "secretary",
    "general",
    "sir",
    "lord",
    "mayor",
    "senator",
];
/// More of them.
const OFFICES: [&str; 2] = ["representative", "governor"];

/// A judged attribution of a corpus that tells the speakers and one range of content.
#[derive(Debug)]
pub(super) struct SpeakerAt {
    /// Who is cited, in the text's words; nothing where the text leaves it out.
    pub(super) source: Option<Span>,
    /// The citing words.
    pub(super) cue: Option<Span>,
    /// From the first code point of the content to the last.
    pub(super) content: Span,
    /// Who speaks.
    pub(super) speaker: GoldSpeaker,
}

impl SpeakerAt {
    /// Returns the spans of the attribution.
    pub(super) fn spans(&self) -> Spans {
        Spans {
            source: self.source.into_iter().collect(),
            cue: self.cue.into_iter().collect(),
            content: vec![self.content],
        }
    }
}

/// Tells whether `predicted` is the gold speaker.
pub(super) fn same(gold: &GoldSpeaker, predicted: Option<&Speaker>) -> bool {
    let kind = predicted.map(|speaker| speaker.kind);
    let Some(gold_kind) = gold.kind else {
        return kind.is_none_or(|kind| kind == SpeakerType::Unnamed);
    };
    if gold_kind == SpeakerType::Unnamed {
        return kind
            .is_none_or(|kind| kind != SpeakerType::Person && kind != SpeakerType::Organization);
    }
    let Some(speaker) = predicted else { return false };
    if speaker.kind == SpeakerType::Unnamed && gold_kind != SpeakerType::Group {
        return false;
    }
    let predicted = fold(&speaker.name);
    gold.name.split('|').map(fold).any(|gold| match (gold.as_slice(), predicted.as_slice()) {
        ([], _) | (_, []) => false,
        ([only], names) if gold_kind == SpeakerType::Person => names.contains(only),
        ([first, .., last], names) if gold_kind == SpeakerType::Person => {
            names.contains(first) && names.contains(last)
        }
        (gold, names) => {
            let (gold, names): (BTreeSet<_>, BTreeSet<_>) =
                (gold.iter().collect(), names.iter().collect());
            share(gold.intersection(&names).count(), gold.union(&names).count()) >= 0.5
        }
    })
}

/// Returns the words of a name without accents, case, dots and titles.
fn fold(name: &str) -> Vec<String> {
    let ascii: String = name.nfkd().filter(char::is_ascii).collect();
    let mut rest = ascii.to_ascii_lowercase().replace('.', "");
    while let Some(at) = possessive(&rest) {
        rest.replace_range(at..at + 2, "");
    }
    let words = rest.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.filter(|word| !TITLES.contains(word) && !OFFICES.contains(word));
    words.map(str::to_owned).collect()
}

/// Returns where an "'s" ends a word.
fn possessive(name: &str) -> Option<usize> {
    let ends = |at: usize| {
        let next = name[at + 2..].chars().next();
        next.is_none_or(|c| !(c.is_alphanumeric() || c == '_'))
    };
    name.match_indices("'s").map(|(at, _)| at).find(|at| ends(*at))
}

/// How many speakers were matched, and how many of those are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Score {
    gold: usize,
    matched: usize,
    right: usize,
}

/// Speakers of some articles: all, by type, and by how the text names them.
#[derive(Debug, Default)]
pub(super) struct Speakers {
    scores: BTreeMap<String, Score>,
    /// Matched statements of nobody who is named.
    nameless: usize,
    /// Those of them that were given a person's name.
    invented: usize,
}

impl Speakers {
    /// Counts one gold statement; `matched` is the predicted statement that meets it, if any.
    /// Returns whether it was given the right speaker.
    pub(super) fn add(&mut self, gold: &GoldSpeaker, matched: Option<&Statement>) -> bool {
        let kind = gold.kind.map_or("none", SpeakerType::as_str);
        let mut keys = vec!["all".to_owned(), format!("type {kind}"), format!("how {}", gold.how)];
        if gold.kind == Some(SpeakerType::Person) {
            keys.push(format!("person, {}", gold.how));
        }
        let speaker = matched.and_then(|statement| statement.speaker.as_deref());
        let right = matched.is_some() && same(gold, speaker);
        for key in keys {
            let score = self.scores.entry(key).or_default();
            score.gold += 1;
            score.matched += usize::from(matched.is_some());
            score.right += usize::from(right);
        }
        if matched.is_some() && matches!(gold.kind, None | Some(SpeakerType::Unnamed)) {
            self.nameless += 1;
            let person = speaker.is_some_and(|speaker| speaker.kind == SpeakerType::Person);
            self.invented += usize::from(person);
        }
        right
    }

    /// Matches and counts the judged attributions of one article of a corpus: each, in order, is
    /// met by the statement whose content overlaps its range most, by half at least. Returns, for
    /// each, that statement and whether its speaker is right.
    pub(super) fn add_article<'p>(
        &mut self,
        gold: &[SpeakerAt],
        predicted: &'p [Statement],
    ) -> Vec<Option<(&'p Statement, bool)>> {
        let (mut used, mut met) = (BTreeSet::new(), Vec::new());
        for judged in gold {
            let mut best: Option<(usize, f64)> = None;
            for (at, statement) in predicted.iter().enumerate().filter(|(at, _)| !used.contains(at))
            {
                let pieces: Vec<Span> = statement.content.iter().map(|piece| piece.span).collect();
                let overlap = hull_jaccard(judged.content, &pieces);
                if overlap > best.map_or(0.0, |(_, best)| best) {
                    best = Some((at, overlap));
                }
            }
            let matched = best.filter(|(_, overlap)| *overlap >= 0.5).map(|(at, _)| at);
            used.extend(matched);
            let matched = matched.map(|at| &predicted[at]);
            let right = self.add(&judged.speaker, matched);
            met.push(matched.map(|statement| (statement, right)));
        }
        met
    }

    /// Returns the scores as a table.
    pub(super) fn table(&self) -> Table {
        let mut rows: Vec<Row> = Vec::new();
        for (name, score) in &self.scores {
            let cells = vec![
                Cell::Count(score.gold),
                Cell::Count(score.matched),
                Cell::share(score.right, score.matched),
                Cell::share(score.right, score.gold),
            ];
            rows.push(Row { name: name.clone(), cells });
        }
        let invented = [self.nameless, self.invented].map(Cell::Count);
        rows.push(Row {
            name: "nobody made a person".to_owned(),
            cells: vec![invented[0], invented[1], Cell::None, Cell::None],
        });
        let columns = &["gold", "matched", "of matched", "end to end"];
        Table { title: "speakers".to_owned(), columns, rows }
    }
}

#[cfg(test)]
mod tests;
