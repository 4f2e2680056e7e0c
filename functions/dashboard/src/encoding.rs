//! Negotiation of the content encoding.

use http::{HeaderMap, header};

/// A content encoding. The build of the web app also stores each file in the encodings that make it smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// Smallest output first.
    const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Returns the suffix of the file's name.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// Returns the encodings that `Accept-Encoding` allows, the smallest output first.
    pub(crate) fn accepted(headers: &HeaderMap) -> impl Iterator<Item = Self> {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let accepted: Vec<(String, bool)> = values.flat_map(|value| value.split(',')).map(entry).collect();
        let allows = move |encoding: &Self| {
            let named =
                |name: &str| accepted.iter().find(|(entry, _)| entry == name).map(|(_, allowed)| *allowed);
            named(encoding.name()).or_else(|| named("*")).unwrap_or(false)
        };
        Self::ALL.into_iter().filter(allows)
    }
}

/// Parses one entry: an encoding, and `true` if its weight is above zero.
fn entry(text: &str) -> (String, bool) {
    let mut parts = text.split(';').map(str::trim);
    let coding = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let refused = weight.is_some_and(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight <= 0.0));
    (coding, !refused)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn accepted_encodings_are_sorted_by_size() {
        use Encoding::{Brotli, Gzip};
        let cases: [(&str, &[Encoding]); 8] = [
            ("gzip, deflate, br, zstd", &[Brotli, Gzip]),
            ("GZIP", &[Gzip]),
            ("br;q=0, gzip;q=0.5", &[Gzip]),
            ("br; q=0.0, *", &[Gzip]),
            ("*;q=0", &[]),
            ("*", &[Brotli, Gzip]),
            ("identity", &[]),
            ("", &[]),
        ];
        for (value, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(Encoding::accepted(&headers).collect::<Vec<_>>(), expected, "{value}");
        }
        assert_eq!(Encoding::accepted(&HeaderMap::new()).count(), 0);
    }
}
