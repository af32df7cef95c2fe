//! `q7x2 query`: who said what.

mod beside;
mod count;
mod empty;
mod filters;
mod hints;
mod names;
mod print;

use std::collections::HashMap;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use q7x2_domain::{
    Kind, ModeFilter, Shortfall, Sort, StatementHit, StatementPage, StatementQuery, Unseen,
};
use q7x2_proto::v1::QueryStatementsRequest;
use q7x2_proto::{MAX_PAGE_SIZE, MAX_PARAGRAPHS, article_ids};
use q7x2_reader::Period;

use self::count::CountBy;
use self::filters::CircumstanceArgs;
pub(super) use self::filters::confidence;
use self::print::{End, Printer, Total};
use super::legend::with_legend;
use super::waiting;
use crate::connection::{Query, Services};
use crate::exit::{Failure, Outcome};
use crate::feed::{Feed, InputArgs, MetadataArgs, date};
use crate::intake::{self, Tally};
use crate::json::Receipt;
use crate::output::{Output, tell};

const EXAMPLES: &str = "\
Examples:
  q7x2 query --speaker Zelenskyy news/               who said what in a folder of articles
  q7x2 query --speaker \"Anna Lind\" --kind direct     her words in quotation marks, all articles
  q7x2 query --about \"grain corridor\" --since 2024   ranked by how well the words match
  q7x2 query --speaker Holm --to Lind --first-hand   what the one told the other, not by hearsay
  q7x2 query --channel Telegram --min-confidence 0.8   posts, where that is likely to be right
  q7x2 query --cue-class denied,declined_to_comment --said-since 2024-05
  q7x2 query --speaker Holm --asserted denied,not_said   what she did not say
  q7x2 query --outlet \"The Post\" --format csv > statements.csv
  q7x2 query --speaker Holm --speaker Lind --sort said     what either said, the latest first
  q7x2 query --about ferry --count-by month                how much was said of it, and when
  q7x2 query --speaker lind --format jsonl | jq -r '.content[].text'

A name matches in any known form: \"Zelensky\", \"ZELENSKYY\", \"Volodymyr Zelenskyy\". Where none
matches, the nearest names are offered. Dates are those of publication with --since and --until,
and those of saying, where an article tells them, with --said-since and --said-until: \"last year\"
may have been on any day of it. They are written 2024, 2024-05, 2024-05-01 or as RFC 3339; the
whole year, month or day that --until or --said-until names is included.

Where nothing matches, it is told what each condition leaves. Where no statement has all the words of
--about, those with most of them are shown, marked as such; they count as nothing found (exit code 1).";

/// Ask who said what
///
/// Without PATHs, everything that was kept answers. With PATHs, those articles alone answer, and nothing is
/// kept: what is read is extracted into a cache of its own for each set of paths, so that a second question is
/// answered at once. `q7x2 ingest` is what keeps articles.
#[derive(Debug, Args)]
#[command(after_help = with_legend(EXAMPLES))]
pub(crate) struct QueryArgs {
    #[command(flatten)]
    inputs: InputArgs,
    /// Find statements of this speaker, by any known form of the name or by the id; again for those of
    /// any of several
    #[arg(
        long,
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        allow_hyphen_values = true
    )]
    speaker: Vec<String>,
    /// Find statements with these words in what was said, the best match first
    #[arg(long, value_name = "TEXT", value_parser = words_to_find, allow_hyphen_values = true)]
    about: Option<String>,
    /// Find statements with this much of what was said in quotation marks
    #[arg(long, value_enum)]
    kind: Option<KindArg>,
    /// Find what was said or written only, or thoughts, signs and what was not said as well [default: speech,
    /// or all with --asserted]
    #[arg(long, value_enum)]
    mode: Option<ModeArg>,
    /// Find statements in articles published on this date or later
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Period>,
    /// Find statements in articles published on this date or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Period>,
    /// Find statements in articles of this newspaper or site, by its name or words of it
    #[arg(
        long,
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        allow_hyphen_values = true
    )]
    outlet: Option<String>,
    #[command(flatten)]
    circumstances: CircumstanceArgs,
    /// Let earlier revisions answer as well: texts of an article that has a later one
    #[arg(long)]
    all_revisions: bool,
    /// Count what copies of one story say in the same words once, or each copy for itself [default: syndication as
    /// table or Markdown, else none]
    #[arg(long, value_enum, value_name = "WHAT")]
    group: Option<GroupArg>,
    /// What to print first: what was said or published latest, what matches the words best, or what is
    /// likeliest to be right. What is not known comes last [default: relevance with --about, else
    /// published]
    #[arg(long, value_enum, value_name = "ORDER")]
    sort: Option<SortArg>,
    /// Print how many statements there are instead, by what they have in common
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with_all = ["sort", "with"])]
    count_by: Option<CountBy>,
    /// Print more of each statement
    #[arg(long, value_enum, value_name = "WHAT")]
    with: Option<With>,
    /// Print at most this many statements, or groups with --count-by, or `all`: each once, whatever is
    /// written meanwhile [default: 50 as table or Markdown, else all]
    #[arg(long, value_name = "N", value_parser = limit)]
    limit: Option<u64>,
    /// How to print the statements
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Begin CSV with a byte order mark, by which Excel knows it for UTF-8
    #[arg(long)]
    bom: bool,
}

