//! The settings of an organization's detections.

use std::collections::{BTreeMap, BTreeSet};

use detections::{Config, Exceptions, Mute, OwnNetwork, RuleConfig};
use event_model::{NewEvent, OrganizationId, OrganizationState, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::detections::keys;
use crate::detections::mutes::read_mute;
use crate::dynamodb::item::{Item, from_item, item_key, key_of, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::millis;
use crate::dynamodb::table::Consistency;
use crate::{Control, Store, StoreError};

/// The settings with their version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredConfig {
    /// The settings.
    pub config: Config,
    /// Number of changes. 0 if the settings were never changed.
    pub version: u64,
    /// Time of the last change; `None` if there was none.
    pub changed_at: Option<Timestamp>,
}

/// Everything that an organization has set for a detector.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DetectionSettings {
    /// The settings.
    pub config: Config,
    /// The mutes, oldest first, also those that have ended.
    pub mutes: Vec<Mute>,
}

/// The row of the settings.
#[derive(Debug, Serialize, Deserialize)]
struct ConfigItem {
    pk: String,
    sk: String,
    rules: BTreeMap<String, RuleItem>,
    own_networks: BTreeSet<OwnNetwork>,
    service_accounts: BTreeSet<UserId>,
    version: u64,
    #[serde(with = "millis")]
    changed_at: Timestamp,
}

/// The settings of one rule in the row.
#[derive(Debug, Serialize, Deserialize)]
struct RuleItem {
    enabled: bool,
    parameters: BTreeMap<String, u32>,
}

impl ConfigItem {
    fn new(organization: &OrganizationId, stored: &StoredConfig, changed_at: Timestamp) -> Self {
        let StoredConfig { config, version, changed_at: _ } = stored;
        let Config { rules, exceptions: Exceptions { own_networks, service_accounts } } = config;
        let rule = |config: &RuleConfig| {
            let RuleConfig { enabled, parameters } = config;
            RuleItem { enabled: *enabled, parameters: parameters.clone() }
        };
        Self {
            pk: keys::detections_pk(organization),
            sk: keys::CONFIG_SK.to_owned(),
            rules: rules.iter().map(|(id, config)| (id.to_string(), rule(config))).collect(),
            own_networks: own_networks.clone(),
            service_accounts: service_accounts.clone(),
            version: *version,
            changed_at,
        }
    }

    fn into_config(self) -> StoredConfig {
        let Self { pk: _, sk: _, rules, own_networks, service_accounts, version, changed_at } = self;
        let rule = |(id, RuleItem { enabled, parameters }): (String, RuleItem)| {
            // This version does not evaluate a rule of a newer one.
            Some((id.parse().ok()?, RuleConfig { enabled, parameters }))
        };
        let exceptions = Exceptions { own_networks, service_accounts };
        let config = Config { rules: rules.into_iter().filter_map(rule).collect(), exceptions };
        StoredConfig { config, version, changed_at: Some(changed_at) }
    }
}

fn read_config(item: Item) -> Result<StoredConfig, StoreError> {
    from_item(item).map(ConfigItem::into_config)
}

impl Control {
    /// Returns the settings of an organization's detections, strongly consistent.
    pub async fn detections_config(&self, organization: &OrganizationId) -> Result<StoredConfig, StoreError> {
        let key = item_key(&keys::detections_pk(organization), keys::CONFIG_SK);
        Ok(self.table.get(key).await?.map(read_config).transpose()?.unwrap_or_default())
    }

    /// Returns the settings and the mutes, eventually consistent: for a detector, which applies a change a moment later.
    pub async fn detections_settings(
        &self,
        organization: &OrganizationId,
    ) -> Result<DetectionSettings, StoreError> {
        let pk = keys::detections_pk(organization);
        let mut settings = DetectionSettings::default();
        for item in self.table.query_all(&pk, "", Consistency::Eventual).await? {
            if key_of(&item).is_some_and(|(_, sk)| sk == keys::CONFIG_SK) {
                settings.config = read_config(item)?.config;
            } else {
                settings.mutes.extend(read_mute(item)?);
            }
        }
        Ok(settings)
    }
}

impl Store {
    /// Changes the settings from `read` to `wanted` and records the audit events `events`, in one transaction. Returns
    /// the new settings. Writes nothing if they are the same.
    ///
    /// Returns [`StoreError::Conflict`] if another request changed them since `read` was read.
    pub async fn detections_config_change(
        &self,
        state: &OrganizationState,
        read: &StoredConfig,
        wanted: &Config,
        events: &[NewEvent],
        at: Timestamp,
    ) -> Result<StoredConfig, StoreError> {
        if read.config == *wanted {
            return Ok(read.clone());
        }
        let new = StoredConfig { config: wanted.clone(), version: read.version + 1, changed_at: Some(at) };
        let item = to_item(ConfigItem::new(&state.organization.id, &new, at))?;
        let table = &self.control.table.name;
        let mut statements = vec![match read.version {
            0 => Statement::insert(table, item),
            version => Statement::update(table, item, version),
        }];
        for event in events {
            statements.push(self.events.monitor_event_statement(event, state, &state.settings, at)?);
        }
        self.control.table.execute_transaction(statements).await?;
        Ok(new)
    }
}
