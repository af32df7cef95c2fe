//! Printing an answer page by page, so that a long one takes no more memory than a short one.

use std::io::Write;

use q7x2_domain::{ArticleId, Condition, NearStatement, Shortfall, StatementHit};
use q7x2_domain::{StatementQuery, Unseen};

use super::{Format, beside};
use crate::exit::Failure;
use crate::json::{self, AnswerEnd, StatementWithDocument};
use crate::output::{Output, counted, tell};
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
    /// How many people corrected away.
    pub(super) corrected_away: u64,
    /// What conditions cannot see.
    pub(super) unseen: Unseen,
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

    /// Prints what comes behind the statements that answer a question.
    pub(super) fn end(self, end: End, question: &StatementQuery) -> Result<(), Failure> {
        let Self { format, out, shown, .. } = self;
        let End { total, nearest_speakers, unknown_speakers, corrected_away, unseen, shortfall } =
            end;
        let cut = shown < total.count || total.at_least;
        let count = cut_short(shown, total);
        // Where nothing is left of what was said, that is why there is no answer, and is told so.
        let last = shortfall.as_ref().and_then(|shortfall| shortfall.left.last());
        let is_why = last.is_some_and(|left| left.condition == Condition::Mode);
        let told_away = if is_why { 0 } else { corrected_away };
        let beside = beside::lines(question, told_away, &unseen);
        // The other formats have no place for it, or have it anyway.
        let has_no_place = matches!(format, Format::Jsonl | Format::Csv | Format::Md);
        match format {
            Format::Table if shown > 0 => {
                let count = if cut { count.clone() } else { counted(shown, "statement") };
                writeln!(out, "{count}")?;
                for line in &beside {
                    writeln!(out, "{line}")?;
                }
            }
            Format::Json => {
                let shortfall = shortfall.as_ref().map(json::Shortfall::from);
                let end = AnswerEnd {
                    nearest_speakers,
                    unknown_speakers,
                    corrected_away,
                    unseen: unseen.into(),
                    shortfall,
                };
                json::end_answer(out, &end, shown == 0)?;
            }
            _ => {
                if let Some(shortfall) = shortfall.filter(|shortfall| !shortfall.nearest.is_empty())
                {
                    write_nearest(out, format, &shortfall)?;
                }
            }
        }
        out.end_page()?;
        if cut && has_no_place {
            tell(&count);
        }
        if has_no_place || (shown == 0 && format == Format::Table) {
            beside.iter().for_each(|line| tell(line));
        }
        Ok(())
    }
}

/// Prints the statements that have most of the words where none has all, with how many they have.
fn write_nearest(out: &mut Output, format: Format, shortfall: &Shortfall) -> Result<(), Failure> {
    let (look, all) = (out.look(), shortfall.words.len());
    let by_met = shortfall.nearest.chunk_by(|a, b| a.met == b.met);
    let hits = |same: &[NearStatement]| -> Vec<StatementHit> {
        same.iter().map(|near| near.hit.clone()).collect()
    };
    match format {
        Format::Table => {
            for same in by_met {
                writeln!(out, "{NEAREST}: {} of {all} words\n", same[0].met)?;
                render::statements::write_hits(out, look, &hits(same), None)?;
            }
            if let Some(of) = of_near(shortfall) {
                writeln!(out, "{of}")?;
            }
        }
        Format::Md => {
            for same in by_met {
                writeln!(out, "*{NEAREST}: {} of {all} words*\n", same[0].met)?;
                render::markdown::write_hits(out, &hits(same), None)?;
            }
            if let Some(of) = of_near(shortfall) {
                writeln!(out, "*{of}*")?;
            }
        }
        Format::Csv => {
            render::csv::write_near(out, &shortfall.nearest)?;
            tell(&format!("{NEAREST}: the column words_met tells how many of {all} words"));
        }
        Format::Jsonl => {
            for near in &shortfall.nearest {
                json::write_line(out, &StatementWithDocument::from(near))?;
            }
            tell(&format!("{NEAREST}: words_met tells how many of {all} words"));
        }
        Format::Json => {}
    }
    match format {
        Format::Csv | Format::Jsonl => of_near(shortfall).iter().for_each(|of| tell(of)),
        Format::Table | Format::Md | Format::Json => {}
    }
    Ok(())
}

/// Returns how many statements have some of the words, where not all of them are printed.
fn of_near(shortfall: &Shortfall) -> Option<String> {
    let (shown, near) = (shortfall.nearest.len(), shortfall.near);
    let is_cut = near.at_least || near.count > shown as u64;
    is_cut.then(|| format!("{shown} of {near} statements with some of the words"))
}

/// What stands above statements that do not match.
const NEAREST: &str = "not what was asked for, but nearest";

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
