//! `q7x2 extract`: statements of articles, without keeping anything.

mod patience;

use std::io::{IsTerminal, Write};
use std::pin::pin;
use std::time::Duration;

use clap::{Args, ValueEnum};
use futures::{Stream, StreamExt, stream};
use q7x2_domain::{Diagnostic, DiagnosticCode, Extraction, Metadata, Mode, Statement};
use q7x2_proto::v1::{StreamStatementsRequest, StreamStatementsResponse};
use tonic::{Code, Status, Streaming};

use self::patience::{Reading, Turn};
use super::query::{ModeArg, confidence};
use crate::connection::{self, Services};
use crate::exit::{Failure, Outcome};
use crate::feed::{Fed, Feed, InputArgs, MetadataArgs};
use crate::intake::{named, odd_line, place_and_reason, warning_line};
use crate::json::{self, ExtractedDocument};
use crate::output::{self, Output, counted};
use crate::progress::Progress;
use crate::render::{self, tellers::Tellers};

const EXAMPLES: &str = "\
Examples:
  q7x2 extract article.txt                               for people
  q7x2 extract --format jsonl news/ > statements.jsonl   an article a line
  q7x2 extract --min-confidence 0.9 article.txt          only what is likely to be right
  q7x2 extract https://example.org/news/harbour          a page of the web
  curl -s https://example.org/a.txt | q7x2 extract -     from standard input
  q7x2 extract --format brat article.txt > article.ann   for the brat annotation tool

An article in which nothing was said is an answer too: the exit code is 0. One that takes longer than --timeout is named, and the exit code is 3. With --format brat and several articles, a line `# PATH` stands before each.";

/// How many articles may be under way for each core of this machine.
const UNDER_WAY: usize = 2;

/// For how many statements room is made before they come.
const MOST_STATEMENTS: usize = 200_000;

/// How long to wait before asking a busy service again; doubled every time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// The longest pause before a busy service is asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How often it is asked; after some ten minutes it is given up.
const TRIES: usize = 120;

/// At which pause it is said that the service is busy: the pauses before take some seconds.
const TOLD_AT: Duration = Duration::from_secs(3);

/// Extract who said what from articles and keep nothing
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExtractArgs {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    metadata: MetadataArgs,
    /// Print what was said or written only, or thoughts, signs and what was not said as well [default: speech with
    /// --format text, else all]
    #[arg(long, value_enum)]
    mode: Option<ModeArg>,
    /// Print what is at least so likely to be right, from 0 to 1
    #[arg(long, value_name = "X", value_parser = confidence)]
    min_confidence: Option<f32>,
    /// Give an article up that takes longer, counted from when it is begun; the others go on
    #[arg(long, value_name = "SECONDS", default_value_t = 120,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// How to print the statements
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How statements are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// A list of all articles with their statements
    Json,
    /// An article with its statements a line
    Jsonl,
    /// Standoff annotation, as the brat tool and the PolNeAR corpus have it
    Brat,
}

impl ExtractArgs {
    /// Tells whether a statement is to be printed.
    fn wants(&self, statement: &Statement) -> bool {
        let mode = self.mode.unwrap_or(match self.format {
            Format::Text => ModeArg::Speech,
            Format::Json | Format::Jsonl | Format::Brat => ModeArg::All,
        });
        let shown = statement.mode == Mode::Speech && statement.asserted.is_shown();
        self.is_likely(statement) && (mode == ModeArg::All || shown)
    }

    fn is_likely(&self, statement: &Statement) -> bool {
        self.min_confidence.is_none_or(|least| statement.confidence >= Some(least))
    }

    /// Returns why none of the statements of an article is printed.
    fn why_none(&self, extraction: &Extraction) -> String {
        let all = &extraction.statements;
        let likely = all.iter().filter(|statement| self.is_likely(statement)).count();
        if let Some(unread) = unread(extraction) {
            unread.message.clone()
        } else if likely > 0 {
            let them = if likely == 1 { "it" } else { "them" };
            let found = counted(likely as u64, "statement");
            format!("{found} found, none of which was said; --mode all shows {them}")
        } else if !all.is_empty() {
            format!("{} found, none so likely to be right", counted(all.len() as u64, "statement"))
        } else {
            "no statements found".into()
        }
    }
}

