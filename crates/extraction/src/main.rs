//! `q7x2-extraction`: a worker between ingest and query, and the extraction service beside it.
//! Names the recipe of what extracts; everything else is in the library.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use q7x2_domain::{Clock, Setting, SystemClock};
use q7x2_extraction::{Engine, Extract, MAX_BATCH, Worker, WorkerOptions};
use q7x2_proto::connect;
use q7x2_recipe::Recipe;
use q7x2_service::{Condition, Metrics, PeerFlags, ServiceFlags};
use tonic::transport::Endpoint;

/// Borrows articles from ingest, finds who said what in them, and has it recorded.
#[derive(Debug, Parser)]
#[command(name = "q7x2-extraction", version)]
struct Config {
    /// Ingest service to borrow articles from
    #[arg(long, env = "Q7X2_INGEST", value_name = "URL", default_value = "http://127.0.0.1:7401",
          value_parser = connect::endpoint)]
    ingest: Endpoint,

    /// Query service to have statements recorded by
    #[arg(long, env = "Q7X2_QUERY", value_name = "URL", default_value = "http://127.0.0.1:7403",
          value_parser = connect::endpoint)]
    query: Endpoint,

    /// How many articles to work on at a time [default: one per processor]
    #[arg(long, env = "Q7X2_THREADS", value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// How many articles to borrow at a time, at most 32
    #[arg(long, env = "Q7X2_BATCH", value_name = "N", default_value = "8", value_parser = batch)]
    batch: NonZeroU32,

    /// Name of this worker, which no other may have [default: host name, process id, time of start]
    #[arg(long, env = "Q7X2_WORKER_NAME", value_name = "NAME")]
    worker_name: Option<String>,

    /// What the worker's default name begins with.
    #[arg(long, env = "HOSTNAME", hide = true, default_value = "worker")]
    host: String,

    /// What to extract with
    #[arg(long, env = "Q7X2_TAGGER", value_name = "TAGGER", value_enum, default_value = "neural")]
    tagger: TaggerKind,

    /// Folder of a model for the neural tagger, instead of the one inside the program
    #[arg(long, env = "Q7X2_MODEL", value_name = "DIR")]
    model: Option<PathBuf>,

    /// What the neural tagger should rather avoid
    #[arg(long, env = "Q7X2_SETTING", value_name = "SETTING", default_value = "balanced",
          value_parser = setting)]
    setting: Setting,

    /// TOML or CSV file of people and organisations to know besides the built-in ones
    #[arg(long, env = "Q7X2_ENTITIES", value_name = "FILE")]
    entities: Option<PathBuf>,

    #[command(flatten)]
    peers: PeerFlags,

    #[command(flatten)]
    service: ServiceFlags,
}

/// What extracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TaggerKind {
    /// The learned tagger, its quotations checked by the rules.
    Neural,
    /// The rules alone.
    Rules,
}

impl From<TaggerKind> for q7x2_recipe::TaggerKind {
    fn from(kind: TaggerKind) -> Self {
        match kind {
            TaggerKind::Neural => Self::Neural,
            TaggerKind::Rules => Self::Rules,
        }
    }
}

impl Config {
    fn worker(&self, condition: Condition) -> WorkerOptions {
        // In a container every process is number 1, and the next one is another worker all the same.
        let started = SystemClock.now().micros() / 1_000_000;
        let default_name = || format!("{}-{}-{started:x}", self.host, std::process::id());
        WorkerOptions {
            batch: self.batch,
            grace: self.service.grace,
            condition,
            ..WorkerOptions::named(self.worker_name.clone().unwrap_or_else(default_name))
        }
    }

    fn recipe(&self) -> Recipe {
        Recipe {
            tagger: self.tagger.into(),
            model: self.model.clone(),
            setting: self.setting,
            entities: self.entities.clone(),
        }
    }

    fn threads(&self) -> NonZeroUsize {
        let processors = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.threads.unwrap_or_else(processors)
    }
}

/// Reads the size of a batch.
fn batch(text: &str) -> Result<NonZeroU32, String> {
    let size: Option<NonZeroU32> = text.parse().ok();
    size.filter(|size| size.get() <= MAX_BATCH)
        .ok_or_else(|| format!("\"{text}\" is not a number from 1 to {MAX_BATCH}"))
}

/// Reads a setting.
fn setting(text: &str) -> Result<Setting, String> {
    let known = Setting::ALL.into_iter().find(|setting| setting.as_str() == text);
    known.ok_or_else(|| format!("\"{text}\" is not one of balanced, precision, recall"))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config: Config = q7x2_service::parse(q7x2_extraction::DEFAULT_PORTS);
    q7x2_service::telemetry::init(&config.service.log)?;
    Metrics::install()?;
    let shutdown = q7x2_service::shutdown::on_signal().context("listen to signals")?;
    let serve_options = config.service.options()?;
    let credentials = Arc::new(config.peers.credentials(config.service.insecure)?);
    let call = |endpoint| {
        connect::line(endpoint, &credentials).with_context(|| format!("call {}", endpoint.uri()))
    };
    let (ingest, query) = (call(&config.ingest)?, call(&config.query)?);
    let engine = Engine::with(config.recipe().extractor()?, config.threads());
    let listeners = config.service.bind().await?;

    let options = config.worker(serve_options.condition.clone());
    tracing::info!(
        worker = options.name,
        threads = engine.threads(),
        model = %engine.model(),
        ingest = %config.ingest.uri(),
        query = %config.query.uri(),
        "starting"
    );
    let worker = Worker::new(engine.clone(), ingest, query, options);
    let mut working = tokio::spawn(worker.run(shutdown.clone()));

    let services = q7x2_extraction::services(Extract::new(engine));
    let serving = q7x2_service::run(listeners, services, shutdown.clone(), &serve_options);
    tokio::pin!(serving);
    // Neither goes on alone: a process that serves but does not work would look healthy.
    let (worked, served) = tokio::select! {
        worked = &mut working => {
            shutdown.cancel();
            (worked, serving.await)
        }
        served = &mut serving => {
            shutdown.cancel();
            (working.await, served)
        }
    };
    worked.context("work on articles")?;
    served?;
    Ok(())
}
