//! Creates, reads and writes back-tests.

use std::collections::BTreeSet;

use event_model::{BacktestId, NewEvent, OrganizationId, OrganizationState, Timestamp};
use serde::{Deserialize, Serialize};

use crate::detections::backtest::Backtest;
use crate::detections::backtest_row::{BacktestItem, read_backtest};
use crate::detections::keys;
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{Item, from_item, item_key, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::{Consistency, PrefixQuery};
use crate::{Control, Store, StoreError};

/// Maximum attempts at a transaction that conflicts with the creation of another back-test.
const TRANSACTION_ATTEMPTS: u32 = 6;

/// The back-tests that were open when one was last created. Each creation changes it in its transaction, so that
/// concurrent requests cannot exceed the limit.
#[derive(Debug, Default, Serialize, Deserialize)]
struct OpenItem {
    pk: String,
    sk: String,
    ids: BTreeSet<BacktestId>,
    version: u64,
}

impl Store {
    /// Stores a new back-test and records the audit event `event`, in one transaction. Returns `false` if the
    /// organization already has the maximum of open back-tests.
    pub async fn backtests_create(
        &self,
        backtest: &Backtest,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        let organization = &state.organization.id;
        let (table, now) = (&self.control.table.name, event.occurred_at);
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            let OpenItem { ids, version, .. } = self.control.backtests_open_item(organization).await?;
            let mut open = BTreeSet::from([backtest.id.clone()]);
            for id in ids {
                let other = self.control.backtests_get(organization, &id).await?;
                open.extend(other.filter(|other| other.is_open_at(now)).map(|other| other.id));
            }
            if open.len() > Backtest::OPEN_MAX {
                return Ok(false);
            }
            let item = to_item(OpenItem {
                pk: keys::backtests_pk(organization),
                sk: keys::OPEN_BACKTESTS_SK.to_owned(),
                ids: open,
                version: version + 1,
            })?;
            let statements = vec![
                match version {
                    0 => Statement::insert(table, item),
                    read => Statement::update(table, item, read),
                },
                Statement::insert(table, to_item(BacktestItem::new(organization, backtest))?),
                self.events.monitor_event_statement(event, state, &state.settings, now)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(true),
                Err(error) => retry.after(error).await?,
            }
        }
    }
}

impl Control {
    /// Returns a back-test, strongly consistent.
    pub async fn backtests_get(
        &self,
        organization: &OrganizationId,
        id: &BacktestId,
    ) -> Result<Option<Backtest>, StoreError> {
        let item = self.table.get(key_of_backtest(organization, id)).await?;
        Ok(item.map(read_backtest).transpose()?.flatten())
    }

    /// Returns the newest back-tests of an organization, newest first: at most `limit`.
    pub async fn backtests_list(
        &self,
        organization: &OrganizationId,
        limit: u16,
    ) -> Result<Vec<Backtest>, StoreError> {
        let query = PrefixQuery {
            pk: &keys::backtests_pk(organization),
            sk_prefix: keys::BACKTEST_SK_PREFIX,
            newest_first: true,
            start: None,
            limit: Some(limit.into()),
            consistency: Consistency::Strong,
        };
        let items = self.table.query_prefix(query).await?.items;
        let backtests: Vec<Option<Backtest>> =
            items.into_iter().map(read_backtest).collect::<Result<_, _>>()?;
        Ok(backtests.into_iter().flatten().collect())
    }

    /// Writes a back-test and increments its version. Sets the time of its last write to `now`.
    ///
    /// Returns [`StoreError::Conflict`] if another worker has written it.
    pub async fn backtests_put(
        &self,
        organization: &OrganizationId,
        backtest: &mut Backtest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let read = backtest.version;
        backtest.version += 1;
        backtest.heartbeat_at = now;
        let item = to_item(BacktestItem::new(organization, backtest))?;
        match self.table.execute(Statement::update(&self.table.name, item, read)).await? {
            true => Ok(()),
            false => Err(StoreError::Conflict),
        }
    }

    async fn backtests_open_item(&self, organization: &OrganizationId) -> Result<OpenItem, StoreError> {
        let key = item_key(&keys::backtests_pk(organization), keys::OPEN_BACKTESTS_SK);
        Ok(self.table.get(key).await?.map(from_item).transpose()?.unwrap_or_default())
    }
}

fn key_of_backtest(organization: &OrganizationId, id: &BacktestId) -> Item {
    item_key(&keys::backtests_pk(organization), &keys::backtest_sk(id))
}
