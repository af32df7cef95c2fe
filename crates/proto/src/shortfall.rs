//! Why nothing matches a question, and what an answer is without, of `query.proto`.

use q7x2_domain as domain;

use crate::field::each;
use crate::messages::enums::OnWire;
use crate::messages::from_owned;
use crate::{ConvertError, require, v1};

from_owned!(Shortfall => Shortfall, Left => ConditionLeft, NearStatement => NearStatement);

impl TryFrom<v1::Shortfall> for domain::Shortfall {
    type Error = ConvertError;

    fn try_from(wire: v1::Shortfall) -> Result<Self, ConvertError> {
        Ok(Self {
            left: each(wire.left, "left")?,
            words: wire.words.into_iter().map(word).collect(),
            nearest: each(wire.nearest_statements, "nearest_statements")?,
            near: count(wire.near, wire.near_at_least),
            nearest_outlets: wire.nearest_outlets,
            earlier: count(wire.earlier, wire.earlier_at_least),
            hidden: count(wire.hidden, wire.hidden_at_least),
            highest_confidence: wire.highest_confidence,
        })
    }
}

impl From<&domain::Shortfall> for v1::Shortfall {
    fn from(shortfall: &domain::Shortfall) -> Self {
        let domain::Shortfall { left, words, nearest, nearest_outlets, .. } = shortfall;
        let domain::Shortfall { near, earlier, hidden, highest_confidence, .. } = shortfall;
        let word = |(text, found): &(String, domain::Count)| v1::WordFound {
            text: text.clone(),
            count: found.count,
            at_least: found.at_least,
        };
        Self {
            left: left.iter().map(Into::into).collect(),
            words: words.iter().map(word).collect(),
            nearest_statements: nearest.iter().map(Into::into).collect(),
            nearest_outlets: nearest_outlets.clone(),
            earlier: earlier.count,
            earlier_at_least: earlier.at_least,
            hidden: hidden.count,
            hidden_at_least: hidden.at_least,
            near: near.count,
            near_at_least: near.at_least,
            highest_confidence: *highest_confidence,
        }
    }
}

fn word(word: v1::WordFound) -> (String, domain::Count) {
    (word.text, count(word.count, word.at_least))
}

fn count(count: u64, at_least: bool) -> domain::Count {
    domain::Count { count, at_least }
}

impl TryFrom<v1::ConditionLeft> for domain::Left {
    type Error = ConvertError;

    fn try_from(wire: v1::ConditionLeft) -> Result<Self, ConvertError> {
        let condition = domain::Condition::read(wire.condition, "condition")?;
        Ok(Self {
            condition,
            count: wire.count,
            at_least: wire.at_least,
            unknown: count(wire.unknown, wire.unknown_at_least),
            hidden: count(wire.hidden, wire.hidden_at_least),
            corrected_away: count(wire.corrected_away, wire.corrected_away_at_least),
            named: wire.named,
        })
    }
}

impl From<&domain::Left> for v1::ConditionLeft {
    fn from(left: &domain::Left) -> Self {
        let domain::Left { condition, count, at_least, unknown, hidden, corrected_away, named } =
            left.clone();
        Self {
            condition: condition.write(),
            count,
            at_least,
            unknown: unknown.count,
            named,
            hidden: hidden.count,
            corrected_away: corrected_away.count,
            unknown_at_least: unknown.at_least,
            hidden_at_least: hidden.at_least,
            corrected_away_at_least: corrected_away.at_least,
        }
    }
}

impl TryFrom<v1::NearStatement> for domain::NearStatement {
    type Error = ConvertError;

    fn try_from(wire: v1::NearStatement) -> Result<Self, ConvertError> {
        Ok(Self { hit: require(wire.hit, "hit")?, met: wire.met })
    }
}

impl From<&domain::NearStatement> for v1::NearStatement {
    fn from(near: &domain::NearStatement) -> Self {
        Self { hit: Some((&near.hit).into()), met: near.met }
    }
}

impl From<domain::Unseen> for v1::Unseen {
    fn from(unseen: domain::Unseen) -> Self {
        let domain::Unseen { published, said, outlet, addressee, channel, other_outlets } = unseen;
        let other_outlets = name_counts(other_outlets);
        Self { published, said, outlet, addressee, channel, other_outlets }
    }
}

impl From<v1::Unseen> for domain::Unseen {
    fn from(wire: v1::Unseen) -> Self {
        let v1::Unseen { published, said, outlet, addressee, channel, other_outlets } = wire;
        let other_outlets = counted_names(other_outlets);
        Self { published, said, outlet, addressee, channel, other_outlets }
    }
}

/// Returns names with how many there are of each, as they are told.
pub(crate) fn name_counts(names: Vec<(String, u64)>) -> Vec<v1::NameForm> {
    names.into_iter().map(|(text, count)| v1::NameForm { text, count }).collect()
}

/// Returns names with how many there are of each, as they were told.
pub(crate) fn counted_names(names: Vec<v1::NameForm>) -> Vec<(String, u64)> {
    names.into_iter().map(|name| (name.text, name.count)).collect()
}
