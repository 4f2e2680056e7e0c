//! Settings on the wire.

use event_model::{RetentionDays, Settings};
use serde::{Deserialize, Serialize};

/// The settings of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Settings)]
#[schema(example = json!({"activity_monitor": true, "show_details": true, "collect_details": true,
    "retention_days": 400, "changed_at": "2026-11-21T19:23:11.123Z"}))]
pub struct SettingsBody {
    /// If `true`, events are recorded.
    pub activity_monitor: bool,
    /// If `true`, IP address, ISP and location are shown. If `false`, they are hidden from everyone.
    pub show_details: bool,
    /// If `true`, IP address, ISP and location of new events are stored.
    pub collect_details: bool,
    /// Retention of events in days. A shorter retention hides older events at once. An event is deleted when the
    /// retention at the time of its recording ends.
    pub retention_days: RetentionDays,
    /// Time of the last change (UTC); null if the settings were never changed.
    pub changed_at: Option<String>,
}

impl From<Settings> for SettingsBody {
    fn from(settings: Settings) -> Self {
        // The version is the ETag.
        let Settings {
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at: _,
            dropped_before: _,
            version: _,
            changed_at,
        } = settings;
        let changed_at = changed_at.map(|at| at.to_string());
        Self { activity_monitor, show_details, collect_details, retention_days, changed_at }
    }
}

/// Changes of settings (JSON merge patch, RFC 7396). An absent setting does not change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"activity_monitor": true, "retention_days": 730}))]
pub struct SettingsRequest {
    /// If `true`, events are recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub activity_monitor: Option<bool>,
    /// If `true`, IP address, ISP and location are shown. If `false`, they are hidden from everyone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub show_details: Option<bool>,
    /// If `true`, IP address, ISP and location of new events are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub collect_details: Option<bool>,
    /// Retention of events in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, nullable = false, minimum = 30, maximum = 3650)]
    pub retention_days: Option<RetentionDays>,
}