/// What is printed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortArg {
    /// What was said latest, where an article tells when
    Said,
    /// What was published latest
    Published,
    /// What matches the words of --about best
    Relevance,
    /// What is likeliest to be right
    Confidence,
}

/// What counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GroupArg {
    /// What copies of one story say, as those of a news agency's on many sites: the copy that came first is shown
    Syndication,
    /// Every statement counts for itself
    None,
}

/// What is printed besides a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum With {
    /// The paragraphs that it stands in
    Paragraph,
}

/// How much is quoted.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindArg {
    /// All of it
    Direct,
    /// None of it: paraphrase
    Indirect,
    /// Some of it
    Mixed,
}

/// Which modes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeArg {
    /// What was said or written, or denied or declined
    Speech,
    /// Thoughts and signs as well, and what was not said: asked, expected, disputed
    All,
}

/// How statements are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// One object with all statements and how many there are in all
    Json,
    /// A statement a line
    Jsonl,
    /// A statement a row, for spreadsheets
    Csv,
    /// Markdown, for notes
    Md,
}

impl Format {
    /// Tells whether it is for people, who read no more than some pages.
    fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Md)
    }
}

impl QueryArgs {
    /// Returns why it was called wrongly, if that shows before anything is asked.
    pub(crate) fn mistake(&self) -> Option<Failure> {
        if self.bom && self.format != Format::Csv {
            return Some(Failure::Usage("--bom is for --format csv".into()));
        }
        if self.sort == Some(SortArg::Relevance) && self.about.is_none() {
            return Some(Failure::Usage("--sort relevance needs words: --about TEXT".into()));
        }
        let reversed = reversed(self.since, self.until, ["--since", "--until"]);
        reversed
            .or_else(|| self.circumstances.reversed())
            .or_else(|| names::mistaken_for_path(&self.inputs.paths))
            .map(Failure::Usage)
    }

    /// Returns how much is printed at most.
    fn limit(&self) -> u64 {
        self.limit.unwrap_or(if self.format.is_for_people() { 50 } else { u64::MAX })
    }

    /// Returns what is read first and alone answers; nothing where all that is kept does.
    pub(crate) fn paths(&self) -> &[PathBuf] {
        &self.inputs.paths
    }

    /// Tells whether what copies of a story say counts once.
    fn is_grouped(&self) -> bool {
        let usual =
            if self.format.is_for_people() { GroupArg::Syndication } else { GroupArg::None };
        self.group.unwrap_or(usual) == GroupArg::Syndication && !self.all_revisions
    }

    fn question(&self) -> StatementQuery {
        let mut question = StatementQuery {
            speakers: self.speaker.clone(),
            sort: self.sort.map(|sort| match sort {
                SortArg::Said => Sort::Said,
                SortArg::Published => Sort::Published,
                SortArg::Relevance => Sort::Relevance,
                SortArg::Confidence => Sort::Confidence,
            }),
            about: self.about.clone(),
            kind: self.kind.map(|kind| match kind {
                KindArg::Direct => Kind::Direct,
                KindArg::Indirect => Kind::Indirect,
                KindArg::Mixed => Kind::Mixed,
            }),
            mode: match self.mode {
                // What is asked for in one way is not hidden in another.
                None if self.circumstances.tell_what_is_asserted() => ModeFilter::All,
                None | Some(ModeArg::Speech) => ModeFilter::Speech,
                Some(ModeArg::All) => ModeFilter::All,
            },
            since: self.since.map(|period| period.start),
            until: self.until.map(|period| period.end),
            outlet: self.outlet.clone(),
            all_revisions: self.all_revisions,
            grouped: self.is_grouped(),
            ..StatementQuery::default()
        };
        self.circumstances.narrow(&mut question);
        question
    }
}

