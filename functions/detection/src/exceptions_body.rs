//! Own networks and service accounts on the wire.

use std::collections::BTreeSet;

use detections::{Exceptions, OwnNetwork};
use event_model::UserId;
use event_model::json_object::Object;
use event_store::StoredConfig;
use serde::Serialize;

/// Maximum entries of each list.
const ENTRIES_MAX: usize = 100;

/// Surroundings that explain findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DetectionSettings)]
#[schema(example = json!({"own_networks": ["203.0.113.0/24", "AS64500"], "service_accounts": ["u_backup"],
    "changed_at": "2026-11-21T19:23:11.123Z"}))]
pub struct DetectionSettingsBody {
    /// Networks of the organization: CIDR ranges and AS numbers. A finding is `info` if all its events with an address
    /// come from such networks.
    pub own_networks: Vec<String>,
    /// Ids of accounts that programs use. Findings about them are `info`.
    pub service_accounts: Vec<String>,
    /// Time of the last change of any setting of detections (UTC); null if there was none.
    pub changed_at: Option<String>,
}

impl From<StoredConfig> for DetectionSettingsBody {
    fn from(stored: StoredConfig) -> Self {
        let Exceptions { own_networks, service_accounts } = stored.config.exceptions;
        Self {
            own_networks: own_networks.into_iter().map(String::from).collect(),
            service_accounts: service_accounts.into_iter().map(String::from).collect(),
            changed_at: stored.changed_at.map(String::from),
        }
    }
}

/// Changes of the lists (JSON merge patch, RFC 7396). A list replaces the stored one. An absent list does not change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(example = json!({"own_networks": ["203.0.113.0/24", "AS64500"]}))]
pub struct DetectionSettingsRequest {
    /// CIDR ranges, addresses and AS numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 100)]
    pub own_networks: Option<Vec<String>>,
    /// Ids of accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 100)]
    pub service_accounts: Option<Vec<String>>,
}

/// Parsed changes of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExceptionsPatch {
    own_networks: Option<BTreeSet<OwnNetwork>>,
    service_accounts: Option<BTreeSet<UserId>>,
}

impl ExceptionsPatch {
    /// Parses a request; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        request.refuse_null();
        Some(Self {
            own_networks: list(request, "own_networks", str::parse),
            service_accounts: list(request, "service_accounts", str::parse),
        })
    }

    /// Returns `exceptions` with the changes.
    pub(crate) fn apply(&self, exceptions: &Exceptions) -> Exceptions {
        let Self { own_networks, service_accounts } = self.clone();
        Exceptions {
            own_networks: own_networks.unwrap_or_else(|| exceptions.own_networks.clone()),
            service_accounts: service_accounts.unwrap_or_else(|| exceptions.service_accounts.clone()),
        }
    }
}

fn list<T: Ord, E: std::fmt::Display>(
    request: &mut Object<'_, '_>,
    name: &'static str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<BTreeSet<T>> {
    let value = request.value(name)?;
    match value.as_array() {
        Some(values) => request.texts(name, values, ENTRIES_MAX, parse),
        None => {
            request.fault(name, "is not an array");
            None
        }
    }
}
