//! Records of locations.

use event_model::Location;
use maxminddb::MaxMindDbError;
use serde::Deserialize;

use super::database::{Found, text};

/// A record in either layout. Other fields (coordinates, postcode) are not kept.
#[derive(Deserialize)]
struct Record<'a> {
    /// The layout of MaxMind, and of DB-IP's own files.
    #[serde(borrow)]
    country: Option<Country<'a>>,
    /// The layout of ip-location-db.
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
    /// The layout of ip-location-db.
    Name(&'a str),
    /// The layout of MaxMind.
    Names {
        #[serde(borrow)]
        names: Option<Names<'a>>,
    },
}

#[derive(Deserialize)]
struct Names<'a> {
    en: Option<&'a str>,
}

/// Returns the location in a record, or `None` if it has no country.
pub(super) fn location(found: &Found<'_>) -> Result<Option<Location>, MaxMindDbError> {
    let Some(Record { country, country_code, city }) = found.decode()? else { return Ok(None) };
    let country = country.and_then(|country| country.iso_code).or(country_code);
    // Also excludes the placeholders for "unknown": `-`, which does not have the form of a code, and `ZZ`,
    // which does.
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

/// Returns the reason if a file of this type has no locations.
pub(super) fn refuse(kind: &str) -> Option<&'static str> {
    let kind = kind.to_lowercase();
    let other = kind.contains("asn") || kind.contains("isp");
    other.then_some("is a database of networks, which belongs in ASN_DATABASE")
}
