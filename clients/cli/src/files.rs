//! Files that are written whole or not at all.

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::Failure;

/// Replaces the content of a file. After a crash it has the old or the new content. Only the user can read it.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let mut file = temporary(path)?;
    let written = file.write_all(content).and_then(|()| file.as_file().sync_all());
    written.map_err(|error| Failure::io("write", path, error))?;
    file.persist(path).map_err(|error| Failure::io("write", path, error.error))?;
    Ok(())
}

/// Creates an empty file beside `path`, from where it can be renamed to it. It is removed unless it is persisted.
pub(crate) fn temporary(path: &Path) -> Result<NamedTempFile, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // tempfile creates files with mode 600.
    NamedTempFile::new_in(folder).map_err(|error| Failure::io("create a file in", folder, error))
}
