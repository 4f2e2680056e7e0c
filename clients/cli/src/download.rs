//! Downloads a file whole: checked, and under its name only when it is complete.

use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use url::Url;

use crate::cli::Globals;
use crate::output::Output;
use crate::{Failure, api, files, progress};

/// The name that stands for stdout.
pub(crate) const STDOUT: &str = "-";

/// What to download, and where to.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    /// The file, or [`STDOUT`].
    pub(crate) file: &'a Path,
    /// Replace an existing file.
    pub(crate) replace: bool,
    /// Size in bytes.
    pub(crate) bytes: u64,
    /// SHA-256 in hex, if it is known.
    pub(crate) sha256: Option<&'a str>,
}

/// Downloads from a URL that needs no credential, and sends none.
pub(crate) async fn run(url: &Url, target: &Target<'_>, globals: &Globals) -> Result<(), Failure> {
    let response = api::http_client()?.get(api::secure(url.clone())?).send().await;
    let response = response.map_err(|error| api::unreachable(url, &error))?;
    if !response.status().is_success() {
        let status = response.status();
        return Err(Failure::Failed(format!("the download failed with status {status}; try again")));
    }
    if target.file == Path::new(STDOUT) {
        let mut output = Output::stdout();
        copy(response, target, globals, |chunk| output.bytes(chunk)).await?;
        return output.flush();
    }
    let mut file = files::temporary(target.file)?;
    let failure = |error| Failure::io("write", target.file, error);
    copy(response, target, globals, |chunk| file.write_all(chunk).map_err(failure)).await?;
    file.as_file().sync_all().map_err(failure)?;
    // Without --force, a file that appeared meanwhile is kept, too.
    let persisted =
        if target.replace { file.persist(target.file) } else { file.persist_noclobber(target.file) };
    persisted.map(drop).map_err(|error| failure(error.error))
}

/// Writes the body of an answer, and checks its size and hash.
async fn copy(
    mut response: reqwest::Response,
    target: &Target<'_>,
    globals: &Globals,
    mut write: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let url = response.url().clone();
    let bar = progress::bytes(target.bytes, globals);
    let mut hash = Sha256::new();
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await.map_err(|error| api::unreachable(&url, &error))? {
        write(&chunk)?;
        hash.update(&chunk);
        bytes += chunk.len() as u64;
        bar.set_position(bytes);
    }
    bar.finish_and_clear();
    if bytes != target.bytes {
        let expected = target.bytes;
        return Err(Failure::Failed(format!(
            "the file has {bytes} bytes instead of {expected}; download it again"
        )));
    }
    if target.sha256.is_some_and(|expected| hex::encode(hash.finalize()) != expected) {
        return Err(Failure::Failed(
            "the file has another SHA-256 than the export; download it again".to_owned(),
        ));
    }
    Ok(())
}
