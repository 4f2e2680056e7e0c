//! Pages of people.

use api::Problem;
use event_model::OrganizationState;
use event_store::{Cursor, CursorScope};

use crate::State;
use crate::people::activity::count_events;
use crate::people::body::{PeopleCoverageBody, PeopleGap};
use crate::people::listing::Listing;
use crate::people::params::PeopleParams;
use crate::people::row::PersonRow;
use crate::people::sort::{PeoplePosition, SortKey};

/// A page of people.
pub(crate) struct PeoplePage {
    /// The people, in the requested order.
    pub(crate) rows: Vec<PersonRow>,
    /// Number of people who match, on all pages.
    pub(crate) total: usize,
    pub(crate) coverage: PeopleCoverageBody,
    pub(crate) next: Option<Cursor>,
}

impl PeoplePage {
    /// Reads the page that `params` ask for.
    ///
    /// Counts the events of everyone who matches if the order depends on them, and otherwise only those of the page.
    pub(crate) async fn read(
        state: &State,
        organization: &OrganizationState,
        params: &PeopleParams,
        scope: &CursorScope,
    ) -> Result<Self, Problem> {
        let position = params.cursor.as_deref().map(|cursor| PeoplePosition::open(cursor, scope)).transpose();
        let position = position.map_err(|error| Problem::parameter("cursor", error))?;
        let (at, after) =
            position.map_or_else(|| (state.clock.timestamp(), None), |(at, after)| (at, Some(after)));
        let wanted = |state| params.second_factor.is_empty() || params.second_factor.contains(&state);
        let id = &organization.organization.id;
        let Listing { mut rows, mut gaps, evaluated_to } =
            Listing::read(state, id, &params.words()?, wanted).await?;
        let total = rows.len();
        let mut counted_from = None;
        if params.sort.needs_activity() {
            counted_from = count_events(state, organization, &mut rows, at).await?;
        }
        let (mut rows, next) = cut(rows, params, after.as_ref());
        if !params.sort.needs_activity() {
            counted_from = count_events(state, organization, &mut rows, at).await?;
        }
        gaps.extend(counted_from.map(|_| PeopleGap::Events));
        let coverage = PeopleCoverageBody::new(at, counted_from, gaps, evaluated_to);
        Ok(Self { rows, total, coverage, next: next.map(|key| PeoplePosition::new(at, key).seal(scope)) })
    }
}

/// Returns the page of `rows` after a place, in order, and the place of its last person if there are more.
fn cut(
    rows: Vec<PersonRow>,
    params: &PeopleParams,
    after: Option<&SortKey>,
) -> (Vec<PersonRow>, Option<SortKey>) {
    let mut keyed: Vec<_> = rows.into_iter().map(|row| (SortKey::of(&row, params.sort), row)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.compare(b, params.order));
    let is_passed = |key: &SortKey| after.is_some_and(|after| key.compare(after, params.order).is_le());
    let mut rest = keyed.into_iter().skip_while(|(key, _)| is_passed(key));
    let page: Vec<_> = rest.by_ref().take(params.limit.into()).collect();
    let next = rest.next().and(page.last().map(|(key, _)| key.clone()));
    (page.into_iter().map(|(_, row)| row).collect(), next)
}
