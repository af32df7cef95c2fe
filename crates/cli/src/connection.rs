//! Clients of the three services, wherever they run: inside this process on a data directory, or
//! on servers. Commands cannot tell the difference.

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use q7x2_embedded::{Embedded, EmbeddedError, EmbeddedOptions, ExtractionOnly};
use q7x2_proto::ConvertError;
use q7x2_proto::connect;
use q7x2_proto::v1::extraction_service_client::ExtractionServiceClient;
use q7x2_proto::v1::ingest_service_client::IngestServiceClient;
use q7x2_proto::v1::query_service_client::QueryServiceClient;
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::exit::Failure;

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
    /// Keep articles and statements in this folder; not used with --server [default: the
    /// platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "Q7X2_DATA_DIR", hide_env_values = true)]
    data_dir: Option<PathBuf>,
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
}

impl ConnectionArgs {
    fn names_servers(&self) -> bool {
        let named =
            [&self.server, &self.ingest_server, &self.extraction_server, &self.query_server];
        named.iter().any(|server| server.is_some())
    }

    /// Returns the servers that are named; none of them is contacted yet.
    fn servers(&self) -> Result<Services, Failure> {
        let at = |own: &Option<String>, name, port| {
            let host = self.server.as_deref().map(|host| address(host, port));
            let url = own.clone().map(Ok).or(host).transpose()?;
            url.map(|url| elsewhere(name, url)).transpose()
        };
        Ok(Services {
            ingest: at(&self.ingest_server, "ingest", 7401)?,
            extraction: at(&self.extraction_server, "extraction", 7402)?,
            query: at(&self.query_server, "query", 7403)?,
            embedded: Running::Nothing,
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
        Ok(EmbeddedOptions { workers: self.threads().get(), ..EmbeddedOptions::at(data_dir) })
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
    /// To extract and keep nothing: no data directory.
    Extract,
}

/// A client of one service, and where that service is.
#[derive(Debug, Clone)]
pub(crate) struct Service<C> {
    /// The client.
    pub(crate) client: C,
    place: Place,
}

pub(crate) type Ingest = Service<IngestServiceClient<Channel>>;
pub(crate) type Extraction = Service<ExtractionServiceClient<Channel>>;
pub(crate) type Query = Service<QueryServiceClient<Channel>>;

/// The services that a command may talk to.
pub(crate) struct Services {
    ingest: Option<(Channel, Place)>,
    extraction: Option<(Channel, Place)>,
    query: Option<(Channel, Place)>,
    embedded: Running,
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
            return args.servers();
        }
        match purpose {
            Purpose::Work => Self::on_data_directory(args.embedded_options()?).await,
            Purpose::Look => {
                let options = args.embedded_options()?;
                Self::on_data_directory(EmbeddedOptions { workers: 0, ..options }).await
            }
            Purpose::Extract => Ok(Self::extraction_only(args.threads())),
        }
    }

    async fn on_data_directory(options: EmbeddedOptions) -> Result<Self, Failure> {
        let embedded = Embedded::start(options).await.map_err(|error| cannot_start(&error))?;
        Ok(Self {
            ingest: Some(here("ingest", embedded.ingest())),
            extraction: Some(here("extraction", embedded.extraction())),
            query: Some(here("query", embedded.query())),
            embedded: Running::All(embedded),
        })
    }

    fn extraction_only(threads: NonZeroUsize) -> Self {
        let service = ExtractionOnly::start(threads);
        Self {
            ingest: None,
            extraction: Some(here("extraction", service.extraction())),
            query: None,
            embedded: Running::ExtractionOnly(service),
        }
    }

    /// Tells whether the services run elsewhere.
    pub(crate) fn are_remote(&self) -> bool {
        matches!(self.embedded, Running::Nothing)
    }

    /// Returns the ingest service.
    pub(crate) fn ingest(&self) -> Result<Ingest, Failure> {
        service(&self.ingest, "ingest", connect::ingest)
    }

    /// Returns the extraction service.
    pub(crate) fn extraction(&self) -> Result<Extraction, Failure> {
        service(&self.extraction, "extraction", connect::extraction)
    }

    /// Returns the query service.
    pub(crate) fn query(&self) -> Result<Query, Failure> {
        service(&self.query, "query", connect::query)
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

impl<C> Service<C> {
    /// Returns what a refusal of this service means to the user.
    pub(crate) fn failure(&self, status: &Status) -> Failure {
        self.place.failure(status)
    }

    /// Returns what an answer means that cannot be understood.
    pub(crate) fn garbled(&self, error: &ConvertError) -> Failure {
        Failure::Service(format!(
            "the answer of the {} cannot be understood ({error}); are both of the same version?",
            self.place
        ))
    }
}

/// Which service, and where, for messages.
#[derive(Debug, Clone)]
struct Place {
    name: &'static str,
    /// The address; `None` inside this process.
    address: Option<String>,
}

impl Place {
    fn failure(&self, status: &Status) -> Failure {
        tracing::debug!(service = self.name, code = ?status.code(), "the service refused");
        let message = status.message();
        match status.code() {
            Code::InvalidArgument | Code::OutOfRange => Failure::Usage(message.to_owned()),
            Code::Unavailable if self.address.is_some() => Failure::Service(format!(
                "cannot reach the {self}: {}; start services with `q7x2 serve`, or name others \
                 with --server",
                innermost(status)
            )),
            _ => Failure::Service(format!("the {self} failed: {message}")),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} service", self.name)?;
        self.address.as_ref().map_or(Ok(()), |address| write!(f, " at {address}"))
    }
}

/// Returns a client of a service, if it is known where that is.
fn service<C>(
    known: &Option<(Channel, Place)>,
    name: &str,
    client: impl FnOnce(Channel) -> C,
) -> Result<Service<C>, Failure> {
    let (channel, place) = known.as_ref().ok_or_else(|| {
        Failure::Usage(format!(
            "this needs the {name} service; say where it is with --server or --{name}-server"
        ))
    })?;
    Ok(Service { client: client(channel.clone()), place: place.clone() })
}

/// Returns why the services of this process do not run, with the causes.
pub(crate) fn cannot_start(error: &EmbeddedError) -> Failure {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    Failure::Service(causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}")))
}

/// Returns a service of this process.
fn here(name: &'static str, channel: Channel) -> (Channel, Place) {
    (channel, Place { name, address: None })
}

/// Returns a channel to the service at `url`, which connects when it is first used.
fn elsewhere(name: &'static str, url: String) -> Result<(Channel, Place), Failure> {
    let endpoint = connect::endpoint(&url).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok((endpoint.connect_lazy(), Place { name, address: Some(url) }))
}

/// Returns the address of the service that listens on `port` of `host`.
fn address(host: &str, port: u16) -> Result<String, Failure> {
    let bare = host.strip_prefix("http://").unwrap_or(host).trim_end_matches(['/', ':']);
    // Only an address of IP version 6 has several colons, and it wants brackets.
    let bare = match bare.matches(':').count() {
        0 => bare.to_owned(),
        1 => {
            return Err(Failure::Usage(format!(
                "--server takes a host without a port, not \"{host}\"; the ports are 7401 to \
                 7403, others are named with --ingest-server, --extraction-server and --query-server"
            )));
        }
        _ if bare.starts_with('[') => bare.to_owned(),
        _ => format!("[{bare}]"),
    };
    Ok(format!("http://{bare}:{port}"))
}

/// Returns the innermost cause of a refusal, in lower case: "connection refused".
fn innermost(status: &Status) -> String {
    let causes = std::iter::successors(status.source(), |&cause| cause.source());
    let cause = causes.last().map_or_else(|| status.message().to_owned(), ToString::to_string);
    cause.split(" (os error").next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query_at(address: Option<&str>) -> Place {
        Place { name: "query", address: address.map(Into::into) }
    }

    #[test]
    fn a_host_is_given_alone() {
        let at = |host| address(host, 7403).map_err(|failure| failure.code());
        assert_eq!(at("localhost"), Ok("http://localhost:7403".into()));
        assert_eq!(at("localhost:"), Ok("http://localhost:7403".into()));
        assert_eq!(at("http://news.example/"), Ok("http://news.example:7403".into()));
        assert_eq!(at("::1"), Ok("http://[::1]:7403".into()));
        assert_eq!(at("[::1]"), Ok("http://[::1]:7403".into()));
        assert_eq!(at("localhost:7403"), Err(2));
    }

    #[test]
    fn a_refused_argument_is_a_matter_of_usage() {
        let failure = query_at(None).failure(&Status::invalid_argument("no such kind"));
        assert_eq!((failure.code(), failure.to_string().as_str()), (2, "no such kind"));
    }

    #[test]
    fn an_unreachable_service_is_named_with_what_to_do() {
        let place = query_at(Some("http://localhost:7403"));
        let failure = place.failure(&Status::unavailable("Connection refused (os error 111)"));
        assert_eq!(failure.code(), 4);
        assert_eq!(
            failure.to_string(),
            "cannot reach the query service at http://localhost:7403: connection refused; start \
             services with `q7x2 serve`, or name others with --server"
        );
    }

    #[test]
    fn a_service_inside_this_process_is_never_out_of_reach() {
        let failure = query_at(None).failure(&Status::unavailable("the store is unavailable"));
        assert_eq!(failure.to_string(), "the query service failed: the store is unavailable");
    }
}
