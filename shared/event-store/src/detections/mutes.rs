//! Mutes of detections.

use chrono::Duration;
use detections::{Mute, MuteKind, MuteSubject};
use event_model::{MuteId, NewEvent, Note, OrganizationId, OrganizationState, Timestamp, UserId, limits};
use serde::{Deserialize, Serialize};

use crate::detections::keys;
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{Item, from_item, item_key, number, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, optional_millis, seconds};
use crate::dynamodb::table::Consistency;
use crate::{Control, Store, StoreError};

/// Time that a mute stays listed after its end, to explain what it hid.
const KEPT: Duration = Duration::days(90);
/// Maximum attempts at a transaction that conflicts with another one about the same mute.
const TRANSACTION_ATTEMPTS: u32 = 6;

/// The row of a mute.
#[derive(Debug, Serialize, Deserialize)]
struct MuteItem {
    pk: String,
    sk: String,
    rule: String,
    kind: MuteKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    reason: Note,
    #[serde(with = "millis")]
    until: Timestamp,
    #[serde(with = "millis")]
    created_at: Timestamp,
    created_by: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    deleted_at: Option<Timestamp>,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

impl MuteItem {
    fn new(organization: &OrganizationId, mute: &Mute) -> Self {
        let Mute { id, rule, subject, reason, until, created_at, created_by, deleted_at } = mute;
        Self {
            pk: keys::detections_pk(organization),
            sk: keys::mute_sk(id),
            rule: rule.to_string(),
            kind: subject.kind(),
            value: subject.value(),
            reason: reason.clone(),
            until: *until,
            created_at: *created_at,
            created_by: created_by.clone(),
            deleted_at: *deleted_at,
            expires_at: until.plus(KEPT),
        }
    }

    fn into_mute(self) -> Result<Option<Mute>, StoreError> {
        let Self {
            pk,
            sk,
            rule,
            kind,
            value,
            reason,
            until,
            created_at,
            created_by,
            deleted_at,
            expires_at: _,
        } = self;
        let key = format!("{pk} {sk}");
        let id = keys::parse_mute_sk(&sk)
            .ok_or_else(|| StoreError::corrupt(&key, "has a sort key that is not a mute's"))?;
        // A rule of a newer version: this one does not evaluate it, so there is nothing to hide.
        let Ok(rule) = rule.parse() else { return Ok(None) };
        let subject = MuteSubject::new(kind, value.as_deref())
            .map_err(|error| StoreError::corrupt(&key, format!("its value {error}")))?;
        Ok(Some(Mute { id, rule, subject, reason, until, created_at, created_by, deleted_at }))
    }
}

/// Reads a mute; `None` if it is about a rule that this version does not have.
pub(crate) fn read_mute(item: Item) -> Result<Option<Mute>, StoreError> {
    from_item::<MuteItem>(item)?.into_mute()
}

impl Store {
    /// Stores a mute and records the audit event `event`, in one transaction. Returns `false` if the organization
    /// already has the maximum of active mutes.
    ///
    /// Concurrent requests can exceed the maximum by their number. It only keeps the list short that every detection
    /// reads.
    pub async fn mutes_create(
        &self,
        mute: &Mute,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        let organization = &state.organization.id;
        let mutes = self.control.mutes_list(organization).await?;
        let active = mutes.iter().filter(|mute| mute.is_active(event.occurred_at)).count();
        if active >= limits::MUTES_PER_ORGANIZATION {
            return Ok(false);
        }
        let statements = vec![
            Statement::insert(&self.control.table.name, to_item(MuteItem::new(organization, mute))?),
            self.events.monitor_event_statement(event, state, &state.settings, event.occurred_at)?,
        ];
        self.control.table.execute_transaction(statements).await.map(|()| true)
    }

    /// Ends a mute at the time of `event` and records the event, in one transaction. Does nothing if it has ended or
    /// does not exist: a deletion is exactly one event.
    pub async fn mutes_delete(
        &self,
        id: &MuteId,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let (organization, at) = (&state.organization.id, event.occurred_at);
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            let mute = self.control.mutes_get(organization, id).await?;
            if mute.is_none_or(|mute| !mute.is_active(at)) {
                return Ok(());
            }
            let key = key_of_mute(organization, id);
            let deleted_at = number(at.millis());
            let statements = vec![
                Statement::set_once(&self.control.table.name, key, "deleted_at", deleted_at),
                self.events.monitor_event_statement(event, state, &state.settings, at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(()),
                Err(error) => retry.after(error).await?,
            }
        }
    }
}

impl Control {
    /// Returns the mutes of an organization, also those that have ended, oldest first. Strongly consistent.
    pub async fn mutes_list(&self, organization: &OrganizationId) -> Result<Vec<Mute>, StoreError> {
        let pk = keys::detections_pk(organization);
        let items = self.table.query_all(&pk, keys::MUTE_SK_PREFIX, Consistency::Strong).await?;
        let mutes: Vec<Option<Mute>> = items.into_iter().map(read_mute).collect::<Result<_, _>>()?;
        Ok(mutes.into_iter().flatten().collect())
    }

    /// Returns a mute, strongly consistent.
    pub async fn mutes_get(
        &self,
        organization: &OrganizationId,
        id: &MuteId,
    ) -> Result<Option<Mute>, StoreError> {
        let item = self.table.get(key_of_mute(organization, id)).await?;
        Ok(item.map(read_mute).transpose()?.flatten())
    }
}

fn key_of_mute(organization: &OrganizationId, id: &MuteId) -> Item {
    item_key(&keys::detections_pk(organization), &keys::mute_sk(id))
}