/// Returns the note that an article was not read for its language.
fn unread(extraction: &Extraction) -> Option<&Diagnostic> {
    extraction.diagnostics.iter().find(|note| note.code == DiagnosticCode::OtherLanguage)
}

/// An article with its extraction, or the input that gave none and why.
type Extracted = Result<(Metadata, Extraction), (String, String)>;

/// Reads the articles and prints the statements of each as soon as it is its turn.
pub(crate) async fn run(
    args: &ExtractArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let feed = Feed::start(&args.inputs, &args.metadata, services)?;
    let extraction = services.extraction()?;
    // A bar would tear the answer apart where both go to one terminal.
    let shown = !std::io::stdout().is_terminal();
    let progress = if shown { Progress::reading(feed.bytes) } else { Progress::none() };
    let (limit, reading) = (Duration::from_secs(args.timeout), Reading::default());
    let mut articles = pin!(extract_all(feed, extraction, limit, reading.clone()).peekable());
    let tell = |line: &str| progress.tell(line);
    let mut printer = Printer { args, out, printed: 0, several: false };
    let mut rejected = false;
    while let Some((bytes_read, warning, extracted)) =
        reading.wait(limit, tell, articles.next()).await
    {
        reading.end();
        if let Some(warning) = warning {
            progress.tell(&warning);
        }
        match extracted? {
            Ok((metadata, extraction)) => {
                if printer.printed == 0 && args.format == Format::Brat {
                    let next = reading.wait(limit, tell, articles.as_mut().peek()).await;
                    printer.several = next.is_some();
                }
                printer.print(&metadata, extraction)?;
            }
            Err((place, reason)) => {
                rejected = true;
                progress.tell(&format!("rejected {}: {reason}", named(&place)));
            }
        }
        progress.read(bytes_read, printer.printed, printer.printed);
    }
    printer.finish()?;
    Ok(match (rejected, printer.printed) {
        (true, _) => Outcome::SomeRejected,
        (false, 0) => Outcome::NothingFound,
        (false, _) => Outcome::Answered,
    })
}

/// Extracts several articles at a time, in the order of reading, and notes which are in line. With each
/// comes how many bytes were read by then, and what is odd about it.
fn extract_all(
    feed: Feed,
    extraction: connection::Extraction,
    limit: Duration,
    reading: Reading,
) -> impl Stream<Item = (u64, Option<String>, Result<Extracted, Failure>)> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let inputs = stream::unfold(feed, async |mut feed| Some((feed.next().await?, feed)));
    let answers = inputs.map(move |Fed { article, warning, progress, .. }| {
        let extraction = extraction.clone();
        let turn = reading.line_up(match &article {
            Ok(article) => {
                article.metadata().path.as_deref().map_or_else(|| "an article".into(), named)
            }
            Err(error) => named(error.path()),
        });
        async move {
            let extracted = match article {
                Ok(article) => extract_one(extraction, &article, limit, &turn).await,
                Err(error) => Ok(Err(place_and_reason(&error))),
            };
            (progress.bytes, warning.as_ref().map(odd_line), extracted)
        }
    });
    answers.buffered(UNDER_WAY * cores)
}

