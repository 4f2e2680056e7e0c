//! Changes of plans. Without a plan that includes the monitor, no events are collected.

use event_model::{Actor, Email, Name, OrganizationId, Plan, PlanChange, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::control::keys;
use crate::control::list::{List, Listed};
use crate::dynamodb::item::from_item;
use crate::{Control, StoreError};

/// Maximum changes that are read. Plans change with contracts, so an organization has far fewer.
const CHANGES: u16 = 1_000;

/// The row of a change of the plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlanItem {
    pk: String,
    sk: String,
    from: Plan,
    to: Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
}

impl PlanItem {
    pub(crate) fn new(
        organization: &OrganizationId,
        from: Plan,
        to: Plan,
        by: Option<&Actor>,
        at: Timestamp,
    ) -> Self {
        Self {
            pk: keys::organization_pk(organization),
            sk: keys::plan_sk(at),
            from,
            to,
            user: by.map(|actor| actor.id.clone()),
            name: by.and_then(|actor| actor.name.clone()),
            email: by.and_then(|actor| actor.email.clone()),
        }
    }

    fn into_change(self) -> Result<PlanChange, StoreError> {
        let Self { pk, sk, from, to, user, name, email } = self;
        let at = keys::parse_plan_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a plan's")
        })?;
        Ok(PlanChange { at, by: user.map(|id| Actor { id, name, email }), from, to })
    }
}

impl Control {
    /// Returns the changes of an organization's plan, newest first.
    pub async fn plans_list(&self, organization: &OrganizationId) -> Result<Vec<PlanChange>, StoreError> {
        let pk = keys::organization_pk(organization);
        let list = List { pk: &pk, prefix: keys::PLAN_SK_PREFIX, newest_first: true };
        let Listed { items, next: _ } = self.list(list, None, CHANGES).await?;
        items.into_iter().map(|item| from_item::<PlanItem>(item)?.into_change()).collect()
    }
}
