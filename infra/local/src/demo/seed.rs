//! Creates the organizations of a new data folder, the source that they register and the product key that sends for them.

use chrono::{DateTime, TimeDelta, Utc};
use event_model::{
    Actor, Client, MonitorAct, Organization, OrganizationId, OrganizationState, Periods, Plan, Settings,
    Timestamp, WriteShards,
};
use event_store::{KeyScope, ProductKey, ProductKeySecret, Store, StoreError};
use lambda::clock::Clock;
use uuid::Uuid;

use super::Progress;
use super::billing::{BILLING, RegisterError};
use crate::data_dir::{DataDir, DataDirError};
use crate::identity::{self, DEMO_ORGANIZATION, SECOND_ORGANIZATION};

/// The file of the product key. The table has only its hash.
const KEY_FILE: &str = "product-key";

/// Time from turning the monitor on to the end of the demo's month: longer than the month.
const MONITORED: TimeDelta = TimeDelta::days(31);

/// An error that prevents the organizations from being created.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A request to the store failed.
    #[error("the demo organization cannot be stored")]
    Store(#[from] StoreError),
    /// The demo's own source cannot be registered.
    #[error("the source of the demo cannot be registered")]
    Register(#[from] RegisterError),
    /// The data folder cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The system has no random numbers.
    #[error("a product key cannot be created")]
    Random,
    /// A text of the demo breaks a rule of the model.
    #[error("the demo's {0} is not valid")]
    Text(&'static str),
}

/// Creates what is missing and returns the product key. A demo with events also has its source.
pub(crate) async fn seed(
    store: &Store,
    data_dir: &DataDir,
    clock: &Clock,
    progress: &Progress,
) -> Result<String, SeedError> {
    let now = progress.now;
    let northwind = organization(store, &DEMO_ORGANIZATION, Plan::BusinessSuite).await?;
    if northwind.settings.version == 0 {
        let settings = Settings { activity_monitor: true, ..northwind.settings };
        store.settings_change(&northwind, &settings, &first_act(now)?).await?;
    }
    organization(store, &SECOND_ORGANIZATION, Plan::Professional).await?;
    if progress.events > 0 {
        BILLING.register(store, Timestamp::from_datetime(now - MONITORED)).await?;
    }
    product_key(store, data_dir, clock.timestamp()).await
}

async fn organization(
    store: &Store,
    demo: &identity::Organization,
    plan: Plan,
) -> Result<OrganizationState, SeedError> {
    let id: OrganizationId = demo.id.parse().map_err(|_| SeedError::Text("organization id"))?;
    if let Some(state) = store.control.organizations_state(&id).await? {
        return Ok(state);
    }
    let name = demo.name.to_owned().try_into().map_err(|_| SeedError::Text("organization name"))?;
    let organization = Organization { id, name, plan, write_shards: WriteShards::default() };
    store.control.organizations_create(&organization).await?;
    Ok(OrganizationState {
        organization,
        settings: Settings::default(),
        monitored: Periods::default(),
        without_plan: Periods::default(),
    })
}

/// Returns the owner's act of turning the monitor on.
fn first_act(now: DateTime<Utc>) -> Result<MonitorAct, SeedError> {
    let owner = identity::find("owner").ok_or(SeedError::Text("owner"))?;
    Ok(MonitorAct {
        id: Uuid::now_v7(),
        at: Timestamp::from_datetime(now - MONITORED),
        actor: Actor {
            id: owner.user_id.parse().map_err(|_| SeedError::Text("owner"))?,
            name: owner.name.to_owned().try_into().ok(),
            email: owner.email.to_owned().try_into().ok(),
        },
        client: Client::default(),
        ip: None,
    })
}

/// Returns the key of the data folder, or creates one if there is none or an operator revoked it.
async fn product_key(store: &Store, data_dir: &DataDir, now: Timestamp) -> Result<String, SeedError> {
    let kept = data_dir.read(KEY_FILE)?.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(secret) = kept.as_deref().and_then(ProductKeySecret::parse)
        && store.control.product_keys_verify(&secret).await?.is_some()
    {
        return Ok(secret.expose());
    }
    let secret = ProductKeySecret::generate().map_err(|_| SeedError::Random)?;
    let key = ProductKey {
        id: secret.id().clone(),
        name: "Local development".to_owned().try_into().map_err(|_| SeedError::Text("key name"))?,
        sources: KeyScope::All,
        organizations: KeyScope::All,
        backfill: true,
        created_at: now,
        revoked_at: None,
        last_used_at: None,
    };
    store.control.product_keys_create(&key, &secret).await?;
    data_dir.write(KEY_FILE, secret.expose().as_bytes())?;
    Ok(secret.expose())
}
