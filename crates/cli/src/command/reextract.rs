//! `q7x2 reextract`: what was kept, extracted anew with the model of today.

use std::io::Write;
use std::time::Instant;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use q7x2_domain::{Article, ArticleId, ArticlePage, ArticleQuery, ModelVersion};
use q7x2_proto::MAX_ARTICLES;
use q7x2_proto::v1::{GetQueueStatusRequest, IngestArticlesRequest, ListArticlesRequest};
use serde::Serialize;

use super::retry::Format;
use crate::connection::{Ingest, Query, Services};
use crate::exit::{Failure, Outcome};
use crate::intake;
use crate::json;
use crate::output::{Output, counted};
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  q7x2 reextract                        every article that this model has not read yet
  q7x2 reextract --outlet \"The Post\"    those of one newspaper
  q7x2 --server localhost reextract     with the workers of running services

The new statements answer from then on; the ones before are kept beside them and are still shown by
their ids. What people decided about speakers holds for both. An interrupted command loses nothing:
run again, it goes on where it stopped.";

/// How many articles are under way at a time: enough for many workers, few enough that the queue
/// does not hold a whole archive a second time.
const UNDER_WAY: usize = 512;

/// Extract again what was kept with an older model
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReextractArgs {
    /// Extract again articles of this newspaper or site only
    #[arg(
        long,
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        allow_hyphen_values = true
    )]
    outlet: Option<String>,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The answer of `reextract --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Reextracted {
    /// The model that every article has an extraction of now.
    pub(crate) model: String,
    /// How many articles were extracted anew.
    pub(crate) reextracted: u64,
    /// How many could not be, and were set aside.
    pub(crate) set_aside: u64,
    /// How many the ingest service did not take.
    pub(crate) refused: u64,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// Finds what the model has not read, and has it read.
pub(crate) async fn run(
    args: &ReextractArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let mut work = Work {
        ingest: services.ingest()?,
        query: services.query()?,
        total: 0,
        done: 0,
        set_aside: 0,
        refused: 0,
    };
    let model = work.model().await?;
    let interrupted = tokio::select! {
        ended = work.all(args.outlet.clone(), &model) => ended.map(|()| false)?,
        _ = tokio::signal::ctrl_c() => true,
    };
    let Work { total, done, set_aside, refused, .. } = work;
    let left_out = set_aside + refused;
    if interrupted {
        return Err(Failure::Interrupted(format!(
            "interrupted: {done} of {} extracted again with {model}; nothing is lost, and the \
             same command goes on from there",
            counted(total, "article")
        )));
    }
    let seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let model = model.to_string();
    match args.format {
        Format::Text if total == 0 => {
            writeln!(out, "nothing to do: {model} has read every article that is kept")?;
        }
        Format::Text => {
            let articles = counted(done - left_out, "article");
            writeln!(out, "{articles} extracted again with {model} in {seconds:.1} s")?;
        }
        Format::Json => {
            let reextracted = done - left_out;
            let answer = Reextracted { model, reextracted, set_aside, refused, seconds };
            json::write_pretty(out, &answer)?;
        }
    }
    out.flush()?;
    intake::tell_set_aside(usize::try_from(set_aside).unwrap_or(usize::MAX));
    Ok(if left_out == 0 { Outcome::Answered } else { Outcome::SomeRejected })
}

/// What is to be done and how far it is; right at any moment, so that an interrupted command can
/// say it.
struct Work {
    ingest: Ingest,
    query: Query,
    /// How many articles there are to do.
    total: u64,
    /// How many are through, with whatever outcome.
    done: u64,
    /// How many of those could not be extracted.
    set_aside: u64,
    /// How many of those the ingest service did not take.
    refused: u64,
}

impl Work {
    /// Returns the model that workers extract with now.
    async fn model(&mut self) -> Result<ModelVersion, Failure> {
        let request = GetQueueStatusRequest { max_set_aside: 0, max_pending: 0 };
        let queue = self.ingest.client.get_queue_status(request).await;
        let queue = queue.map_err(|status| self.ingest.failure(&status))?.into_inner();
        if queue.model.is_empty() {
            let message = "no worker has asked for articles yet, so it is not known which model is \
                           today's; start an extraction service and try again";
            return Err(Failure::Service(message.into()));
        }
        Ok(ModelVersion::new(queue.model))
    }

    /// Has every article read that `model` has not read yet.
    async fn all(&mut self, outlet: Option<String>, model: &ModelVersion) -> Result<(), Failure> {
        let mut wanted = ArticleQuery {
            outlet,
            without: Some(model.clone()),
            limit: MAX_ARTICLES,
            ..ArticleQuery::default()
        };
        let mut progress = None;
        loop {
            let mut requests: Vec<IngestArticlesRequest> = Vec::new();
            while requests.len() < UNDER_WAY {
                let page = self.page(&wanted).await?;
                self.total = page.total.unwrap_or(self.total);
                wanted.after = page.articles.last().map(Article::id);
                requests.extend(page.articles.iter().map(Into::into));
                if wanted.after.is_none() {
                    break;
                }
            }
            if !requests.is_empty() {
                let progress = progress.get_or_insert_with(|| Progress::extracting(self.total));
                self.some(requests, progress).await?;
            }
            if wanted.after.is_none() {
                return Ok(());
            }
        }
    }

    async fn page(&mut self, wanted: &ArticleQuery) -> Result<ArticlePage, Failure> {
        let answer = self.query.client.list_articles(ListArticlesRequest::from(wanted)).await;
        let answer = answer.map_err(|status| self.query.failure(&status))?.into_inner();
        ArticlePage::try_from(answer).map_err(|error| self.query.garbled(&error))
    }

    /// Puts articles in line and waits until they are through. What was in line already, from an
    /// interrupted run, is waited for too.
    async fn some(
        &mut self,
        requests: Vec<IngestArticlesRequest>,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let ingest = &mut self.ingest;
        let answer = ingest.client.ingest_articles(futures::stream::iter(requests)).await;
        let mut receipts = answer.map_err(|status| ingest.failure(&status))?.into_inner();
        let mut ids = Vec::new();
        while let Some(receipt) = receipts.message().await.map_err(|s| ingest.failure(&s))? {
            if receipt.article_id.parse::<ArticleId>().is_ok() {
                ids.push(receipt.article_id);
            } else {
                progress.tell(&format!("an article was refused: {}", receipt.reason));
                self.done += 1;
                self.refused += 1;
            }
        }
        let before = self.done;
        let told = |done: u64| progress.extracted(before + done);
        let watched = intake::watch(ingest, &ids, progress, |done| {
            self.done = before + done;
            told(done);
        });
        self.set_aside += watched.await?.len() as u64;
        Ok(())
    }
}
