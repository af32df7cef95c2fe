//! Why nothing matches a query: its conditions tried one after the other, and what comes nearest.

use std::cmp::Reverse;
use std::collections::HashMap;

use q7x2_domain::{
    Asserted, Condition, Count, Left, ModeFilter, NearStatement, Shortfall, Sort, StatementKey,
    StatementQuery, Unseen,
};

use super::super::words::{self, RANKING};
use super::super::{outlets, speakers};
use super::{Conditions, read};
use crate::session::{Result, Session};

/// How many names are told at most for one that was asked for.
const NAMED: u32 = 3;

/// How many outlets are offered when none is called so.
const NEAREST_OUTLETS: usize = 5;

/// How many outlets are told at most that an exact name leaves out.
const OTHER_OUTLETS: usize = 5;

/// How many statements are offered when none has all words.
const NEAREST: usize = 10;

/// How many of the statements that have a word are looked at.
const LOOKED_AT: u32 = 1000;

/// Says why nothing matches a query.
pub(crate) fn shortfall(session: &Session<'_>, query: &StatementQuery) -> Result<Shortfall> {
    let mut asked = StatementQuery {
        mode: ModeFilter::All,
        all_revisions: query.all_revisions,
        ..StatementQuery::default()
    };
    let mut shortfall = Shortfall::default();
    let mut is_of_mode = false;
    for &condition in Condition::ALL {
        let Some(next) = with(&asked, query, condition) else { continue };
        let Count { count, at_least } = count(session, &next)?;
        let unknown = unknown(session, &asked, condition)?;
        let named = named(session, query, condition)?;
        let nobody = named.is_empty();
        let mut corrected_away = Count::default();
        is_of_mode |= condition == Condition::Mode;
        let hidden = match is_of_mode {
            true => self::hidden(session, &next, count, condition != Condition::Mode)?,
            false => Count::default(),
        };
        if condition == Condition::Mode {
            corrected_away = self::corrected_away(session, &next)?;
        }
        let left = Left { condition, count, at_least, unknown, hidden, corrected_away, named };
        shortfall.left.push(left);
        if count > 0 {
            asked = next;
            continue;
        }
        match (condition, &query.outlet, &query.about) {
            (Condition::Outlet, Some(name), _) if nobody => {
                shortfall.nearest_outlets = outlets::nearest(session, name, NEAREST_OUTLETS)?;
            }
            (Condition::Confidence, ..) => {
                shortfall.highest_confidence = highest_confidence(session, &asked)?;
            }
            (Condition::About, _, Some(about)) => {
                nearest(session, &asked, about, &mut shortfall)?;
            }
            _ => {}
        }
        break;
    }
    if !query.all_revisions {
        let all = StatementQuery { all_revisions: true, ..query.clone() };
        shortfall.earlier = count(session, &all)?;
    }
    shortfall.hidden = hidden(session, query, 0, true)?;
    Ok(shortfall)
}

/// Returns the confidence of the statement that is likeliest to be right among those that match.
fn highest_confidence(session: &Session<'_>, asked: &StatementQuery) -> Result<Option<f32>> {
    let query = StatementQuery { sort: Some(Sort::Confidence), ..asked.clone() };
    let Some(conditions) = Conditions::of(session, &query)? else { return Ok(None) };
    let found = read(session, &conditions.find(session, true, 1)?)?;
    Ok(found.first().and_then(|hit| hit.statement.confidence))
}

/// Counts what matches besides what is `shown` were it not for the mode, or `or_asserted` were it not for what
/// is asked of whether something was said, where the mode leaves nothing out.
fn hidden(
    session: &Session<'_>,
    query: &StatementQuery,
    shown: u64,
    or_asserted: bool,
) -> Result<Count> {
    let all = match query.mode {
        ModeFilter::Speech => StatementQuery { mode: ModeFilter::All, ..query.clone() },
        ModeFilter::All if or_asserted && !query.asserted.is_empty() => {
            StatementQuery { asserted: vec![], ..query.clone() }
        }
        ModeFilter::All => return Ok(Count::default()),
    };
    Ok(count(session, &all)?.besides(shown))
}

