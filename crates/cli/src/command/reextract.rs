//! `q7x2 reextract`: what was kept, extracted anew with the model of today.

use std::collections::HashMap;
use std::io::Write;
use std::time::Instant;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use q7x2_domain::{
    Article, ArticleFilter, ArticleId, ArticlePage, ArticleQuery, ArticleSummary, ModelVersion,
};
use q7x2_proto::v1::{
    BringBackExtractionsRequest, GetQueueStatusRequest, GetStoreStatusRequest,
    IngestArticlesRequest, ListArticlesRequest, ReceiptStatus,
};
use q7x2_proto::{MAX_ARTICLES, MAX_PAGE_SIZE};
use serde::Serialize;

use super::articles::catalogue;
use super::outlet;
use super::retry::Format;
use crate::connection::{Ingest, Query, Services};
use crate::exit::{Failure, Outcome};
use crate::intake;
use crate::json;
use crate::output::{Output, counted, tell};
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  q7x2 reextract                        every article that this model has not read yet
  q7x2 reextract --outlet \"The Post\"    those of one newspaper
  q7x2 --server localhost reextract     with the workers of running services

The new statements answer from then on; the ones before are kept beside them and are still shown by
their ids. What people decided holds for both; what they corrected and this model does not find goes on to
answer as it was found, marked as such. With an earlier model, what that read answers again. An interrupted
command loses nothing: run again, it goes on where it stopped.";

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
    /// How many more had an extraction of this model that did not answer, and does again.
    pub(crate) brought_back: u64,
    /// How many statements that people corrected answer as an earlier model found them, for the one that
    /// answers for their article has not.
    pub(crate) outliving: u64,
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
    let mut work = Work::new(services)?;
    let model = work.model().await?;
    let outlet = args.outlet.as_ref().map(|name| services.outlets().name(name));
    let wanted = ArticleQuery {
        outlet: outlet.clone(),
        without: Some(model.clone()),
        limit: MAX_ARTICLES,
        ..ArticleQuery::default()
    };
    let mut brought_back = 0;
    let interrupted = tokio::select! {
        ended = async {
            work.bring_back(&model, outlet.as_deref(), &mut brought_back).await?;
            work.all(wanted, |_| true).await
        } => ended.map(|_| false)?,
        _ = tokio::signal::ctrl_c() => true,
    };
    let left_out = work.set_aside + work.refused;
    if interrupted {
        return Err(Failure::Interrupted(format!(
            "interrupted: {} of {} extracted again with {model}; nothing is lost, and the \
             same command goes on from there",
            work.done,
            counted(work.total, "article")
        )));
    }
    let outliving = work.outliving().await?;
    let Work { total, done, set_aside, refused, .. } = work;
    let unknown = match &outlet {
        Some(name) if total == 0 && brought_back == 0 => outlet::unknown(services, name).await,
        _ => None,
    };
    let seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let model = model.to_string();
    match args.format {
        Format::Text => {
            if brought_back > 0 {
                let articles = counted(brought_back, "article");
                let (verb, them) =
                    if brought_back == 1 { ("answers", "it") } else { ("answer", "them") };
                writeln!(out, "{articles} {verb} again as {model} read {them} before")?;
            } else if total == 0 && unknown.is_none() {
                let whose = outlet.as_ref().map(|name| format!(" of \"{name}\""));
                let whose = whose.unwrap_or_default();
                writeln!(out, "nothing to do: {model} has read every article{whose} that is kept")?;
            }
            if total > 0 {
                let articles = counted(done - left_out, "article");
                writeln!(out, "{articles} extracted again with {model} in {seconds:.1} s")?;
            }
        }
        Format::Json => {
            let reextracted = done - left_out;
            let answer = Reextracted {
                model,
                reextracted,
                brought_back,
                outliving,
                set_aside,
                refused,
                seconds,
            };
            json::write_pretty(out, &answer)?;
        }
    }
    out.flush()?;
    if let Some(unknown) = unknown {
        tell(&unknown);
        return Ok(Outcome::NothingFound);
    }
    if outliving > 0 && args.format == Format::Text {
        let (was, answers, it) = match outliving {
            1 => ("was", "answers", "it"),
            _ => ("were", "answer", "them"),
        };
        tell(&format!(
            "{} {was} not found again and {answers} as an earlier model found {it}; \
             `q7x2 query --mode all` marks {it}",
            counted(outliving, "corrected statement")
        ));
    }
    intake::tell_set_aside(usize::try_from(set_aside).unwrap_or(usize::MAX));
    Ok(if left_out == 0 { Outcome::Answered } else { Outcome::SomeRejected })
}

