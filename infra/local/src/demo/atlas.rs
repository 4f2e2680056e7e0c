//! The demo's networks as two databases, of cities and of providers, which ingest reads like anybody's.

use std::path::PathBuf;

use super::mmdb::{Database, Value};
use super::places::Places;
use crate::folder::{Folder, FolderError};

/// The files of the two databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Atlas {
    pub(crate) cities: PathBuf,
    pub(crate) providers: PathBuf,
}

/// Writes both databases into the data folder.
pub(crate) fn write(folder: &Folder, built: u64) -> Result<Atlas, FolderError> {
    let (mut cities, mut providers) = (Database::new("GeoLite2-City"), Database::new("GeoLite2-ASN"));
    let places = Places::load();
    for network in places.networks() {
        let named = |name: &str| ("names", Value::Map(vec![("en", Value::Text(name.to_owned()))]));
        let place = network.place;
        let city = Value::Map(vec![
            ("city", Value::Map(vec![named(place.city)])),
            (
                "country",
                Value::Map(vec![
                    ("iso_code", Value::Text(place.country_code.to_owned())),
                    named(place.country),
                ]),
            ),
            ("location", Value::Map(vec![("time_zone", Value::Text(place.time_zone.name().to_owned()))])),
        ]);
        let provider = Value::Map(vec![
            ("autonomous_system_number", Value::Word(network.provider.asn)),
            ("autonomous_system_organization", Value::Text(network.provider.name.to_owned())),
        ]);
        cities.insert(network.address, network.prefix, &city);
        providers.insert(network.address, network.prefix, &provider);
    }
    let atlas = Atlas { cities: folder.path("demo-city.mmdb"), providers: folder.path("demo-asn.mmdb") };
    folder.write("demo-city.mmdb", &cities.finish(built))?;
    folder.write("demo-asn.mmdb", &providers.finish(built))?;
    Ok(atlas)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use maxminddb::{Reader, geoip2};

    use super::write;
    use crate::demo::places::{FARAWAY, Line, Places};
    use crate::folder::{Data, Folder};

    #[test]
    fn a_reader_of_the_format_finds_every_network() {
        let folder = Folder::open(&Data::Memory).unwrap();
        let atlas = write(&folder, 1_700_000_000).unwrap();
        let cities = Reader::open_readfile(atlas.cities).unwrap();
        let providers = Reader::open_readfile(atlas.providers).unwrap();
        cities.verify().unwrap();
        let city = |address: IpAddr| {
            let found = cities.lookup(address).unwrap().decode::<geoip2::City<'_>>().unwrap()?;
            Some((found.country.iso_code?.to_owned(), found.city.names.english?.to_owned()))
        };
        let places = Places::load();
        for (key, line, host, country, name) in [
            ("zurich", Line::Fixed, 4, "CH", "Zürich"),
            ("saopaulo", Line::Mobile, 3, "BR", "São Paulo"),
            (FARAWAY, Line::Fixed, 6, "VN", "Da Nang"),
        ] {
            let address = places.address(places.find(key), line, host);
            assert_eq!(city(address), Some((country.to_owned(), name.to_owned())), "{address}");
        }
        assert_eq!(city("8.8.8.8".parse().unwrap()), None);
        let oslo = places.address(places.find("oslo"), Line::Mobile, 9);
        let provider = providers.lookup(oslo).unwrap().decode::<geoip2::Asn<'_>>().unwrap().unwrap();
        assert_eq!(provider.autonomous_system_number, Some(64497));
        assert_eq!(provider.autonomous_system_organization, Some("Fjordmobil"));
    }
}
