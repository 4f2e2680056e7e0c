//! The settings of an organization.

use event_model::{
    MonitorAct, OrganizationId, OrganizationState, Overflow, Periods, RetentionDays, Settings, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::control::coverage::CoverageItem;
use crate::control::keys;
use crate::dynamodb::item::to_item;
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, optional_millis, periods};
use crate::{Store, StoreError};

/// The row of an organization's settings.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SettingsItem {
    pk: String,
    sk: String,
    activity_monitor: bool,
    show_details: bool,
    collect_details: bool,
    retention_days: RetentionDays,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    first_on_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    dropped_before: Option<Timestamp>,
    /// Periods in which the monitor was on.
    #[serde(with = "periods")]
    monitored: Periods,
    version: u64,
    #[serde(with = "millis")]
    changed_at: Timestamp,
}

impl SettingsItem {
    fn new(
        organization: &OrganizationId,
        settings: &Settings,
        monitored: Periods,
        changed_at: Timestamp,
    ) -> Self {
        let Settings {
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at,
            dropped_before,
            version,
            changed_at: _,
        } = *settings;
        Self {
            pk: keys::organization_pk(organization),
            sk: keys::SETTINGS_SK.to_owned(),
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at,
            dropped_before,
            monitored,
            version,
            changed_at,
        }
    }

    /// Returns the settings, and the periods in which the monitor was on.
    pub(crate) fn into_settings(self) -> (Settings, Periods) {
        let Self {
            pk: _,
            sk: _,
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at,
            dropped_before,
            monitored,
            version,
            changed_at,
        } = self;
        let settings = Settings {
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at,
            dropped_before,
            version,
            changed_at: Some(changed_at),
        };
        (settings, monitored)
    }
}

impl Store {
    /// Changes the settings of `state` to `wanted`, and returns the new settings. Ignores the version and the time of
    /// `wanted`. Writes nothing if no setting differs.
    ///
    /// Writes the settings, one event per changed setting and the coverage record in one transaction: no one can turn
    /// the monitor off without an event, and every gap is explained. Returns [`StoreError::Conflict`] if another
    /// request changed the settings since `state` was read.
    pub async fn settings_change(
        &self,
        state: &OrganizationState,
        wanted: &Settings,
        act: &MonitorAct,
    ) -> Result<Settings, StoreError> {
        let old = &state.settings;
        let changes = old.changes_to(wanted);
        if changes.is_empty() {
            return Ok(*old);
        }
        // The clocks of two functions differ. The times of changes must have the order of their versions, or the
        // periods between them overlap.
        let at =
            old.changed_at.map_or(act.at, |last| act.at.max(last.plus(chrono::Duration::milliseconds(1))));
        let new = old.followed_by(wanted, at);
        // The oldest period of a full list counts as off.
        let monitored = match new.activity_monitor {
            true => state.monitored.started(at, Overflow::Drop),
            false => state.monitored.ended(at, Overflow::Drop),
        };
        let act = &MonitorAct { at, ..act.clone() };
        let organization = &state.organization.id;
        let item = to_item(SettingsItem::new(organization, &new, monitored, at))?;
        let table = &self.control.table.name;
        let mut statements = vec![match old.version {
            0 => Statement::insert(table, item),
            read => Statement::update(table, item, read),
        }];
        let coverage = CoverageItem::new(organization, &new, &changes, act);
        statements.push(Statement::insert(table, to_item(coverage)?));
        for (nth, change) in (0..).zip(&changes) {
            let event = act.event(nth, organization, change.kind(), Vec::new(), change.metadata());
            // By the new settings: if collection of details is turned off, its event has no details either.
            statements.push(self.events.monitor_event_statement(&event, state, &new, at)?);
        }
        self.control.table.execute_transaction(statements).await?;
        Ok(new)
    }
}