/// Has those of the articles, and of their other texts, read again that were read when another date of
/// publication was known, by the model that read them. Where that cannot be it is told how to, for what was
/// asked for is done.
pub(super) async fn read_again(services: &Services, articles: &[ArticleId]) {
    if articles.is_empty() {
        return;
    }
    let left = match Work::new(services) {
        Ok(mut work) => match work.read_again(articles).await {
            Ok(left) => left,
            Err(failure) => {
                tell(&failure.to_string());
                return;
            }
        },
        // Without the ingest service nobody can have anything read.
        Err(_) => 1,
    };
    if left > 0 {
        tell(
            "times told in words are made out from the date that was known before; `q7x2 reextract` \
             has these articles read again",
        );
    }
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
    fn new(services: &Services) -> Result<Self, Failure> {
        Ok(Self {
            ingest: services.ingest()?,
            query: services.query()?,
            total: 0,
            done: 0,
            set_aside: 0,
            refused: 0,
        })
    }

    /// Lets what the model read before answer again where another extraction does; counts the articles.
    async fn bring_back(
        &mut self,
        model: &ModelVersion,
        outlet: Option<&str>,
        count: &mut u64,
    ) -> Result<(), Failure> {
        let mut after_article_id = String::new();
        loop {
            let request = BringBackExtractionsRequest {
                model: model.to_string(),
                outlet: outlet.unwrap_or_default().to_owned(),
                after_article_id,
            };
            let answer = self.query.client.bring_back_extractions(request).await;
            let answer = answer.map_err(|status| self.query.failure(&status))?.into_inner();
            *count += answer.articles;
            after_article_id = answer.last_article_id;
            if after_article_id.is_empty() {
                return Ok(());
            }
        }
    }

    /// Has read again what was read when another date was known, by the model that read it. Returns how many
    /// articles are left that another one has read.
    async fn read_again(&mut self, articles: &[ArticleId]) -> Result<u64, Failure> {
        let model = self.model().await?;
        let mut found: HashMap<ArticleId, bool> = HashMap::new();
        for ids in articles.chunks(MAX_PAGE_SIZE as usize) {
            let named = self.summaries(ids).await?;
            let texts: Vec<ArticleId> =
                named.into_iter().flat_map(|article| article.revisions).collect();
            for texts in texts.chunks(MAX_PAGE_SIZE as usize) {
                let texts = self.summaries(texts).await?.into_iter();
                found.extend(texts.map(|a| (a.article, a.model.as_ref() == Some(&model))));
            }
        }
        let mut left = 0;
        let all: Vec<ArticleId> = found.keys().copied().collect();
        for ids in all.chunks(MAX_PAGE_SIZE as usize) {
            let wanted = ArticleQuery {
                undated: true,
                articles: Some(ids.to_vec()),
                limit: MAX_ARTICLES,
                ..ArticleQuery::default()
            };
            let is_own = |article: &Article| found.get(&article.id()).copied().unwrap_or_default();
            left += self.all(wanted, is_own).await?;
        }
        Ok(left)
    }

    async fn summaries(&mut self, ids: &[ArticleId]) -> Result<Vec<ArticleSummary>, Failure> {
        let filter = ArticleFilter { articles: Some(ids.to_vec()), ..ArticleFilter::default() };
        Ok(catalogue(&mut self.query, &filter, u64::MAX).await?.0)
    }

    /// Returns how many corrected statements answer as an earlier model found them.
    async fn outliving(&mut self) -> Result<u64, Failure> {
        let status = self.query.client.get_store_status(GetStoreStatusRequest {}).await;
        Ok(status.map_err(|status| self.query.failure(&status))?.into_inner().outliving)
    }

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

    /// Has the articles read that are wanted and of which this holds. Returns of how many it does not.
    async fn all(
        &mut self,
        mut wanted: ArticleQuery,
        is_meant: impl Fn(&Article) -> bool,
    ) -> Result<u64, Failure> {
        let mut left = 0;
        let mut progress = None;
        loop {
            let mut requests: Vec<IngestArticlesRequest> = Vec::new();
            while requests.len() < UNDER_WAY {
                let page = self.page(&wanted).await?;
                self.total = page.total.unwrap_or(self.total);
                wanted.after = page.articles.last().map(Article::id);
                for article in &page.articles {
                    match is_meant(article) {
                        true => requests.push(article.into()),
                        false => left += 1,
                    }
                }
                if wanted.after.is_none() {
                    break;
                }
            }
            if !requests.is_empty() {
                let progress = progress.get_or_insert_with(|| Progress::extracting(self.total));
                self.some(requests, progress).await?;
            }
            if wanted.after.is_none() {
                return Ok(left);
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
            if receipt.status() == ReceiptStatus::Waiting {
                progress.waits_for(&receipt.reason);
                continue;
            }
            progress.waits_for("");
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
