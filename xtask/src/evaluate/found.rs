//! Which predicted statement meets which gold one, and how many were found, missed or invented.
//!
//! A statement is found when a prediction's content overlaps its own by half of their code points,
//! a quotation by nine tenths. A prediction that meets no gold statement is a false alarm if it is
//! shown as speech, which is what users see.

use q7x2_domain::{Kind, Mode, Span, Statement};

use super::gold::{GoldStatement, Spans};
use super::spans::jaccard;
use super::speakers::same;
use super::table::{Cell, Row, Table};

/// Overlap from which two contents are about the same words.
const MEETS: f64 = 0.3;
/// Overlap from which a statement is found.
const FOUND: f64 = 0.5;
/// Overlap from which a quotation is found.
const FOUND_DIRECT: f64 = 0.9;

/// Returns the spans of a predicted statement.
pub(super) fn spans_of(statement: &Statement) -> Spans {
    let of = |excerpts: &[q7x2_domain::Excerpt]| excerpts.iter().map(|e| e.span).collect();
    Spans {
        source: of(&statement.source),
        cue: of(&statement.cue),
        content: of(&statement.content),
    }
}

/// One article's gold and predicted statements, matched.
pub(super) struct Matched<'a> {
    /// The gold statements.
    pub(super) gold: &'a [GoldStatement],
    /// The predicted ones.
    pub(super) predicted: &'a [Statement],
    /// For each gold statement, the prediction that meets it by half or more, used once.
    pub(super) partner: Vec<Option<usize>>,
    /// For each gold statement, the prediction of most overlap and that overlap.
    best: Vec<Option<(usize, f64)>>,
    /// For each prediction, the gold statement of most overlap, where they meet at all.
    meets: Vec<Option<usize>>,
}

impl<'a> Matched<'a> {
    /// Matches the statements of one article, those of most overlap first.
    pub(super) fn new(gold: &'a [GoldStatement], predicted: &'a [Statement]) -> Self {
        let mut pairs = Vec::new();
        for (g, of_gold) in gold.iter().enumerate() {
            for (p, of_predicted) in predicted.iter().map(spans_of).enumerate() {
                let overlap = jaccard(&of_gold.spans.content, &of_predicted.content);
                // Of two statements with one content, the one with the same cue.
                let cue = jaccard(&of_gold.spans.cue, &of_predicted.cue);
                pairs.push((overlap, cue, g, p));
            }
        }
        pairs.retain(|(overlap, ..)| *overlap > 0.0);
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
        let mut matched = Self {
            gold,
            predicted,
            partner: vec![None; gold.len()],
            best: vec![None; gold.len()],
            meets: vec![None; predicted.len()],
        };
        let mut taken = vec![false; predicted.len()];
        for (overlap, _, g, p) in pairs {
            matched.best[g].get_or_insert((p, overlap));
            if overlap > MEETS {
                matched.meets[p].get_or_insert(g);
            }
            if overlap >= FOUND && matched.partner[g].is_none() && !taken[p] {
                (matched.partner[g], taken[p]) = (Some(p), true);
            }
        }
        matched
    }

    /// Returns the prediction that meets gold statement `g`.
    pub(super) fn partner(&self, g: usize) -> Option<&'a Statement> {
        self.partner[g].map(|p| &self.predicted[p])
    }

    /// Tells whether prediction `p` is best explained by a statement that never counts.
    pub(super) fn is_borderline(&self, p: usize) -> bool {
        self.meets[p].is_some_and(|g| self.gold[g].borderline)
    }
}

/// Found, missed and invented statements of some articles.
#[derive(Debug, Default)]
pub(super) struct Found {
    required: usize,
    found: usize,
    as_speech: usize,
    with_speaker: usize,
    kind: usize,
    predicted: usize,
    false_alarms: usize,
}

impl Found {
    /// Counts one article; what is wrong is told to `remark`.
    pub(super) fn add(
        &mut self,
        matched: &Matched<'_>,
        mut remark: impl FnMut(u32, &str, &[Span]),
    ) {
        for (g, gold) in matched.gold.iter().enumerate() {
            if gold.borderline || gold.mode != Mode::Speech {
                continue;
            }
            self.required += 1;
            let need = if gold.kind == Kind::Direct { FOUND_DIRECT } else { FOUND };
            let Some((p, _)) = matched.best[g].filter(|(_, overlap)| *overlap >= need) else {
                let near = if matched.best[g].is_some() { "other bounds" } else { "missed" };
                remark(gold.number, near, &gold.spans.content);
                continue;
            };
            let predicted = &matched.predicted[p];
            self.found += 1;
            self.as_speech += usize::from(predicted.mode == Mode::Speech);
            self.with_speaker += usize::from(same(&gold.speaker, predicted.speaker.as_deref()));
            self.kind += usize::from(predicted.kind == gold.kind);
        }
        self.predicted += matched.predicted.len();
        for (p, predicted) in matched.predicted.iter().enumerate() {
            if matched.meets[p].is_none() && predicted.mode == Mode::Speech {
                self.false_alarms += 1;
                remark(0, "false alarm", &spans_of(predicted).content);
            }
        }
    }

    /// Returns the counts as a table.
    pub(super) fn table(&self) -> Table {
        let row = |name: &str, part: usize, whole: usize| Row {
            name: name.to_owned(),
            cells: vec![Cell::Count(part), Cell::share(part, whole)],
        };
        let count = |name: &str, count: usize| Row {
            name: name.to_owned(),
            cells: vec![Cell::Count(count), Cell::None],
        };
        let rows = vec![
            count("required", self.required),
            row("found", self.found, self.required),
            row("found as speech", self.as_speech, self.required),
            row("found with speaker", self.with_speaker, self.required),
            row("kind right", self.kind, self.found),
            count("predicted", self.predicted),
            count("false alarms", self.false_alarms),
        ];
        Table { title: "spoken statements".to_owned(), columns: &["count", "percent"], rows }
    }
}
