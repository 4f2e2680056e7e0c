//! Request bodies: JSON, plain or compressed with gzip.

use std::io::Read;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use event_model::FieldError;
use event_model::json_object::{self, Object};
use flate2::read::MultiGzDecoder;
use http::{HeaderMap, HeaderName, header};
use http_body_util::{BodyExt, Limited};
use serde_json_borrow::Value;

use crate::{Problem, ProblemCode};

/// Maximum bytes of every body except that of events. The largest body names 100 organizations.
const JSON_BYTES: usize = 64 * 1024;

/// Media types of a body. The last one is the default of `curl -d`.
const MEDIA_TYPES: [&str; 3] =
    ["application/json", "application/merge-patch+json", "application/x-www-form-urlencoded"];

/// A body of at most `BYTES` bytes, as sent and after decompression.
#[derive(Debug)]
pub struct RawBody<const BYTES: usize>(pub Bytes);

impl<S: Send + Sync, const BYTES: usize> FromRequest<S> for RawBody<BYTES> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let is_compressed = check_headers(request.headers())?;
        let body = Limited::new(request.into_body(), BYTES).collect().await.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() {
                too_large(BYTES)
            } else {
                Problem::new(ProblemCode::InvalidRequest, "the body could not be read").with_cause(error)
            }
        })?;
        let bytes = body.to_bytes();
        Ok(Self(if is_compressed { decompress(&bytes, BYTES)? } else { bytes }))
    }
}

/// A small body. It is parsed by [`Self::read`], after the check of the caller's permission.
#[derive(Debug)]
pub struct JsonBody(Bytes);

impl JsonBody {
    /// Reads the body, a JSON object, by `read`.
    pub fn read<T>(&self, read: impl FnOnce(&mut Object<'_, '_>) -> Option<T>) -> Result<T, Problem> {
        let value: Value<'_> = serde_json::from_slice(&self.0)
            .map_err(|error| Problem::fields(vec![FieldError::new("", format!("is not JSON: {error}"))]))?;
        json_object::read(&value, "a field of this request", read).map_err(Problem::fields)
    }

    /// Reads the body as [`Self::read`] does. Returns the default value for an empty body.
    pub fn read_or_default<T: Default>(
        &self,
        read: impl FnOnce(&mut Object<'_, '_>) -> Option<T>,
    ) -> Result<T, Problem> {
        if self.0.is_empty() { Ok(T::default()) } else { self.read(read) }
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        RawBody::<JSON_BYTES>::from_request(request, state).await.map(|RawBody(bytes)| Self(bytes))
    }
}

/// Returns `true` if the body is compressed with gzip.
fn check_headers(headers: &HeaderMap) -> Result<bool, Problem> {
    let unsupported = |detail: String| Err(Problem::new(ProblemCode::UnsupportedMediaType, detail));
    let media_type = text(headers, header::CONTENT_TYPE);
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if !media_type.is_empty() && !MEDIA_TYPES.iter().any(|known| media_type.eq_ignore_ascii_case(known)) {
        return unsupported("the body must be JSON, with Content-Type: application/json".to_owned());
    }
    let encoding = text(headers, header::CONTENT_ENCODING).trim().to_ascii_lowercase();
    match encoding.as_str() {
        "" | "identity" => Ok(false),
        "gzip" | "x-gzip" => Ok(true),
        _ => unsupported("the Content-Encoding must be gzip or identity".to_owned()),
    }
}

/// Returns all values of a header, joined as RFC 9110 joins them.
fn text(headers: &HeaderMap, name: HeaderName) -> String {
    let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.collect::<Vec<_>>().join(",")
}

fn decompress(bytes: &[u8], most: usize) -> Result<Bytes, Problem> {
    // One byte above the limit shows that the body is too large. Decompression stops there, so a decompression bomb
    // costs no more than the largest body.
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut plain = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(|error| Problem::fields(vec![FieldError::new("", format!("is not valid gzip: {error}"))]))?;
    if plain.len() > most { Err(too_large(most)) } else { Ok(plain.into()) }
}

fn too_large(most: usize) -> Problem {
    Problem::new(ProblemCode::PayloadTooLarge, format!("the body is larger than {most} bytes"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::body::Body;
    use axum::response::IntoResponse;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    }

    async fn read(headers: &[(HeaderName, &str)], body: Vec<u8>) -> Result<Bytes, u16> {
        let mut request = Request::post("/");
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let read = RawBody::<1_000>::from_request(request, &()).await;
        read.map(|RawBody(bytes)| bytes).map_err(|problem| problem.into_response().status().as_u16())
    }

    fn fault(text: &str) -> (String, String) {
        let body = JsonBody(Bytes::copy_from_slice(text.as_bytes()));
        let problem = body.read(|object| object.value("a").map(drop)).expect_err("a fault");
        let FieldError { pointer, message } = problem.errors()[0].clone();
        (pointer, message)
    }

    #[test]
    fn json_body_syntax_fault_is_refused() {
        for text in ["", "{", "{\"a\":tru}", "{} {}", "{\"a\":1e400}", "{\"a\":\"\\ud83d\"}", "{a:1}"] {
            let (pointer, message) = fault(text);
            assert_eq!(pointer, "", "{text}");
            assert!(message.starts_with("is not JSON: "), "{text}: {message}");
        }
        let (pointer, message) = fault(&"[".repeat(100_000));
        assert_eq!((pointer.as_str(), message.starts_with("is not JSON: ")), ("", true), "{message}");
        assert_eq!(fault("[]"), (String::new(), "is not an object".to_owned()));
    }

    #[tokio::test]
    async fn gzip_body_is_decompressed_up_to_limit() {
        let gzipped = &[(header::CONTENT_ENCODING, "GZIP")];
        assert_eq!(read(gzipped, gzip(b"{}")).await, Ok(Bytes::from_static(b"{}")));
        assert_eq!(read(gzipped, gzip(&[b' '; 1_000])).await.map(|bytes| bytes.len()), Ok(1_000));
        assert_eq!(read(gzipped, gzip(&[b' '; 1_001])).await, Err(413));
        assert_eq!(read(gzipped, gzip(&vec![0; 500_000])).await, Err(413));
        assert_eq!(read(gzipped, gzip(b"{}")[..10].to_vec()).await, Err(400));
        assert_eq!(read(gzipped, b"{}".to_vec()).await, Err(400));
    }

    #[tokio::test]
    async fn other_encoding_or_media_type_returns_415() {
        for encoding in ["br", "deflate", "zstd", "gzip, gzip"] {
            assert_eq!(
                read(&[(header::CONTENT_ENCODING, encoding)], Vec::new()).await,
                Err(415),
                "{encoding}"
            );
        }
        for media_type in ["text/plain", "application/xml", "multipart/form-data; boundary=a", "json"] {
            assert_eq!(
                read(&[(header::CONTENT_TYPE, media_type)], Vec::new()).await,
                Err(415),
                "{media_type}"
            );
        }
        for media_type in ["Application/JSON; charset=utf-8", "application/x-www-form-urlencoded", ""] {
            assert_eq!(read(&[(header::CONTENT_TYPE, media_type)], Vec::new()).await, Ok(Bytes::new()));
        }
    }
}
