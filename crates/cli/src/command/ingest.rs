//! `q7x2 ingest`: keep articles and their statements.

use std::io::Write;

use clap::{Args, ValueEnum};
use q7x2_domain::{ArticleFilter, ArticleId, ArticleState, ArticleSummary};
use q7x2_proto::{MAX_PAGE_SIZE, article_ids};

use super::articles::{self, unfit};
use super::show::statements_of;
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::feed::{Feed, InputArgs, MetadataArgs};
use crate::intake::{self, Tally};
use crate::json::{self, Intake, Receipt};
use crate::output::{Output, tell};
use crate::web::Web;

const EXAMPLES: &str = "\
Examples:
  q7x2 ingest news/                                     every article in a folder
  q7x2 ingest 'news/2024-*/*.txt' --outlet \"The Post\"   the files that match
  q7x2 ingest archive.jsonl                             an article a line
  q7x2 ingest page.html report.pdf news.zip crawl.warc.gz
  q7x2 ingest table.csv --map text=body,url=link        the columns that hold text and address
  curl -s https://example.org/a.txt | q7x2 ingest - --url https://example.org/a.txt
  q7x2 ingest https://example.org/news/harbour https://example.org/feed.xml
  q7x2 --server localhost ingest news/ --wait           into running services

What a file is, is seen in it; --input-format says otherwise. Read are
  articles   text, Markdown, web pages, PDF, DOCX, ODT, RTF, mails and mailboxes, EPUB, subtitles
  records    JSONL, JSON, ninjs, CSV, TSV, Parquet; RSS, Atom and JSON Feed; WARC
  archives   ZIP, tar, and what gzip or zstd packed: of any of these, also one in another
Of a folder or an archive, files of these formats' endings are read but Markdown; a file that is named, or
matches a pattern, is read whatever its ending. A record or row is an article with these keys, of which only
the first must be there; what datasets have in their stead, as body, maintext, date or source, is read too:
  text          the text of the article
  title         its headline; without it, the first line of the text where that looks like one
  url, outlet, author
  published_at  2024-05-01, 2024-05-01T10:30:00Z, Wed, 01 May 2024 10:30:00 GMT, or seconds or
                milliseconds since 1970
  language      en, de …; what is not English is kept, and nothing is extracted from it

An address is fetched as its host's robots.txt and pauses allow; of a feed, the pages behind its items are
fetched where the items are no whole articles. Run again, the command asks for what changed alone.

Articles that are kept already are left alone, so an interrupted command can be run again.";

/// Read articles, keep them, and extract who said what
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct IngestArgs {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    metadata: MetadataArgs,
    /// With --server, return only when everything is extracted; without, that is always so
    #[arg(long)]
    wait: bool,
    /// How to print what became of each article
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How receipts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line that counts them
    Text,
    /// One object with all receipts and a summary
    Json,
    /// A receipt a line
    Jsonl,
}

/// Sends the articles, waits for their extraction, and prints receipts.
pub(crate) async fn run(
    args: &IngestArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let web = match args.inputs.addresses().is_empty() {
        true => None,
        false => Some(Web::start(&args.inputs.web, Some(&at.fetched()?))?),
    };
    let feed = Feed::start_with(&args.inputs, &args.metadata, services, web.clone())?;
    let mut receipts = Vec::new();
    let on_receipt = |receipt: Receipt| {
        match args.format {
            Format::Text => {}
            Format::Json => receipts.push(receipt),
            Format::Jsonl => {
                json::write_line(out, &receipt)?;
                // A receipt is worth something only once somebody can read it.
                out.flush()?;
            }
        }
        Ok(())
    };
    let wait = args.wait || !services.are_remote();
    let mut tally = intake::take_in(&mut services.ingest()?, feed, wait, on_receipt).await?;
    intake::tell_set_aside(tally.set_aside());
    if wait {
        look_at_revisions(services, &mut tally).await?;
    }
    web.iter().flat_map(Web::told).for_each(|line| tell(&line));
    match args.format {
        Format::Text => {
            writeln!(out, "{tally}")?;
            if let Some(formats) = tally.formats() {
                writeln!(out, "{formats}")?;
            }
            for line in tally.unread().into_iter().chain(tally.differences()) {
                writeln!(out, "{line}")?;
            }
        }
        Format::Json => {
            let summary = tally.summary();
            json::write_pretty(out, &Intake { receipts, summary })?;
        }
        Format::Jsonl => {}
    }
    out.flush()?;
    Ok(if tally.is_complete() { Outcome::Answered } else { Outcome::SomeRejected })
}

/// Notes how the revisions stand that were accepted: which are older than a text that was kept, and which have
/// no statement for a correction of an earlier text. Where the query service is not known here, nothing.
async fn look_at_revisions(services: &Services, tally: &mut Tally) -> Result<(), Failure> {
    if tally.revisions.is_empty() {
        return Ok(());
    }
    let Ok(mut query) = services.query() else { return Ok(()) };
    let ids = article_ids(&tally.revisions, "article_id").map_err(|error| query.garbled(&error))?;
    let mut revisions = vec![];
    for ids in ids.chunks(MAX_PAGE_SIZE as usize) {
        let filter = ArticleFilter { articles: Some(ids.to_vec()), ..ArticleFilter::default() };
        revisions.extend(articles::catalogue(&mut query, &filter, u64::MAX).await?.0);
    }
    let is_earlier = |revision: &&ArticleSummary| revision.state == ArticleState::Earlier;
    tally.earlier = revisions.iter().filter(is_earlier).count() as u64;
    revisions.retain(|revision| revision.state == ArticleState::Kept);
    let texts = revisions.iter().flat_map(|revision| revision.revisions.iter().copied());
    let texts: Vec<ArticleId> = texts.collect();
    let corrections = unfit::corrections_of(&mut query, &texts).await?;
    for revision in &revisions {
        let at = revision.revisions.iter().position(|id| *id == revision.article);
        let earlier = &revision.revisions[..at.unwrap_or_default()];
        if unfit::among(&corrections, earlier, &[]).is_empty() {
            continue;
        }
        let hits = statements_of(&mut query, &[revision.article]).await?;
        let unfit = unfit::among(&corrections, earlier, &hits).len() as u64;
        if unfit > 0 {
            tally.unfit.push((revision.article.to_string(), unfit));
        }
    }
    Ok(())
}
