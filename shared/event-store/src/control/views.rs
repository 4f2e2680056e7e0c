//! Saved views.

use event_model::{
    Bucket, EventQuery, LastTime, Name, OrganizationId, SavedView, Timestamp, UserId, ViewContent, ViewId,
    ViewList, ViewOrder, ViewScope, limits,
};
use serde::{Deserialize, Serialize};

use crate::control::keys;
use crate::dynamodb::error::error_chain;
use crate::dynamodb::item::{Item, from_item, item_key, key_of, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::millis;
use crate::dynamodb::table::Consistency;
use crate::{Control, StoreError};

/// The row of a view.
#[derive(Debug, Serialize, Deserialize)]
struct ViewItem {
    pk: String,
    sk: String,
    name: Name,
    list: ViewList,
    query: EventQuery,
    last: Option<LastTime>,
    order: Option<ViewOrder>,
    bucket: Option<Bucket>,
    created_by: UserId,
    #[serde(with = "millis")]
    created_at: Timestamp,
    changed_by: UserId,
    #[serde(with = "millis")]
    changed_at: Timestamp,
}

impl ViewItem {
    fn new(organization: &OrganizationId, view: &SavedView) -> Self {
        let SavedView { id, scope, created_by, created_at, changed_by, changed_at, content } = view.clone();
        let ViewContent { name, list, query, last, order, bucket } = content;
        Self {
            pk: keys::views_pk(organization),
            sk: keys::view_sk(scope, &created_by, &id),
            name,
            list,
            query,
            last,
            order,
            bucket,
            created_by,
            created_at,
            changed_by,
            changed_at,
        }
    }

    fn into_view(self) -> Result<SavedView, StoreError> {
        let Self {
            pk,
            sk,
            name,
            list,
            query,
            last,
            order,
            bucket,
            created_by,
            created_at,
            changed_by,
            changed_at,
        } = self;
        let (scope, id) = keys::parse_view_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a view's")
        })?;
        let content = ViewContent { name, list, query, last, order, bucket };
        Ok(SavedView { id, scope, created_by, created_at, changed_by, changed_at, content })
    }
}

impl Control {
    /// Returns the views that `user` saved for themselves, and then, if `shared`, those of the organization; each oldest
    /// first. Strongly consistent.
    pub async fn views_list(
        &self,
        organization: &OrganizationId,
        user: &UserId,
        shared: bool,
    ) -> Result<Vec<SavedView>, StoreError> {
        let mut views = self.views_of(organization, ViewScope::Own, user).await?;
        if shared {
            views.extend(self.views_of(organization, ViewScope::Organization, user).await?);
        }
        Ok(views)
    }

    /// Returns a view that `user` saved for themselves or, if `shared`, one of the organization. Strongly consistent.
    pub async fn views_get(
        &self,
        organization: &OrganizationId,
        user: &UserId,
        id: &ViewId,
        shared: bool,
    ) -> Result<Option<SavedView>, StoreError> {
        let scopes = if shared { ViewScope::ALL.as_slice() } else { &[ViewScope::Own] };
        let pk = keys::views_pk(organization);
        let keys = scopes.iter().map(|scope| item_key(&pk, &keys::view_sk(*scope, user, id)));
        let mut items = self.table.batch_get(keys.collect()).await?.into_iter();
        let view = items.next().map(|item| from_item::<ViewItem>(item)?.into_view()).transpose()?;
        Ok(view.filter(|view| is_visible(view, user)))
    }

    /// Stores a new view. Returns `false` if the person or the organization already has the maximum of its scope.
    ///
    /// Concurrent requests can exceed the maximum by their number. It only keeps the list short.
    pub async fn views_create(
        &self,
        organization: &OrganizationId,
        view: &SavedView,
    ) -> Result<bool, StoreError> {
        let max = match view.scope {
            ViewScope::Own => limits::VIEWS_PER_PERSON,
            ViewScope::Organization => limits::VIEWS_PER_ORGANIZATION,
        };
        if self.views_of(organization, view.scope, &view.created_by).await?.len() >= max {
            return Ok(false);
        }
        if self.table.insert(to_item(ViewItem::new(organization, view))?).await? {
            Ok(true)
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Replaces a view. Returns `false` if it was deleted.
    pub async fn views_update(
        &self,
        organization: &OrganizationId,
        view: &SavedView,
    ) -> Result<bool, StoreError> {
        let item = to_item(ViewItem::new(organization, view))?;
        self.table.execute(Statement::replace(&self.table.name, item)).await
    }

    /// Deletes a view, if it exists.
    pub async fn views_delete(
        &self,
        organization: &OrganizationId,
        view: &SavedView,
    ) -> Result<(), StoreError> {
        let sk = keys::view_sk(view.scope, &view.created_by, &view.id);
        self.table.delete(item_key(&keys::views_pk(organization), &sk)).await
    }

    async fn views_of(
        &self,
        organization: &OrganizationId,
        scope: ViewScope,
        user: &UserId,
    ) -> Result<Vec<SavedView>, StoreError> {
        let prefix = keys::view_sk_prefix(scope, user);
        let items = self.table.query_all(&keys::views_pk(organization), &prefix, Consistency::Strong).await?;
        let views = items.into_iter().filter_map(readable);
        Ok(views.filter(|view| is_visible(view, user)).collect())
    }
}

/// Returns `true` if `user` may see a view of their organization. The key of an own view has a hash of its person, and two
/// persons can have the same.
fn is_visible(view: &SavedView, user: &UserId) -> bool {
    view.scope == ViewScope::Organization || view.created_by == *user
}

/// Reads a view. One that cannot be read, for example with a filter of a newer version, must not hide all others.
fn readable(item: Item) -> Option<SavedView> {
    let key = key_of(&item).map(|(pk, sk)| format!("{pk} {sk}"));
    match from_item::<ViewItem>(item).and_then(ViewItem::into_view) {
        Ok(view) => Some(view),
        Err(error) => {
            tracing::error!(key, error = error_chain(&error), "a saved view cannot be read");
            None
        }
    }
}
