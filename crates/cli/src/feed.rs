//! Articles on their way from the disk: read on a thread of its own, handed over a few at a
//! time, so that reading never runs ahead of what is done with them.

use std::io::{self, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use q7x2_domain::Article;
use q7x2_reader::{
    Form, Input, KeyMap, Period, Plan, Progress, ReadError, ReadOptions, Reader, Skipped,
    parse_date,
};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::config::Outlets;
use crate::connection::Services;
use crate::exit::Failure;
use crate::output::tell;
use crate::web::{Kept, Reading, Web, WebArgs, is_web_address};

/// How many articles may wait between reading and sending.
const IN_HAND: usize = 64;

/// How long nothing comes from a pipe or a device before that is told.
const SILENT: Duration = Duration::from_secs(3);

/// What to read.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files, folders, patterns or addresses of the web to read; `-` is standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read everything as this format, whatever it looks like; archives are opened all the same
    #[arg(
        long,
        value_name = "FORMAT",
        value_parser = forms(),
        help_heading = "Input"
    )]
    input_format: Option<Form>,
    /// Say which keys of records or columns of tables hold what is read, as text=body,url=link; the keys are
    /// text, url, title, outlet, author, published_at and language
    #[arg(long, value_name = "KEY=NAME,…", help_heading = "Input")]
    map: Option<KeyMap>,
    #[command(flatten)]
    pub(crate) web: WebArgs,
}

impl InputArgs {
    /// Returns these addresses as what is to be read; how they are fetched is not said by it.
    pub(crate) fn of_addresses(addresses: &[String]) -> Self {
        let paths = addresses.iter().map(PathBuf::from).collect();
        Self { paths, input_format: None, map: None, web: WebArgs::default() }
    }

    /// Returns the addresses among what is named.
    pub(crate) fn addresses(&self) -> Vec<String> {
        let names = self.paths.iter().filter_map(|path| path.to_str());
        names.filter(|name| is_web_address(name)).map(str::to_owned).collect()
    }
}

/// Returns what parses the name of a format.
fn forms() -> impl TypedValueParser<Value = Form> {
    let values = Form::all().filter(|form| form.is_built()).map(|form| {
        let others = form.endings().iter().copied().filter(move |ending| *ending != form.name());
        let others = others.chain((form == Form::Json).then_some("ninjs"));
        PossibleValue::new(form.name()).help(form.description()).aliases(others)
    });
    PossibleValuesParser::new(values).try_map(|name| name.parse::<Form>())
}

/// What holds for all articles that do not say otherwise themselves.
#[derive(Debug, Default, Args)]
pub(crate) struct MetadataArgs {
    /// Name the newspaper or site that published the articles
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Say when the articles were published: 2024, 2024-05, 2024-05-01 or RFC 3339
    #[arg(long, alias = "published-at", value_name = "DATE", value_parser = date)]
    published: Option<Period>,
    /// Give the address of the article, when there is one to read
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Articles, or why there is none, in the order of reading.
pub(crate) struct Feed {
    items: mpsc::Receiver<Fed>,
    /// The file that is waited for, if it is one that may never say anything, until that is told.
    awaited: Arc<Mutex<Option<PathBuf>>>,
    /// Since when the next article is waited for.
    since: Option<Instant>,
    /// The bytes of all files, or `None` where that cannot be known.
    pub(crate) bytes: Option<u64>,
    /// The files that are left out because of their ending, those of archives as they are met.
    pub(crate) skipped: LeftOut,
}

/// Files that are left out, counted by whoever reads and told by whoever counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct LeftOut(Arc<Mutex<Skipped>>);

impl LeftOut {
    /// Returns what was left out up to now.
    pub(crate) fn counted(&self) -> Skipped {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what was left out up to now, if that is more than before.
    fn note(&self, skipped: &Skipped) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.total() != skipped.total() {
            noted.clone_from(skipped);
        }
    }
}

/// One article or problem, and how much was read up to it.
pub(crate) struct Fed {
    pub(crate) article: Result<Article, ReadError>,
    /// What is odd about the article.
    pub(crate) warning: Option<ReadError>,
    /// The format that it was read as.
    pub(crate) form: Option<Form>,
    pub(crate) progress: Progress,
    /// Of what was fetched: what is to know of its receipt.
    pub(crate) kept: Option<Kept>,
}

impl Feed {
    /// Begins to read `inputs`; without any, standard input. Of addresses nothing is remembered.
    ///
    /// # Errors
    /// When there is no input and standard input is a terminal, or when an address is given for
    /// several files.
    pub(crate) fn start(
        inputs: &InputArgs,
        metadata: &MetadataArgs,
        services: &Services,
    ) -> Result<Self, Failure> {
        let web = || Web::start(&inputs.web, None);
        let web = if inputs.addresses().is_empty() { None } else { Some(web()?) };
        Self::start_with(inputs, metadata, services, web)
    }

