//! The figures that are committed beside the model, held against those just measured on the corpus
//! they are from. They are of whole extraction, rules and linking included; what the network does
//! by itself stands in the manifest too, and is measured by `training/evaluate.py`.

use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::table::{Cell, Row, Table};

/// The column of F1 in a table of roles.
const F1: usize = 2;

/// Returns a table of the F1 measured, the one committed, and how much higher the first is.
/// `measured` is the table of roles.
pub(super) fn beside_the_model(root: &Path, measured: &Table) -> anyhow::Result<Table> {
    let path = root.join(crate::MODEL).join("manifest.json");
    let manifest = std::fs::read(&path).with_context(|| format!("read {}", path.display()))?;
    let manifest: Value = serde_json::from_slice(&manifest)?;
    Ok(compare(measured, &manifest["figures"]["statements"]))
}

fn compare(measured: &Table, committed: &Value) -> Table {
    let row = |row: &Row| {
        let committed = committed[&row.name].as_f64()?;
        let Some(Cell::Percent(f1)) = row.cells.get(F1).copied() else { return None };
        let cells = [f1, committed, f1 - committed].map(Cell::Percent).to_vec();
        Some(Row { name: row.name.clone(), cells })
    };
    let rows = measured.rows.iter().filter_map(row).collect();
    let columns = &["f1", "committed", "higher by"];
    Table { title: "beside the model".to_owned(), columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_beside_the_committed_ones() {
        let cells = [70.0, 90.0, 80.5].map(Cell::Percent).to_vec();
        let rows =
            ["source", "unknown"].map(|name| Row { name: name.into(), cells: cells.clone() });
        let measured =
            Table { title: "roles".into(), columns: &["p", "r", "f1"], rows: rows.into() };
        let table = compare(&measured, &serde_json::json!({ "source": 80.0, "cue": 70.0 }));
        let expected = [80.5, 80.0, 0.5].map(Cell::Percent).to_vec();
        assert_eq!(table.rows, [Row { name: "source".into(), cells: expected }]);
    }

    #[test]
    fn the_model_that_ships_has_figures_for_every_role() {
        let rows = ["source", "cue", "content", "attribution", "lenient"]
            .map(|name| Row { name: name.into(), cells: [0.0; 3].map(Cell::Percent).to_vec() });
        let measured =
            Table { title: "roles".into(), columns: &["p", "r", "f1"], rows: rows.into() };
        let table = beside_the_model(crate::workspace_root(), &measured).expect("a manifest");
        assert_eq!(table.rows.len(), 5);
    }
}
