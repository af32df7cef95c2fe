//! Figures in rows and columns, for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// Figures under one title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// What they are about.
    pub(super) title: String,
    /// The names of the columns.
    pub(super) columns: &'static [&'static str],
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// A row of figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// What they are about.
    pub(super) name: String,
    /// The figures, one for each column.
    pub(super) cells: Vec<Cell>,
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    /// A number of things.
    Count(usize),
    /// A share, in percent.
    Percent(f64),
    /// A share, in percent, and the bounds between which it may lie.
    Between(f64, f64, f64),
    /// Nothing to measure.
    None,
}

impl Cell {
    /// Returns `part` of `whole` in percent; nothing of nothing is 0.
    pub(super) fn share(part: usize, whole: usize) -> Self {
        Self::Percent(if whole == 0 { 0.0 } else { 100.0 * super::spans::share(part, whole) })
    }

    /// Returns a share with its bounds; nothing has none.
    pub(super) fn between(share: Option<(f64, f64, f64)>) -> Self {
        share.map_or(Self::None, |(share, low, high)| Self::Between(share, low, high))
    }

    fn value(self) -> Value {
        // Two decimals tell apart what can differ, and stay the same on every machine.
        let rounded = |percent: f64| Value::from((percent * 100.0).round() / 100.0);
        match self {
            Self::Count(count) => count.into(),
            Self::Percent(percent) => rounded(percent),
            Self::Between(share, low, high) => [share, low, high].map(rounded).to_vec().into(),
            Self::None => Value::Null,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Percent(percent) => format!("{percent:.1}"),
            Self::Between(share, low, high) => format!("{share:.1} ({low:.1}-{high:.1})"),
            Self::None => "–".to_owned(),
        }
    }
}

impl Table {
    /// Sets the table in text.
    pub(super) fn render(&self) -> String {
        let first = self.rows.iter().map(|row| row.name.len()).chain([self.title.len()]).max();
        let first = first.unwrap_or_default();
        let width = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.cells.get(at));
            cells.map(|cell| cell.text().len()).chain([10, self.columns[at].len()]).max()
        };
        let widths: Vec<usize> = (0..self.columns.len()).filter_map(width).collect();
        let mut text = format!("{:first$}", self.title);
        for (column, width) in self.columns.iter().zip(&widths) {
            let _ = write!(text, " {column:>width$}");
        }
        text.push('\n');
        for row in &self.rows {
            let _ = write!(text, "{:first$}", row.name);
            for (cell, width) in row.cells.iter().zip(&widths) {
                let _ = write!(text, " {:>width$}", cell.text());
            }
            text.push('\n');
        }
        text
    }

    /// Returns the figures by row and column.
    pub(super) fn json(&self) -> Value {
        let columns = |row: &Row| -> Map<String, Value> {
            let cells = self.columns.iter().zip(&row.cells);
            cells.map(|(column, cell)| ((*column).to_owned(), cell.value())).collect()
        };
        let rows: Map<String, Value> =
            self.rows.iter().map(|row| (row.name.clone(), columns(row).into())).collect();
        rows.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_set_in_columns_and_as_json() {
        let cells = vec![Cell::share(1, 3), Cell::Count(3), Cell::None];
        let rows = vec![Row { name: "source".to_owned(), cells }];
        let table = Table { title: "roles".to_owned(), columns: &["p", "gold", "ece"], rows };
        let text =
            "roles           p       gold        ece\nsource       33.3          3          –\n";
        assert_eq!(table.render(), text);
        let json = serde_json::json!({"source": {"p": 33.33, "gold": 3, "ece": null}});
        assert_eq!(table.json(), json);
    }
}
