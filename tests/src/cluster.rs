//! The three services as processes of their own, with as many workers as a test wants.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use q7x2_proto::v1;
use q7x2_proto::v1::ingest_service_client::IngestServiceClient;
use q7x2_proto::v1::query_service_client::QueryServiceClient;
use tonic::transport::Channel;

use crate::worker::Worker;
use crate::{Process, Proxy, Ways, binary, wait_for};

/// How a cluster is set up.
#[derive(Debug, Clone, Copy)]
pub struct ClusterOptions {
    /// How many workers to start.
    pub workers: usize,
    /// How long a worker keeps an article without a word, in seconds.
    pub lease_seconds: u32,
}

/// Ingest, query and workers, on free ports, with their data in a folder that goes with it.
pub struct Cluster {
    folder: tempfile::TempDir,
    options: ClusterOptions,
    ports: Ports,
    /// Where the work queue is: a file of the folder, or a database.
    queue: String,
    /// Where the statements are: in another one, or in the same.
    store: String,
    ingest: Option<Process>,
    query: Option<Process>,
    /// A second ingest service on the same queue, where a test wants one.
    second_ingest: Option<Process>,
    /// A second query service on the same store, where a test wants one.
    second_query: Option<Process>,
    /// What stands before both of each, where a test wants that.
    fronts: Option<Ways>,
    workers: Vec<Worker>,
    started_workers: usize,
}

#[derive(Debug, Clone, Copy)]
struct Ports {
    ingest: u16,
    second_ingest: u16,
    query: u16,
    second_query: u16,
}

impl Cluster {
    /// Starts everything and waits until ingest and query accept connections.
    pub async fn start(options: ClusterOptions) -> Self {
        Self::start_on(None, options).await
    }

    /// Does the same, with the work queue in the database or on the broker at this address, if one is given;
    /// the statements are in the same database.
    pub async fn start_on(place: Option<String>, options: ClusterOptions) -> Self {
        let [ingest, second_ingest, query, second_query] = free_ports();
        let folder = tempfile::tempdir().expect("a folder for the cluster");
        let file = |name: &str| folder.path().join(name).display().to_string();
        let database = place.clone().filter(|place| place.starts_with("postgres"));
        let mut cluster = Self {
            queue: place.unwrap_or_else(|| file("queue.sqlite")),
            store: database.unwrap_or_else(|| file("statements.sqlite")),
            folder,
            options,
            ports: Ports { ingest, second_ingest, query, second_query },
            ingest: None,
            query: None,
            second_ingest: None,
            second_query: None,
            fronts: None,
            workers: vec![],
            started_workers: 0,
        };
        cluster.start_query().await;
        cluster.start_ingest().await;
        for _ in 0..options.workers {
            cluster.add_worker();
        }
        cluster
    }

    /// Returns the folder everything is kept in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the query service on its old store and port.
    pub async fn start_query(&mut self) {
        self.query = Some(self.query_on(self.ports.query, "query").await);
    }

    /// Starts a second query service on the same store.
    pub async fn start_second_query(&mut self) {
        self.second_query = Some(self.query_on(self.ports.second_query, "query-2").await);
    }

    async fn query_on(&self, port: u16, name: &str) -> Process {
        let query = Process::start(&mut self.query_command(port), self.log(name));
        wait_for("the query service", async || answers(port)).await;
        query
    }

    /// Returns a query service on the same store, about to be started on a port of its own.
    pub fn another_query(&self) -> Command {
        let [port] = free_ports();
        self.query_command(port)
    }

    fn query_command(&self, port: u16) -> Command {
        let mut command = self.service("q7x2-query", port);
        command.args(["--store", &self.store]);
        command
    }

    /// Has clients, workers and ingest call by way of two proxies from now on: one before both ingest
    /// services, one before both query services.
    pub async fn put_fronts(&mut self) {
        let Ports { ingest, second_ingest, query, second_query } = self.ports;
        self.fronts = Some(Ways {
            ingest: Proxy::start(&[ingest, second_ingest]).await,
            query: Proxy::start(&[query, second_query]).await,
        });
    }

