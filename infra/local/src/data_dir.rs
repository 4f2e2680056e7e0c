//! The data folder: its lock, and private files that are written atomically.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use tempfile::TempDir;

/// The place of a stack's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// In memory, except for S3 objects, which are in a temporary folder until the stack stops.
    Memory,
    /// In this folder, which is created if it is missing.
    Folder(PathBuf),
}

/// An error of the data folder.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Another process uses the folder.
    #[error("{} is in use by another process; stop that process, or set DATA_DIR", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A file does not have the content that this program writes.
    #[error("{} cannot be read; delete the file to start without it", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: serde_json::Error,
    },
    /// The operating system reported an error.
    #[error("{} cannot be used", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        #[source]
        source: io::Error,
    },
}

/// The open data folder. The operating system releases the lock when the process ends.
#[derive(Debug)]
pub(crate) struct DataDir {
    root: PathBuf,
    kept: bool,
    lock: File,
    _temporary: Option<TempDir>,
}

impl DataDir {
    pub(crate) fn open(data: &Data) -> Result<Self, DataDirError> {
        let (root, temporary) = match data {
            Data::Folder(path) => (path.clone(), None),
            Data::Memory => {
                let temporary = TempDir::with_prefix("activity-monitor-");
                let temporary =
                    temporary.map_err(|source| DataDirError::Io { path: std::env::temp_dir(), source })?;
                (temporary.path().to_owned(), Some(temporary))
            }
        };
        make(&root).map_err(|source| DataDirError::Io { path: root.clone(), source })?;
        let path = root.join("lock");
        let lock = private().truncate(false).open(&path);
        let lock = lock.map_err(|source| DataDirError::Io { path: path.clone(), source })?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root, kept: temporary.is_none(), lock, _temporary: temporary }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse { path: root }),
            Err(TryLockError::Error(source)) => Err(DataDirError::Io { path, source }),
        }
    }

    /// Lets another process open the folder. Tasks that end only now may still hold it, but write nothing.
    pub(crate) fn unlock(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the data folder stays locked until this process ends");
        }
    }

    /// Returns `true` if the folder outlives the stack.
    pub(crate) fn kept(&self) -> bool {
        self.kept
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Returns a subfolder, which is created if it is missing.
    pub(crate) fn create_subdir(&self, name: &str) -> Result<PathBuf, DataDirError> {
        let path = self.path(name);
        make(&path).map_err(|source| DataDirError::Io { path: path.clone(), source })?;
        Ok(path)
    }

    /// Returns the content of a file, or `None` if there is no file.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DataDirError> {
        let path = self.path(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(DataDirError::Io { path, source }),
        }
    }

    /// Returns the content of a JSON file, or `None` if there is no file.
    pub(crate) fn read_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, DataDirError> {
        let content = self.read(name)?.map(|bytes| serde_json::from_slice(&bytes)).transpose();
        content.map_err(|source| DataDirError::Malformed { path: self.path(name), source })
    }

    /// Writes a file that only its owner can read. The write is atomic: a process that is killed leaves the old file.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DataDirError> {
        self.write_to(name, bytes, true)
    }

    /// Writes a file like [`DataDir::write`], but does not wait for the disk: a power failure may leave an empty file.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), DataDirError> {
        self.write_to(name, bytes, false)
    }

    fn write_to(&self, name: &str, bytes: &[u8], sync: bool) -> Result<(), DataDirError> {
        let path = self.path(name);
        let new = self.path(&format!("{name}.new"));
        let write = || {
            let mut file = private().truncate(true).open(&new)?;
            file.write_all(bytes)?;
            if sync {
                file.sync_all()?;
            }
            fs::rename(&new, &path)
        };
        write().map_err(|source| DataDirError::Io { path: path.clone(), source })
    }

    /// Creates an empty file that only its owner can read, unless it exists.
    pub(crate) fn reserve(&self, name: &str) -> Result<PathBuf, DataDirError> {
        let path = self.path(name);
        match private().truncate(false).open(&path) {
            Ok(_) => Ok(path),
            Err(source) => Err(DataDirError::Io { path, source }),
        }
    }

    pub(crate) fn remove(&self, name: &str) -> Result<(), DataDirError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(DataDirError::Io { path, source }),
            _ => Ok(()),
        }
    }
}

/// Returns the options of a file that only its owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a folder that only its owner can enter. An existing folder keeps its mode.
fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::{Data, DataDir, DataDirError};

    #[test]
    fn data_dir_is_locked_and_files_are_private() {
        let temporary = TempDir::new().unwrap();
        let data = Data::Folder(temporary.path().join("made"));
        let folder = DataDir::open(&data).unwrap();
        assert!(matches!(DataDir::open(&data), Err(DataDirError::InUse { .. })));

        folder.write("secret", b"one").unwrap();
        folder.write("secret", b"two").unwrap();
        assert_eq!(folder.read("secret").unwrap().as_deref(), Some(b"two".as_slice()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path("secret")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        folder.remove("secret").unwrap();
        folder.remove("secret").unwrap();
        assert_eq!(folder.read("secret").unwrap(), None);

        drop(folder);
        DataDir::open(&data).unwrap();
    }

    #[test]
    fn data_dir_in_memory_leaves_no_files() {
        let folder = DataDir::open(&Data::Memory).unwrap();
        let root = folder.path("");
        assert!(root.is_dir() && !folder.kept());
        drop(folder);
        assert!(!root.exists());
    }
}