/// Reads what is to be read, asks, and prints the statements.
pub(crate) async fn run(
    args: &QueryArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let query = services.query()?;
    let mut question = args.question();
    question.outlet = question.outlet.map(|outlet| services.outlets().name(&outlet));
    // What was kept before the config file named it has the other name.
    let aliases = question.outlet.as_deref().map(|outlet| services.outlets().aliases(outlet));
    question.outlet_aliases = aliases.unwrap_or_default();
    let mut tally = None;
    let mut paths: HashMap<String, String> = HashMap::new();
    if !args.paths().is_empty() {
        let feed = Feed::start(&args.inputs, &MetadataArgs::default(), services)?;
        let note = |receipt: Receipt| {
            if let (Some(id), Some(path)) = (receipt.article_id, receipt.path) {
                paths.entry(id).or_insert(path);
            }
            Ok(())
        };
        let mut ingest = services.ingest()?;
        let taken_in = intake::take_in(&mut ingest, feed, true, note).await?;
        intake::tell_why_set_aside(&mut ingest, taken_in.set_aside()).await?;
        for line in taken_in.unread() {
            tell(&line);
        }
        let ids = article_ids(&taken_in.ids, "article_id").map_err(|e| query.garbled(&e))?;
        question.articles = Some(ids);
        tally = Some(taken_in);
    }
    let found = match args.count_by {
        Some(by) => count::run(args, by, services, &question, out).await?,
        None => list(args, services, &question, &paths, out).await?,
    };
    // Nothing kept is told only where nothing is on its way either.
    if tally.is_none() && !waiting::tell_what_waits(services).await && !found {
        hints::tell_when_empty(services).await;
    }
    Ok(match (tally.as_ref().is_none_or(Tally::is_complete), found) {
        (false, _) => Outcome::SomeRejected,
        (true, true) => Outcome::Answered,
        (true, false) => Outcome::NothingFound,
    })
}

/// Asks for statements and prints them. Returns whether there were any.
async fn list(
    args: &QueryArgs,
    services: &Services,
    question: &StatementQuery,
    paths: &HashMap<String, String>,
    out: &mut Output,
) -> Result<bool, Failure> {
    // The same text may have been kept under another path; the user knows it under this one.
    let rename = |hit: &mut StatementHit| {
        if let Some(path) = paths.get(&hit.article.to_string()) {
            hit.metadata.path = Some(path.clone());
        }
    };
    let mut printer = Printer::new(args.format, args.bom, out);
    let mut request = QueryStatementsRequest::from(question);
    request.with_paragraphs = args.with == Some(With::Paragraph);
    let mut query = services.query()?;
    let end = ask(&mut query, request, args.limit(), rename, &mut printer).await?;
    let found = printer.shown() > 0;
    let shortfall = (!found).then(|| end.shortfall.clone().unwrap_or_default());
    let (nearest, unknown) = (end.nearest_speakers.clone(), end.unknown_speakers.clone());
    // What is told stands behind the answer, which may be in a pager.
    printer.end(end, question)?;
    if let Some(shortfall) = shortfall {
        tell_why_empty(question, &shortfall, &nearest);
    } else if let Some(line) = empty::lacking(&unknown, &nearest) {
        tell(&line);
    }
    if let Some(hint) = hints::left_out(question) {
        tell(hint);
    }
    Ok(found)
}

/// Tells why there is no answer.
fn tell_why_empty(question: &StatementQuery, shortfall: &Shortfall, nearest: &[String]) {
    tell(&empty::why(question, shortfall, nearest));
}

/// Asks page by page, up to `limit` statements, and prints each page. Returns what comes behind them.
async fn ask(
    query: &mut Query,
    mut request: QueryStatementsRequest,
    limit: u64,
    rename: impl Fn(&mut StatementHit),
    printer: &mut Printer<'_>,
) -> Result<End, Failure> {
    let longest_page = if request.with_paragraphs { MAX_PARAGRAPHS } else { MAX_PAGE_SIZE };
    request.first_page_only = limit <= u64::from(longest_page);
    let (mut nearest_speakers, mut unknown_speakers, mut corrected_away) = (vec![], vec![], 0);
    let mut unseen = None;
    loop {
        let missing = limit - printer.shown();
        request.page_size = u32::try_from(missing).unwrap_or(u32::MAX).min(MAX_PAGE_SIZE);
        let response = query.client.query_statements(request.clone()).await;
        let mut response = response.map_err(|status| query.failure(&status))?.into_inner();
        request.page_token = response.next_page_token.clone();
        nearest_speakers.extend(response.nearest_speakers.iter().cloned());
        unknown_speakers.extend(response.unknown_speakers.iter().cloned());
        corrected_away += response.corrected_away;
        unseen = unseen.or(response.unseen.take());
        let mut shortfall = response.shortfall.clone().map(Shortfall::try_from).transpose();
        if let Ok(Some(shortfall)) = &mut shortfall {
            shortfall.nearest.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            shortfall.nearest.iter_mut().for_each(|near| rename(&mut near.hit));
        }
        let shortfall = shortfall.map_err(|error| query.garbled(&error))?;
        let page = StatementPage::try_from(response).map_err(|error| query.garbled(&error))?;
        let StatementPage { mut hits, total, total_at_least } = page;
        hits.iter_mut().for_each(&rename);
        let total = Total { count: total, at_least: total_at_least };
        printer.page(&hits, total)?;
        if request.page_token.is_empty() || printer.shown() >= limit {
            return Ok(End {
                total,
                nearest_speakers,
                unknown_speakers,
                corrected_away,
                unseen: unseen.map(Unseen::from).unwrap_or_default(),
                shortfall,
            });
        }
    }
}

