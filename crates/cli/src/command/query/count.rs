//! `q7x2 query --count-by`: how many statements there are, by what they have in common.

use std::io::Write;

use clap::ValueEnum;
use q7x2_domain::{Grouping, Shortfall, StatementCounts, StatementQuery, Unseen};
use q7x2_proto::v1::{self, CountStatementsRequest, QueryStatementsRequest};

use super::{Format, QueryArgs, beside, empty, hints, tell_why_empty};
use crate::connection::Services;
use crate::exit::Failure;
use crate::json::{self, AnswerEnd, Counts, GroupLine};
use crate::output::{Output, tell};
use crate::render;

/// What statements are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CountBy {
    /// Who speaks; what several say jointly counts for each
    Speaker,
    /// The newspaper or site
    Outlet,
    /// The month of publication
    Month,
    /// How it was said, in the words of the article
    Channel,
    /// What the cue does: said, claimed, denied …
    CueClass,
}

impl CountBy {
    fn grouping(self) -> Grouping {
        match self {
            Self::Speaker => Grouping::Speaker,
            Self::Outlet => Grouping::Outlet,
            Self::Month => Grouping::Month,
            Self::Channel => Grouping::Channel,
            Self::CueClass => Grouping::CueClass,
        }
    }

    /// Returns what the column of groups is called.
    fn column(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Outlet => "outlet",
            Self::Month => "month",
            Self::Channel => "channel",
            Self::CueClass => "cue_class",
        }
    }
}

/// What is told beside numbers.
struct Beside {
    nearest_speakers: Vec<String>,
    unknown_speakers: Vec<String>,
    corrected_away: u64,
    unseen: Unseen,
    shortfall: Option<Shortfall>,
}

/// Asks for numbers and prints them. Returns whether anything matches.
pub(super) async fn run(
    args: &QueryArgs,
    by: CountBy,
    services: &Services,
    question: &StatementQuery,
    out: &mut Output,
) -> Result<bool, Failure> {
    let request = CountStatementsRequest {
        question: Some(QueryStatementsRequest::from(question)),
        by: v1::Grouping::from(by.grouping()).into(),
        page_size: u32::try_from(args.limit()).unwrap_or(u32::MAX),
    };
    let mut query = services.query()?;
    let answer = query.client.count_statements(request).await;
    let mut answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let shortfall = answer.shortfall.take().map(Shortfall::try_from).transpose();
    let beside = Beside {
        nearest_speakers: std::mem::take(&mut answer.nearest_speakers),
        unknown_speakers: std::mem::take(&mut answer.unknown_speakers),
        corrected_away: answer.corrected_away,
        unseen: answer.unseen.take().map(Unseen::from).unwrap_or_default(),
        shortfall: shortfall.map_err(|error| query.garbled(&error))?,
    };
    let counts = StatementCounts::try_from(answer).map_err(|error| query.garbled(&error))?;
    let copies = match question.grouped && counts.statements > 0 {
        true => {
            Some(ungrouped(services, by, question).await?).filter(|all| *all > counts.statements)
        }
        false => None,
    };
    print(args, by, &counts, &beside, question, out)?;
    if let Some(all) = copies {
        tell(&format!("what copies of one story say counts once; --group none counts all {all}"));
    }
    if counts.statements == 0 {
        let shortfall = beside.shortfall.unwrap_or_default();
        tell_why_empty(question, &shortfall, &beside.nearest_speakers);
    } else if let Some(line) = empty::lacking(&beside.unknown_speakers, &beside.nearest_speakers) {
        tell(&line);
    }
    if let Some(hint) = hints::left_out(question) {
        tell(hint);
    }
    Ok(counts.statements > 0)
}

/// Counts what matches with all copies.
async fn ungrouped(
    services: &Services,
    by: CountBy,
    question: &StatementQuery,
) -> Result<u64, Failure> {
    let question = StatementQuery { grouped: false, ..question.clone() };
    let request = CountStatementsRequest {
        question: Some(QueryStatementsRequest::from(&question)),
        by: v1::Grouping::from(by.grouping()).into(),
        page_size: 1,
    };
    let mut query = services.query()?;
    let answer = query.client.count_statements(request).await;
    let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let counts = StatementCounts::try_from(answer).map_err(|error| query.garbled(&error))?;
    Ok(counts.statements)
}

fn print(
    args: &QueryArgs,
    by: CountBy,
    counts: &StatementCounts,
    beside: &Beside,
    question: &StatementQuery,
    out: &mut Output,
) -> Result<(), Failure> {
    let column = by.column();
    let lines = beside::lines(question, beside.corrected_away, &beside.unseen);
    let mut is_told = false;
    match args.format {
        Format::Table | Format::Md if counts.groups.is_empty() => {}
        Format::Table => {
            out.page();
            let look = out.look();
            render::counts::write_table(out, look, column, counts)?;
            for line in &lines {
                writeln!(out, "{line}")?;
            }
            is_told = true;
        }
        Format::Md => render::counts::write_markdown(out, column, counts)?,
        Format::Json => {
            let Beside { nearest_speakers, unknown_speakers, .. } = beside;
            let end = AnswerEnd {
                nearest_speakers: nearest_speakers.clone(),
                unknown_speakers: unknown_speakers.clone(),
                corrected_away: beside.corrected_away,
                unseen: beside.unseen.clone().into(),
                shortfall: beside.shortfall.as_ref().map(json::Shortfall::from),
            };
            json::write_pretty(out, &Counts::new(column, counts, end))?;
            is_told = true;
        }
        Format::Jsonl => {
            for group in &counts.groups {
                json::write_line(out, &GroupLine::from(group))?;
            }
        }
        Format::Csv => render::counts::write_csv(out, args.bom, column, counts)?,
    }
    out.end_page()?;
    let shown = counts.groups.len() as u64;
    if shown < counts.total_groups {
        let total = counts.total_groups;
        tell(&format!("{shown} of {total} groups; --limit all prints the rest"));
    }
    if !is_told {
        lines.iter().for_each(|line| tell(line));
    }
    Ok(())
}
