//! Why an answer is empty, as JSON.

use q7x2_domain as domain;
use serde::Serialize;

use super::statement::StatementWithDocument;

/// What the conditions of a question leave, and what comes nearest.
#[derive(Debug, Serialize)]
pub(crate) struct Shortfall {
    left: Vec<Left>,
    words: Vec<Word>,
    nearest_statements: Vec<StatementWithDocument>,
    near: u64,
    near_at_least: bool,
    nearest_outlets: Vec<String>,
    earlier: u64,
    earlier_at_least: bool,
    hidden: u64,
    hidden_at_least: bool,
    highest_confidence: Option<f32>,
}

/// What a condition leaves of what those before it left.
#[derive(Debug, Serialize)]
struct Left {
    condition: &'static str,
    count: u64,
    at_least: bool,
    unknown: u64,
    unknown_at_least: bool,
    hidden: u64,
    hidden_at_least: bool,
    corrected_away: u64,
    corrected_away_at_least: bool,
    named: Vec<String>,
}

/// A word and how many statements have it.
#[derive(Debug, Serialize)]
struct Word {
    text: String,
    count: u64,
    at_least: bool,
}

impl From<&domain::Shortfall> for Shortfall {
    fn from(shortfall: &domain::Shortfall) -> Self {
        let left = |left: &domain::Left| Left {
            condition: condition(left.condition),
            count: left.count,
            at_least: left.at_least,
            unknown: left.unknown.count,
            unknown_at_least: left.unknown.at_least,
            hidden: left.hidden.count,
            hidden_at_least: left.hidden.at_least,
            corrected_away: left.corrected_away.count,
            corrected_away_at_least: left.corrected_away.at_least,
            named: left.named.clone(),
        };
        let word = |(text, found): &(String, domain::Count)| Word {
            text: text.clone(),
            count: found.count,
            at_least: found.at_least,
        };
        Self {
            left: shortfall.left.iter().map(left).collect(),
            words: shortfall.words.iter().map(word).collect(),
            nearest_statements: shortfall.nearest.iter().map(StatementWithDocument::from).collect(),
            nearest_outlets: shortfall.nearest_outlets.clone(),
            near: shortfall.near.count,
            near_at_least: shortfall.near.at_least,
            earlier: shortfall.earlier.count,
            earlier_at_least: shortfall.earlier.at_least,
            hidden: shortfall.hidden.count,
            hidden_at_least: shortfall.hidden.at_least,
            highest_confidence: shortfall.highest_confidence,
        }
    }
}

/// Returns what a condition is called, which is what it is called over gRPC.
fn condition(condition: domain::Condition) -> &'static str {
    match condition {
        domain::Condition::Articles => "articles",
        domain::Condition::Speaker => "speaker",
        domain::Condition::Mode => "mode",
        domain::Condition::Kind => "kind",
        domain::Condition::Outlet => "outlet",
        domain::Condition::Addressee => "addressee",
        domain::Condition::Channel => "channel",
        domain::Condition::CueClass => "cue_class",
        domain::Condition::FirstHand => "first_hand",
        domain::Condition::Corrected => "corrected",
        domain::Condition::Published => "published",
        domain::Condition::Said => "said",
        domain::Condition::Confidence => "confidence",
        domain::Condition::About => "about",
    }
}
