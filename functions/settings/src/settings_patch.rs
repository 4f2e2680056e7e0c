//! A merge patch of the settings.

use event_model::Settings;
use event_model::json_object::Object;

use crate::SettingsRequest;

impl SettingsRequest {
    /// Parses a request; `None` if a fault was found. Null is a fault: no setting can be removed.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        request.refuse_null();
        Some(Self {
            activity_monitor: request.optional_bool("activity_monitor"),
            show_details: request.optional_bool("show_details"),
            collect_details: request.optional_bool("collect_details"),
            retention_days: request.optional_number("retention_days"),
        })
    }

    /// Returns `settings` with the changes of the request.
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
