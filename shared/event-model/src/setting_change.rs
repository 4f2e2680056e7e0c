//! The differences between two versions of the settings, and the events that report them.

use crate::{EventType, Metadata, RetentionDays, Settings, metadata};

/// One setting with its new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingChange {
    /// The monitor was switched on or off.
    ActivityMonitor(bool),
    /// Details were shown or hidden.
    ShowDetails(bool),
    /// The collection of details was switched on or off.
    CollectDetails(bool),
    /// The retention was changed.
    RetentionDays {
        /// The old value.
        from: RetentionDays,
        /// The new value.
        to: RetentionDays,
    },
}

impl Settings {
    /// Returns the settings that differ in `new`, in a fixed order.
    pub fn changes_to(&self, new: &Self) -> Vec<SettingChange> {
        // Destructured: a new setting does not compile until an event reports its change.
        let Self {
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at: _,
            dropped_before: _,
            version: _,
            changed_at: _,
        } = *new;
        let switch = |was: bool, is: bool, change: fn(bool) -> SettingChange| (was != is).then(|| change(is));
        let retention = (self.retention_days != retention_days)
            .then_some(SettingChange::RetentionDays { from: self.retention_days, to: retention_days });
        [
            switch(self.activity_monitor, activity_monitor, SettingChange::ActivityMonitor),
            switch(self.show_details, show_details, SettingChange::ShowDetails),
            switch(self.collect_details, collect_details, SettingChange::CollectDetails),
            retention,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl SettingChange {
    /// Returns the setting's name on the wire.
    pub fn setting(self) -> &'static str {
        match self {
            Self::ActivityMonitor(_) => "activity_monitor",
            Self::ShowDetails(_) => "show_details",
            Self::CollectDetails(_) => "collect_details",
            Self::RetentionDays { .. } => "retention_days",
        }
    }

    /// Returns the old and the new value, as texts.
    pub fn values(self) -> (String, String) {
        match self {
            Self::ActivityMonitor(is) | Self::ShowDetails(is) | Self::CollectDetails(is) => {
                ((!is).to_string(), is.to_string())
            }
            Self::RetentionDays { from, to } => (from.days().to_string(), to.days().to_string()),
        }
    }

    /// Returns the type of the event that reports the change.
    pub fn kind(self) -> EventType {
        let id = match self {
            Self::ActivityMonitor(true) => "monitor.enabled",
            Self::ActivityMonitor(false) => "monitor.disabled",
            Self::ShowDetails(true) => "monitor.details.shown",
            Self::ShowDetails(false) => "monitor.details.hidden",
            Self::CollectDetails(true) => "monitor.detail_collection.enabled",
            Self::CollectDetails(false) => "monitor.detail_collection.disabled",
            Self::RetentionDays { .. } => "monitor.retention.changed",
        };
        EventType::built_in(id).expect("the catalog has every type of a setting's change")
    }

    /// Returns the metadata of that event: the setting, and its old and new value.
    pub fn metadata(self) -> Metadata {
        let (from, to) = self.values();
        metadata([("setting", self.setting().to_owned()), ("from", from), ("to", to)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_change_event_has_old_and_new_value() {
        let old = Settings::default();
        let new = Settings {
            activity_monitor: true,
            show_details: false,
            collect_details: false,
            retention_days: 30.try_into().expect("within bounds"),
            ..old
        };
        let events = |old: Settings, new: Settings| {
            let changes = old.changes_to(&new).into_iter();
            let text = |change: SettingChange| {
                assert_eq!(change.metadata().len(), 3);
                let (from, to) = change.values();
                format!("{} {}: {from} -> {to}", change.kind(), change.setting())
            };
            changes.map(text).collect::<Vec<_>>()
        };
        assert_eq!(
            events(old, new),
            [
                "monitor.enabled activity_monitor: false -> true",
                "monitor.details.hidden show_details: true -> false",
                "monitor.detail_collection.disabled collect_details: true -> false",
                "monitor.retention.changed retention_days: 400 -> 30",
            ]
        );
        assert_eq!(
            events(new, old),
            [
                "monitor.disabled activity_monitor: true -> false",
                "monitor.details.shown show_details: false -> true",
                "monitor.detail_collection.enabled collect_details: false -> true",
                "monitor.retention.changed retention_days: 30 -> 400",
            ]
        );
        assert_eq!(events(new, Settings { version: 7, ..new }), [""; 0]);
    }
}