/// Counts what is left out of an answer because people corrected that nobody said it or that it is wrong.
fn corrected_away(session: &Session<'_>, query: &StatementQuery) -> Result<Count> {
    if query.mode == ModeFilter::All || !query.asserted.is_empty() {
        return Ok(Count::default());
    }
    let asserted = vec![Asserted::NotSaid, Asserted::Disputed];
    count(session, &StatementQuery { corrected: true, asserted, ..query.clone() })
}

/// Counts what conditions of a query cannot see: those on time, and those on what many statements have not.
pub(crate) fn unseen(session: &Session<'_>, query: &StatementQuery) -> Result<Unseen> {
    let mut unseen = Unseen::default();
    if query.since.or(query.until).is_some() {
        let any_time = StatementQuery { since: None, until: None, ..query.clone() };
        unseen.published = unknown(session, &any_time, Condition::Published)?.count;
    }
    if query.said_since.or(query.said_until).is_some() {
        let any_time = StatementQuery { said_since: None, said_until: None, ..query.clone() };
        unseen.said = unknown(session, &any_time, Condition::Said)?.count;
    }
    if let Some(outlet) = &query.outlet {
        let any = StatementQuery { outlet: None, ..query.clone() };
        unseen.outlet = unknown(session, &any, Condition::Outlet)?.count;
        for other in outlets::others(session, outlet, &query.outlet_aliases, OTHER_OUTLETS)? {
            let asked = StatementQuery {
                outlet: Some(other.clone()),
                outlet_aliases: vec![],
                ..query.clone()
            };
            match count(session, &asked)?.count {
                0 => {}
                statements => unseen.other_outlets.push((other, statements)),
            }
        }
    }
    if query.addressee.is_some() {
        let any = StatementQuery { addressee: None, ..query.clone() };
        unseen.addressee = unknown(session, &any, Condition::Addressee)?.count;
    }
    if query.channel.is_some() {
        let any = StatementQuery { channel: None, ..query.clone() };
        unseen.channel = unknown(session, &any, Condition::Channel)?.count;
    }
    Ok(unseen)
}

/// Returns what is asked so far with one more condition of `query`; `None` when that is not set.
fn with(
    asked: &StatementQuery,
    query: &StatementQuery,
    condition: Condition,
) -> Option<StatementQuery> {
    let (mut next, from) = (asked.clone(), query.clone());
    let is_set = match condition {
        Condition::Articles => {
            next.articles = from.articles;
            next.articles.is_some()
        }
        Condition::Speaker => {
            next.speakers = from.speakers;
            !next.speakers.is_empty()
        }
        Condition::Mode => {
            (next.mode, next.asserted) = (from.mode, from.asserted);
            true
        }
        Condition::Kind => {
            next.kind = from.kind;
            next.kind.is_some()
        }
        Condition::Outlet => {
            next.outlet = from.outlet;
            next.outlet_aliases = from.outlet_aliases;
            next.outlet.is_some()
        }
        Condition::Addressee => {
            next.addressee = from.addressee;
            next.addressee.is_some()
        }
        Condition::Channel => {
            next.channel = from.channel;
            next.channel.is_some()
        }
        Condition::CueClass => {
            next.cue_classes = from.cue_classes;
            !next.cue_classes.is_empty()
        }
        Condition::FirstHand => {
            next.first_hand = from.first_hand;
            next.first_hand
        }
        Condition::Published => {
            (next.since, next.until) = (from.since, from.until);
            next.since.or(next.until).is_some()
        }
        Condition::Said => {
            (next.said_since, next.said_until) = (from.said_since, from.said_until);
            next.said_since.or(next.said_until).is_some()
        }
        Condition::Confidence => {
            next.min_confidence = from.min_confidence;
            next.min_confidence.is_some()
        }
        Condition::Corrected => {
            next.corrected = from.corrected;
            next.corrected
        }
        Condition::About => {
            next.about = from.about;
            next.about.is_some()
        }
    };
    is_set.then_some(next)
}

/// Counts what matches, as far as that is quick, and tells whether there is more.
fn count(session: &Session<'_>, query: &StatementQuery) -> Result<Count> {
    match Conditions::of(session, query)? {
        Some(conditions) => counted(session, &conditions),
        None => Ok(Count::default()),
    }
}

fn counted(session: &Session<'_>, conditions: &Conditions) -> Result<Count> {
    let (found, counted) = (conditions.count(session, conditions.counted())?, conditions.counted());
    Ok(Count { count: found.min(counted), at_least: found > counted })
}