    /// Ends each of the services in turn as `docker stop` does, and starts it again before the next.
    ///
    /// # Panics
    /// When one does not end well.
    pub async fn restart_by_turns(&mut self) {
        let ended = "it ends well";
        assert!(self.ingest.take().expect("ingest runs").terminate().await.success(), "{ended}");
        self.start_ingest().await;
        if let Some(second) = self.second_ingest.take() {
            assert!(second.terminate().await.success(), "{ended}");
            self.start_second_ingest().await;
        }
        assert!(self.query.take().expect("query runs").terminate().await.success(), "{ended}");
        self.start_query().await;
        if let Some(second) = self.second_query.take() {
            assert!(second.terminate().await.success(), "{ended}");
            self.start_second_query().await;
        }
    }

    /// Starts the ingest service on its old queue and port.
    pub async fn start_ingest(&mut self) {
        self.ingest = Some(self.ingest_on(self.ports.ingest, "ingest").await);
    }

    /// Starts a second ingest service on the same queue. The client and workers that are [started for
    /// it](Self::add_worker_of_second_ingest) talk to it.
    pub async fn start_second_ingest(&mut self) {
        self.second_ingest = Some(self.ingest_on(self.ports.second_ingest, "ingest-2").await);
    }

    /// Starts one more worker, which takes its articles from the second ingest service.
    pub fn add_worker_of_second_ingest(&mut self) {
        self.add_worker_of(self.ports.second_ingest);
    }

    /// Starts one more worker, which takes its articles from the ingest service at this port.
    pub fn add_worker_of(&mut self, ingest: u16) {
        let (name, command) = self.next_worker_of(ingest, self.query_port());
        self.start_worker(&name, command);
    }

    /// Runs the client against the second ingest service to its end.
    pub fn q7x2_of_second_ingest(&self, arguments: &[&str]) -> Output {
        self.client_of(self.ports.second_ingest, arguments).output().expect("q7x2 runs")
    }

    async fn ingest_on(&self, port: u16, name: &str) -> Process {
        let mut command = self.ingest_command(port);
        let ingest = Process::start(&mut command, self.log(name));
        wait_for("the ingest service", async || answers(port)).await;
        ingest
    }

    fn ingest_command(&self, port: u16) -> Command {
        let mut command = self.service("q7x2-ingest", port);
        command.args(["--queue", &self.queue]);
        command.args(["--query", &url(self.query_port())]);
        command.args(["--lease-seconds", &self.options.lease_seconds.to_string()]);
        command
    }

    /// Returns an ingest service on the same queue, about to be started on a port of its own, and the port.
    pub fn another_ingest(&self) -> (Command, u16) {
        let [port] = free_ports();
        (self.ingest_command(port), port)
    }

    /// Returns the port of the ingest service, or of what stands before it.
    pub fn ingest_port(&self) -> u16 {
        self.fronts.as_ref().map_or(self.ports.ingest, |fronts| fronts.ingest.port())
    }

    /// Returns the port of the query service, or of what stands before it.
    pub fn query_port(&self) -> u16 {
        self.fronts.as_ref().map_or(self.ports.query, |fronts| fronts.query.port())
    }

    /// Starts one more worker.
    pub fn add_worker(&mut self) {
        let (name, command) = self.next_worker();
        self.start_worker(&name, command);
    }

    fn start_worker(&mut self, name: &str, mut command: Command) {
        let process = Process::start(&mut command, self.log(name));
        self.workers.push(Worker { process, ways: None });
    }

    /// Starts one more worker that calls by [ways](Self::ways) of its own. With `most_kib` of memory, what
    /// needs more kills it.
    pub async fn add_worker_with_ways(&mut self, most_kib: Option<u64>) {
        let ways = Ways::start(self.ingest_port(), self.query_port()).await;
        let (name, mut command) = self.next_worker_of(ways.ingest.port(), ways.query.port());
        if let Some(kib) = most_kib {
            command = within(&command, kib);
        }
        let process = Process::start(&mut command, self.log(&name));
        self.workers.push(Worker { process, ways: Some(ways) });
    }

    /// Returns the ways of one of the workers, the one started longest ago first.
    pub fn ways(&self, index: usize) -> Option<&Ways> {
        self.workers.get(index)?.ways.as_ref()
    }

    /// Forgets workers that have ended, and returns how many those were.
    pub fn drop_ended_workers(&mut self) -> usize {
        let before = self.workers.len();
        self.workers.retain_mut(|worker| !worker.process.has_ended());
        before - self.workers.len()
    }

    /// Returns one of the workers, the one started longest ago first.
    pub fn worker(&self, index: usize) -> Option<&Process> {
        self.workers.get(index).map(|worker| &worker.process)
    }

