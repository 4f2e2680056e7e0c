//! Rows of the `control` table.

use event_model::{
    Email, Name, Organization, OrganizationId, Periods, Plan, RetentionDays, Settings, Timestamp, User,
    UserId, WriteShards,
};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::control::keys;
use crate::control::organizations::OrganizationRecord;

/// An organisation.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OrganizationItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    pub(crate) name: Name,
    pub(crate) plan: Plan,
    pub(crate) write_shards: WriteShards,
    pub(crate) version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan_changed_at: Option<i64>,
    /// Starts and ends of the periods without a plan that includes the monitor.
    pub(crate) without_plan: Vec<i64>,
}

impl OrganizationItem {
    pub(crate) fn new(record: &OrganizationRecord) -> Self {
        let OrganizationRecord { organization, without_plan, version, plan_changed_at } = record;
        let Organization { id, name, plan, write_shards } = organization;
        Self {
            pk: keys::organization_pk(id),
            sk: keys::ORGANIZATION_SK.to_owned(),
            name: name.clone(),
            plan: *plan,
            write_shards: *write_shards,
            version: *version,
            plan_changed_at: plan_changed_at.map(Timestamp::millis),
            without_plan: millis(without_plan),
        }
    }

    pub(crate) fn into_record(self, id: OrganizationId) -> Result<OrganizationRecord, StoreError> {
        let Self { pk, sk, name, plan, write_shards, version, plan_changed_at, without_plan } = self;
        let time = |millis: i64| {
            Timestamp::from_millis(millis)
                .ok_or_else(|| StoreError::corrupt(format!("{pk} {sk}"), "plan_changed_at is no time"))
        };
        let plan_changed_at = plan_changed_at.map(time).transpose()?;
        let without_plan = periods(&without_plan)
            .ok_or_else(|| StoreError::corrupt(format!("{pk} {sk}"), "without_plan is not periods"))?;
        let organization = Organization { id, name, plan, write_shards };
        Ok(OrganizationRecord { organization, without_plan, version, plan_changed_at })
    }
}

/// An organisation's settings.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SettingsItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    pub(crate) activity_monitor: bool,
    pub(crate) show_details: bool,
    pub(crate) collect_details: bool,
    pub(crate) retention_days: RetentionDays,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first_on_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dropped_before: Option<i64>,
    /// Starts and ends of the periods in which the monitor was on.
    pub(crate) monitored: Vec<i64>,
    pub(crate) version: u64,
    pub(crate) changed_at: i64,
}

impl SettingsItem {
    /// Returns the row of settings that were changed at `at`.
    pub(crate) fn new(
        organization: &OrganizationId,
        settings: &Settings,
        monitored: &Periods,
        at: Timestamp,
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
            first_on_at: first_on_at.map(Timestamp::millis),
            dropped_before: dropped_before.map(Timestamp::millis),
            monitored: millis(monitored),
            version,
            changed_at: at.millis(),
        }
    }

    /// Returns the settings, and the periods in which the monitor was on.
    pub(crate) fn into_settings(self) -> Result<(Settings, Periods), StoreError> {
        let Self {
            pk,
            sk,
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
        let corrupt = |what: &str| StoreError::corrupt(format!("{pk} {sk}"), what);
        let time = |millis: i64, what| Timestamp::from_millis(millis).ok_or_else(|| corrupt(what));
        let settings = Settings {
            activity_monitor,
            show_details,
            collect_details,
            retention_days,
            first_on_at: first_on_at.map(|at| time(at, "first_on_at is no time")).transpose()?,
            dropped_before: dropped_before.map(|at| time(at, "dropped_before is no time")).transpose()?,
            version,
            changed_at: Some(time(changed_at, "changed_at is no time")?),
        };
        let monitored = periods(&monitored).ok_or_else(|| corrupt("monitored is not periods"))?;
        Ok((settings, monitored))
    }
}

/// A directory entry.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct UserItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<Email>,
    #[serde(default)]
    pub(crate) former_emails: Vec<Email>,
    #[serde(default)]
    pub(crate) former_names: Vec<Name>,
    pub(crate) seen_at: i64,
    pub(crate) version: u64,
}

impl UserItem {
    pub(crate) fn new(organization: &OrganizationId, user: &User, version: u64) -> Self {
        let User { id, name, email, former_emails, former_names, seen_at } = user;
        Self {
            pk: keys::users_pk(organization),
            sk: keys::user_sk(id),
            name: name.clone(),
            email: email.clone(),
            former_emails: former_emails.clone(),
            former_names: former_names.clone(),
            seen_at: seen_at.millis(),
            version,
        }
    }

    /// Returns the entry and the version of it that was read.
    pub(crate) fn into_user(self) -> Result<(User, u64), StoreError> {
        let Self { pk, sk, name, email, former_emails, former_names, seen_at, version } = self;
        let id = keys::parse_user_sk(&sk)
            .ok_or_else(|| StoreError::corrupt(format!("{pk} {sk}"), "sk is not a user's"))?;
        let seen_at = Timestamp::from_millis(seen_at)
            .ok_or_else(|| StoreError::corrupt(format!("{pk} {sk}"), "seen_at is no time"))?;
        Ok((User { id, name, email, former_emails, former_names, seen_at }, version))
    }
}

/// A row that finds people by an address that they have or had.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EmailItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    pub(crate) email: String,
    pub(crate) user: UserId,
}

impl EmailItem {
    /// Returns the row for `user` under `folded`, an address as [`event_model::fold`] makes it.
    pub(crate) fn new(organization: &OrganizationId, folded: &str, user: &UserId) -> Self {
        Self {
            pk: keys::users_pk(organization),
            sk: keys::email_sk(folded, user),
            email: folded.to_owned(),
            user: user.clone(),
        }
    }
}

/// Returns the times of `periods` as they are stored.
fn millis(periods: &Periods) -> Vec<i64> {
    periods.times().iter().map(|at| at.millis()).collect()
}

/// Returns the periods that are stored as `times`.
fn periods(times: &[i64]) -> Option<Periods> {
    Periods::from_times(times.iter().copied().map(Timestamp::from_millis).collect::<Option<_>>()?)
}
