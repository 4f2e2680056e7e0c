//! `GET /v1/feed`

use api::{
    Caller, ListBody, NextLink, OrganizationAccess, Params, Problem, ProblemBody, ProblemCode,
    read_params_with_catalog, resolve_users,
};
use axum::extract::State as Extract;
use axum::http::header;
use axum::response::Response;
use event_model::{EventQuery, FeedEntryBody, OrganizationId, limits};
use event_store::{CursorScope, FeedCursor, FeedPage, FeedRequest, FeedStart};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::State;

/// Seconds between polls that a reader should wait when it has read everything.
const POLL_SECONDS: u32 = 10;

/// A page of the feed.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Feed)]
pub struct FeedBody {
    /// The events in order of arrival, which never changes. A page can have fewer events than `limit`, or none.
    pub events: Vec<FeedEntryBody>,
    /// Value of the parameter `cursor` for the next page, also if there are no events. Save it after the events of
    /// this page are stored.
    pub cursor: String,
    /// `true` if more events may be there now: ask again at once.
    pub has_more: bool,
    /// Seconds to wait before the next request: 0 if `has_more`.
    #[schema(example = 10)]
    pub poll_after_seconds: u32,
}

/// The parameters of a page besides its filters.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FeedParams {
    /// Where a new reader starts: `beginning` (the oldest event that is kept), `now`, or an RFC 3339 time of recording.
    /// Not with `cursor`.
    #[param(value_type = Option<String>, example = "beginning")]
    start: Option<FeedStart>,
    /// `cursor` of the previous page, with the same filters. Not with `start`.
    cursor: Option<String>,
    /// Maximum number of events: 1 to 1000. 100 by default.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, example = 100)]
    limit: u16,
}

impl FeedParams {
    fn read(params: &mut Params) -> Result<Self, Problem> {
        // In a query string, + means a space.
        let start = params.parsed("start", |text| text.replace(' ', "+").parse())?;
        let cursor = params.one("cursor")?;
        let limit = params.limit(limits::PAGE_ROWS, limits::FEED_ROWS_DEFAULT)?;
        Ok(Self { start, cursor, limit })
    }
}

/// Returns the events of the organization in order of arrival, each once along a chain of cursors.
///
/// Follow `cursor`, or the URL of the header `Link`, without end. The same cursor returns the same events again while
/// they are kept. An event that arrives late is at its place of arrival, not of occurrence.
#[utoipa::path(
    get,
    path = "/v1/feed",
    tag = "feed",
    operation_id = "read_feed",
    security(("person" = []), ("reader_key" = [])),
    params(FeedParams, EventQuery),
    responses(
        (
            status = 200,
            description = "A page of the feed",
            body = FeedBody,
            headers(("Link" = String, description = "The URL of the next page, with `rel=\"next\"`"))
        ),
        (status = 403, description = "The role, the plan or hidden details do not allow it", body = ProblemBody),
        (status = 410, description = "The events at the cursor have expired: continue at `oldest_cursor`", body = ProblemBody),
    )
)]
pub(crate) async fn read_feed(
    Extract(state): Extract<State>,
    caller: Caller,
    link: NextLink,
    mut params: Params,
) -> Result<Response, Problem> {
    let organization = caller.feed_reader()?;
    let now = state.clock.timestamp();
    let (query, catalog) = read_params_with_catalog(&state.store, now, &mut params, EventQuery::read).await?;
    let FeedParams { start, cursor, limit } = FeedParams::read(&mut params)?;
    params.finish()?;
    let access = OrganizationAccess::of(&state.store, organization).await?;
    access.allow_query(&query)?;
    let scope = FeedCursor::scope(organization, &query);
    let users = resolve_users(&state.store, organization, &query, "").await?;
    let range = query.range().map_err(|error| Problem::parameter("to", error))?;
    let request = FeedRequest {
        state: &access.state,
        filter: query.filter(&catalog, users, range),
        from: place(&state, organization, start, cursor.as_deref(), &scope).await?,
        limit,
        now,
    };
    let show_details = access.state.settings.show_details;
    let mut list = ListBody::new("events");
    let page =
        state.feed.page(request, |sequence, entry| list.push(&entry.into_body(sequence, show_details)));
    match page.await? {
        FeedPage::Read(progress) => {
            let cursor = progress.next.seal(&scope);
            let link = link.to(&cursor)?;
            let mut response = list.finish_with(&[
                ("cursor", json!(cursor)),
                ("has_more", json!(progress.has_more)),
                ("poll_after_seconds", json!(if progress.has_more { 0 } else { POLL_SECONDS })),
            ])?;
            response.headers_mut().insert(header::LINK, link);
            Ok(response)
        }
        FeedPage::Expired { oldest } => {
            let detail = "the events at the cursor have expired; continue at oldest_cursor";
            let oldest = FeedCursor { position: oldest, issued_at: state.clock.timestamp() }.seal(&scope);
            Err(Problem::new(ProblemCode::CursorExpired, detail).with_oldest_cursor(oldest))
        }
    }
}

/// Returns the place at which the page starts.
async fn place(
    state: &State,
    organization: &OrganizationId,
    start: Option<FeedStart>,
    cursor: Option<&str>,
    scope: &CursorScope,
) -> Result<FeedCursor, Problem> {
    match (start, cursor) {
        (Some(start), None) => {
            let position = state.feed.start(organization, start).await?;
            Ok(FeedCursor { position, issued_at: state.clock.timestamp() })
        }
        (None, Some(cursor)) => {
            FeedCursor::open(cursor, scope).map_err(|error| Problem::parameter("cursor", error))
        }
        (Some(_), Some(_)) => Err(Problem::parameter("start", "cannot be given with cursor")),
        // A default would hide that a reader lost its cursor.
        (None, None) => {
            let message = "must be beginning, now or a time on the first request; later requests need cursor";
            Err(Problem::parameter("start", message))
        }
    }
}
