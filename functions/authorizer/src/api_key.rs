//! Identifies a program by its API key, and records that the key was used.

use api::{Caller, Product, Reader};
use event_model::{KeyId, Timestamp};
use event_store::{
    Control, ProductKey, ProductKeySecret, ReaderKey, ReaderKeySecret, StoreError, error_chain,
};

use crate::error::{IdentifyError, Refusal};

/// Returns the product whose key is `secret`.
pub(crate) async fn product(
    control: &Control,
    secret: &ProductKeySecret,
    now: Timestamp,
) -> Result<Caller, IdentifyError> {
    let key = control.product_keys_verify(secret).await?.ok_or(Refusal::WrongKey)?;
    if key.touch_is_due(now) {
        log_failure(control.product_keys_touch(&key.id, now).await, &key.id);
    }
    let ProductKey { id, sources, organizations, backfill, .. } = key;
    Ok(Caller::Product(Product { key_id: id, sources, organizations, backfill }))
}

/// Returns the reader whose key is `secret`.
pub(crate) async fn reader(
    control: &Control,
    secret: &ReaderKeySecret,
    now: Timestamp,
) -> Result<Caller, IdentifyError> {
    let key = control.reader_keys_verify(secret).await?.ok_or(Refusal::WrongKey)?;
    if key.touch_is_due(now) {
        log_failure(control.reader_keys_touch(&key.id, now).await, &key.id);
    }
    let ReaderKey { id, organization_id, .. } = key;
    Ok(Caller::Reader(Reader { key_id: id, organization_id }))
}

/// Logs that the use of a key could not be recorded. A missing time of last use must not fail the request.
fn log_failure(touched: Result<(), StoreError>, id: &KeyId) {
    if let Err(error) = touched {
        tracing::warn!(error = error_chain(&error), key_id = id.as_str(), "use of key not recorded");
    }
}