/// Extracts one article. That the service refuses it is no failure: the others may do.
async fn extract_one(
    mut extraction: connection::Extraction,
    article: &q7x2_domain::Article,
    limit: Duration,
    turn: &Turn,
) -> Result<Extracted, Failure> {
    let request = StreamStatementsRequest {
        limit: Some(q7x2_proto::duration_to_wire(limit)),
        ..StreamStatementsRequest::from(article)
    };
    let metadata = article.metadata().clone();
    let longer = |pause: &Duration| Some((*pause * 2).min(LONGEST_PAUSE));
    let mut pauses = std::iter::successors(Some(FIRST_PAUSE), longer).take(TRIES);
    let mut told = false;
    let status = loop {
        match extraction.client.stream_statements(request.clone()).await {
            Ok(answer) => {
                turn.begin();
                match joined(&extraction, answer.into_inner()).await {
                    Ok(extracted) => return Ok(Ok((metadata, extracted?))),
                    Err(status) => break status,
                }
            }
            // Others ask it too; it will have room again.
            Err(status) if status.code() == Code::ResourceExhausted => match pauses.next() {
                Some(pause) => {
                    if pause >= TOLD_AT && !std::mem::replace(&mut told, true) {
                        output::tell(&format!("waiting: {}", status.message()));
                    }
                    tokio::time::sleep(pause).await;
                }
                None => break status,
            },
            Err(status) => break status,
        }
    };
    match status.code() {
        Code::InvalidArgument | Code::Internal | Code::DeadlineExceeded => {
            let place = metadata.path.unwrap_or_else(|| "an article".into());
            Ok(Err((place, status.message().to_owned())))
        }
        _ => Err(extraction.failure(&status)),
    }
}

/// Joins the parts of an answer, each read as it comes.
async fn joined(
    extraction: &connection::Extraction,
    mut parts: Streaming<StreamStatementsResponse>,
) -> Result<Result<Extraction, Failure>, Status> {
    let mut whole: Option<Extraction> = None;
    while let Some(part) = parts.message().await? {
        let to_come = part.to_come.try_into().unwrap_or(usize::MAX);
        let part = match Extraction::try_from(part) {
            Ok(part) => part,
            Err(error) => return Ok(Err(extraction.garbled(&error))),
        };
        match &mut whole {
            None => {
                let mut part = part;
                // Room for all at once, unless a service promises more than a text can have.
                part.statements.reserve_exact(to_come.min(MOST_STATEMENTS));
                whole = Some(part);
            }
            Some(whole) => {
                whole.statements.extend(part.statements);
                whole.diagnostics.extend(part.diagnostics);
            }
        }
    }
    whole.map(Ok).ok_or_else(|| Status::internal("the answer has no part"))
}

/// Prints articles one after the other.
struct Printer<'a> {
    args: &'a ExtractArgs,
    out: &'a mut Output,
    printed: u64,
    several: bool,
}

impl Printer<'_> {
    fn print(&mut self, metadata: &Metadata, mut extraction: Extraction) -> Result<(), Failure> {
        let look = self.out.look();
        let out = &mut *self.out;
        let tellers = Tellers::of(&extraction);
        let why_none = self.args.why_none(&extraction);
        // JSON has it as a diagnostic.
        if let (Some(Diagnostic { message, .. }), Format::Brat) =
            (unread(&extraction), self.args.format)
        {
            let place = metadata.path.as_deref().unwrap_or("an article");
            output::tell(&warning_line(place, message));
        }
        extraction.statements.retain(|statement| self.args.wants(statement));
        match self.args.format {
            Format::Text => {
                render::statements::write_article(
                    out,
                    look,
                    metadata,
                    &extraction.statements,
                    &tellers,
                    &why_none,
                )?;
            }
            Format::Json => {
                write!(out, "{}", if self.printed == 0 { "[\n" } else { ",\n" })?;
                json::write_item(out, &ExtractedDocument::new(metadata, &extraction, &tellers))?;
            }
            Format::Jsonl => {
                json::write_line(out, &ExtractedDocument::new(metadata, &extraction, &tellers))?;
            }
            Format::Brat => {
                if self.several {
                    writeln!(out, "# {}", metadata.path.as_deref().unwrap_or("-"))?;
                }
                render::brat::write_extraction(out, &extraction)?;
            }
        }
        self.printed += 1;
        // Whoever reads along sees every article as soon as it is done.
        Ok(out.flush()?)
    }

    fn finish(&mut self) -> Result<(), Failure> {
        if self.args.format == Format::Json {
            writeln!(self.out, "{}", if self.printed == 0 { "[]" } else { "\n]" })?;
        }
        Ok(self.out.flush()?)
    }
}
