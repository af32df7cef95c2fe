//! The services behind keys: TLS, certificates of clients, tokens and tickets, all made by
//! `q7x2 keys init`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use q7x2_keys::Credentials;
use q7x2_proto::connect::{self, Line};

use crate::cluster::{answers, free_ports};
use crate::{Process, binary, wait_for};

/// Services with keys on free ports, with their data and keys in a folder that goes with it.
pub struct Keyed {
    folder: tempfile::TempDir,
    ingest: u16,
    query: u16,
    http: u16,
    processes: Vec<Process>,
}

impl Keyed {
    /// Makes keys; nothing is started yet.
    ///
    /// # Panics
    /// When no keys can be made.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let [ingest, query, http] = free_ports();
        let keyed = Self { folder, ingest, query, http, processes: vec![] };
        let made = keyed.q7x2(&["keys", "init", "keys"]).output().expect("q7x2 runs");
        assert!(made.status.success(), "{}", said(&made));
        keyed
    }

    /// Returns a file of keys.
    pub fn key(&self, name: &str) -> PathBuf {
        self.folder.path().join("keys").join(name)
    }

    /// Returns the folder everything is in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the query service, with further arguments.
    pub async fn start_query(&mut self, args: &[&str]) {
        let mut command = self.service("q7x2-query", self.query, self.http);
        command.args(["--tokens", "keys/tokens", "--ticket-key", "keys/ticket.key"]).args(args);
        self.start(&mut command, "query");
        let port = self.query;
        wait_for("the query service", async || answers(port)).await;
    }

    /// Starts the ingest service, which knows the query service.
    pub async fn start_ingest(&mut self) {
        let mut command = self.service("q7x2-ingest", self.ingest, 0);
        command.args(["--tokens", "keys/tokens", "--ticket-key", "keys/ticket.key"]);
        command.args(["--query", &self.query_url()]);
        self.shows(&mut command, "ingest-service");
        self.start(&mut command, "ingest");
        let port = self.ingest;
        wait_for("the ingest service", async || answers(port)).await;
    }

    /// Starts a worker with the token of this name.
    pub fn start_worker(&mut self, token: &str) {
        let mut command = self.service("q7x2-extraction", 0, 0);
        command.args(["--tokens", "keys/tokens"]);
        command.args(["--ingest", &self.ingest_url(), "--query", &self.query_url()]);
        command.args(["--threads", "1"]);
        self.shows(&mut command, token);
        self.start(&mut command, "worker");
    }

    /// Returns the address of the ingest service.
    pub fn ingest_url(&self) -> String {
        format!("https://localhost:{}", self.ingest)
    }

    /// Returns the address of the query service.
    pub fn query_url(&self) -> String {
        format!("https://localhost:{}", self.query)
    }

    /// Returns where the query service tells its health.
    pub fn http(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.http))
    }

    /// Returns the client without any server and key.
    pub fn q7x2(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary("q7x2"));
        command.env_clear().env("NO_COLOR", "1").current_dir(self.folder()).args(args);
        command
    }

    /// Runs the client against the services with the token of this name, its certificate included.
    ///
    /// # Panics
    /// When it does not start.
    pub fn ask(&self, token: &str, args: &[&str]) -> Output {
        let mut command = self.q7x2(args);
        command.args(["--ingest-server", &self.ingest_url()]);
        command.args(["--query-server", &self.query_url()]);
        self.shows(&mut command, token);
        command.output().expect("q7x2 runs")
    }

    /// Returns the way to a service with the token of this name.
    ///
    /// # Panics
    /// When the keys cannot be used.
    pub fn line(&self, url: &str, token: &str) -> Line {
        let own = (self.key("client.pem"), self.key("client.key"));
        let token = self.key(&format!("{token}.token"));
        let own = (Some(own.0.as_path()), Some(own.1.as_path()));
        let credentials = Credentials::open(Some(&self.key("ca.pem")), own, Some(&token), false);
        let endpoint = connect::endpoint(url).expect("an address");
        connect::line(&endpoint, &Arc::new(credentials.expect("keys"))).expect("a way")
    }

    /// Returns what all services logged so far.
    ///
    /// # Panics
    /// When a log cannot be read.
    pub fn log(&self) -> String {
        self.processes.iter().map(Process::log).collect()
    }

    fn shows(&self, command: &mut Command, token: &str) {
        command.args(["--ca", "keys/ca.pem", "--token-file", &format!("keys/{token}.token")]);
        command.args(["--client-cert", "keys/client.pem", "--client-key", "keys/client.key"]);
    }

    fn service(&self, name: &str, port: u16, http: u16) -> Command {
        let mut command = Command::new(binary(name));
        command.env_clear().env("Q7X2_TAGGER", "rules").current_dir(self.folder());
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
        command.args(["--http", &format!("127.0.0.1:{http}")]);
        command.args(["--tls-cert", "keys/server.pem", "--tls-key", "keys/server.key"]);
        command.args(["--client-ca", "keys/ca.pem"]);
        command
    }

    fn start(&mut self, command: &mut Command, name: &str) {
        let log = self.folder().join(format!("{name}.log"));
        self.processes.push(Process::start(command, log));
    }
}

impl Default for Keyed {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns what a program said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
