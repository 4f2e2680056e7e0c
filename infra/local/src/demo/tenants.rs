//! The organisations of this machine, and the product key that sends for both.

use chrono::{DateTime, TimeDelta, Utc};
use event_model::{
    Actor, Client, MonitorAct, Organization, OrganizationId, OrganizationState, Periods, Plan, Settings,
    Timestamp, WriteShards,
};
use event_store::{KeyScope, ProductKey, ProductKeySecret, Store, StoreError};
use lambda::clock::Clock;
use uuid::Uuid;

use crate::folder::{Folder, FolderError};
use crate::identity::{self, DEMO_ORGANIZATION, SECOND_ORGANIZATION};

/// Where the data folder keeps the product key, of which the table has only a hash.
const KEY_FILE: &str = "product-key";

/// How long before the end of the demo's month the monitor was turned on: before anything was recorded.
const MONITORED: TimeDelta = TimeDelta::days(31);

/// Why the organisations cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// The store refused.
    #[error("the demo's organisation cannot be stored")]
    Store(#[from] StoreError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The system gave no randomness.
    #[error("a product key cannot be made")]
    Random,
    /// A text of the demo is not what the model allows.
    #[error("the demo's {0} is not valid")]
    Text(&'static str),
}

/// Makes what is missing, and returns the product key. `now` is the end of the demo's month.
pub(crate) async fn establish(
    store: &Store,
    folder: &Folder,
    clock: &Clock,
    now: DateTime<Utc>,
) -> Result<String, TenantError> {
    let northwind = organization(store, &DEMO_ORGANIZATION, Plan::BusinessSuite).await?;
    if northwind.settings.version == 0 {
        let wanted = Settings { activity_monitor: true, ..northwind.settings };
        store.settings_change(&northwind, &wanted, &first_act(now)?).await?;
    }
    organization(store, &SECOND_ORGANIZATION, Plan::Professional).await?;
    product_key(store, folder, clock.timestamp()).await
}

async fn organization(
    store: &Store,
    wanted: &identity::Organization,
    plan: Plan,
) -> Result<OrganizationState, TenantError> {
    let id: OrganizationId = wanted.id.parse().map_err(|_| TenantError::Text("organisation id"))?;
    if let Some(state) = store.control.organizations_state(&id).await? {
        return Ok(state);
    }
    let name = wanted.name.to_owned().try_into().map_err(|_| TenantError::Text("organisation name"))?;
    let organization = Organization { id, name, plan, write_shards: WriteShards::default() };
    store.control.organizations_put(&organization).await?;
    Ok(OrganizationState {
        organization,
        settings: Settings::default(),
        monitored: Periods::default(),
        without_plan: Periods::default(),
    })
}

/// The owner turns the monitor on.
fn first_act(now: DateTime<Utc>) -> Result<MonitorAct, TenantError> {
    let owner = identity::find("owner").ok_or(TenantError::Text("owner"))?;
    Ok(MonitorAct {
        id: Uuid::now_v7(),
        at: Timestamp::from_datetime(now - MONITORED),
        actor: Actor {
            id: owner.user_id.parse().map_err(|_| TenantError::Text("owner"))?,
            name: owner.name.to_owned().try_into().ok(),
            email: owner.email.to_owned().try_into().ok(),
        },
        client: Client::default(),
        ip: None,
    })
}

/// Returns the key of the data folder, or a new one where it has none or an operator revoked it.
async fn product_key(store: &Store, folder: &Folder, now: Timestamp) -> Result<String, TenantError> {
    let kept = folder.read(KEY_FILE)?.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(secret) = kept.as_deref().and_then(ProductKeySecret::parse)
        && store.control.product_keys_verify(&secret).await?.is_some()
    {
        return Ok(secret.expose());
    }
    let secret = ProductKeySecret::generate().map_err(|_| TenantError::Random)?;
    let key = ProductKey {
        id: secret.id().clone(),
        name: "Local development".to_owned().try_into().map_err(|_| TenantError::Text("key name"))?,
        sources: KeyScope::All,
        organizations: KeyScope::All,
        backfill: true,
        created_at: now,
        revoked_at: None,
        last_used_at: None,
    };
    store.control.product_keys_create(&key, &secret).await?;
    folder.write(KEY_FILE, secret.expose().as_bytes())?;
    Ok(secret.expose())
}
