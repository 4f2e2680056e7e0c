//! Read access by the plan and the settings of the organization.

use event_model::{EventQuery, OrganizationId, OrganizationState, Role};
use event_store::Store;

use crate::{Person, Problem, ProblemCode};

/// The caller's organization with its current settings, after the access check.
#[derive(Debug)]
pub struct OrganizationAccess {
    /// The organization and its settings.
    pub state: OrganizationState,
}

impl OrganizationAccess {
    /// Loads the organization of `person`, with any plan.
    pub async fn load(store: &Store, person: &Person) -> Result<Self, Problem> {
        Self::with_any_plan(store, &person.organization_id).await
    }

    /// Loads the organization of `person`, if its plan includes the monitor.
    pub async fn entitled(store: &Store, person: &Person) -> Result<Self, Problem> {
        Self::of(store, &person.organization_id).await
    }

    /// Loads the organization of the caller, if its plan includes the monitor.
    ///
    /// `id` must be the caller's own organization, as from [`Caller::feed_reader`](crate::Caller::feed_reader).
    pub async fn of(store: &Store, id: &OrganizationId) -> Result<Self, Problem> {
        let access = Self::with_any_plan(store, id).await?;
        if access.state.organization.plan.includes_monitor() {
            Ok(access)
        } else {
            let detail = "your organization's plan does not include the activity monitor";
            Err(Problem::new(ProblemCode::PlanRequired, detail))
        }
    }

    async fn with_any_plan(store: &Store, id: &OrganizationId) -> Result<Self, Problem> {
        let state = store.control.organizations_state(id).await?;
        let state = state.ok_or_else(|| {
            Problem::new(
                ProblemCode::UnknownOrganization,
                "your organization is not set up for the activity monitor",
            )
        })?;
        Ok(Self { state })
    }

    /// Loads the organization of `person`, if they may read events now.
    ///
    /// Members cannot read while the monitor is off. Other roles can read what was recorded before.
    pub async fn readable(store: &Store, person: &Person) -> Result<Self, Problem> {
        let access = Self::entitled(store, person).await?;
        if person.role == Role::Member && !access.state.settings.activity_monitor {
            let detail = "your organization has turned the activity monitor off";
            return Err(Problem::new(ProblemCode::MonitorOff, detail));
        }
        Ok(access)
    }

    /// Refuses a query that needs details while details are hidden: its result would disclose them.
    pub fn allow_query(&self, query: &EventQuery) -> Result<(), Problem> {
        if self.state.settings.show_details || !query.needs_details() {
            return Ok(());
        }
        let filters = query.detail_filters().join(", ");
        let detail =
            format!("details are hidden in your organization, so events cannot be filtered by {filters}");
        Err(Problem::new(ProblemCode::DetailsHidden, detail))
    }
}