    /// Returns the ingest service.
    ///
    /// # Panics
    /// When it was killed.
    pub fn ingest(&self) -> &Process {
        self.ingest.as_ref().expect("ingest runs")
    }

    /// Returns the query service.
    ///
    /// # Panics
    /// When it was killed.
    pub fn query(&self) -> &Process {
        self.query.as_ref().expect("query runs")
    }

    /// Kills the ingest service without warning.
    pub fn kill_ingest(&mut self) {
        self.ingest.take().expect("ingest runs").kill();
    }

    /// Kills the query service without warning.
    pub fn kill_query(&mut self) {
        self.query.take().expect("query runs").kill();
    }

    /// Kills the worker started longest ago without warning.
    pub fn kill_worker(&mut self) {
        self.workers.remove(0).process.kill();
    }

    /// Takes the worker started longest ago out, to be ended otherwise.
    pub fn take_worker(&mut self) -> Process {
        self.workers.remove(0).process
    }

    /// Runs the command line client against this cluster to its end.
    pub fn q7x2(&self, arguments: &[&str]) -> Output {
        self.client(arguments).output().expect("q7x2 runs")
    }

    /// Starts the command line client against this cluster and leaves it running.
    pub fn start_q7x2(&self, arguments: &[&str]) -> Process {
        Process::start(&mut self.client(arguments), self.log("q7x2"))
    }

    /// How the queue stands, with every worker seen in the last minute.
    pub async fn queue_status(&self) -> v1::GetQueueStatusResponse {
        self.try_queue_status().await.expect("ingest answers")
    }

    /// Does the same; an error while ingest has no queue.
    ///
    /// # Errors
    /// What ingest says then.
    pub async fn try_queue_status(&self) -> Result<v1::GetQueueStatusResponse, tonic::Status> {
        let request = v1::GetQueueStatusRequest { max_set_aside: 100, max_pending: 0 };
        let mut client = IngestServiceClient::new(channel(self.ingest_port()).await);
        client.get_queue_status(request).await.map(tonic::Response::into_inner)
    }

    /// How much the store holds.
    pub async fn store_status(&self) -> v1::GetStoreStatusResponse {
        let mut client = QueryServiceClient::new(channel(self.query_port()).await);
        client
            .get_store_status(v1::GetStoreStatusRequest {})
            .await
            .expect("query answers")
            .into_inner()
    }

    /// Borrows all articles that are in line, as a worker would.
    pub async fn lease(&self) -> Vec<v1::LeasedArticle> {
        self.lease_of(self.ingest_port(), Duration::from_secs(10)).await
    }

    /// Does the same with the ingest service at this port, and waits so long for articles.
    pub async fn lease_of(&self, ingest: u16, wait: Duration) -> Vec<v1::LeasedArticle> {
        let request = v1::LeaseArticlesRequest {
            worker: "by-hand".into(),
            model: "rules-1".into(),
            max_articles: 32,
            wait: Some(q7x2_proto::duration_to_wire(wait)),
        };
        let mut client = IngestServiceClient::new(channel(ingest).await);
        client.lease_articles(request).await.expect("ingest answers").into_inner().leases
    }

    /// Gives borrowed articles back.
    pub async fn release(&self, tokens: &[String]) {
        let request = v1::ReleaseLeasesRequest { tokens: tokens.to_vec() };
        let mut client = IngestServiceClient::new(channel(self.ingest_port()).await);
        client.release_leases(request).await.expect("ingest answers");
    }

    /// Records an extraction of a borrowed article, as a worker would.
    pub async fn record(
        &self,
        lease: &v1::LeasedArticle,
        extraction: v1::Extraction,
    ) -> v1::RecordExtractionResponse {
        let request = v1::RecordExtractionRequest {
            article: lease.article.clone(),
            extraction: Some(extraction),
            lease: lease.token.clone(),
        };
        let mut client = QueryServiceClient::new(channel(self.query_port()).await);
        client.record_extraction(request).await.expect("query answers").into_inner()
    }

    /// What is in the queue, without the texts.
    pub async fn queued(&self) -> Vec<v1::QueuedArticle> {
        let request = v1::ListQueuedArticlesRequest::default();
        let mut client = IngestServiceClient::new(channel(self.ingest_port()).await);
        client.list_queued_articles(request).await.expect("ingest answers").into_inner().articles
    }

    /// Every statement the store answers with, page by page.
    pub async fn statements(&self) -> Vec<v1::StatementHit> {
        self.statements_of(None).await
    }

