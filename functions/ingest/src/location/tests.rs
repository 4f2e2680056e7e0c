//! Look-ups in both layouts. `scripts/location/fixtures.py` writes the databases.

use std::fs;
use std::path::Path;

use event_model::{Location, Network};
use lambda::env::{Env, EnvError};

use super::Locations;

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/location/fixtures");
    folder.join(name).to_str().expect("the project's path is UTF-8").to_owned()
}

fn open(variables: &[(&str, &str)]) -> Result<Locations, EnvError> {
    let env: Env = variables.iter().copied().collect();
    Locations::load(&env.read()?)
}

fn load(city: &[&str], asn: &[&str]) -> Locations {
    let list = |names: &[&str]| names.iter().map(|name| fixture(name)).collect::<Vec<_>>().join(",");
    open(&[("CITY_DATABASE", &list(city)), ("ASN_DATABASE", &list(asn))]).expect("the fixtures can be opened")
}

fn lookup(locations: &Locations, ip: &str) -> (Network, Option<Location>) {
    locations.lookup(ip.parse().expect("the case is an address"))
}

/// Returns a place. Every city of the fixtures is at 47.4, 8.5.
fn place(country: &str, city: Option<&str>) -> Option<Location> {
    let geohash = city.map(|_| "u0qj9".to_owned());
    Some(Location { country: country.to_owned(), city: city.map(str::to_owned), geohash })
}

fn network(asn: Option<u32>, isp: Option<&str>) -> Network {
    Network { asn, isp: isp.map(str::to_owned) }
}

#[test]
fn location_both_layouts_return_the_same() {
    let maxmind = load(&["maxmind-city.mmdb"], &["maxmind-asn.mmdb"]);
    let flat = load(&["flat-city-ipv4.mmdb", "flat-city-ipv6.mmdb"], &["flat-asn.mmdb"]);
    let zurich = (network(Some(13030), Some("Init7 (Switzerland) Ltd.")), place("CH", Some("Zürich")));
    let geneva = (network(Some(3303), Some("Swisscom (Schweiz) AG")), place("CH", Some("Genève")));
    for locations in [maxmind, flat] {
        assert_eq!(lookup(&locations, "81.6.32.0"), zurich);
        assert_eq!(lookup(&locations, "81.6.47.255"), zurich);
        assert_eq!(lookup(&locations, "::ffff:81.6.40.1"), zurich, "mapped into IPv6");
        assert_eq!(lookup(&locations, "2a02:1206::1"), geneva);
        assert_eq!(lookup(&locations, "8.8.8.8").1, place("US", None), "a country without a city");
        for unknown in ["81.6.48.0", "81.6.31.255", "1.1.1.1", "2a02:1207::1", "2001:4860:4860::8888"] {
            assert_eq!(lookup(&locations, unknown), (Network::default(), None), "{unknown}");
        }
    }
}

#[test]
fn network_isp_has_priority_over_operator() {
    let locations = load(&[], &["maxmind-isp.mmdb"]);
    assert_eq!(lookup(&locations, "81.6.32.1"), (network(Some(13030), Some("Fiber7")), None));
    assert_eq!(lookup(&locations, "8.8.8.8"), (network(Some(15169), Some("GOOGLE")), None));
}

#[test]
fn location_partial_record_returns_known_fields() {
    let maxmind = load(&["maxmind-city.mmdb"], &["maxmind-asn.mmdb"]);
    assert_eq!(lookup(&maxmind, "5.5.5.5"), (network(Some(4_294_967_294), None), None));
    assert_eq!(lookup(&maxmind, "5.5.6.6"), (network(None, Some("Nameless")), None));
    let flat = load(&["flat-city-ipv4.mmdb"], &["flat-asn.mmdb"]);
    for (ip, expected) in [
        ("5.5.5.5", None),
        ("5.5.6.6", None),
        ("5.5.7.7", None),
        ("5.5.8.8", place("CH", Some("Bern"))),
        ("5.5.9.9", place("CH", None)),
        ("5.5.10.10", None),
        ("5.5.11.11", place("CH", Some("Bern")).map(|place| Location { geohash: None, ..place })),
        ("5.5.12.12", place("CH", Some("Bern")).map(|place| Location { geohash: None, ..place })),
    ] {
        assert_eq!(lookup(&flat, ip), (Network::default(), expected), "{ip}");
    }
}

#[test]
fn location_private_address_is_not_looked_up() {
    let maxmind = load(&["maxmind-city.mmdb"], &["maxmind-asn.mmdb"]);
    let flat = load(&["flat-city-ipv4.mmdb", "flat-city-ipv6.mmdb"], &[]);
    for locations in [maxmind, flat] {
        for ip in [
            "10.1.2.3",
            "::ffff:10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::",
            "::1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
            // Addresses for documentation: no fixture has them.
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "2001:db8::1",
        ] {
            assert_eq!(lookup(&locations, ip), (Network::default(), None), "{ip}");
        }
    }
}

#[test]
fn location_without_databases_is_unknown() {
    for variables in [&[][..], &[("CITY_DATABASE", ""), ("ASN_DATABASE", " , ")]] {
        let locations = open(variables).expect("both may be absent");
        assert_eq!(lookup(&locations, "81.6.32.1"), (Network::default(), None));
    }
}

#[test]
fn location_uses_first_database_with_address() {
    let locations =
        load(&["maxmind-city.mmdb", "flat-city-ipv4.mmdb"], &["maxmind-isp.mmdb", "maxmind-asn.mmdb"]);
    assert_eq!(lookup(&locations, "5.5.8.8").1, place("CH", Some("Bern")));
    assert_eq!(lookup(&locations, "81.6.32.1").0, network(Some(13030), Some("Fiber7")));
    assert_eq!(lookup(&locations, "2a02:1206::1").0, network(Some(3303), Some("Swisscom (Schweiz) AG")));
}

#[test]
fn database_unreadable_fails_start_with_its_name() {
    let folder = std::env::temp_dir().join(format!("activity-monitor-location-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is room for a folder");
    let whole = fs::read(fixture("maxmind-city.mmdb")).expect("the fixture is there");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("there is room for a file");
        path.to_str().expect("the path is UTF-8").to_owned()
    };
    let missing = folder.join("missing.mmdb").to_str().expect("the path is UTF-8").to_owned();
    let good = fixture("maxmind-city.mmdb");
    let cases = [
        ("CITY_DATABASE", missing.clone(), missing.clone()),
        ("ASN_DATABASE", missing.clone(), missing.clone()),
        ("CITY_DATABASE", format!("{good}, {missing}"), missing),
        ("CITY_DATABASE", write("empty.mmdb", b""), "empty.mmdb".to_owned()),
        ("CITY_DATABASE", write("text.mmdb", b"not a database"), "text.mmdb".to_owned()),
        ("CITY_DATABASE", write("half.mmdb", &whole[..whole.len() / 2]), "half.mmdb".to_owned()),
        ("CITY_DATABASE", write("tail.mmdb", &whole[whole.len() / 2..]), "tail.mmdb".to_owned()),
        ("CITY_DATABASE", fixture("flat-asn.mmdb"), "belongs in ASN_DATABASE".to_owned()),
        ("CITY_DATABASE", fixture("maxmind-isp.mmdb"), "belongs in ASN_DATABASE".to_owned()),
        ("ASN_DATABASE", fixture("flat-city-ipv6.mmdb"), "belongs in CITY_DATABASE".to_owned()),
    ];
    for (variable, value, named) in cases {
        let error = open(&[(variable, &value)]).expect_err("refused").to_string();
        assert!(error.contains(variable) && error.contains(&named), "{error}");
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}
