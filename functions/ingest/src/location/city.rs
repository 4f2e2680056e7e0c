//! Records of places.

use event_model::Location;
use maxminddb::MaxMindDbError;
use serde::Deserialize;

use super::database::{Found, text};

/// A record in either layout. What else they have (coordinates, postcode) is not kept.
#[derive(Deserialize)]
struct Record<'a> {
    /// MaxMind's, and DB-IP's own files.
    #[serde(borrow)]
    country: Option<Country<'a>>,
    /// That of ip-location-db.
    country_code: Option<&'a str>,
    #[serde(borrow)]
    city: Option<City<'a>>,
}

#[derive(Deserialize)]
struct Country<'a> {
    iso_code: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum City<'a> {
    /// That of ip-location-db.
    Name(&'a str),
    /// MaxMind's.
    Names {
        #[serde(borrow)]
        names: Option<Names<'a>>,
    },
}

#[derive(Deserialize)]
struct Names<'a> {
    en: Option<&'a str>,
}

/// Returns the place that a record names, if it names at least a country.
pub(super) fn location(found: &Found<'_>) -> Result<Option<Location>, MaxMindDbError> {
    let Some(Record { country, country_code, city }) = found.decode()? else { return Ok(None) };
    let country = country.and_then(|country| country.iso_code).or(country_code);
    // Also leaves out the placeholders for "unknown" that are no codes (`-`), and the one that is (`ZZ`).
    let is_code = |code: &&str| code.len() == 2 && code.bytes().all(|c| c.is_ascii_alphabetic());
    let Some(country) = country.filter(is_code).map(str::to_ascii_uppercase).filter(|code| code != "ZZ")
    else {
        return Ok(None);
    };
    let city = match city {
        Some(City::Name(name)) => Some(name),
        Some(City::Names { names }) => names.and_then(|names| names.en),
        None => None,
    };
    Ok(Some(Location { country, city: text(city) }))
}

/// Returns why a file of this type has no places.
pub(super) fn refuse(kind: &str) -> Option<&'static str> {
    let kind = kind.to_lowercase();
    let other = kind.contains("asn") || kind.contains("isp");
    other.then_some("is a database of networks, which belongs in ASN_DATABASE")
}