/// Returns that nothing can lie in a range of time that ends before it begins.
pub(super) fn reversed(
    since: Option<Period>,
    until: Option<Period>,
    [since_option, until_option]: [&str; 2],
) -> Option<String> {
    let is_reversed = since.zip(until).is_some_and(|(since, until)| since.start >= until.end);
    is_reversed.then(|| {
        format!(
            "{since_option} is later than {until_option}: nothing lies in that time; exchange them"
        )
    })
}

/// Parses words to search for: at least one.
pub(super) fn words_to_find(text: &str) -> Result<String, String> {
    if text.contains(char::is_alphanumeric) {
        Ok(text.to_owned())
    } else {
        Err("there is no word to search for".into())
    }
}

/// Parses how much to print: a number from 1, or "all".
pub(super) fn limit(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(limit) if limit > 0 => Ok(limit),
        _ if text == "all" => Ok(u64::MAX),
        _ => Err("write a number from 1, or all".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use q7x2_domain::{Asserted, CueClass, Timestamp};

    use super::*;

    #[derive(Parser)]
    struct Called {
        #[command(flatten)]
        args: QueryArgs,
    }

    fn called(words: &[&str]) -> QueryArgs {
        Called::parse_from(std::iter::once(&"query").chain(words)).args
    }

    #[test]
    fn until_includes_the_period_it_names() {
        let question = called(&["--since", "2025-04-22", "--until", "2025-04-22"]).question();
        let day = Timestamp::from_seconds(1_745_280_000);
        assert_eq!(question.since, Some(day));
        assert_eq!(question.until, Some(day.after(std::time::Duration::from_secs(86_400))));
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_refused() {
        let told = |args: &[&str]| called(args).mistake().map(|mistake| mistake.to_string());
        let told_of = told(&["--since", "2026", "--until", "2025"]).expect("refused");
        assert!(told_of.contains("--since is later than --until"), "{told_of}");
        let told_of =
            told(&["--said-since", "2026-02", "--said-until", "2026-01"]).expect("refused");
        assert!(told_of.contains("--said-since is later than --said-until"), "{told_of}");
        for same in [&["--since", "2025-05", "--until", "2025"][..], &["--since", "2026"]] {
            assert_eq!(told(same), None);
        }
    }

    #[test]
    fn conditions_on_circumstances_reach_the_question() {
        let question = called(&[
            "--to",
            "the press",
            "--channel",
            "radio",
            "--cue-class",
            "denied,asked",
            "--cue-class",
            "declined_to_comment",
            "--asserted",
            "said,not_said",
            "--first-hand",
            "--said-since",
            "2025-04-22",
            "--said-until",
            "2025-04-22",
            "--min-confidence",
            "0.5",
        ])
        .question();
        let day = Timestamp::from_seconds(1_745_280_000);
        let expected = StatementQuery {
            addressee: Some("the press".into()),
            channel: Some("radio".into()),
            cue_classes: vec![CueClass::Denied, CueClass::Asked, CueClass::Declined],
            asserted: vec![Asserted::Said, Asserted::NotSaid],
            first_hand: true,
            said_since: Some(day),
            said_until: Some(day.after(std::time::Duration::from_secs(86_400))),
            min_confidence: Some(0.5),
            mode: ModeFilter::All,
            grouped: true,
            ..StatementQuery::default()
        };
        assert_eq!(question, expected);
        let plain = StatementQuery { grouped: true, ..StatementQuery::default() };
        assert_eq!(called(&[]).question(), plain);
        assert!(!called(&["--format", "jsonl"]).question().grouped);
    }

    #[test]
    fn speech_is_asked_for_unless_told_otherwise() {
        assert_eq!(called(&[]).question().mode, ModeFilter::Speech);
        assert_eq!(called(&["--mode", "all"]).question().mode, ModeFilter::All);
        assert_eq!(called(&["--asserted", "future"]).question().mode, ModeFilter::All);
        let both = ["--asserted", "future", "--mode", "speech"];
        assert_eq!(called(&both).question().mode, ModeFilter::Speech);
    }

    #[test]
    fn a_limit_is_a_number_from_one_or_all() {
        assert_eq!(limit("7"), Ok(7));
        assert_eq!(limit("all"), Ok(u64::MAX));
        assert!(limit("0").is_err() && limit("some").is_err());
    }
}
