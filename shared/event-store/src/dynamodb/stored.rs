//! Forms in which rows store times, for `#[serde(with = "…")]`. The error of a row that cannot be read names the
//! attribute.

use event_model::{Periods, Timestamp};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn timestamp<E: Error>(millis: i64) -> Result<Timestamp, E> {
    Timestamp::from_millis(millis).ok_or_else(|| E::custom("is not a time"))
}

/// A time, in milliseconds since 1970.
pub(crate) mod millis {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.millis())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        timestamp(i64::deserialize(deserializer)?)
    }
}

/// An optional time, in milliseconds since 1970.
pub(crate) mod optional_millis {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Timestamp::millis).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        Option::deserialize(deserializer)?.map(timestamp).transpose()
    }
}

/// A time, in seconds since 1970, as DynamoDB reads a TTL.
pub(crate) mod seconds {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.millis() / 1_000)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        timestamp(i64::deserialize(deserializer)?.saturating_mul(1_000))
    }
}

/// An optional time, in seconds since 1970.
pub(crate) mod optional_seconds {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(|time| time.millis() / 1_000).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let seconds: Option<i64> = Option::deserialize(deserializer)?;
        seconds.map(|seconds| timestamp(seconds.saturating_mul(1_000))).transpose()
    }
}

/// Alternating starts and ends of periods, in milliseconds since 1970.
pub(crate) mod periods {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(periods: &Periods, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(periods.times().iter().map(|at| at.millis()))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Periods, D::Error> {
        let times = Vec::<i64>::deserialize(deserializer)?.into_iter().map(timestamp::<D::Error>);
        let times = times.collect::<Result<_, _>>()?;
        Periods::from_times(times).ok_or_else(|| D::Error::custom("is not in order"))
    }
}
