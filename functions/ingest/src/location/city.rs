//! Records of locations.

use event_model::Location;
use geohash::Coord;
use maxminddb::MaxMindDbError;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::database::{Found, text};

/// Characters of a geohash: a cell of about 5 km, which is no closer than the city.
const GEOHASH_CHARACTERS: usize = 5;

/// A record in either layout. Other fields, such as the postcode, are not kept.
#[derive(Deserialize)]
struct Record<'a> {
    /// The layout of MaxMind, and of DB-IP's own files.
    #[serde(borrow)]
    country: Option<Country<'a>>,
    /// The layout of ip-location-db.
    country_code: Option<&'a str>,
    #[serde(borrow)]
    city: Option<City<'a>>,
    /// The layout of MaxMind.
    location: Option<Coordinates>,
    /// The layout of ip-location-db.
    latitude: Option<Degrees>,
    longitude: Option<Degrees>,
}

#[derive(Deserialize)]
struct Coordinates {
    latitude: Option<Degrees>,
    longitude: Option<Degrees>,
}

/// A coordinate. Files have it in single or double precision; another form must not hide the country.
#[derive(Deserialize)]
#[serde(untagged)]
enum Degrees {
    Known(f64),
    Unknown(IgnoredAny),
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
    let Some(Record { country, country_code, city, location, latitude, longitude }) = found.decode()? else {
        return Ok(None);
    };
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
    let city = text(city);
    let coordinates = location.unwrap_or(Coordinates { latitude, longitude });
    // Without a city, the coordinates are those of the middle of the country: nobody is there.
    let geohash = city.as_ref().and_then(|_| geohash(&coordinates));
    Ok(Some(Location { country, city, geohash }))
}

/// Returns the geohash of the coordinates, or `None` if they are not known or are outside of their range.
fn geohash(coordinates: &Coordinates) -> Option<String> {
    let Coordinates { latitude: Some(Degrees::Known(latitude)), longitude: Some(Degrees::Known(longitude)) } =
        coordinates
    else {
        return None;
    };
    geohash::encode(Coord { x: *longitude, y: *latitude }, GEOHASH_CHARACTERS).ok()
}

/// Returns the reason if a file of this type has no locations.
pub(super) fn refuse(kind: &str) -> Option<&'static str> {
    let kind = kind.to_lowercase();
    let other = kind.contains("asn") || kind.contains("isp");
    other.then_some("is a database of networks, which belongs in ASN_DATABASE")
}
