//! A server as a child process that does not outlive its parent.

use std::io::{self, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// The user and group "nobody", as whom servers run that refuse to run as root.
const NOBODY: u32 = 65534;

/// Runs the server beside it and stops it when standard input ends, which it does when the parent has
/// ended. Then what it kept goes: "$1". At a line it dies at once, and what it kept stays.
const WATCH: &str = r#"kept=$1; shift
"$@" >"$kept/log" 2>&1 &
if read -r _; then
  kill -KILL $!; wait
else
  kill -QUIT $! 2>/dev/null; wait
  rm -rf "$kept"
fi"#;

/// Mounts a file system of "$2" MiB at "$1"/data, which nobody else sees, runs the rest as nobody, and takes
/// everything away when that has ended.
const SMALL_DISK: &str = r#"kept=$1 mib=$2; shift 2
mount -t tmpfs -o "size=${mib}m,mode=700,uid=65534,gid=65534" none "$kept/data" || exit
setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
umount "$kept/data"; rm -rf "$kept""#;

/// A running server and its folder.
#[derive(Debug)]
pub(crate) struct Server {
    watcher: Child,
    input: Option<ChildStdin>,
    folder: PathBuf,
}

impl Server {
    /// Starts `command`, whose last error lines are in `folder`/log. The folder goes with it.
    pub(crate) fn start(folder: PathBuf, command: &[&str]) -> io::Result<Self> {
        // What an earlier one said is not what this one says.
        let _ = std::fs::remove_file(folder.join("log"));
        let mut watch = Command::new("sh");
        watch.args(["-c", WATCH, "sh"]).arg(&folder).args(command);
        as_nobody(&mut watch);
        Self::watched(watch, folder)
    }

    /// Does the same as root, with a file system of so many MiB at `folder`/data.
    pub(crate) fn start_on_small_disk(
        folder: PathBuf,
        mib: u32,
        command: &[&str],
    ) -> io::Result<Self> {
        std::fs::create_dir(folder.join("data"))?;
        let mut watch = Command::new("unshare");
        watch.args(["-m", "sh", "-c", SMALL_DISK, "sh"]).arg(&folder).arg(mib.to_string());
        watch.args(["sh", "-c", WATCH, "sh"]).arg(&folder).args(command).current_dir("/");
        Self::watched(watch, folder)
    }

    fn watched(mut watch: Command, folder: PathBuf) -> io::Result<Self> {
        watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let mut watcher = watch.spawn()?;
        let input = watcher.stdin.take();
        Ok(Self { watcher, input, folder })
    }

    /// Returns the server's folder as the server sees it.
    pub(crate) fn seen(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.watcher.id()));
        root.join(self.folder.strip_prefix("/").unwrap_or(&self.folder))
    }

    /// Kills the server without warning, and leaves its folder as it is.
    pub(crate) fn kill(mut self) {
        if let Some(mut input) = self.input.take() {
            let _ = input.write_all(b"die\n");
        }
    }

    /// Returns what the server said.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.watcher.wait();
    }
}

/// Makes a folder for a server that may run as nobody.
pub(crate) fn folder(name: &str) -> io::Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix(&format!("q7x2-{name}-")).tempdir()?.keep();
    if is_root() {
        chown(&folder, Some(NOBODY), Some(NOBODY))?;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(folder)
}

/// Gives a file to who runs servers, and to nobody else.
pub(crate) fn give(file: &Path) -> io::Result<()> {
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))?;
    if is_root() {
        chown(file, Some(NOBODY), Some(NOBODY))?;
    }
    Ok(())
}

/// Has the command run as nobody where this process is root's.
pub(crate) fn as_nobody(command: &mut Command) {
    if is_root() {
        command.uid(NOBODY).gid(NOBODY).current_dir("/");
    }
}

/// Tells whether file systems of a fixed size can be made here.
pub(crate) fn can_make_disks() -> bool {
    let trial = "mount -t tmpfs none /mnt && setpriv --version";
    let tried = Command::new("unshare").args(["-m", "sh", "-c", trial]).output();
    is_root() && tried.is_ok_and(|tried| tried.status.success())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    // What this process makes is its own.
    tempfile::tempfile().and_then(|file| file.metadata()).is_ok_and(|made| made.uid() == 0)
}

/// Returns where a program is: in one of these folders or on the PATH.
pub(crate) fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let in_folder = folders.iter().map(|folder| folder.join(program)).find(|path| path.is_file());
    in_folder.or_else(|| {
        let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().ok()?;
        let path = String::from_utf8(found.stdout).ok()?;
        (!path.trim().is_empty()).then(|| path.trim().into())
    })
}

/// Returns the folders that a pattern with one `*` for a name means, the last first.
pub(crate) fn folders(before: &Path, after: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(before).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path().join(after)).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found.reverse();
    found
}
