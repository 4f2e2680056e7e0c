//! `/v1/keys`

mod create;
mod list;
mod revoke;

use event_store::{ProductKey, ProductKeySecret};
use support::app::TestApp;

/// Returns the key that a secret is valid for.
async fn verify(app: &TestApp, secret: &str) -> Option<ProductKey> {
    let secret = ProductKeySecret::parse(secret).expect("a key's text");
    app.store.control.product_keys_verify(&secret).await.expect("the store answers")
}
