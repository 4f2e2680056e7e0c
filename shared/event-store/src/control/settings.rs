//! Changing what an organisation chose.

use event_model::{MonitorAct, OrganizationState, Overflow, Settings};

use crate::control::coverage::CoverageItem;
use crate::control::items::SettingsItem;
use crate::dynamodb::item::to_item;
use crate::dynamodb::statement::Statement;
use crate::{Store, StoreError};

impl Store {
    /// Changes the settings of `state` to `wanted`, and returns them as they are now. Version and time of
    /// `wanted` do not count; where nothing else differs, nothing is written.
    ///
    /// The settings, one event for each that changed and the record of coverage are one transaction:
    /// nobody can switch the monitor off without the event that tells so, and no gap is unexplained.
    /// Returns [`StoreError::Conflict`] where somebody else changed them since `state` was read.
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
        // Clocks of two functions differ a little: the times of changes follow the order of their
        // versions all the same, or the periods between them would overlap.
        let at =
            old.changed_at.map_or(act.at, |last| act.at.max(last.plus(chrono::Duration::milliseconds(1))));
        let new = old.followed_by(wanted, at);
        // When the list is full, its oldest period counts as off.
        let monitored = match new.activity_monitor {
            true => state.monitored.started(at, Overflow::Drop),
            false => state.monitored.ended(at, Overflow::Drop),
        };
        let act = &MonitorAct { at, ..act.clone() };
        let organization = &state.organization.id;
        let item = to_item(SettingsItem::new(organization, &new, &monitored, at))?;
        let table = &self.control.table.name;
        let mut statements = vec![match old.version {
            0 => Statement::insert(table, item.into_iter().collect()),
            read => Statement::update(table, item, read),
        }];
        let coverage = CoverageItem::new(organization, &new, &changes, act);
        statements.push(Statement::insert(table, to_item(coverage)?.into_iter().collect()));
        for (nth, change) in (0..).zip(&changes) {
            let event = act.event(nth, organization, change.kind(), Vec::new(), change.metadata());
            // As the new settings say: collection that is switched off takes its own event with it.
            statements.push(self.events.monitor_event_statement(&event, state, &new, at)?);
        }
        self.control.table.execute_transaction(statements).await?;
        Ok(new)
    }
}
