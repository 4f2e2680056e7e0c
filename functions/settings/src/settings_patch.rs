//! A merge patch of the settings.

use api::Problem;
use event_model::Settings;

use crate::SettingsRequest;
use crate::fields::{Fields, number, switch};

impl SettingsRequest {
    /// Reads a body's fields. Unknown members are refused, and null: no setting can be removed.
    pub(crate) fn parse(mut fields: Fields) -> Result<Self, Problem> {
        let request = Self {
            activity_monitor: fields.optional("activity_monitor", switch),
            show_details: fields.optional("show_details", switch),
            collect_details: fields.optional("collect_details", switch),
            retention_days: fields.optional("retention_days", number),
        };
        fields.finish()?;
        Ok(request)
    }

    /// Returns `settings` with what the request changes.
    pub(crate) fn apply(&self, settings: &Settings) -> Settings {
        let Self { activity_monitor, show_details, collect_details, retention_days } = *self;
        Settings {
            activity_monitor: activity_monitor.unwrap_or(settings.activity_monitor),
            show_details: show_details.unwrap_or(settings.show_details),
            collect_details: collect_details.unwrap_or(settings.collect_details),
            retention_days: retention_days.unwrap_or(settings.retention_days),
            ..*settings
        }
    }
}
