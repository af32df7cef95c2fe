//! Clients of the three services, wherever they run: inside this process on a data directory, or
//! on servers. Commands cannot tell the difference.

mod address;
mod cache;
mod keys;
mod service;

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use q7x2_domain::Setting;
use q7x2_embedded::{
    Embedded, EmbeddedError, EmbeddedOptions, ExtractionOnly, Recipe, RecipeError,
};
use q7x2_proto::connect;

use self::address::address;
use self::keys::KeyArgs;
use self::service::{EXTRACTION, Route};
use crate::config::{Outlets, Settings};
use crate::exit::Failure;
use crate::output::tell;
use crate::progress::Progress;

pub(crate) use self::service::{Extraction, Ingest, Query};

/// Where the services are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where to work")]
pub(crate) struct ConnectionArgs {
    /// Talk to services on this host instead of running them inside this process
    #[arg(long, global = true, value_name = "HOST", env = "Q7X2_SERVER", hide_env_values = true)]
    server: Option<String>,
    /// Address of the ingest service, if not HOST:7401
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "Q7X2_INGEST_SERVER",
        hide_env_values = true,
        hide_short_help = true
    )]
    ingest_server: Option<String>,
    /// Address of the extraction service, if not HOST:7402
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "Q7X2_EXTRACTION_SERVER",
        hide_env_values = true,
        hide_short_help = true
    )]
    extraction_server: Option<String>,
    /// Address of the query service, if not HOST:7403
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "Q7X2_QUERY_SERVER",
        hide_env_values = true,
        hide_short_help = true
    )]
    query_server: Option<String>,
    /// Keep articles and statements in this folder; not used with --server [default: the platform's data
    /// folder: on Linux ~/.local/share/q7x2, on macOS ~/Library/Application Support/q7x2]
    #[arg(long, global = true, value_name = "DIR", env = "Q7X2_DATA_DIR", hide_env_values = true)]
    data_dir: Option<PathBuf>,
    /// Have `query PATH` extract into caches in this folder, which may be deleted at any time [default: the
    /// platform's folder for caches: on Linux ~/.cache/q7x2, on macOS ~/Library/Caches/q7x2]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "Q7X2_CACHE_DIR",
        hide_env_values = true,
        hide_short_help = true
    )]
    cache_dir: Option<PathBuf>,
    /// Extract with this many workers; not used with --server [default: one for each core]
    #[arg(
        long,
        global = true,
        value_name = "N",
        env = "Q7X2_WORKERS",
        hide_env_values = true,
        value_parser = clap::value_parser!(u16).range(1..=512)
    )]
    workers: Option<u16>,
    /// What to extract with; not used with --server
    #[arg(
        long,
        global = true,
        value_name = "TAGGER",
        env = "Q7X2_TAGGER",
        hide_env_values = true,
        default_value = "neural",
        hide_short_help = true
    )]
    tagger: TaggerKind,
    /// Folder of a model for the neural tagger, instead of the one inside the program
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "Q7X2_MODEL",
        hide_env_values = true,
        hide_short_help = true
    )]
    model: Option<PathBuf>,
    /// What the neural tagger should rather avoid: to be wrong, or to miss something
    #[arg(
        long,
        global = true,
        value_name = "SETTING",
        env = "Q7X2_SETTING",
        hide_env_values = true,
        default_value = "balanced",
        hide_short_help = true
    )]
    setting: SettingArg,
    /// TOML or CSV file of people and organisations to know besides the built-in ones; not with
    /// --server
    #[arg(long, global = true, value_name = "FILE", env = "Q7X2_ENTITIES", hide_env_values = true)]
    entities: Option<PathBuf>,
    #[command(flatten)]
    keys: KeyArgs,
    /// The names that outlets have.
    #[arg(skip)]
    outlets: Outlets,
}

/// What extracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TaggerKind {
    /// The learned tagger, its quotations checked by the rules
    Neural,
    /// The rules alone: quicker, and blind to much that is not quoted
    Rules,
}

impl From<TaggerKind> for q7x2_embedded::TaggerKind {
    fn from(kind: TaggerKind) -> Self {
        match kind {
            TaggerKind::Neural => Self::Neural,
            TaggerKind::Rules => Self::Rules,
        }
    }
}

/// What the neural tagger should rather avoid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SettingArg {
    /// The best balance
    Balanced,
    /// Rather miss something than be wrong
    Precision,
    /// Rather be wrong than miss something
    Recall,
}

impl From<SettingArg> for Setting {
    fn from(setting: SettingArg) -> Self {
        match setting {
            SettingArg::Balanced => Self::Balanced,
            SettingArg::Precision => Self::Precision,
            SettingArg::Recall => Self::Recall,
        }
    }
}

