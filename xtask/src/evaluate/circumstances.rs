//! The roles beside source, cue and content: addressee, channel, time said, relay, and what sort
//! of act is reported.
//!
//! Words are right when one side's tokens hold the other's, or half of them are common: "on
//! Telegram" and "a post on Telegram" name the same channel.

use std::collections::BTreeMap;

use q7x2_domain::{CodePoints, CueClass, Span, Statement};

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
    /// By class, over the statements that were met.
    classes: BTreeMap<&'static str, Count>,
}

impl Circumstances {
    /// Counts one article; what is wrong is told to `remark`, with the number of the statement, or
    /// 0 where nobody made the statement.
    pub(super) fn add(
        &mut self,
        text: &str,
        matched: &Matched<'_>,
        mut remark: impl FnMut(u32, String),
    ) {
        let (tokens, points) = (Tokens::of(text), CodePoints::new(text));
        let words = |span: Option<&Span>| {
            let words = span.and_then(|span| points.slice(*span)).unwrap_or("nothing");
            words.chars().take(60).collect::<String>()
        };
        let mut owners = vec![0; matched.predicted.len()];
        for (g, gold) in matched.gold.iter().enumerate() {
            let Some(met) = matched.partner(g) else { continue };
            let place = matched.predicted.iter().position(|known| std::ptr::eq(known, met));
            if let Some(place) = place {
                owners[place] = gold.number;
            }
        }
        for (g, gold) in matched.gold.iter().enumerate().filter(|(_, gold)| !gold.borderline) {
            let met = matched.partner(g);
            let marks = [&gold.addressee, &gold.channel, &gold.time].map(Vec::as_slice);
            let asked = marks.map(|marks| !marks.is_empty());
            let present = [asked[0], asked[1], asked[2], gold.said.is_some(), gold.relay > 0];
            let answers = met.map(|met| {
                let given = excerpts(met);
                let same = |role: usize| {
                    let given: Vec<Span> = given[role].into_iter().collect();
                    same_words(&tokens, marks[role], &given)
                };
                let value = met.said_at.as_ref().and_then(|time| time.value);
                let depth = met.relay.as_ref().map_or(0, |relay| relay.depth);
                let timed = value.is_some() && gold.said == value;
                ([same(0), same(1), same(2), timed, depth > 0 && depth == gold.relay], given)
            });
            for (role, present) in present.into_iter().enumerate() {
                let right = answers.as_ref().is_some_and(|(right, _)| right[role]);
                self.roles[role].gold += usize::from(present);
                self.roles[role].right += usize::from(present && right);
                let Some((_, given)) = answers.as_ref().filter(|_| present && !right) else {
                    continue;
                };
                let what = match given.get(role) {
                    Some(given) => {
                        let expected = words(marks[role].first());
                        format!("{} wrong | {}, not {expected}", ROLES[role], words(given.as_ref()))
                    }
                    None => format!("{} wrong", ROLES[role]),
                };
                remark(gold.number, what);
            }
            let Some(met) = met else { continue };
            let kind = (gold.kind.as_str(), met.kind.as_str());
            let mode = (gold.mode.as_str(), met.mode.as_str());
            let class = (class_word(gold.class), class_word(met.cue_class));
            self.classes.entry(class.0).or_default().gold += 1;
            self.classes.entry(class.1).or_default().predicted += 1;
            self.classes.entry(class.0).or_default().right += usize::from(class.0 == class.1);
            for (what, (expected, got)) in [("kind", kind), ("mode", mode), ("cue class", class)] {
                for key in [what.to_owned(), format!("{what} {expected}")] {
                    let (of, right) = self.acts.entry(key).or_default();
                    *of += 1;
                    *right += usize::from(expected == got);
                }
                if expected != got {
                    let cue = words(met.cue.first().map(|cue| &cue.span));
                    let content = words(gold.spans.content.first());
                    let what = format!("{what} {got}, not {expected} | {cue} | {content}");
                    remark(gold.number, what);
                }
            }
        }
        let counted = matched.predicted.iter().enumerate();
        for (p, statement) in counted.filter(|(p, _)| !matched.is_borderline(*p)) {
            let given = excerpts(statement);
            let value = statement.said_at.as_ref().is_some_and(|time| time.value.is_some());
            let named = given.map(|span| span.is_some());
            let present = [named[0], named[1], named[2], value, statement.relay.is_some()];
            let owner = matched.gold.iter().find(|gold| gold.number == owners[p]);
            for (role, present) in present.into_iter().enumerate().filter(|(_, present)| *present) {
                self.roles[role].predicted += usize::from(present);
                let asked = owner.is_some_and(|gold| match role {
                    0 => !gold.addressee.is_empty(),
                    1 => !gold.channel.is_empty(),
                    2 => !gold.time.is_empty(),
                    3 => gold.said.is_some(),
                    _ => gold.relay > 0,
                });
                if !asked {
                    let given = given.get(role).and_then(Option::as_ref);
                    let given = given.map_or(String::new(), |span| words(Some(span)));
                    remark(owners[p], format!("{} invented | {given}", ROLES[role]));
                }
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

    /// Returns precision and recall of each cue class.
    pub(super) fn classes(&self) -> Table {
        let rows = self.classes.iter();
        let rows = rows.map(|(name, count)| Row { name: (*name).to_owned(), cells: count.cells() });
        let columns = &Count::COLUMNS;
        Table { title: "cue classes".to_owned(), columns, rows: rows.collect() }
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