/// Counts what matches `query` and has nothing that `condition` could be held against.
fn unknown(session: &Session<'_>, query: &StatementQuery, condition: Condition) -> Result<Count> {
    let (lacks, of_article) = match condition {
        Condition::Published => ("articles.published_at IS NULL", true),
        Condition::Outlet => ("articles.outlet_folded IS NULL", true),
        Condition::Addressee => ("statements.addressee IS NULL", false),
        Condition::Channel => ("statements.channel IS NULL", false),
        Condition::Said => ("statements.said_until IS NULL", false),
        Condition::Confidence => ("statements.confidence IS NULL", false),
        _ => return Ok(Count::default()),
    };
    let Some(mut conditions) = Conditions::of(session, query)? else {
        return Ok(Count::default());
    };
    conditions.all.push(lacks);
    conditions.of_articles |= of_article;
    counted(session, &conditions)
}

/// Returns whom or what the words of a condition mean, for those that name somebody.
fn named(
    session: &Session<'_>,
    query: &StatementQuery,
    condition: Condition,
) -> Result<Vec<String>> {
    match (condition, &query.outlet) {
        (Condition::Speaker, _) => {
            let mut called = vec![];
            for name in &query.speakers {
                let found = speakers::speakers(session, Some(name), NAMED)?;
                called.extend(found.into_iter().map(|found| found.speaker.name));
            }
            Ok(called)
        }
        (Condition::Outlet, Some(name)) => {
            let found = outlets::matching(session, name, &query.outlet_aliases)?;
            outlets::shown(session, &found, NAMED as usize)
        }
        _ => Ok(vec![]),
    }
}

/// Returns the words with those in one that have a hyphen, where statements have them so and not with it.
fn joined(session: &Session<'_>, asked: &StatementQuery, about: &str) -> Result<String> {
    let mut words = vec![];
    for word in about.split(' ') {
        let joined: String = word.split('-').collect();
        let has = |about: &str| -> Result<bool> {
            let query = StatementQuery { about: Some(about.to_owned()), ..asked.clone() };
            Ok(count(session, &query)?.count > 0)
        };
        let is_joined = joined != word
            && joined.chars().all(char::is_alphanumeric)
            && !has(word)?
            && has(&joined)?;
        words.push(if is_joined { joined } else { word.to_owned() });
    }
    Ok(words.join(" "))
}

/// Tells how many statements that match `asked` have each of the words, and which have most of them:
/// among those with as many, those with the rarer ones, the latest recorded.
fn nearest(
    session: &Session<'_>,
    asked: &StatementQuery,
    about: &str,
    shortfall: &mut Shortfall,
) -> Result<()> {
    let mut met: HashMap<StatementKey, (u32, f64)> = HashMap::new();
    let about = joined(session, asked, about)?;
    for term in words::terms(&about).into_iter().take(RANKING) {
        let text = term.trim_matches('"').to_owned();
        let query = StatementQuery { about: Some(term), ..asked.clone() };
        let Some(conditions) = Conditions::of(session, &query)? else { continue };
        let found = counted(session, &conditions)?;
        let all = found.count + u64::from(found.at_least);
        let is_sorted = conditions.is_sorted(session, all, LOOKED_AT)?;
        for key in conditions.find(session, is_sorted, i64::from(LOOKED_AT))? {
            let (words, rarity) = met.entry(key).or_default();
            *words += 1;
            *rarity += 1.0 / all as f64;
        }
        shortfall.near.at_least |= found.at_least;
        shortfall.words.push((text, found));
    }
    shortfall.near.count = met.len() as u64;
    let mut nearest: Vec<(StatementKey, (u32, f64))> = met.into_iter().collect();
    nearest.sort_by(|(a, (a_met, a_rarity)), (b, (b_met, b_rarity))| {
        b_met.cmp(a_met).then(b_rarity.total_cmp(a_rarity)).then(Reverse(a).cmp(&Reverse(b)))
    });
    nearest.truncate(NEAREST);
    let keys: Vec<StatementKey> = nearest.iter().map(|(key, _)| *key).collect();
    let hits = read(session, &keys)?.into_iter().zip(nearest);
    shortfall.nearest = hits.map(|(hit, (_, (met, _)))| NearStatement { hit, met }).collect();
    Ok(())
}
