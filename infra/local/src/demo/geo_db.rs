//! The location databases of the demo's networks, made from `places.tsv` by `scripts/location/fixtures.py`.

use std::path::PathBuf;

use crate::data_dir::{DataDir, DataDirError};

const CITY: &[u8] = include_bytes!("city.mmdb");
const ASN: &[u8] = include_bytes!("asn.mmdb");

/// The files of the two databases.
pub(crate) struct GeoDb {
    pub(crate) city: PathBuf,
    pub(crate) asn: PathBuf,
}

/// Writes both databases into the data folder: ingest opens them by their paths.
pub(crate) fn write(data_dir: &DataDir) -> Result<GeoDb, DataDirError> {
    data_dir.write("demo-city.mmdb", CITY)?;
    data_dir.write("demo-asn.mmdb", ASN)?;
    Ok(GeoDb { city: data_dir.path("demo-city.mmdb"), asn: data_dir.path("demo-asn.mmdb") })
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use maxminddb::{Reader, geoip2};

    use super::{ASN, CITY};
    use crate::demo::places::{Line, PLACES, TABLE};

    #[test]
    fn geo_db_has_both_networks_of_every_place() {
        let (cities, providers) = (Reader::from_source(CITY).unwrap(), Reader::from_source(ASN).unwrap());
        cities.verify().unwrap();
        let rows = TABLE.lines().filter(|row| !row.starts_with('#')).map(|row| row.split('\t').collect());
        let rows: Vec<Vec<&str>> = rows.collect();
        assert_eq!((rows.len(), PLACES.len()), (19, 19));
        for (row, place) in rows.iter().zip(PLACES.iter()) {
            for (line, number, provider) in
                [(Line::Office, 5, 8), (Line::Home, 3, 8), (Line::Home, 4, 8), (Line::Mobile, 119, 12)]
            {
                let address = place.address(line, number);
                let city = cities.lookup(address).unwrap().decode::<geoip2::City<'_>>().unwrap().unwrap();
                let names = (city.country.iso_code, city.country.names.english, city.city.names.english);
                assert_eq!(names, (Some(row[1]), Some(row[2]), Some(row[3])), "{address}");
                let coordinates = (city.location.latitude, city.location.longitude);
                assert_eq!(coordinates, (row[4].parse().ok(), row[5].parse().ok()), "{address}");
                assert!(coordinates.0.is_some() && coordinates.1.is_some(), "{address}");
                let asn = providers.lookup(address).unwrap().decode::<geoip2::Asn<'_>>().unwrap().unwrap();
                assert_eq!(asn.autonomous_system_organization, Some(row[provider]), "{address}");
                assert_eq!(asn.autonomous_system_number, row[provider + 1].parse().ok(), "{address}");
            }
        }
        let elsewhere: IpAddr = "8.8.8.8".parse().unwrap();
        assert!(cities.lookup(elsewhere).unwrap().decode::<geoip2::City<'_>>().unwrap().is_none());
    }
}
