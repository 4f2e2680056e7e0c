//! Settings on the wire.

use event_model::{RetentionDays, Settings};
use serde::{Deserialize, Serialize};

/// What an organization chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Settings)]
#[schema(example = json!({"activity_monitor": true, "show_details": true, "collect_details": true,
    "retention_days": 400, "changed_at": "2026-11-21T19:23:11.123Z"}))]
pub struct SettingsBody {
    /// Whether events are collected.
    pub activity_monitor: bool,
    /// Whether IP address, ISP and location are shown to anybody.
    pub show_details: bool,
    /// Whether IP address, ISP and location of new events are stored.
    pub collect_details: bool,
    /// How long events are kept, in days. A shorter retention hides older events at once. They are deleted when
    /// the time ends that was set when they were recorded.
    pub retention_days: RetentionDays,
    /// When any of it was last changed (UTC); null for settings that nobody has touched.
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

/// What shall be changed (JSON merge patch, RFC 7396): what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"activity_monitor": true, "retention_days": 730}))]
pub struct SettingsRequest {
    /// Whether events are collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub activity_monitor: Option<bool>,
    /// Whether IP address, ISP and location are shown to anybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub show_details: Option<bool>,
    /// Whether IP address, ISP and location of new events are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub collect_details: Option<bool>,
    /// How long events are kept, in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, nullable = false, minimum = 30, maximum = 3650)]
    pub retention_days: Option<RetentionDays>,
}