impl ConnectionArgs {
    /// Takes the names of outlets over, and does without the config file's server where a data directory
    /// or another server is named.
    pub(crate) fn settle(&mut self, settings: &Settings, outlets: &Outlets) {
        self.outlets = outlets.clone();
        let others = [&self.ingest_server, &self.extraction_server, &self.query_server];
        let is_elsewhere = settings.is_named("data_dir")
            || others.into_iter().any(|server| given(server).is_some());
        if is_elsewhere && !settings.is_named("server") {
            self.server = None;
        }
    }

    fn names_servers(&self) -> bool {
        [&self.server, &self.ingest_server, &self.extraction_server, &self.query_server]
            .into_iter()
            .any(|server| given(server).is_some())
    }

    /// Tells whether the work is done in this process and nothing was ever kept: its folder is
    /// not there.
    pub(crate) fn keeps_nothing(&self) -> bool {
        let is_new =
            |options: EmbeddedOptions| options.data_dir.try_exists().is_ok_and(|exists| !exists);
        !self.names_servers() && self.embedded_options().is_ok_and(is_new)
    }

    /// Tells whether listening beyond this machine, or sending a token in plain text, was asked for
    /// even without keys.
    pub(crate) fn insecure(&self) -> bool {
        self.keys.insecure
    }

    /// Returns the servers that are named; none of them is contacted yet.
    fn servers(&self) -> Result<Services, Failure> {
        let credentials = self.keys.credentials()?;
        let at = |own: &Option<String>, name, port| {
            let own = given(own).map(|url| Ok(url.to_owned()));
            let url = own.or_else(|| given(&self.server).map(|host| address(host, port)));
            url.transpose()?.map(|url| Route::to(name, url, &credentials)).transpose()
        };
        Ok(Services {
            ingest: at(&self.ingest_server, "ingest", 7401)?,
            extraction: at(&self.extraction_server, EXTRACTION, 7402)?,
            query: at(&self.query_server, "query", 7403)?,
            embedded: Running::Nothing,
            outlets: self.outlets.clone(),
        })
    }

    /// Returns how the services run in this process.
    ///
    /// # Errors
    /// When no data directory is named and the platform has none for this user.
    pub(crate) fn embedded_options(&self) -> Result<EmbeddedOptions, Failure> {
        let platforms = || {
            let folders = directories::ProjectDirs::from("", "", "q7x2");
            folders.map(|folders| folders.data_dir().to_owned())
        };
        let data_dir = self.data_dir.clone().or_else(platforms).ok_or_else(|| {
            Failure::Usage("this user has no home folder; name one with --data-dir".into())
        })?;
        Ok(EmbeddedOptions {
            workers: self.threads().get(),
            recipe: self.recipe(),
            ..EmbeddedOptions::at(data_dir)
        })
    }

    /// Returns the data directory of this process; `None` where servers are named.
    ///
    /// # Errors
    /// When no data directory is named and the platform has none for this user.
    pub(crate) fn data_dir(&self) -> Result<Option<PathBuf>, Failure> {
        if self.names_servers() {
            return Ok(None);
        }
        Ok(Some(self.embedded_options()?.data_dir))
    }

    /// Returns the file that remembers what was fetched: one for the data directory, one for each server.
    ///
    /// # Errors
    /// When no data directory is named and the platform has none for this user.
    pub(crate) fn fetched(&self) -> Result<PathBuf, Failure> {
        let folder = self.embedded_options()?.data_dir;
        if !self.names_servers() {
            return Ok(folder.join("fetched.jsonl"));
        }
        let server = given(&self.ingest_server).or_else(|| given(&self.server)).unwrap_or_default();
        let server = blake3::hash(server.as_bytes()).to_hex();
        Ok(folder.join(format!("fetched-{}.jsonl", &server[..16])))
    }

    /// Returns the folder of all caches.
    fn caches(&self) -> Result<PathBuf, Failure> {
        let platforms = || {
            let folders = directories::ProjectDirs::from("", "", "q7x2");
            folders.map(|folders| folders.cache_dir().to_owned())
        };
        let beside = || self.data_dir.as_ref().map(|folder| folder.join("cache"));
        self.cache_dir.clone().or_else(platforms).or_else(beside).ok_or_else(|| {
            Failure::Usage("this user has no home folder; name one with --cache-dir".into())
        })
    }

    /// Returns some caches, those first that were used last; none where servers are named.
    pub(crate) fn caches_used_last(&self) -> Vec<PathBuf> {
        match self.caches() {
            Ok(caches) if !self.names_servers() => cache::used_last(&caches),
            _ => vec![],
        }
    }

