//! Printing an answer page by page, so that a long one takes no more memory than a short one.

use std::io::Write;

use q7x2_domain::{ArticleId, Shortfall, StatementHit};

use super::Format;
use crate::exit::Failure;
use crate::json::{self, AnswerEnd, StatementWithDocument};
use crate::output::{Output, tell};
use crate::render;

/// An answer that is being printed.
pub(super) struct Printer<'a> {
    format: Format,
    out: &'a mut Output,
    /// Whether CSV begins with a byte order mark.
    bom: bool,
    shown: u64,
    /// The article of the statement printed last.
    last: Option<ArticleId>,
}

/// How many match in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Total {
    pub(super) count: u64,
    /// Whether there are more.
    pub(super) at_least: bool,
}

/// What comes behind the statements of an answer.
#[derive(Debug, Default)]
pub(super) struct End {
    pub(super) total: Total,
    /// The names nearest to one that nobody has.
    pub(super) nearest_speakers: Vec<String>,
    /// Those of several names that nobody has.
    pub(super) unknown_speakers: Vec<String>,
    /// Why there are none.
    pub(super) shortfall: Option<Shortfall>,
}

impl<'a> Printer<'a> {
    /// Returns what prints to `out`.
    pub(super) fn new(format: Format, bom: bool, out: &'a mut Output) -> Self {
        Self { format, out, bom, shown: 0, last: None }
    }

    /// Returns how many statements there were so far.
    pub(super) fn shown(&self) -> u64 {
        self.shown
    }

    /// Prints the next statements of so many in all.
    pub(super) fn page(&mut self, hits: &[StatementHit], total: Total) -> Result<(), Failure> {
        let is_first = self.shown == 0;
        self.shown += hits.len() as u64;
        let last = std::mem::replace(&mut self.last, hits.last().map(|hit| hit.article));
        let out = &mut *self.out;
        if is_first && self.format.is_for_people() && !hits.is_empty() {
            out.page();
        }
        match self.format {
            Format::Table => {
                let look = out.look();
                render::statements::write_hits(out, look, hits, last)?;
            }
            Format::Json => {
                if is_first {
                    json::begin_answer(out, total.count, total.at_least)?;
                }
                for (i, hit) in hits.iter().enumerate() {
                    let is_first = is_first && i == 0;
                    json::write_in_answer(out, &StatementWithDocument::from(hit), is_first)?;
                }
            }
            Format::Jsonl => {
                for hit in hits {
                    json::write_line(out, &StatementWithDocument::from(hit))?;
                }
            }
            Format::Csv => {
                if is_first {
                    render::csv::write_head(out, self.bom)?;
                }
                render::csv::write_hits(out, hits)?;
            }
            Format::Md => render::markdown::write_hits(out, hits, last)?,
        }
        Ok(())
    }

    /// Prints what comes behind the statements.
    pub(super) fn end(self, end: End) -> Result<(), Failure> {
        let Self { format, out, shown, .. } = self;
        let End { total, nearest_speakers, unknown_speakers, shortfall } = end;
        let cut = shown < total.count || total.at_least;
        let count = cut_short(shown, total);
        match format {
            Format::Table => match shown {
                0 => write_nearest(out, shortfall.as_ref())?,
                _ if cut => writeln!(out, "{count}")?,
                1 => writeln!(out, "1 statement")?,
                shown => writeln!(out, "{shown} statements")?,
            },
            Format::Json => {
                let shortfall = shortfall.as_ref().map(json::Shortfall::from);
                let end = AnswerEnd { nearest_speakers, unknown_speakers, shortfall };
                json::end_answer(out, &end, shown == 0)?;
            }
            Format::Jsonl | Format::Csv | Format::Md => {}
        }
        out.end_page()?;
        // The other formats have no place for it, or have it anyway.
        if cut && matches!(format, Format::Jsonl | Format::Csv | Format::Md) {
            tell(&count);
        }
        Ok(())
    }
}

/// Prints the statements that have most of the words where none has all, with how many they have.
fn write_nearest(out: &mut Output, shortfall: Option<&Shortfall>) -> Result<(), Failure> {
    let Some(shortfall) = shortfall else { return Ok(()) };
    let (look, all) = (out.look(), shortfall.words.len());
    for same in shortfall.nearest.chunk_by(|a, b| a.met == b.met) {
        writeln!(out, "not what was asked for, but nearest: {} of {all} words\n", same[0].met)?;
        let hits: Vec<StatementHit> = same.iter().map(|near| near.hit.clone()).collect();
        render::statements::write_hits(out, look, &hits, None)?;
    }
    Ok(())
}

/// Returns how much of an answer is shown, and how to get the rest.
fn cut_short(shown: u64, total: Total) -> String {
    let more = if total.at_least { "more than " } else { "" };
    let count = total.count;
    format!("{shown} of {more}{count} statements; --limit all prints the rest")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_bound_is_told_as_one() {
        let told = |at_least| cut_short(50, Total { count: 2000, at_least });
        assert_eq!(told(false), "50 of 2000 statements; --limit all prints the rest");
        assert_eq!(told(true), "50 of more than 2000 statements; --limit all prints the rest");
    }
}
