//! The three services as processes of their own, with as many workers as a test wants.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use q7x2_proto::v1;
use q7x2_proto::v1::ingest_service_client::IngestServiceClient;
use q7x2_proto::v1::query_service_client::QueryServiceClient;
use tonic::transport::Channel;

use crate::{Process, binary, wait_for};

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
    workers: Vec<Process>,
    started_workers: usize,
}

#[derive(Debug, Clone, Copy)]
struct Ports {
    ingest: u16,
    second_ingest: u16,
    query: u16,
}

impl Cluster {
    /// Starts everything and waits until ingest and query accept connections.
    pub async fn start(options: ClusterOptions) -> Self {
        Self::start_on(None, options).await
    }

    /// Does the same, with the work queue in the database or on the broker at this address, if one is given;
    /// the statements are in the same database.
    pub async fn start_on(place: Option<String>, options: ClusterOptions) -> Self {
        let [ingest, second_ingest, query] = free_ports();
        let folder = tempfile::tempdir().expect("a folder for the cluster");
        let file = |name: &str| folder.path().join(name).display().to_string();
        let database = place.clone().filter(|place| place.starts_with("postgres"));
        let mut cluster = Self {
            queue: place.unwrap_or_else(|| file("queue.sqlite")),
            store: database.unwrap_or_else(|| file("statements.sqlite")),
            folder,
            options,
            ports: Ports { ingest, second_ingest, query },
            ingest: None,
            query: None,
            second_ingest: None,
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
        let mut command = self.service("q7x2-query", self.ports.query);
        command.args(["--store", &self.store]);
        self.query = Some(Process::start(&mut command, self.log("query")));
        wait_for("the query service", async || answers(self.ports.query)).await;
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
        let (name, command) = self.next_worker_of(self.ports.second_ingest);
        self.start_worker(&name, command);
    }

    /// Runs the client against the second ingest service to its end.
    pub fn q7x2_of_second_ingest(&self, arguments: &[&str]) -> Output {
        self.client_of(self.ports.second_ingest, arguments).output().expect("q7x2 runs")
    }

    async fn ingest_on(&self, port: u16, name: &str) -> Process {
        let mut command = self.service("q7x2-ingest", port);
        command.args(["--queue", &self.queue]);
        command.args(["--query", &url(self.ports.query)]);
        command.args(["--lease-seconds", &self.options.lease_seconds.to_string()]);
        let ingest = Process::start(&mut command, self.log(name));
        wait_for("the ingest service", async || answers(port)).await;
        ingest
    }

    /// Starts one more worker.
    pub fn add_worker(&mut self) {
        let (name, command) = self.next_worker();
        self.start_worker(&name, command);
    }

    fn start_worker(&mut self, name: &str, mut command: Command) {
        self.workers.push(Process::start(&mut command, self.log(name)));
    }

    /// Starts one more worker that may have so much memory, in KiB: what needs more kills it.
    pub fn add_small_worker(&mut self, kib: u64) {
        let (name, command) = self.next_worker();
        let log = self.log(&name);
        self.workers.push(Process::start(&mut within(&command, kib), log));
    }

    /// Forgets workers that have ended, and returns how many those were.
    pub fn drop_ended_workers(&mut self) -> usize {
        let before = self.workers.len();
        self.workers.retain_mut(|worker| !worker.has_ended());
        before - self.workers.len()
    }

    /// Returns one of the workers, the one started longest ago first.
    pub fn worker(&self, index: usize) -> Option<&Process> {
        self.workers.get(index)
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
        self.workers.remove(0).kill();
    }

    /// Takes the worker started longest ago out, to be ended otherwise.
    pub fn take_worker(&mut self) -> Process {
        self.workers.remove(0)
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
        let mut client = IngestServiceClient::new(channel(self.ports.ingest).await);
        client.get_queue_status(request).await.map(tonic::Response::into_inner)
    }

    /// How much the store holds.
    pub async fn store_status(&self) -> v1::GetStoreStatusResponse {
        let mut client = QueryServiceClient::new(channel(self.ports.query).await);
        client
            .get_store_status(v1::GetStoreStatusRequest {})
            .await
            .expect("query answers")
            .into_inner()
    }

    /// Borrows all articles that are in line, as a worker would.
    pub async fn lease(&self) -> Vec<v1::LeasedArticle> {
        let request = v1::LeaseArticlesRequest {
            worker: "by-hand".into(),
            model: "rules-1".into(),
            max_articles: 32,
            wait: Some(q7x2_proto::duration_to_wire(Duration::from_secs(10))),
        };
        let mut client = IngestServiceClient::new(channel(self.ports.ingest).await);
        client.lease_articles(request).await.expect("ingest answers").into_inner().leases
    }

    /// Gives borrowed articles back.
    pub async fn release(&self, tokens: &[String]) {
        let request = v1::ReleaseLeasesRequest { tokens: tokens.to_vec() };
        let mut client = IngestServiceClient::new(channel(self.ports.ingest).await);
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
        let mut client = QueryServiceClient::new(channel(self.ports.query).await);
        client.record_extraction(request).await.expect("query answers").into_inner()
    }

    /// What is in the queue, without the texts.
    pub async fn queued(&self) -> Vec<v1::QueuedArticle> {
        let request = v1::ListQueuedArticlesRequest::default();
        let mut client = IngestServiceClient::new(channel(self.ports.ingest).await);
        client.list_queued_articles(request).await.expect("ingest answers").into_inner().articles
    }

    /// Every statement the store answers with, page by page.
    pub async fn statements(&self) -> Vec<v1::StatementHit> {
        self.statements_of(None).await
    }

    /// Every statement of some articles, or of all, page by page.
    pub async fn statements_of(&self, articles: Option<Vec<String>>) -> Vec<v1::StatementHit> {
        let mut client = QueryServiceClient::new(channel(self.ports.query).await);
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
        self.client_of(self.ports.ingest, arguments)
    }

    fn client_of(&self, ingest: u16, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary("q7x2"));
        command.env_clear().env("NO_COLOR", "1").current_dir(self.folder());
        command.args(arguments);
        command.args(["--ingest-server", &url(ingest)]);
        command.args(["--query-server", &url(self.ports.query)]);
        command
    }

    fn next_worker(&mut self) -> (String, Command) {
        self.next_worker_of(self.ports.ingest)
    }

    fn next_worker_of(&mut self, ingest: u16) -> (String, Command) {
        self.started_workers += 1;
        let name = format!("worker-{}", self.started_workers);
        let mut command = self.service("q7x2-extraction", 0);
        command.args(["--ingest", &url(ingest), "--query", &url(self.ports.query)]);
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
            let processes = ingests.chain(&self.query).chain(&self.workers);
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
