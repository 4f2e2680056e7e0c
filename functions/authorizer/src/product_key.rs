//! Who a product key belongs to.

use api::{Caller, Product};
use event_model::Timestamp;
use event_store::{Control, ProductKey, ProductKeySecret};

use crate::error::{IdentifyError, Refusal};

/// Returns the product that shows `secret`, and notes that its key is in use.
pub(crate) async fn identify(
    control: &Control,
    secret: &ProductKeySecret,
    now: Timestamp,
) -> Result<Caller, IdentifyError> {
    let key = control.product_keys_verify(secret).await?.ok_or(Refusal::WrongKey)?;
    if key.touch_is_due(now)
        && let Err(error) = control.product_keys_touch(&key.id, now).await
    {
        // When a key was last used is worth less than the events that it brings now.
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, key_id = key.id.as_str(), "the use of a key could not be noted");
    }
    let ProductKey { id, sources, organizations, backfill, .. } = key;
    Ok(Caller::Product(Product { key_id: id, sources, organizations, backfill }))
}