    /// Begins to read `inputs`, addresses among them by `web`, and behind all files; without any, standard input.
    ///
    /// # Errors
    /// When there is no input and standard input is a terminal, or when an address is given for
    /// several files.
    pub(crate) fn start_with(
        inputs: &InputArgs,
        metadata: &MetadataArgs,
        services: &Services,
        web: Option<Web>,
    ) -> Result<Self, Failure> {
        let addresses = inputs.addresses();
        let is_file = |path: &&PathBuf| path.to_str().is_none_or(|name| !is_web_address(name));
        let mut paths: Vec<Input> =
            inputs.paths.iter().filter(is_file).cloned().map(Input::from).collect();
        if paths.is_empty() && addresses.is_empty() {
            if io::stdin().is_terminal() {
                let message = "name files or folders to read, or `-` for standard input";
                return Err(Failure::Usage(message.into()));
            }
            paths.push(Input::Stdin);
        }
        if metadata.url.is_some() && !addresses.is_empty() {
            let message = "what is fetched has its own address; leave --url out";
            return Err(Failure::Usage(message.into()));
        }
        let options = ReadOptions {
            outlet: metadata.outlet.clone(),
            published_at: metadata.published.map(|period| period.start),
            url: metadata.url.clone(),
            form: inputs.input_format,
            map: inputs.map.clone().unwrap_or_default(),
            ..ReadOptions::default()
        };
        let reader = Reader::new(options);
        let plan = Plan::of(&paths);
        let bytes = plan.bytes().filter(|_| addresses.is_empty());
        let skipped = LeftOut::default();
        skipped.note(plan.skipped());
        let left_out = skipped.clone();
        let mut articles = reader
            .read(plan, BufReader::new(io::stdin()))
            .map_err(|error| Failure::Usage(error.problem().to_string()))?;
        let outlets = services.outlets().clone();
        let files = FileKeys::of(services.are_remote());
        let (sender, items) = mpsc::channel(IN_HAND);
        let awaited = Arc::new(Mutex::new(None));
        let note = Arc::clone(&awaited);
        let runtime = tokio::runtime::Handle::current();
        let read_all = move || {
            loop {
                *lock(&note) = articles.next_without_size().map(Path::to_owned);
                let next = articles.next();
                left_out.note(articles.skipped());
                let Some(article) = next else { break };
                *lock(&note) = None;
                let article = article.map(|article| files.noted(named(article, &outlets)));
                let warning = articles.take_warning();
                let (form, progress) = (articles.form(), articles.progress());
                let fed = Fed { article, warning, form, progress, kept: None };
                // Nobody listens any more: the command has ended.
                if sender.blocking_send(fed).is_err() {
                    return;
                }
            }
            if let Some(web) = web {
                let reading = Reading { web, reader, outlets, runtime };
                reading.read(addresses, &|fed| sender.blocking_send(fed).is_ok());
            }
        };
        // A plain thread, because the process must be able to end while it waits for input.
        std::thread::Builder::new()
            .name("reader".into())
            .spawn(read_all)
            .map_err(|error| Failure::Service(format!("cannot start the reader: {error}")))?;
        Ok(Self { items, awaited, since: None, bytes, skipped })
    }

    /// Returns the next article or problem; `None` at the end. Says once of a pipe or a device that nothing
    /// comes from it, since everything behind it waits as well.
    pub(crate) async fn next(&mut self) -> Option<Fed> {
        // Whoever gave up waiting for another reason has waited all the same.
        let since = *self.since.get_or_insert_with(Instant::now);
        let fed = match tokio::time::timeout_at(since + SILENT, self.items.recv()).await {
            Ok(fed) => fed,
            Err(_) => {
                let awaited = lock(&self.awaited).take();
                if let Some(path) = awaited {
                    tell(&format!(
                        "waiting for {}: it is no regular file, and nothing comes from it; see that something \
                         writes to it, or leave it out",
                        path.display()
                    ));
                }
                self.items.recv().await
            }
        };
        self.since = None;
        fed
    }
}

fn lock(awaited: &Mutex<Option<PathBuf>>) -> MutexGuard<'_, Option<PathBuf>> {
    // It is whole between any two lines, whoever panicked.
    awaited.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the article with its outlet under the name that counts, on which its id does not depend.
pub(crate) fn named(article: Article, outlets: &Outlets) -> Article {
    let Some(outlet) = &article.metadata().outlet else { return article };
    let name = outlets.name(outlet);
    article.with(|metadata| metadata.outlet = Some(name))
}

/// Makes the keys of files, by which later texts of them are known.
pub(crate) struct FileKeys {
    /// What tells this machine from others that bring articles to the same server.
    machine: String,
}

impl FileKeys {
    /// Returns what makes keys for a service, on this machine or beyond.
    pub(crate) fn of(is_remote: bool) -> Self {
        let machine = |file| std::fs::read_to_string(file).ok();
        let name = is_remote
            .then(|| machine("/etc/machine-id").or_else(|| machine("/proc/sys/kernel/hostname")));
        Self { machine: name.flatten().unwrap_or_default() }
    }

    /// Returns the article with the key of the file that it is the whole of; of a record, and of what came
    /// by standard input, as it is.
    fn noted(&self, article: Article) -> Article {
        let path = article.metadata().path.as_deref().map(Path::new);
        let key = path.filter(|path| path.is_file()).and_then(|path| self.key(path));
        match key {
            Some(key) => article.with(|metadata| metadata.file_key = Some(key)),
            None => article,
        }
    }

    /// Returns the key of a file; `None` where there is none of that path.
    pub(crate) fn key(&self, path: &Path) -> Option<String> {
        let file = path.canonicalize().ok()?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.machine.as_bytes());
        hasher.update(&[0]);
        hasher.update(file.as_os_str().as_encoded_bytes());
        Some(hasher.finalize().to_hex()[..32].to_owned())
    }
}

/// Parses a date of the command line.
pub(crate) fn date(text: &str) -> Result<Period, String> {
    parse_date(text).map_err(|error| error.to_string())
}
