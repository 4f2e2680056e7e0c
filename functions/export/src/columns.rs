//! The columns of a table.

use api::EventBody;
use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use event_model::EventType;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    TimeUtc,
    TimeLocal,
    UserName,
    UserEmail,
    UserId,
    Event,
    Type,
    Outcome,
    Source,
    Device,
    AppVersion,
    UserAgent,
    Ip,
    Isp,
    Asn,
    Location,
    Targets,
    SessionId,
    Metadata,
    RecordedAt,
    Id,
}

/// The text is not a column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not one of {}", Column::ALL.map(Column::name).join(", "))]
pub(crate) struct UnknownColumn;

impl Column {
    /// Every column, in the order of a table that has them all.
    pub(crate) const ALL: [Self; 21] = [
        Self::TimeUtc,
        Self::TimeLocal,
        Self::UserName,
        Self::UserEmail,
        Self::UserId,
        Self::Event,
        Self::Type,
        Self::Outcome,
        Self::Source,
        Self::Device,
        Self::AppVersion,
        Self::UserAgent,
        Self::Ip,
        Self::Isp,
        Self::Asn,
        Self::Location,
        Self::Targets,
        Self::SessionId,
        Self::Metadata,
        Self::RecordedAt,
        Self::Id,
    ];

    /// Returns the columns of a table for which none were chosen.
    pub(crate) fn usual(zone: Option<Tz>) -> Vec<Self> {
        let local = zone.is_some_and(|zone| zone != Tz::UTC);
        let usual = |column: &Self| match column {
            // Without a zone of one's own it would be the first column once more.
            Self::TimeLocal => local,
            Self::UserId
            | Self::UserAgent
            | Self::Asn
            | Self::SessionId
            | Self::Metadata
            | Self::RecordedAt => false,
            _ => true,
        };
        Self::ALL.into_iter().filter(usual).collect()
    }

    /// Returns the column's name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TimeUtc => "time_utc",
            Self::TimeLocal => "time_local",
            Self::UserName => "user_name",
            Self::UserEmail => "user_email",
            Self::UserId => "user_id",
            Self::Event => "event",
            Self::Type => "type",
            Self::Outcome => "outcome",
            Self::Source => "source",
            Self::Device => "device",
            Self::AppVersion => "app_version",
            Self::UserAgent => "user_agent",
            Self::Ip => "ip",
            Self::Isp => "isp",
            Self::Asn => "asn",
            Self::Location => "location",
            Self::Targets => "targets",
            Self::SessionId => "session_id",
            Self::Metadata => "metadata",
            Self::RecordedAt => "recorded_at",
            Self::Id => "id",
        }
    }

    /// Reads a column's name.
    pub(crate) fn parse(name: &str) -> Result<Self, UnknownColumn> {
        Self::ALL.into_iter().find(|column| column.name() == name).ok_or(UnknownColumn)
    }

    /// Tells whether the column shows a detail, which an organisation may hide.
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

    /// Returns the column's text of an event.
    pub(crate) fn text(self, event: &EventBody, zone: Tz) -> String {
        let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
        match self {
            Self::TimeUtc => event.occurred_at.clone(),
            Self::TimeLocal => local_time(&event.occurred_at, zone),
            Self::UserName => maybe(&event.actor.name),
            Self::UserEmail => maybe(&event.actor.email),
            Self::UserId => event.actor.id.clone(),
            Self::Event => EventType::parse(&event.kind).map(EventType::label).unwrap_or_default().to_owned(),
            Self::Type => event.kind.clone(),
            Self::Outcome => event.outcome.to_string(),
            Self::Source => event.source.to_string(),
            Self::Device => maybe(&event.client.device),
            Self::AppVersion => maybe(&event.client.app_version),
            Self::UserAgent => maybe(&event.client.user_agent),
            Self::Ip => maybe(&event.client.ip),
            Self::Isp => maybe(&event.client.isp),
            Self::Asn => event.client.asn.map(|asn| asn.to_string()).unwrap_or_default(),
            Self::Location => {
                event.client.location.as_ref().map_or_else(String::new, |place| match &place.city {
                    Some(city) => format!("{city}, {}", place.country),
                    None => place.country.clone(),
                })
            }
            Self::Targets => {
                let targets = event.targets.iter().map(|target| match &target.name {
                    Some(name) => format!("{}: {name} ({})", target.kind, target.id),
                    None => format!("{}: {}", target.kind, target.id),
                });
                targets.collect::<Vec<_>>().join("; ")
            }
            Self::SessionId => maybe(&event.session_id),
            Self::Metadata => {
                let facts = event.metadata.iter().map(|(key, value)| format!("{key}={value}"));
                facts.collect::<Vec<_>>().join("; ")
            }
            Self::RecordedAt => event.recorded_at.clone(),
            Self::Id => event.id.clone(),
        }
    }
}

/// Returns a moment as clocks in `zone` showed it, with its offset: twice a year an hour comes twice.
fn local_time(utc: &str, zone: Tz) -> String {
    DateTime::parse_from_rfc3339(utc)
        .map(|time| time.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Millis, false))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_columns_are_those_of_the_documentation() {
        let headings = |zone: Option<Tz>| {
            let columns = Column::usual(zone).into_iter();
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
    fn names_read_back() {
        for column in Column::ALL {
            assert_eq!(Column::parse(column.name()), Ok(column));
        }
        let message = Column::parse("color").expect_err("no column").to_string();
        assert!(message.starts_with("is not one of time_utc, time_local, "), "{message}");
    }

    #[test]
    fn local_times_tell_the_two_hours_of_autumn_apart() {
        let zurich = |utc| local_time(utc, Tz::Europe__Zurich);
        assert_eq!(zurich("2026-10-25T00:30:00.000Z"), "2026-10-25T02:30:00.000+02:00");
        assert_eq!(zurich("2026-10-25T01:30:00.000Z"), "2026-10-25T02:30:00.000+01:00");
    }
}
