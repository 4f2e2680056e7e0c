//! Coverage records: one for each change of the settings.

use event_model::{
    Actor, CoverageChange, CoverageHistory, CoverageRecord, Email, MonitorAct, Name, OrganizationId,
    OrganizationState, RetentionDays, SettingChange, Settings, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use crate::control::keys;
use crate::control::list::{List, Listed};
use crate::dynamodb::item::from_item;
use crate::{Control, StoreError};

/// The row of a coverage record.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CoverageItem {
    pk: String,
    sk: String,
    user: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    activity_monitor: bool,
    show_details: bool,
    collect_details: bool,
    retention_days: RetentionDays,
    version: u64,
    changes: Vec<CoverageChange>,
}

impl CoverageItem {
    /// Returns the row of `changes` that lead to the settings `new`.
    pub(crate) fn new(
        organization: &OrganizationId,
        new: &Settings,
        changes: &[SettingChange],
        act: &MonitorAct,
    ) -> Self {
        let Settings {
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at: _,
            dropped_before: _,
            version,
            changed_at: _,
        } = *new;
        let Actor { id, name, email } = act.actor.clone();
        let changes = changes.iter().map(|change| {
            let (from, to) = change.values();
            CoverageChange { setting: change.setting().to_owned(), from, to }
        });
        Self {
            pk: keys::organization_pk(organization),
            sk: keys::coverage_sk(act.at),
            user: id,
            name,
            email,
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            version,
            changes: changes.collect(),
        }
    }

    /// Returns the record of the row.
    pub(crate) fn into_record(self) -> Result<CoverageRecord, StoreError> {
        let Self {
            pk,
            sk,
            user,
            name,
            email,
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            version,
            changes,
        } = self;
        let at = keys::parse_coverage_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a coverage record's")
        })?;
        let changed_at = Some(at);
        // A record has the chosen settings. Only the current settings have the rest.
        let settings = Settings {
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at: None,
            dropped_before: None,
            version,
            changed_at,
        };
        Ok(CoverageRecord { at, by: Actor { id: user, name, email }, settings, changes })
    }
}

impl Control {
    /// Returns one page of the changes of an organization's settings, newest first.
    pub async fn coverage_page(
        &self,
        organization: &OrganizationId,
        before: Option<Timestamp>,
        limit: u16,
    ) -> Result<Listed<CoverageRecord, Timestamp>, StoreError> {
        let pk = keys::organization_pk(organization);
        let list = List { pk: &pk, prefix: keys::COVERAGE_SK_PREFIX, newest_first: true };
        let before = before.map(keys::coverage_sk);
        let Listed { items, next: more } = self.list(list, before.as_deref(), limit).await?;
        let items = items.into_iter().map(|item| from_item::<CoverageItem>(item)?.into_record());
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let next = more.and_then(|_| items.last()).map(|record| record.at);
        Ok(Listed { items, next })
    }

    /// Returns what decides the coverage of an organization from `since` on.
    pub async fn coverage_history(
        &self,
        state: &OrganizationState,
        since: Timestamp,
    ) -> Result<CoverageHistory, StoreError> {
        /// Changes per page.
        const CHANGES: u16 = 100;
        let OrganizationState { organization, settings: current, .. } = state;
        let mut settings: Vec<CoverageRecord> = Vec::new();
        let mut before = None;
        loop {
            let Listed { items, next } = self.coverage_page(&organization.id, before, CHANGES).await?;
            settings.extend(items);
            before = next;
            // The settings at `since` are those of the last change before it.
            if before.is_none() || settings.last().is_some_and(|record| record.at <= since) {
                break;
            }
        }
        let plans = self.plans_list(&organization.id).await?;
        let days = self.imports_span(&organization.id).await?;
        let history = CoverageHistory { settings, plans, plan: organization.plan, imported: None };
        Ok(history.with_imports(days, current.first_on_at))
    }
}
