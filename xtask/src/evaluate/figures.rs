//! The figures that are committed beside the golden set, and whether they still hold.
//!
//! They fail in both directions: a figure that rose and was not written down hides the next one
//! that falls.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

/// By how many points a figure may differ from the committed one.
pub(super) const TOLERANCE: f64 = 0.05;

/// Returns every figure of `present` that is not the committed one, in words; what is committed
/// of a tagger or a set that `present` does not have is not looked at.
pub(super) fn differences(committed: &Value, present: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for (tagger, sets) in present.as_object().into_iter().flatten() {
        for (set, figures) in sets.as_object().into_iter().flatten() {
            let (mut were, mut are) = (BTreeMap::new(), BTreeMap::new());
            flatten(&format!("{tagger}, {set}"), &committed[tagger][set], &mut were);
            flatten(&format!("{tagger}, {set}"), figures, &mut are);
            let names: std::collections::BTreeSet<_> = were.keys().chain(are.keys()).collect();
            for name in names {
                let (was, is) = (were.get(name), are.get(name));
                let same = match (was.and_then(Value::as_f64), is.and_then(Value::as_f64)) {
                    (Some(was), Some(is)) => (was - is).abs() <= TOLERANCE,
                    _ => was == is,
                };
                if !same {
                    let show = |v: Option<&Value>| v.map_or("nothing".to_owned(), Value::to_string);
                    differences.push(format!("{name}: {}, committed is {}", show(is), show(was)));
                }
            }
        }
    }
    differences
}

/// Writes the figures of `present` over those of the same taggers in the file at `path`.
pub(super) fn update(path: &Path, present: &Value) -> anyhow::Result<()> {
    let mut figures = if path.exists() { read(path)? } else { Value::Object(Default::default()) };
    let all = figures.as_object_mut().context("the figures are no object")?;
    for (tagger, sets) in present.as_object().into_iter().flatten() {
        all.insert(tagger.clone(), sets.clone());
    }
    let text = serde_json::to_string_pretty(&figures)? + "\n";
    std::fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}

/// Reads the committed figures.
pub(super) fn read(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read(path).with_context(|| format!("failed to read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("failed to read {}", path.display()))
}

/// Names each figure below `value`.
fn flatten(name: &str, value: &Value, figures: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                flatten(&format!("{name}, {key}"), value, figures);
            }
        }
        Value::Null => {}
        value => {
            figures.insert(name.to_owned(), value.clone());
        }
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
    fn an_update_leaves_other_taggers_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("figures.json");
        update(&path, &json!({"rules": {"ci": 1}, "neural": {"ci": 2}})).expect("written");
        update(&path, &json!({"rules": {"ci": 3}})).expect("written");
        let expect = json!({"rules": {"ci": 3}, "neural": {"ci": 2}});
        assert_eq!(read(&path).expect("figures"), expect);
    }
}
