//! The columns of a table.

use std::borrow::Cow;

use chrono::SecondsFormat;
use chrono_tz::Tz;
use event_model::{Catalog, Details, Event, Location, Target, Timestamp};

event_model::wire_enum! {
    /// A column, in the order of a table with all columns.
    pub(crate) enum Column {
        TimeUtc = "time_utc",
        TimeLocal = "time_local",
        UserName = "user_name",
        UserEmail = "user_email",
        UserId = "user_id",
        Event = "event",
        Type = "type",
        Outcome = "outcome",
        Source = "source",
        Device = "device",
        AppVersion = "app_version",
        UserAgent = "user_agent",
        Ip = "ip",
        Isp = "isp",
        Asn = "asn",
        Location = "location",
        Targets = "targets",
        SessionId = "session_id",
        Metadata = "metadata",
        RecordedAt = "recorded_at",
        Id = "id",
    }
}

impl Column {
    /// Returns the columns of a table if the request names none.
    pub(crate) fn default_columns(zone: Option<Tz>) -> Vec<Self> {
        let local = zone.is_some_and(|zone| zone != Tz::UTC);
        let is_default = |column: &Self| match column {
            // Without a time zone, or in UTC, it equals the first column.
            Self::TimeLocal => local,
            Self::UserId
            | Self::UserAgent
            | Self::Asn
            | Self::SessionId
            | Self::Metadata
            | Self::RecordedAt => false,
            _ => true,
        };
        Self::ALL.into_iter().filter(is_default).collect()
    }

    /// Returns `true` if the column shows a detail, which an organization can hide.
    pub(crate) fn is_detail(self) -> bool {
        matches!(self, Self::Ip | Self::Isp | Self::Asn | Self::Location)
    }

    /// Returns the column's heading.
    pub(crate) fn heading(self, zone: Tz) -> String {
        let heading = match self {
            Self::TimeUtc => "Time (UTC)",
            Self::TimeLocal => return format!("Time ({})", zone.name()),
            Self::UserName => "User name",
            Self::UserEmail => "User email",
            Self::UserId => "User id",
            Self::Event => "Event",
            Self::Type => "Event type",
            Self::Outcome => "Outcome",
            Self::Source => "Source",
            Self::Device => "Device",
            Self::AppVersion => "App version",
            Self::UserAgent => "User agent",
            Self::Ip => "IP address",
            Self::Isp => "ISP",
            Self::Asn => "ASN",
            Self::Location => "Location",
            Self::Targets => "Targets",
            Self::SessionId => "Session id",
            Self::Metadata => "Metadata",
            Self::RecordedAt => "Recorded (UTC)",
            Self::Id => "Event id",
        };
        heading.to_owned()
    }

    /// Returns the text of an event in this column. Borrowed where possible, because a file has millions of them.
    pub(crate) fn text<'a>(self, event: &'a Event, catalog: &'a Catalog, zone: Tz) -> Cow<'a, str> {
        let network = || match &event.details {
            Details::Collected { network, .. } => Some(network),
            Details::NotCollected => None,
        };
        match self {
            Self::TimeUtc => event.occurred_at.to_string().into(),
            Self::TimeLocal => local_time(event.occurred_at, zone).into(),
            Self::UserName => event.actor.name.as_ref().map_or("", |name| name.as_str()).into(),
            Self::UserEmail => event.actor.email.as_ref().map_or("", |email| email.as_str()).into(),
            Self::UserId => event.actor.id.as_str().into(),
            Self::Event => catalog.label(&event.kind).into(),
            Self::Type => event.kind.as_str().into(),
            Self::Outcome => event.outcome.as_str().into(),
            Self::Source => event.source().into(),
            Self::Device => event.client.device.as_ref().map_or("", |device| device.as_str()).into(),
            Self::AppVersion => {
                event.client.app_version.as_ref().map_or("", |version| version.as_str()).into()
            }
            Self::UserAgent => event.client.user_agent.as_ref().map_or("", |agent| agent.as_str()).into(),
            Self::Ip => event.ip().map(|ip| ip.to_string()).unwrap_or_default().into(),
            Self::Isp => network().and_then(|network| network.isp.as_deref()).unwrap_or_default().into(),
            Self::Asn => network()
                .and_then(|network| network.asn)
                .map(|asn| asn.to_string())
                .unwrap_or_default()
                .into(),
            Self::Location => match &event.details {
                Details::Collected {
                    location: Some(Location { country, city: Some(city), geohash: _ }),
                    ..
                } => format!("{city}, {country}").into(),
                Details::Collected {
                    location: Some(Location { country, city: None, geohash: _ }), ..
                } => country.as_str().into(),
                _ => "".into(),
            },
            Self::Targets => list(event.targets.iter().map(|Target { kind, id, name }| match name {
                Some(name) => format!("{kind}: {name} ({id})"),
                None => format!("{kind}: {id}"),
            })),
            Self::SessionId => event.session_id.as_ref().map_or("", |session| session.as_str()).into(),
            Self::Metadata => list(event.metadata.iter().map(|(key, value)| format!("{key}={value}"))),
            Self::RecordedAt => event.recorded_at.to_string().into(),
            Self::Id => event.id.as_str().into(),
        }
    }
}

fn list(texts: impl Iterator<Item = String>) -> Cow<'static, str> {
    texts.collect::<Vec<_>>().join("; ").into()
}

/// Returns the local time in `zone` with its offset, which distinguishes the hour that repeats when daylight saving
/// time ends.
fn local_time(time: Timestamp, zone: Tz) -> String {
    time.datetime().with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Millis, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_columns_equal_documentation() {
        let headings = |zone: Option<Tz>| {
            let columns = Column::default_columns(zone).into_iter();
            columns.map(|column| column.heading(zone.unwrap_or(Tz::UTC))).collect::<Vec<_>>().join(",")
        };
        assert_eq!(
            headings(Some(Tz::Europe__Zurich)),
            "Time (UTC),Time (Europe/Zurich),User name,User email,Event,Event type,Outcome,Source,Device,App \
             version,IP address,ISP,Location,Targets,Event id"
        );
        assert!(headings(None).starts_with("Time (UTC),User name,"));
        assert_eq!(headings(None), headings(Some(Tz::UTC)));
    }

    #[test]
    fn column_name_reads_back() {
        for column in Column::ALL {
            assert_eq!(column.as_str().parse(), Ok(column));
        }
        let message = "color".parse::<Column>().expect_err("no column").to_string();
        assert!(message.starts_with("must be one of time_utc, time_local, "), "{message}");
    }

    #[test]
    fn local_time_repeated_hour_has_other_offset() {
        let zurich = |utc| local_time(Timestamp::parse(utc).expect("a time"), Tz::Europe__Zurich);
        assert_eq!(zurich("2026-10-25T00:30:00.000Z"), "2026-10-25T02:30:00.000+02:00");
        assert_eq!(zurich("2026-10-25T01:30:00.000Z"), "2026-10-25T02:30:00.000+01:00");
    }
}
