//! Saved views on the wire.

use event_model::{Bucket, EventQuery, SavedView, ViewContent, ViewList, ViewOrder, ViewScope};
use serde::Serialize;

/// A saved view of a list of events.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = SavedView)]
pub struct ViewBody {
    /// The id.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    /// The display name.
    #[schema(example = "Failed sign-ins abroad")]
    pub name: String,
    /// Who sees it.
    pub scope: ViewScope,
    /// The list.
    pub list: ViewList,
    /// The filters.
    pub filters: EventQuery,
    /// The length of the shown time, which ends now; null if the filters have times, or for all time.
    #[schema(example = "7d")]
    pub last: Option<String>,
    /// The order of the events; null for the default.
    pub order: Option<ViewOrder>,
    /// The size of the buckets; null for the default.
    pub bucket: Option<Bucket>,
    /// The id of the person who saved it first.
    #[schema(example = "u_ada")]
    pub created_by: String,
    /// When it was saved first (UTC).
    pub created_at: String,
    /// The id of the person who changed it last.
    #[schema(example = "u_ada")]
    pub changed_by: String,
    /// When it was changed last (UTC).
    pub changed_at: String,
}

/// Saved views.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = SavedViews)]
pub struct ViewsBody {
    /// The caller's own views, and then those of the organization; each oldest first.
    pub views: Vec<ViewBody>,
    /// Always null: there are at most 150 views.
    pub next_cursor: Option<String>,
}

impl From<SavedView> for ViewBody {
    fn from(view: SavedView) -> Self {
        let SavedView { id, scope, created_by, created_at, changed_by, changed_at, content } = view;
        let ViewContent { name, list, query, last, order, bucket } = content;
        Self {
            id: id.into(),
            name: name.into(),
            scope,
            list,
            filters: query,
            last: last.map(String::from),
            order,
            bucket,
            created_by: created_by.into(),
            created_at: created_at.to_string(),
            changed_by: changed_by.into(),
            changed_at: changed_at.to_string(),
        }
    }
}
