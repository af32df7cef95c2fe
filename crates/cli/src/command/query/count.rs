//! `q7x2 query --count-by`: how many statements there are, by what they have in common.

use clap::ValueEnum;
use q7x2_domain::{Grouping, Shortfall, StatementCounts, StatementQuery};
use q7x2_proto::v1::{self, CountStatementsRequest, QueryStatementsRequest};

use super::{Format, QueryArgs, empty, hints, tell_why_empty};
use crate::connection::Query;
use crate::exit::Failure;
use crate::json::{self, Counts, GroupLine};
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

/// Asks for numbers and prints them. Returns whether anything matches.
pub(super) async fn run(
    args: &QueryArgs,
    by: CountBy,
    query: &mut Query,
    question: &StatementQuery,
    out: &mut Output,
) -> Result<bool, Failure> {
    let request = CountStatementsRequest {
        question: Some(QueryStatementsRequest::from(question)),
        by: v1::Grouping::from(by.grouping()).into(),
        page_size: u32::try_from(args.limit()).unwrap_or(u32::MAX),
    };
    let answer = query.client.count_statements(request).await;
    let mut answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let shortfall = answer.shortfall.take().map(Shortfall::try_from).transpose();
    let shortfall = shortfall.map_err(|error| query.garbled(&error))?;
    let nearest = std::mem::take(&mut answer.nearest_speakers);
    let unknown = std::mem::take(&mut answer.unknown_speakers);
    let counts = StatementCounts::try_from(answer).map_err(|error| query.garbled(&error))?;
    print(args, by, &counts, (&nearest, shortfall.as_ref()), out)?;
    if counts.statements == 0 {
        tell_why_empty(query, question, &shortfall.unwrap_or_default(), &nearest).await;
    } else if let Some(line) = empty::lacking(&unknown) {
        tell(&line);
    }
    if let Some(hint) = hints::left_out(question) {
        tell(hint);
    }
    Ok(counts.statements > 0)
}

fn print(
    args: &QueryArgs,
    by: CountBy,
    counts: &StatementCounts,
    (nearest, shortfall): (&[String], Option<&Shortfall>),
    out: &mut Output,
) -> Result<(), Failure> {
    let column = by.column();
    match args.format {
        Format::Table | Format::Md if counts.groups.is_empty() => {}
        Format::Table => {
            out.page();
            let look = out.look();
            render::counts::write_table(out, look, column, counts)?;
        }
        Format::Md => render::counts::write_markdown(out, column, counts)?,
        Format::Json => {
            json::write_pretty(out, &Counts::new(column, counts, nearest, shortfall))?;
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
    Ok(())
}
