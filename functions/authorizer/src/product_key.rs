//! Identifies a product by its key.

use api::{Caller, Product};
use event_model::Timestamp;
use event_store::{Control, ProductKey, ProductKeySecret, error_chain};

use crate::error::{IdentifyError, Refusal};

/// Returns the product whose key is `secret`, and records that the key was used.
pub(crate) async fn identify(
    control: &Control,
    secret: &ProductKeySecret,
    now: Timestamp,
) -> Result<Caller, IdentifyError> {
    let key = control.product_keys_verify(secret).await?.ok_or(Refusal::WrongKey)?;
    if key.touch_is_due(now)
        && let Err(error) = control.product_keys_touch(&key.id, now).await
    {
        // A missing time of last use must not cost the events of this request.
        tracing::warn!(error = error_chain(&error), key_id = key.id.as_str(), "use of key not recorded");
    }
    let ProductKey { id, sources, organizations, backfill, .. } = key;
    Ok(Caller::Product(Product { key_id: id, sources, organizations, backfill }))
}