    /// Deletes all caches. Nothing is lost by it.
    ///
    /// # Errors
    /// When one cannot be deleted.
    pub(crate) fn clear_caches(&self) -> Result<bool, Failure> {
        let Ok(caches) = self.caches() else { return Ok(false) };
        cache::clear(&caches).map_err(|error| {
            let folder = caches.display();
            Failure::Service(format!("cannot delete the caches in {folder}: {error}"))
        })
    }

    /// Returns the user's entities file; an empty name is none.
    fn entities(&self) -> Option<&Path> {
        self.entities.as_deref().filter(|file| !file.as_os_str().is_empty())
    }

    /// Returns what extracts in this process.
    fn recipe(&self) -> Recipe {
        Recipe {
            tagger: self.tagger.into(),
            model: self.model.clone(),
            setting: self.setting.into(),
            entities: self.entities().map(Path::to_owned),
        }
    }

    /// Returns how many articles are extracted at a time in this process.
    fn threads(&self) -> NonZeroUsize {
        let told = self.workers.and_then(|workers| NonZeroUsize::new(workers.into()));
        let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        told.unwrap_or_else(cores)
    }
}

/// What a command needs of services inside this process. Servers do what they do anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To take articles in and extract them: the data directory, with workers.
    Work,
    /// To look at what is there: the data directory, without workers.
    Look,
    /// To decide something that may have articles read again: the data directory, with workers.
    Decide,
    /// To extract and keep nothing: no data directory.
    Extract,
}

/// After which time it is said why nothing happens while a data directory is opened.
const SOON: Duration = Duration::from_secs(3);

/// The services that a command may talk to.
pub(crate) struct Services {
    ingest: Option<Route>,
    extraction: Option<Route>,
    query: Option<Route>,
    embedded: Running,
    outlets: Outlets,
}

/// What runs in this process.
enum Running {
    Nothing,
    All(Embedded),
    ExtractionOnly(ExtractionOnly),
}

impl Services {
    /// Returns clients of the servers that `args` name, or else starts the services in this
    /// process.
    ///
    /// # Errors
    /// When an address is none, or the services cannot start. Servers are not contacted yet.
    pub(crate) async fn connect(args: &ConnectionArgs, purpose: Purpose) -> Result<Self, Failure> {
        if args.names_servers() {
            // To leave them out in silence would be worse than to refuse.
            if matches!(purpose, Purpose::Work | Purpose::Extract) && args.entities().is_some() {
                let told = "a server extracts with its own entities; give --entities to the \
                            extraction service, or leave --server out";
                return Err(Failure::Usage(told.into()));
            }
            return args.servers();
        }
        match purpose {
            Purpose::Work | Purpose::Decide => {
                Self::on_data_directory(args, args.embedded_options()?).await
            }
            Purpose::Look => {
                let options = args.embedded_options()?;
                Self::on_data_directory(args, EmbeddedOptions { workers: 0, ..options }).await
            }
            Purpose::Extract => Self::extraction_only(args),
        }
    }

    /// Starts the services in this process on the cache of these paths, and returns where that is.
    ///
    /// # Errors
    /// When servers are named, the cache cannot be made, or the services cannot start.
    pub(crate) async fn on_paths(
        args: &ConnectionArgs,
        paths: &[PathBuf],
    ) -> Result<(Self, PathBuf), Failure> {
        if args.names_servers() {
            let told = "a server answers from what it keeps; `q7x2 ingest PATH` keeps these articles \
                        there, and `q7x2 query` without PATH asks for them";
            return Err(Failure::Usage(told.into()));
        }
        let caches = args.caches()?;
        let extracts = format!("{:?}", args.recipe());
        let cannot = |error: std::io::Error| {
            let folder = caches.display();
            let told = "name another folder with --cache-dir";
            Failure::Service(format!("cannot make a cache in {folder}: {error}; {told}"))
        };
        let folder = cache::folder(&caches, paths, &extracts).map_err(cannot)?;
        let options = EmbeddedOptions {
            workers: args.threads().get(),
            recipe: args.recipe(),
            ..EmbeddedOptions::at(folder.clone())
        };
        let started = start(options.clone(), None).await;
        let embedded = match started {
            // Of another version, or damaged: nothing in it is worth keeping.
            Err(EmbeddedError::Open(_)) => {
                cache::delete(&folder).map_err(cannot)?;
                start(options, None).await
            }
            started => started,
        };
        let embedded = embedded.map_err(|error| cannot_start(&error))?;
        Ok((Self::with(args, embedded), folder))
    }

