//! The parameters of a list of people.

use std::collections::BTreeSet;

use api::{OrganizationAccess, Params, Problem, ProblemCode};
use detections::SecondFactorState;
use event_model::{OrganizationId, QuerySource, SearchWords};
use event_store::{CursorScope, Order};

use crate::list_users::parse_query;
use crate::people::sort::PeopleSort;

/// Maximum of `limit`.
const LIMIT: u16 = 100;
/// Default of `limit`.
const LIMIT_DEFAULT: u16 = 50;

/// The parameters of a list of people.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleParams {
    /// Words in any order: parts of an id, name or e-mail address, current or former. Case and accents are ignored.
    #[param(value_type = Option<String>, example = "lovel")]
    pub(crate) q: String,
    /// What people are sorted by; `last_seen` by default. `countries` is refused while details are hidden.
    #[param(value_type = Option<PeopleSort>, example = "last_seen")]
    pub(crate) sort: PeopleSort,
    /// `asc` or `desc`. By default, names are sorted from A, and all else from the latest or highest. People of whom the
    /// value is not known are last in either order.
    #[param(value_type = Option<String>, example = "desc")]
    pub(crate) order: Order,
    /// Only people with one of these values.
    #[param(value_type = Option<Vec<SecondFactorState>>, required = false, example = json!(["never"]))]
    pub(crate) second_factor: BTreeSet<SecondFactorState>,
    /// Maximum number of people: 1 to 100. 50 by default.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, example = 50)]
    pub(crate) limit: u16,
    /// `next_cursor` of the previous page, with the same parameters besides `limit`.
    pub(crate) cursor: Option<String>,
}

impl PeopleParams {
    /// Reads the parameters, and refuses all others.
    pub(crate) fn read(mut params: Params) -> Result<Self, Problem> {
        let sort: PeopleSort = params.parsed("sort", str::parse)?.unwrap_or_default();
        let states = SecondFactorState::ALL.len();
        let read = Self {
            q: params.one("q")?.unwrap_or_default(),
            sort,
            order: params.parsed("order", str::parse)?.unwrap_or(sort.default_order()),
            second_factor: QuerySource::many(&mut params, "second_factor", states, str::parse)?,
            limit: params.limit(LIMIT, LIMIT_DEFAULT)?,
            cursor: params.one("cursor")?,
        };
        params.finish()?;
        read.words()?;
        Ok(read)
    }

    /// Returns the words of the search.
    pub(crate) fn words(&self) -> Result<SearchWords, Problem> {
        parse_query(&self.q).map_err(|error| Problem::parameter("q", error))
    }

    /// Refuses an order that discloses hidden details.
    pub(crate) fn allow(&self, access: &OrganizationAccess) -> Result<(), Problem> {
        if self.sort != PeopleSort::Countries || access.state.settings.show_details {
            return Ok(());
        }
        let detail = "details are hidden in your organization, so people cannot be sorted by countries";
        Err(Problem::new(ProblemCode::DetailsHidden, detail))
    }

    /// Returns the list that cursors are bound to.
    pub(crate) fn cursor_scope(&self, organization: &OrganizationId) -> CursorScope {
        let states: Vec<&str> = self.second_factor.iter().map(|state| state.as_str()).collect();
        // A text cannot contain a zero byte, which separates the parts.
        let q = self.q.replace('\0', " ");
        let parts = [self.sort.as_str(), self.order.as_str(), &states.join(","), &q];
        CursorScope::of(organization, "people", &parts)
    }
}
