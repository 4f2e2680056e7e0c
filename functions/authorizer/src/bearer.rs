//! The `Authorization` header.

use event_store::{ProductKeySecret, ReaderKeySecret};

use crate::error::Refusal;

/// Maximum bytes of the header. API Gateway accepts no more for all headers of a request together.
const HEADER_BYTES: usize = 10 * 1024;

/// The credentials of a caller.
#[derive(Debug)]
pub(crate) enum Bearer<'a> {
    /// The key of a product.
    ProductKey(ProductKeySecret),
    /// The key of a program that reads a feed.
    ReaderKey(ReaderKeySecret),
    /// The token of a person or an operator.
    Token(&'a str),
}

impl<'a> Bearer<'a> {
    /// Parses the value of an `Authorization` header (RFC 6750: the scheme in any case, spaces, the credentials).
    pub(crate) fn parse(header: &'a [u8]) -> Result<Self, Refusal> {
        if header.len() > HEADER_BYTES {
            return Err(Refusal::TooLong);
        }
        let header = std::str::from_utf8(header).map_err(|_| Refusal::NoBearer)?;
        let (scheme, credentials) = header.trim_ascii().split_once(' ').ok_or(Refusal::NoBearer)?;
        let credentials = credentials.trim_ascii_start();
        if !scheme.eq_ignore_ascii_case("Bearer") {
            return Err(Refusal::NoBearer);
        }
        // A JWT begins with the base64 of `{"`, so a key cannot be confused with a token.
        if credentials.starts_with(ProductKeySecret::PREFIX) {
            return ProductKeySecret::parse(credentials).map(Self::ProductKey).ok_or(Refusal::MalformedKey);
        }
        if credentials.starts_with(ReaderKeySecret::PREFIX) {
            return ReaderKeySecret::parse(credentials).map(Self::ReaderKey).ok_or(Refusal::MalformedKey);
        }
        Ok(Self::Token(credentials))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearer_scheme_is_case_insensitive() {
        for header in ["Bearer a.b.c", "bearer a.b.c", "BEARER  a.b.c ", " bEaReR   a.b.c"] {
            assert!(matches!(Bearer::parse(header.as_bytes()), Ok(Bearer::Token("a.b.c"))), "{header:?}");
        }
    }

    #[test]
    fn bearer_malformed_is_refused() {
        let cases: [(&[u8], Refusal); 8] = [
            (b"", Refusal::NoBearer),
            (b"Bearer", Refusal::NoBearer),
            (b"Bearer ", Refusal::NoBearer),
            (b"Basic YTpi", Refusal::NoBearer),
            (b"Bearer\xff x", Refusal::NoBearer),
            (b"Bearer am_0123456789abcdef_short", Refusal::MalformedKey),
            (b"Bearer amr_0123456789abcdef_short", Refusal::MalformedKey),
            (&[b' '; HEADER_BYTES + 1], Refusal::TooLong),
        ];
        for (header, refusal) in cases {
            assert_eq!(Bearer::parse(header).expect_err("refused"), refusal, "{header:?}");
        }
    }

    #[test]
    fn bearer_distinguishes_keys_from_tokens() {
        let secret = ProductKeySecret::generate().expect("there is randomness");
        let header = format!("Bearer {}", secret.expose());
        let Ok(Bearer::ProductKey(parsed)) = Bearer::parse(header.as_bytes()) else { panic!("not a key") };
        assert_eq!(parsed.expose(), secret.expose());

        let secret = ReaderKeySecret::generate().expect("there is randomness");
        let header = format!("Bearer {}", secret.expose());
        let Ok(Bearer::ReaderKey(parsed)) = Bearer::parse(header.as_bytes()) else { panic!("not a key") };
        assert_eq!(parsed.expose(), secret.expose());
    }
}
