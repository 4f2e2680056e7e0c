//! Requests for saved views.

use api::{Action, EventFilters, Person, Problem, ProblemCode};
use event_model::json_object::Object;
use event_model::{Bucket, Catalog, EventQuery, Name, ViewContent, ViewList, ViewOrder, ViewScope, limits};

/// A view to save.
#[derive(Debug, utoipa::ToSchema)]
#[schema(as = SavedViewRequest)]
#[schema(example = json!({"name": "Failed sign-ins abroad", "scope": "own", "list": "events",
    "filters": {"type": ["account.login.*"], "outcome": ["failure"]}, "last": "30d"}))]
pub struct ViewRequest {
    /// The display name.
    pub name: Name,
    /// Who sees it. Only owners and admins save views of the organization, and only of the list `events`. It cannot be
    /// changed later.
    pub scope: ViewScope,
    /// The list. Members save only views of `my_events`.
    pub list: ViewList,
    /// The filters: at most 8 KiB of JSON. Those of `my_events` have no `user` and `not.user`.
    pub filters: Option<EventFilters>,
    /// The length of the shown time, which ends now: hours or days, such as `24h` or `7d`. Or `this_week`, `last_week`,
    /// `this_month` or `last_month`. Not together with `from` or `to`.
    #[schema(example = "30d")]
    pub last: Option<String>,
    /// The order of the events.
    pub order: Option<ViewOrder>,
    /// The size of the buckets.
    pub bucket: Option<Bucket>,
}

/// A parsed request.
#[derive(Debug, Clone)]
pub(crate) struct ParsedView {
    pub(crate) scope: ViewScope,
    pub(crate) content: ViewContent,
}

impl ParsedView {
    /// Parses a request; `None` if a fault was found. Types and sources must be in `catalog`.
    pub(crate) fn read(request: &mut Object<'_, '_>, catalog: &Catalog) -> Option<Self> {
        let name = request.required("name");
        let scope = request.required_with("scope", str::parse::<ViewScope>);
        let list = request.required_with("list", str::parse::<ViewList>);
        let filters = request.object("filters", |filters| EventQuery::from_json(filters, catalog));
        let query = filters.unwrap_or_default();
        let last = request.optional_with("last", str::parse);
        let order = request.optional_with("order", str::parse);
        let bucket = request.optional_with("bucket", str::parse);
        if last.is_some() && (query.from.is_some() || query.to.is_some()) {
            request.fault("last", "must be absent, because the filters have from or to");
        }
        if scope == Some(ViewScope::Organization) && list == Some(ViewList::MyEvents) {
            request.fault("list", "must be events, because the view is for the organization");
        }
        if list == Some(ViewList::MyEvents) {
            for (path, filters) in [("filters/user", &query.include), ("filters/not.user", &query.exclude)] {
                if !filters.users.is_empty() {
                    request.fault(path, "must be absent, because the list has only your own events");
                }
            }
        }
        if !is_small(&query) {
            let bytes = limits::VIEW_FILTER_BYTES;
            request.fault("filters", format_args!("have more than {bytes} bytes as JSON"));
        }
        let content = ViewContent { name: name?, list: list?, query, last, order, bucket };
        Some(Self { scope: scope?, content })
    }

    /// Refuses a view that the role of the person does not allow.
    pub(crate) fn allow(&self, person: &Person) -> Result<(), Problem> {
        if self.content.list == ViewList::Events && !person.may(Action::ReadOrganization) {
            return Err(forbidden("your role only allows views of your own events"));
        }
        allow_scope(self.scope, person)
    }
}

/// Refuses to save or delete a view of the organization if the role of the person does not allow it.
pub(crate) fn allow_scope(scope: ViewScope, person: &Person) -> Result<(), Problem> {
    if scope == ViewScope::Organization && !person.may(Action::ManageOrganizationViews) {
        return Err(forbidden("your role does not allow changes of the organization's views"));
    }
    Ok(())
}

fn forbidden(detail: &str) -> Problem {
    Problem::new(ProblemCode::Forbidden, detail)
}

fn is_small(query: &EventQuery) -> bool {
    serde_json::to_vec(query).is_ok_and(|json| json.len() <= limits::VIEW_FILTER_BYTES)
}
