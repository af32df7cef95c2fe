//! The data directory: making it, and sharing it with other processes.
//!
//! Every process that uses the directory holds a shared lock on the file `lock` in it. One that
//! can have the lock for itself knows that all leases in the queue belong to processes that are
//! gone. What lies in the databases is not this file's business.

use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::EmbeddedError;

/// How long another process may take to start up with the directory for itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often the lock is tried; there is nothing to wait on.
const TRY_EVERY: Duration = Duration::from_millis(10);

/// A data directory and this process's lock on it, which ends when this is dropped.
#[derive(Debug)]
pub(crate) struct DataDirectory {
    path: PathBuf,
    lock: File,
}

impl DataDirectory {
    /// Opens the directory, and makes it, for this user alone, when it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, EmbeddedError> {
        let path = path.to_owned();
        if !path.is_dir()
            && let Err(source) = create(&path)
        {
            return Err(EmbeddedError::CreateDirectory { path, source });
        }
        match File::options().create(true).truncate(false).write(true).open(path.join("lock")) {
            Ok(lock) => Ok(Self { path, lock }),
            Err(source) => Err(EmbeddedError::WriteDirectory { path, source }),
        }
    }

    /// Returns the path of a file in the directory.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Takes the lock for this process alone, if nobody has it. Returns whether it did.
    pub(crate) fn own(&self) -> Result<bool, EmbeddedError> {
        match self.lock.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(source)) => Err(self.cannot_lock(source)),
        }
    }

    /// Takes the lock together with others, after giving it back where this process had it alone.
    pub(crate) async fn share(&self) -> Result<(), EmbeddedError> {
        self.lock.unlock().map_err(|source| self.cannot_lock(source))?;
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            match self.lock.try_lock_shared() {
                Ok(()) => return Ok(()),
                Err(TryLockError::Error(source)) => return Err(self.cannot_lock(source)),
                Err(TryLockError::WouldBlock) if Instant::now() > give_up_at => {
                    return Err(EmbeddedError::HeldByAnother { path: self.path.clone() });
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(TRY_EVERY).await,
            }
        }
    }

    fn cannot_lock(&self, source: io::Error) -> EmbeddedError {
        EmbeddedError::LockDirectory { path: self.path.clone(), source }
    }
}

/// Makes the directory readable for its owner alone; directories above it as usual.
fn create(path: &Path) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        // Another process may have been quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_process_has_the_directory_for_itself() {
        let parent = tempfile::tempdir().expect("a directory");
        let path = parent.path().join("a/b");
        let (first, second) = (DataDirectory::open(&path), DataDirectory::open(&path));
        let (first, second) = (first.expect("opened"), second.expect("opened"));
        assert!(first.own().expect("locks work"));
        assert!(!second.own().expect("locks work"));
    }

    #[tokio::test]
    async fn a_shared_directory_is_nobodys_own() {
        let parent = tempfile::tempdir().expect("a directory");
        let open = || DataDirectory::open(parent.path()).expect("opened");
        let (first, second) = (open(), open());
        assert!(first.own().expect("locks work"));
        first.share().await.expect("given back and taken again");
        second.share().await.expect("shared");
        assert!(!open().own().expect("locks work"));
        drop((first, second));
        assert!(open().own().expect("locks work"));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_look_into_a_new_directory() {
        use std::os::unix::fs::PermissionsExt;

        let parent = tempfile::tempdir().expect("a directory");
        let path = parent.path().join("data");
        DataDirectory::open(&path).expect("made");
        let mode = path.metadata().expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_file_in_its_place_is_a_clear_error() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let error = DataDirectory::open(file.path()).expect_err("no directory");
        assert!(error.to_string().contains(&file.path().display().to_string()), "{error}");
        let below = DataDirectory::open(&file.path().join("below")).expect_err("no directory");
        assert!(matches!(below, EmbeddedError::CreateDirectory { .. }));
    }
}
