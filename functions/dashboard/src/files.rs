//! The files of the web app, as its build left them.

use std::borrow::Cow;

use rust_embed::{EmbeddedFile, RustEmbed};

use crate::encoding::Encoding;

/// The page that every address of the app opens.
pub(crate) const INDEX: &str = "index.html";

/// A build of this crate before one of the web app holds no file, and says so when it is asked for one.
/// A build without optimisation reads the folder each time, so that a new build of the web app shows at
/// once.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// A file in the form that is sent.
#[derive(Debug)]
pub(crate) struct File {
    /// What is sent.
    pub(crate) bytes: Cow<'static, [u8]>,
    /// How it is compressed.
    pub(crate) encoding: Option<Encoding>,
    /// A name of exactly these bytes.
    pub(crate) tag: String,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// Whether other bytes would have another path.
    pub(crate) is_hashed: bool,
}

impl File {
    /// Returns the file of this path in the first form of `encodings` that there is, or else as it is.
    pub(crate) fn find(path: &str, encodings: impl Iterator<Item = Encoding>) -> Option<Self> {
        let plain = Dist::get(path)?;
        let compressed =
            |encoding: Encoding| Some((Dist::get(&format!("{path}{}", encoding.suffix()))?, encoding));
        let (EmbeddedFile { data, metadata }, encoding) = match encodings.into_iter().find_map(compressed) {
            Some((file, encoding)) => (file, Some(encoding)),
            None => (plain, None),
        };
        Some(Self {
            bytes: data,
            encoding,
            tag: format!("\"{}\"", hex::encode(&metadata.sha256_hash()[..16])),
            media_type: media_type(path),
            // The build puts what it names by its content into this folder, and nothing else.
            is_hashed: path.starts_with("assets/"),
        })
    }
}

/// Returns the media type of what a build of the web app can hold.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