    /// Every statement of some articles, or of all, page by page.
    pub async fn statements_of(&self, articles: Option<Vec<String>>) -> Vec<v1::StatementHit> {
        let mut client = QueryServiceClient::new(channel(self.query_port()).await);
        let mut request = v1::QueryStatementsRequest {
            mode: v1::ModeFilter::All.into(),
            articles: articles.map(|article_ids| v1::ArticleSelection { article_ids }),
            page_size: 1000,
            ..Default::default()
        };
        let mut hits = vec![];
        loop {
            let page = client.query_statements(request.clone()).await.expect("query answers");
            let page = page.into_inner();
            hits.extend(page.hits);
            if page.next_page_token.is_empty() {
                return hits;
            }
            request.page_token = page.next_page_token;
        }
    }

    /// Waits until `count` articles are answered for and none waits or is with a worker.
    pub async fn wait_until_done(&self, count: u64) {
        let what = format!("{count} articles to be answered");
        wait_for(&what, async || {
            // A queue that is just away is asked again.
            let queue = self.try_queue_status().await;
            queue.is_ok_and(|queue| queue.waiting + queue.leased == 0)
                && self.store_status().await.articles >= count
        })
        .await;
    }

    /// Returns the command line client, about to be run against this cluster.
    pub fn client(&self, arguments: &[&str]) -> Command {
        self.client_of(self.ingest_port(), arguments)
    }

    /// Does the same with the ingest service at this port.
    pub fn client_of(&self, ingest: u16, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary("q7x2"));
        command.env_clear().env("NO_COLOR", "1").current_dir(self.folder());
        command.args(arguments);
        command.args(["--ingest-server", &url(ingest)]);
        command.args(["--query-server", &url(self.query_port())]);
        command
    }

    fn next_worker(&mut self) -> (String, Command) {
        self.next_worker_of(self.ingest_port(), self.query_port())
    }

    fn next_worker_of(&mut self, ingest: u16, query: u16) -> (String, Command) {
        self.started_workers += 1;
        let name = format!("worker-{}", self.started_workers);
        let mut command = self.service("q7x2-extraction", 0);
        command.args(["--ingest", &url(ingest), "--query", &url(query)]);
        command.args(["--worker-name", &name, "--batch", "4", "--threads", "1"]);
        (name, command)
    }

    fn service(&self, name: &str, port: u16) -> Command {
        let mut command = Command::new(binary(name));
        // Delivery is what these tests are about; the rules are at once ready.
        command.env_clear().env("Q7X2_TAGGER", "rules").current_dir(self.folder());
        command.args(["--listen", &format!("127.0.0.1:{port}"), "--http", "127.0.0.1:0"]);
        command
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder().join(format!("{name}.log"))
    }
}

impl Drop for Cluster {
    /// A failing test shows what the processes had to say.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let ingests = self.ingest.iter().chain(&self.second_ingest);
            let queries = self.query.iter().chain(&self.second_query);
            let workers = self.workers.iter().map(|worker| &worker.process);
            let processes = ingests.chain(queries).chain(workers);
            for log in processes.map(Process::log) {
                let tail: Vec<&str> = log.lines().rev().take(30).collect();
                let tail: Vec<&str> = tail.into_iter().rev().collect();
                #[expect(clippy::print_stderr, reason = "a failing test may speak")]
                {
                    eprintln!("--- log ---\n{}", tail.join("\n"));
                }
            }
        }
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

async fn channel(port: u16) -> Channel {
    let endpoint = Channel::from_shared(url(port)).expect("a valid address");
    endpoint.connect().await.expect("the service accepts connections")
}

/// Returns the same command in a process that may have so much memory, in KiB: who asks for more
/// is aborted, as Rust programs are where there is none.
pub fn within(command: &Command, kib: u64) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("ulimit -d {kib} && exec \"$0\" \"$@\"")]);
    limited.env_clear().arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        limited.env(name, value.unwrap_or_default());
    }
    // The stacks of threads count as well, and there is one for each core.
    limited.env("TOKIO_WORKER_THREADS", "2");
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    limited
}

/// Tells whether somebody listens on a port of this machine.
pub fn answers(port: u16) -> bool {
    TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).is_ok()
}

/// Ports that were free a moment ago. Held together so that no two are the same.
///
/// # Panics
/// When there are none.
pub fn free_ports<const N: usize>() -> [u16; N] {
    let listeners: [TcpListener; N] =
        std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("a bound port").port())
}