    /// Starts the services in this process on a cache, to look at what is there.
    ///
    /// # Errors
    /// When the services cannot start.
    pub(crate) async fn on_cache(args: &ConnectionArgs, cache: PathBuf) -> Result<Self, Failure> {
        Self::on_data_directory(args, EmbeddedOptions { workers: 0, ..EmbeddedOptions::at(cache) })
            .await
    }

    async fn on_data_directory(
        args: &ConnectionArgs,
        options: EmbeddedOptions,
    ) -> Result<Self, Failure> {
        let is_new = !options.data_dir.join("statements.sqlite").exists();
        let why = if is_new {
            "opening the data directory takes a while: it is new, and its files are made"
        } else {
            "opening the data directory takes a while: what was forgotten is erased, an older one is brought \
             up to date, or the machine is busy"
        };
        let embedded = start(options, Some(why)).await.map_err(|error| cannot_start(&error))?;
        Ok(Self::with(args, embedded))
    }

    fn with(args: &ConnectionArgs, embedded: Embedded) -> Self {
        Self {
            ingest: Some(Route::here("ingest", embedded.ingest())),
            extraction: Some(Route::here(EXTRACTION, embedded.extraction())),
            query: Some(Route::here("query", embedded.query())),
            embedded: Running::All(embedded),
            outlets: args.outlets.clone(),
        }
    }

    fn extraction_only(args: &ConnectionArgs) -> Result<Self, Failure> {
        let service = ExtractionOnly::start(&args.recipe(), args.threads())
            .map_err(|error| cannot_start(&error))?;
        Ok(Self {
            ingest: None,
            extraction: Some(Route::here(EXTRACTION, service.extraction())),
            query: None,
            embedded: Running::ExtractionOnly(service),
            outlets: args.outlets.clone(),
        })
    }

    /// Returns the names that outlets have.
    pub(crate) fn outlets(&self) -> &Outlets {
        &self.outlets
    }

    /// Tells whether the services run elsewhere.
    pub(crate) fn are_remote(&self) -> bool {
        matches!(self.embedded, Running::Nothing)
    }

    /// Returns the ingest service.
    pub(crate) fn ingest(&self) -> Result<Ingest, Failure> {
        Ok(named(&self.ingest, "ingest")?.client(connect::ingest))
    }

    /// Returns the extraction service.
    pub(crate) fn extraction(&self) -> Result<Extraction, Failure> {
        Ok(named(&self.extraction, EXTRACTION)?.client(connect::extraction))
    }

    /// Returns the query service.
    pub(crate) fn query(&self) -> Result<Query, Failure> {
        Ok(named(&self.query, "query")?.client(connect::query))
    }

    /// Ends the services of this process; what is under way is given back first.
    pub(crate) async fn shut_down(self) {
        match self.embedded {
            Running::Nothing => {}
            Running::All(services) => services.shutdown().await,
            Running::ExtractionOnly(service) => service.shutdown().await,
        }
    }
}

/// Starts the services in this process, and says meanwhile what that waits for; `why` it takes a while when
/// nothing is known to be in the way.
async fn start(
    options: EmbeddedOptions,
    mut why: Option<&'static str>,
) -> Result<Embedded, EmbeddedError> {
    let (condition, progress) = (options.condition.clone(), Progress::none());
    let mut troubles = condition.follow();
    let mut starting = std::pin::pin!(Embedded::start(options));
    let mut soon = std::pin::pin!(tokio::time::sleep(SOON));
    let started = loop {
        tokio::select! {
            biased;
            started = &mut starting => break started,
            Ok(()) = troubles.changed() => {
                progress.waits_for(&condition.told().unwrap_or_default());
            }
            () = &mut soon, if why.is_some() => {
                if let Some(why) = why.take().filter(|_| condition.told().is_none()) {
                    tell(why);
                }
            }
        }
    };
    if started.is_ok() {
        progress.waits_for("");
    }
    started
}

/// Returns why the services of this process do not run, with the causes.
pub(crate) fn cannot_start(error: &EmbeddedError) -> Failure {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let line = causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"));
    match error {
        // What is wrong is the user's own file.
        EmbeddedError::Recipe(RecipeError::Entities(_)) => Failure::Usage(line),
        _ => Failure::Service(line),
    }
}

/// Returns the way to a service, if it is known.
fn named<'a>(route: &'a Option<Route>, name: &str) -> Result<&'a Route, Failure> {
    route.as_ref().ok_or_else(|| {
        Failure::Usage(format!(
            "this needs the {name} service; say where it is with --server or --{name}-server"
        ))
    })
}

/// Returns what was given; an empty variable of the environment gives nothing.
fn given(server: &Option<String>) -> Option<&str> {
    server.as_deref().filter(|server| !server.is_empty())
}
