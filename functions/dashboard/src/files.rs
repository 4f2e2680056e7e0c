//! The built files of the web app.

use std::borrow::Cow;

use rust_embed::{EmbeddedFile, RustEmbed};

use crate::encoding::Encoding;

/// The page that every URL of the app opens.
pub(crate) const INDEX: &str = "index.html";

/// Embeds the build of the web app, or no file if the app is not built. A debug build reads the folder at each request,
/// so that a new build of the app is served at once.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// A file in the encoding in which it is sent.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) encoding: Option<Encoding>,
    /// ETag: a hash of exactly these bytes.
    pub(crate) tag: String,
    pub(crate) media_type: &'static str,
    /// `true` if the path contains a hash of the content.
    pub(crate) is_hashed: bool,
}

impl File {
    /// Returns the file of this path in the first of `encodings` that exists, or else uncompressed.
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
            // The build puts only files with a hash in their name into this folder.
            is_hashed: path.starts_with("assets/"),
        })
    }
}

/// Returns the media type of a file of the web app.
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
