//! How far the extractor's own word can be trusted: its confidence, and the reasons of its links.

use std::collections::BTreeMap;

use q7x2_domain::LinkReason;

use super::spans::share;
use super::table::{Cell, Row, Table};

/// Into how many parts the range of confidence is cut.
const BINS: u8 = 10;

/// Confidence against what came true.
#[derive(Debug, Default)]
pub(super) struct Calibration {
    /// By tenth of confidence: how many, how many of them right, and the sum of their confidence.
    bins: BTreeMap<u8, (usize, usize, f64)>,
    /// How many have no confidence.
    silent: usize,
}

impl Calibration {
    /// Counts a statement.
    pub(super) fn add(&mut self, confidence: Option<f32>, right: bool) {
        let Some(confidence) = confidence.map(f64::from) else {
            self.silent += 1;
            return;
        };
        let bin = (0..BINS - 1).find(|bin| confidence < f64::from(bin + 1) / f64::from(BINS));
        let (count, rights, sum) = self.bins.entry(bin.unwrap_or(BINS - 1)).or_default();
        *count += 1;
        *rights += usize::from(right);
        *sum += confidence;
    }

    /// Returns the expected calibration error, in percent: how far confidence is from what came
    /// true, over ten bins; and each bin.
    pub(super) fn table(&self) -> Table {
        let counted: usize = self.bins.values().map(|(count, ..)| count).sum();
        let mut error = 0.0;
        let mut rows = Vec::new();
        for (bin, (count, right, sum)) in &self.bins {
            let told = sum * share(1, *count);
            let came_true = share(*right, *count);
            error += (told - came_true).abs() * share(*count, counted);
            rows.push(Row {
                name: format!("from {}.{}", bin / BINS, bin % BINS),
                cells: vec![
                    Cell::Count(*count),
                    Cell::Percent(100.0 * told),
                    Cell::Percent(100.0 * came_true),
                    Cell::None,
                ],
            });
        }
        let none = |count, last| vec![Cell::Count(count), Cell::None, Cell::None, last];
        let error = if counted == 0 { Cell::None } else { Cell::Percent(100.0 * error) };
        rows.push(Row { name: "all".to_owned(), cells: none(counted, error) });
        rows.push(Row { name: "without".to_owned(), cells: none(self.silent, Cell::None) });
        let columns = &["count", "told", "right", "ece"];
        Table { title: "confidence".to_owned(), columns, rows }
    }
}

/// Which reasons of links hold.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<LinkReason, (usize, usize)>);

impl Reasons {
    /// Counts a speaker.
    pub(super) fn add(&mut self, reason: LinkReason, right: bool) {
        let (count, rights) = self.0.entry(reason).or_default();
        *count += 1;
        *rights += usize::from(right);
    }

    /// Returns the scores by reason.
    pub(super) fn table(&self) -> Table {
        let row = |(reason, (count, right)): (&LinkReason, &(usize, usize))| Row {
            name: reason.as_str().to_owned(),
            cells: vec![Cell::Count(*count), Cell::share(*right, *count)],
        };
        let rows = self.0.iter().map(row).collect();
        Table { title: "reasons of links".to_owned(), columns: &["matched", "right"], rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_mean_distance_of_confidence_from_truth() {
        let mut calibration = Calibration::default();
        for right in [true, true, true, false] {
            calibration.add(Some(0.95), right);
        }
        calibration.add(Some(1.0), true);
        calibration.add(Some(0.0), true);
        calibration.add(None, true);
        let table = calibration.table();
        let all = table.rows.iter().find(|row| row.name == "all").expect("a row");
        // Of five at 0.96, four came true; one at 0 did: (5 * 0.16 + 1 * 1) / 6.
        let Cell::Percent(error) = all.cells[3] else { panic!("a percentage") };
        assert!((error - 30.0).abs() < 1e-4, "{error}");
        assert_eq!(table.rows.len(), 4);
    }
}
