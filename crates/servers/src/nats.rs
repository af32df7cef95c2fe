//! NATS servers with JetStream: one, or a cluster of three.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::child::{self, Server};
use crate::{authority, free_ports};

/// How long servers may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server says when it takes connections.
const READY: &str = "Server is ready";

/// What it says when a leader has been chosen among those that keep track of streams.
const LEADER: &str = "JetStream cluster new metadata leader";

/// Running servers that keep what they are given on disk before they say so.
#[derive(Debug)]
pub struct Nats {
    nodes: Vec<Node>,
    /// What stands before their addresses.
    scheme: &'static str,
    program: PathBuf,
    queues: AtomicUsize,
}

#[derive(Debug)]
struct Node {
    /// `None` while it is killed.
    server: Mutex<Option<Server>>,
    folder: PathBuf,
    port: u16,
}

impl Nats {
    /// Returns the server that all tests of this process share, started by the first; `None` where the
    /// program is not installed.
    ///
    /// # Panics
    /// When it is installed and does not start; in continuous integration when it is not installed.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Nats>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    /// Starts a server; `None` where the program is not installed.
    ///
    /// # Panics
    /// As [`Self::shared`].
    pub fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// Does the same with further lines of its settings.
    ///
    /// # Panics
    /// As [`Self::shared`].
    pub fn start_with(settings: &str) -> Option<Self> {
        let [port] = free_ports();
        let settings = [format!("{}{settings}", settings_of(0, port))];
        Self::start_nodes(&[port], &settings, "nats")
    }

    /// Starts a server that speaks TLS alone; `None` where the program is not installed.
    ///
    /// # Panics
    /// As [`Self::shared`].
    pub fn secured() -> Option<Self> {
        let [port] = free_ports();
        let tls = "tls { cert_file: \"FOLDER/server.pem\", key_file: \"FOLDER/server.key\" }\n";
        Self::start_nodes(&[port], &[format!("{}{tls}", settings_of(0, port))], "tls")
    }

    /// Returns the file of who vouches for a [secured](Self::secured) server.
    pub fn authority(&self) -> PathBuf {
        self.nodes[0].folder.join("ca.pem")
    }

    /// Starts three servers that keep the same; `None` where the program is not installed.
    ///
    /// # Panics
    /// As [`Self::shared`].
    pub fn cluster() -> Option<Self> {
        let [a, b, c, routes @ ..] = free_ports::<6>();
        let ports = [a, b, c];
        let known = routes.map(|port| format!("nats-route://127.0.0.1:{port}")).join(", ");
        let settings = [0, 1, 2].map(|node| {
            let (port, route) = (ports[node], routes[node]);
            format!(
                "{}cluster {{ name: q7x2, listen: \"127.0.0.1:{route}\", routes: [{known}] }}\n",
                settings_of(node, port)
            )
        });
        let cluster = Self::start_nodes(&ports, &settings, "nats")?;
        cluster.wait(LEADER, |logs| logs.iter().any(|log| log.contains(LEADER)));
        Some(cluster)
    }

    fn start_nodes(ports: &[u16], settings: &[String], scheme: &'static str) -> Option<Self> {
        let Some(program) = program() else {
            assert!(
                option_env!("Q7X2_CI").is_none(),
                "nats-server is not installed: it is in .ci/run"
            );
            skip();
            return None;
        };
        let nodes = ports.iter().zip(settings).map(|(port, settings)| {
            let folder = child::folder("nats").expect("a folder");
            let settings = settings.replace("FOLDER", &folder.display().to_string());
            if scheme == "tls" {
                authority::certify(&folder);
            }
            std::fs::write(folder.join("settings"), settings).expect("settings are written");
            Node { server: Mutex::new(None), folder, port: *port }
        });
        let nats = Self { nodes: nodes.collect(), scheme, program, queues: AtomicUsize::new(0) };
        for node in 0..nats.nodes.len() {
            nats.launch(node);
        }
        nats.wait(READY, |logs| logs.iter().all(|log| log.contains(READY)));
        Some(nats)
    }

    /// Starts a server that was killed on the data it has, and waits until it takes connections.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&self, node: usize) {
        self.launch(node);
        self.wait(READY, |logs| logs[node].contains(READY));
    }

    /// Kills a server without warning. What was acknowledged is there when it [starts
    /// again](Self::start_again).
    pub fn kill(&self, node: usize) {
        if let Some(server) = self.nodes[node].server().take() {
            server.kill();
        }
    }

    /// Returns the address of a queue that is new.
    pub fn queue(&self) -> String {
        let number = self.queues.fetch_add(1, Ordering::Relaxed);
        let hosts = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port));
        let hosts = hosts.collect::<Vec<_>>().join(",");
        let replicas = if self.nodes.len() > 1 { "?replicas=3" } else { "" };
        format!("{}://{hosts}/test-{number}{replicas}", self.scheme)
    }

    fn launch(&self, node: usize) {
        let program = self.program.display().to_string();
        let node = &self.nodes[node];
        let settings = node.folder.join("settings").display().to_string();
        let started = Server::start(node.folder.clone(), &[&program, "-c", &settings]).expect("sh");
        *node.server() = Some(started);
    }

    /// Waits until the servers' logs are so.
    fn wait(&self, what: &str, is_so: impl Fn(&[String]) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let log = |node: &Node| node.server().as_ref().map(Server::log).unwrap_or_default();
            let logs: Vec<String> = self.nodes.iter().map(log).collect();
            if is_so(&logs) {
                return;
            }
            assert!(Instant::now() < deadline, "waited in vain for {what}: {}", logs.join("\n"));
            std::thread::yield_now();
        }
    }
}

impl Node {
    fn server(&self) -> MutexGuard<'_, Option<Server>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Node {
    /// What a killed server kept goes with it; of a running one, it goes when that has ended.
    fn drop(&mut self) {
        if self.server().is_none() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Returns the settings of a server; `FOLDER` stands for its folder.
fn settings_of(node: usize, port: u16) -> String {
    format!(
        "listen: \"127.0.0.1:{port}\"\nserver_name: node-{node}\n\
         jetstream {{ store_dir: \"FOLDER/data\", sync_interval: always }}\n"
    )
}

/// Returns where the server's program is.
fn program() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    child::find("nats-server", &[workspace.join("target/servers/bin")])
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skip() {
    eprintln!("SKIPPED: nats-server is not installed (`just servers` installs it)");
}
