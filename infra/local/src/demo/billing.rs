//! The vendor's own product: a source that an operator registered, with its event types.

use std::sync::LazyLock;

use event_model::{Class, RegisteredSource, RegisteredType, Timestamp};
use event_store::{Store, StoreError};
use fastrand::Rng;
use serde::Deserialize;

/// The source and its types, from `billing.json`.
pub(super) static BILLING: LazyLock<Billing> =
    LazyLock::new(|| serde_json::from_str(include_str!("billing.json")).expect("a test reads the file"));

#[derive(Debug, Deserialize)]
pub(super) struct Billing {
    source: Source,
    category: String,
    pub(super) types: Vec<BillingType>,
}

#[derive(Debug, Deserialize)]
struct Source {
    id: String,
    label: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct BillingType {
    pub(super) id: String,
    label: String,
    class: Class,
    description: String,
    weight: u32,
}

impl Billing {
    /// Returns one of the types, by their weights.
    pub(super) fn one(&self, rng: &mut Rng) -> &BillingType {
        super::weighted(&self.types, |kind| kind.weight, rng)
    }

    /// Returns the catalog with the source and its types.
    #[cfg(test)]
    pub(super) fn catalog(&self) -> event_model::Catalog {
        let source = RegisteredSource {
            id: self.source.id.parse().expect("a source"),
            label: self.source.label.clone().try_into().expect("a name"),
            registered_at: Timestamp::MIN,
        };
        let types =
            self.types.iter().map(|kind| kind.registered(&self.category, Timestamp::MIN).expect("a type"));
        event_model::Catalog::new([source], types)
    }

    /// Registers the source and the types that are missing, as of `at`.
    pub(super) async fn register(&self, store: &Store, at: Timestamp) -> Result<(), RegisterError> {
        let control = &store.control;
        let registered = control.catalog_get().await?;
        let id: event_model::Source = self.source.id.parse().map_err(|_| RegisterError::Text)?;
        if registered.sources.iter().all(|source| source.id != id) {
            let label = self.source.label.clone().try_into().map_err(|_| RegisterError::Text)?;
            control
                .catalog_put_source(&registered, &RegisteredSource { id, label, registered_at: at })
                .await?;
        }
        for kind in &self.types {
            let kind = kind.registered(&self.category, at).ok_or(RegisterError::Text)?;
            // Each change is a version of its own.
            let registered = control.catalog_get().await?;
            if registered.types.iter().all(|known| known.id != kind.id) {
                control.catalog_put_type(&registered, &kind).await?;
            }
        }
        Ok(())
    }
}

/// The source cannot be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// A request to the store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A text of the file breaks a rule of the model.
    #[error("a text of billing.json is not valid")]
    Text,
}

impl BillingType {
    fn registered(&self, category: &str, at: Timestamp) -> Option<RegisteredType> {
        Some(RegisteredType {
            id: self.id.parse().ok()?,
            label: self.label.clone().try_into().ok()?,
            category: category.to_owned().try_into().ok()?,
            description: self.description.clone().try_into().ok()?,
            class: self.class,
            registered_at: at,
            deprecated_at: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn billing_file_has_valid_types_of_its_source() {
        assert_eq!(BILLING.types.len(), 5);
        for kind in &BILLING.types {
            let registered = kind.registered(&BILLING.category, Timestamp::MIN).expect("a type");
            assert_eq!(registered.id.source(), BILLING.source.id);
        }
    }
}
