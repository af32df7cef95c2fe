//! The figures that are committed beside the golden set, and whether they still hold.
//!
//! They fail in both directions: a figure that rose and was not written down hides the next one
//! that falls.
//!
//! The network's arithmetic is not the same on every processor: bytes are multiplied in 127 or 255
//! steps, floats in wider or narrower rows. So figures remember on which kind they were taken; on
//! another one only the main ones are compared, and with more patience.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use serde_json::{Map, Value};

/// By how many points a figure may differ from the committed one.
pub(super) const TOLERANCE: f64 = 0.05;

/// The same on another kind of processor than the committed figures were taken on, for the tables
/// in [`MAIN`]. What the two kinds of byte products differ by there is under 2 points.
pub(super) const PATIENCE: f64 = 4.0;

/// The tables whose shares are of enough statements to be compared over processors.
const MAIN: [&str; 3] = ["roles", "spoken statements", super::disturb::TITLE];

/// Where a tagger's figures say on which kind of processor they were taken.
pub(super) const PROCESSOR: &str = "processor";

/// Names the kind of this processor, as far as the network's arithmetic depends on it.
pub(super) fn processor() -> String {
    let mut features = vec![std::env::consts::ARCH];
    #[cfg(target_arch = "x86_64")]
    {
        let known = [
            ("avx2", std::arch::is_x86_feature_detected!("avx2")),
            ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
            ("avx512vnni", std::arch::is_x86_feature_detected!("avx512vnni")),
        ];
        features.extend(known.iter().filter(|(_, has)| *has).map(|(name, _)| name));
    }
    features.join(" ")
}

/// Returns every figure of `present` that is not the committed one, in words; what is committed
/// of a tagger or a set that `present` does not have is not looked at.
pub(super) fn differences(committed: &Value, present: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for (tagger, sets) in present.as_object().into_iter().flatten() {
        let strict = committed[tagger][PROCESSOR] == sets[PROCESSOR];
        let sets = sets.as_object().into_iter().flatten();
        for (set, tables) in sets.filter(|(set, _)| *set != PROCESSOR) {
            let committed = &committed[tagger][set];
            let (were, are) = if strict {
                (figures(committed), figures(tables))
            } else {
                (main_shares(committed), main_shares(tables))
            };
            let tolerance = if strict { TOLERANCE } else { PATIENCE };
            let names: BTreeSet<_> = were.keys().chain(are.keys()).collect();
            for name in names {
                let (was, is) = (were.get(name), are.get(name));
                let same = match (was, is) {
                    (Some(was), Some(is)) => (was - is).abs() <= tolerance,
                    _ => false,
                };
                if !same {
                    let show = |v: Option<&f64>| v.map_or("nothing".to_owned(), f64::to_string);
                    let (is, was) = (show(is), show(was));
                    differences.push(format!("{tagger}, {set}{name}: {is}, committed is {was}"));
                }
            }
        }
    }
    differences
}

/// Writes the figures of `present` over those of the same taggers and sets in the file at `path`.
/// Of a tagger whose figures were taken on another kind of processor nothing else is kept.
pub(super) fn update(path: &Path, present: &Value) -> anyhow::Result<()> {
    let mut figures = if path.exists() { read(path)? } else { Value::Object(Default::default()) };
    let all = figures.as_object_mut().context("the figures are no object")?;
    for (tagger, sets) in present.as_object().into_iter().flatten() {
        let committed = all.entry(tagger).or_insert_with(|| Map::new().into());
        if committed[PROCESSOR] != sets[PROCESSOR] {
            *committed = Map::new().into();
        }
        for (set, tables) in sets.as_object().into_iter().flatten() {
            committed[set] = tables.clone();
        }
    }
    let text = serde_json::to_string_pretty(&figures)? + "\n";
    std::fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}

/// Reads the committed figures.
pub(super) fn read(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read(path).with_context(|| format!("failed to read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("failed to read {}", path.display()))
}

/// Returns each figure of some tables with its name.
fn figures(tables: &Value) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    flatten("", tables, &mut found);
    found
}

/// Returns the shares of the main tables, without what is counted.
fn main_shares(tables: &Value) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    for table in MAIN {
        flatten(&format!(", {table}"), &tables[table], &mut found);
    }
    let shares = ["p", "r", "f1", "percent"].map(|column| format!(", {column}"));
    found.retain(|name, _| shares.iter().any(|column| name.ends_with(column)));
    found
}

fn flatten(name: &str, value: &Value, found: &mut BTreeMap<String, f64>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        flatten(&format!("{name}, {key}"), value, found);
    }
    if let Some(figure) = value.as_f64() {
        found.insert(name.to_owned(), figure);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_differ_in_both_directions_and_by_what_is_there() {
        let committed = json!({"rules": {"ci": {"roles": {"cue": {"f1": 50.0, "gold": 3}}}}});
        let differ = |present: Value| differences(&committed, &present).len();
        assert_eq!(differ(committed.clone()), 0);
        assert_eq!(
            differ(json!({"rules": {"ci": {"roles": {"cue": {"f1": 50.04, "gold": 3}}}}})),
            0
        );
        assert_eq!(
            differ(json!({"rules": {"ci": {"roles": {"cue": {"f1": 50.2, "gold": 3}}}}})),
            1
        );
        assert_eq!(
            differ(json!({"rules": {"ci": {"roles": {"cue": {"f1": 49.9, "gold": 4}}}}})),
            2
        );
        assert_eq!(differ(json!({"rules": {"ci": {"roles": {"cue": {"gold": 3}}}}})), 1);
        assert_eq!(differ(json!({"neural": {"ci": {"roles": {"cue": {"f1": 50.0}}}}})), 1);
    }

    #[test]
    fn on_another_processor_only_the_main_shares_count() {
        let taken = |processor: &str, f1: f64, gold: u32| {
            let roles = json!({"cue": {"f1": f1, "gold": gold}});
            json!({"neural": {"processor": processor, "ci": {"roles": roles, "acts": {"a": f1}}}})
        };
        let differ = |present: Value| differences(&taken("a", 50.0, 9), &present).len();
        assert_eq!(differ(taken("a", 52.0, 9)), 2);
        assert_eq!(differ(taken("b", 52.0, 8)), 0);
        assert_eq!(differ(taken("b", 56.0, 8)), 1);
    }

    #[test]
    fn an_update_leaves_other_taggers_and_sets_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("figures.json");
        update(&path, &json!({"rules": {"ci": 1}, "neural": {"ci": 2}})).expect("written");
        update(&path, &json!({"rules": {"ci": 3, "more": 4}})).expect("written");
        update(&path, &json!({"rules": {"more": 5}})).expect("written");
        let expect = json!({"rules": {"ci": 3, "more": 5}, "neural": {"ci": 2}});
        assert_eq!(read(&path).expect("figures"), expect);
    }

    #[test]
    fn an_update_on_another_processor_keeps_nothing_of_the_tagger() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("figures.json");
        update(&path, &json!({"neural": {"processor": "a", "ci": 1}})).expect("written");
        let present = json!({"neural": {"processor": "b", "more": 2}});
        update(&path, &present).expect("written");
        assert_eq!(read(&path).expect("figures"), present);
    }
}
