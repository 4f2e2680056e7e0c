//! Distances between places.

use geohash::Coord;

const EARTH_RADIUS: f64 = 6371.0;

/// A place on Earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Position {
    latitude: f64,
    longitude: f64,
}

impl Position {
    /// Returns the middle of the cell of a geohash; `None` if the text is not one.
    pub(crate) fn of_geohash(text: &str) -> Option<Self> {
        let (Coord { x, y }, _, _) = geohash::decode(text).ok()?;
        Some(Self { latitude: y, longitude: x })
    }

    /// Returns the distance on the surface in kilometers.
    pub(crate) fn kilometers(self, other: Self) -> f64 {
        let haversine = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let meridians = self.latitude.to_radians().cos() * other.latitude.to_radians().cos();
        let angle = haversine(other.latitude - self.latitude)
            + meridians * haversine(other.longitude - self.longitude);
        2.0 * EARTH_RADIUS * angle.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_distance_matches_known_cities() {
        let position = |text| Position::of_geohash(text).expect("a geohash");
        let (zurich, new_york, sydney) = (position("u0qjd"), position("dr5re"), position("r3gx2"));
        for (from, to, kilometers) in
            [(zurich, new_york, 6_325.0), (zurich, sydney, 16_570.0), (sydney, new_york, 15_990.0)]
        {
            let distance = from.kilometers(to);
            assert!((distance - kilometers).abs() < 40.0, "{distance} instead of {kilometers}");
            assert!((distance - to.kilometers(from)).abs() < 1e-6);
        }
        assert!(zurich.kilometers(zurich) < 1e-6);
        assert_eq!(Position::of_geohash("a"), None);
    }
}
