//! Organizations on the wire.

use event_model::json_object::Object;
use event_model::{Name, Organization, OrganizationId, Plan, WriteShards};
use serde::{Deserialize, Serialize};

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Organization)]
#[schema(example = json!({"id": "org_northwind", "name": "Northwind", "plan": "business_suite",
    "write_shards": 1}))]
pub struct OrganizationBody {
    /// The id of the organization.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The plan. It decides whether the monitor is included.
    pub plan: Plan,
    /// Number of partitions that the writes are spread over: a power of two from 1 to 256. Each takes about 1,000
    /// write units per second.
    #[schema(minimum = 1, maximum = 256)]
    pub write_shards: u32,
}

/// A page of organizations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Organizations)]
pub struct OrganizationsBody {
    /// The organizations, sorted by id.
    pub organizations: Vec<OrganizationBody>,
    /// Value of the parameter `cursor` for the next page; null on the last page.
    pub next_cursor: Option<String>,
}

/// The new name, plan and write shards of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"name": "Northwind", "plan": "business_suite", "write_shards": 2}))]
pub struct OrganizationRequest {
    /// The id. If present, it must be the id in the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// The display name.
    #[schema(min_length = 1, max_length = 256)]
    pub name: String,
    /// The plan. It decides whether the monitor is included.
    pub plan: Plan,
    /// Number of partitions that the writes are spread over: a power of two from 1 to 256. It can only grow. If
    /// absent, it does not change (1 for a new organization).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 256)]
    pub write_shards: Option<u32>,
}

impl From<Organization> for OrganizationBody {
    fn from(organization: Organization) -> Self {
        let Organization { id, name, plan, write_shards } = organization;
        Self { id: id.into(), name: name.into(), plan, write_shards: write_shards.into() }
    }
}

/// A parsed request for an organization.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationUpdate {
    name: Name,
    plan: Plan,
    write_shards: Option<WriteShards>,
}

impl OrganizationUpdate {
    /// Parses a request for the organization `id`; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>, id: &OrganizationId) -> Option<Self> {
        request.refuse_null();
        request.optional_with("id", |given| {
            if given == id.as_str() { Ok(()) } else { Err("is not the id of the path") }
        });
        let name = request.required("name");
        let plan = request.required_with("plan", str::parse);
        let write_shards = request.optional_number("write_shards");
        Some(Self { name: name?, plan: plan?, write_shards })
    }

    /// Returns the organization after the update of `old`.
    pub(crate) fn organization(&self, id: &OrganizationId, old: Option<&Organization>) -> Organization {
        let Self { name, plan, write_shards } = self.clone();
        let kept = || old.map_or_else(WriteShards::default, |old| old.write_shards);
        Organization { id: id.clone(), name, plan, write_shards: write_shards.unwrap_or_else(kept) }
    }
}
