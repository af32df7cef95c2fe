//! The roles beside source, cue and content: addressee, channel, time said, relay, and what sort
//! of act is reported.
//!
//! Words are right when one side's tokens hold the other's, or half of them are common: "on
//! Telegram" and "a post on Telegram" name the same channel.

use std::collections::BTreeMap;

use q7x2_domain::{CueClass, Span, Statement};

use super::found::Matched;
use super::roles::Count;
use super::spans::{Tokens, token_jaccard, tokens_under};
use super::table::{Cell, Row, Table};

/// The roles, in the order of the table.
const ROLES: [&str; 5] = ["addressee", "channel", "time said", "time value", "relay"];

/// Scores of the other roles over some articles.
#[derive(Debug, Default)]
pub(super) struct Circumstances {
    roles: [Count; ROLES.len()],
    /// By what was asked and its right answer: how many were met, and how many answered right.
    acts: BTreeMap<String, (usize, usize)>,
}

impl Circumstances {
    /// Counts one article; what is wrong is told to `remark`, with the number of the statement.
    pub(super) fn add(
        &mut self,
        text: &str,
        matched: &Matched<'_>,
        mut remark: impl FnMut(u32, String),
    ) {
        let tokens = Tokens::of(text);
        for (g, gold) in matched.gold.iter().enumerate().filter(|(_, gold)| !gold.borderline) {
            let met = matched.partner(g);
            let words = [&gold.addressee, &gold.channel, &gold.time].map(Vec::as_slice);
            let asked = words.map(|words| !words.is_empty());
            let time = asked[2].then_some(gold.said);
            let present = [asked[0], asked[1], asked[2], gold.said.is_some(), gold.relay > 0];
            let right = met.map_or([false; ROLES.len()], |met| {
                let given = excerpts(met);
                let same = |role: usize| {
                    let given: Vec<Span> = given[role].into_iter().collect();
                    same_words(&tokens, words[role], &given)
                };
                let value = met.said_at.as_ref().and_then(|time| time.value);
                let depth = met.relay.as_ref().map_or(0, |relay| relay.depth);
                [
                    same(0),
                    same(1),
                    same(2),
                    value.is_some() && time == Some(value),
                    depth > 0 && depth == gold.relay,
                ]
            });
            for (role, (present, right)) in present.into_iter().zip(right).enumerate() {
                self.roles[role].gold += usize::from(present);
                self.roles[role].right += usize::from(present && right);
                if present && !right && met.is_some() {
                    remark(gold.number, format!("{} wrong", ROLES[role]));
                }
            }
            let Some(met) = met else { continue };
            let kind = (gold.kind.as_str(), met.kind.as_str());
            let mode = (gold.mode.as_str(), met.mode.as_str());
            let class = (class_word(gold.class), class_word(met.cue_class));
            for (what, (expected, got)) in [("kind", kind), ("mode", mode), ("cue class", class)] {
                for key in [what.to_owned(), format!("{what} {expected}")] {
                    let (of, right) = self.acts.entry(key).or_default();
                    *of += 1;
                    *right += usize::from(expected == got);
                }
                if expected != got {
                    remark(gold.number, format!("{what} {got}, not {expected}"));
                }
            }
        }
        let counted = matched.predicted.iter().enumerate();
        for (_, statement) in counted.filter(|(p, _)| !matched.is_borderline(*p)) {
            let given = excerpts(statement).map(|span| span.is_some());
            let value = statement.said_at.as_ref().is_some_and(|time| time.value.is_some());
            let present = [given[0], given[1], given[2], value, statement.relay.is_some()];
            for (role, present) in present.into_iter().enumerate() {
                self.roles[role].predicted += usize::from(present);
            }
        }
    }

    /// Returns the scores of the roles.
    pub(super) fn table(&self) -> Table {
        let rows = ROLES.iter().zip(self.roles);
        let rows = rows.map(|(name, count)| Row { name: (*name).to_owned(), cells: count.cells() });
        let columns = &Count::COLUMNS;
        Table { title: "circumstances".to_owned(), columns, rows: rows.collect() }
    }

    /// Returns how often kind, mode and cue class are right.
    pub(super) fn acts(&self) -> Table {
        let row = |(name, (of, right)): (&String, &(usize, usize))| Row {
            name: name.clone(),
            cells: vec![Cell::Count(*of), Cell::share(*right, *of)],
        };
        let rows = self.acts.iter().map(row).collect();
        Table { title: "acts".to_owned(), columns: &["matched", "right"], rows }
    }
}

/// Returns the places of addressee, channel and time said.
fn excerpts(statement: &Statement) -> [Option<Span>; 3] {
    [
        statement.addressee.as_ref().map(|addressee| addressee.excerpt.span),
        statement.channel.as_ref().map(|channel| channel.excerpt.span),
        statement.said_at.as_ref().map(|time| time.excerpt.span),
    ]
}

fn same_words(tokens: &Tokens, gold: &[Span], given: &[Span]) -> bool {
    let (gold, given) = (tokens.covers(gold.iter().copied()), tokens.covers(given.iter().copied()));
    if gold.is_empty() || given.is_empty() {
        return false;
    }
    let (of_gold, of_given) = (tokens_under(&gold), tokens_under(&given));
    of_gold.is_subset(&of_given)
        || of_given.is_subset(&of_gold)
        || token_jaccard(&gold, &given) >= 0.5
}

fn class_word(class: Option<CueClass>) -> &'static str {
    class.map_or("none", CueClass::as_str)
}
