//! Sources and event types that operators registered.

use event_model::{
    Catalog, Class, Description, EventType, Name, RegisteredSource, RegisteredType, Source, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::control::keys;
use crate::dynamodb::item::{Item, Lenient, from_item, item_key, key_of, number, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, optional_millis};
use crate::dynamodb::table::Consistency;
use crate::{Control, StoreError};

/// The registered sources and event types, as read at one version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisteredCatalog {
    /// Number of changes before the read.
    pub version: u64,
    /// The sources, in order of their ids.
    pub sources: Vec<RegisteredSource>,
    /// The event types, in order of their ids.
    pub types: Vec<RegisteredType>,
}

impl RegisteredCatalog {
    /// Returns the catalog of these and the built-in sources and types.
    pub fn catalog(&self) -> Catalog {
        Catalog::new(self.sources.iter().cloned(), self.types.iter().cloned())
    }
}

/// The number of changes of the catalog. Each change increments it in its transaction, so that a reader sees with one
/// small read whether its catalog is current, and concurrent changes cannot exceed a limit together.
#[derive(Debug, Serialize, Deserialize)]
struct VersionItem {
    pk: String,
    sk: String,
    version: u64,
}

/// The row of a registered source.
#[derive(Debug, Serialize, Deserialize)]
struct SourceItem {
    pk: String,
    sk: String,
    label: String,
    #[serde(with = "millis")]
    registered_at: Timestamp,
}

/// The row of a registered event type.
#[derive(Debug, Serialize, Deserialize)]
struct TypeItem {
    pk: String,
    sk: String,
    label: String,
    category: String,
    description: String,
    class: Lenient<Class>,
    #[serde(with = "millis")]
    registered_at: Timestamp,
    #[serde(default, with = "optional_millis")]
    deprecated_at: Option<Timestamp>,
}

impl SourceItem {
    fn new(source: &RegisteredSource) -> Self {
        let RegisteredSource { id, label, registered_at } = source;
        Self {
            pk: keys::CATALOG_PK.to_owned(),
            sk: keys::source_sk(id),
            label: label.to_string(),
            registered_at: *registered_at,
        }
    }

    fn into_source(self) -> RegisteredSource {
        let Self { pk: _, sk, label, registered_at } = self;
        let id = sk.strip_prefix(keys::SOURCE_SK_PREFIX).unwrap_or(&sk).to_owned();
        RegisteredSource { id: Source::recorded(id), label: Name::recorded(label), registered_at }
    }
}

impl TypeItem {
    fn new(kind: &RegisteredType) -> Self {
        let RegisteredType { id, label, category, description, class, registered_at, deprecated_at } = kind;
        Self {
            pk: keys::CATALOG_PK.to_owned(),
            sk: keys::type_sk(id),
            label: label.to_string(),
            category: category.to_string(),
            description: description.to_string(),
            class: Lenient::Known(*class),
            registered_at: *registered_at,
            deprecated_at: *deprecated_at,
        }
    }

    fn into_type(self) -> RegisteredType {
        let Self { pk: _, sk, label, category, description, class, registered_at, deprecated_at } = self;
        let id = sk.strip_prefix(keys::TYPE_SK_PREFIX).unwrap_or(&sk).to_owned();
        RegisteredType {
            id: EventType::recorded(id),
            label: Name::recorded(label),
            category: Name::recorded(category),
            description: Description::recorded(description),
            // A newer version may have registered a type of a class that this version does not know.
            class: class.known().unwrap_or(Class::Other),
            registered_at,
            deprecated_at,
        }
    }
}

impl Control {
    /// Returns the number of changes of the catalog, strongly consistent.
    pub async fn catalog_version(&self) -> Result<u64, StoreError> {
        let item = self.table.get(item_key(keys::CATALOG_PK, keys::CATALOG_VERSION_SK)).await?;
        Ok(item.map(from_item::<VersionItem>).transpose()?.map_or(0, |item| item.version))
    }

    /// Returns the registered sources and event types, strongly consistent.
    pub async fn catalog_get(&self) -> Result<RegisteredCatalog, StoreError> {
        // The version first: a change between the two reads is then read again, not missed.
        let version = self.catalog_version().await?;
        let mut registered = RegisteredCatalog { version, ..RegisteredCatalog::default() };
        for item in self.table.query_all(keys::CATALOG_PK, "", Consistency::Strong).await? {
            registered.add(item)?;
        }
        Ok(registered)
    }

    /// Registers a source, or changes its label. Returns [`StoreError::Conflict`] if the catalog changed after `read`.
    pub async fn catalog_put_source(
        &self,
        read: &RegisteredCatalog,
        source: &RegisteredSource,
    ) -> Result<(), StoreError> {
        let old = read.sources.iter().find(|old| old.id == source.id).map(|old| old.registered_at);
        self.catalog_put(read, to_item(SourceItem::new(source))?, old).await
    }

    /// Registers an event type, or changes it. Returns [`StoreError::Conflict`] if the catalog changed after `read`.
    pub async fn catalog_put_type(
        &self,
        read: &RegisteredCatalog,
        kind: &RegisteredType,
    ) -> Result<(), StoreError> {
        let old = read.types.iter().find(|old| old.id == kind.id).map(|old| old.registered_at);
        self.catalog_put(read, to_item(TypeItem::new(kind))?, old).await
    }

    /// Writes an item of the catalog, and increments its version. `registered_at` is the time of an existing item.
    async fn catalog_put(
        &self,
        read: &RegisteredCatalog,
        item: Item,
        registered_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let table = &self.table.name;
        let version = to_item(VersionItem {
            pk: keys::CATALOG_PK.to_owned(),
            sk: keys::CATALOG_VERSION_SK.to_owned(),
            version: read.version + 1,
        })?;
        let version = match read.version {
            0 => Statement::insert(table, version),
            current => Statement::update(table, version, current),
        };
        let item = match registered_at {
            None => Statement::insert(table, item),
            Some(at) => Statement::replace_if(table, item, ("registered_at", number(at.millis()))),
        };
        self.table.execute_transaction(vec![version, item]).await
    }
}

impl RegisteredCatalog {
    fn add(&mut self, item: Item) -> Result<(), StoreError> {
        let sk = key_of(&item).map(|(_, sk)| sk.to_owned()).unwrap_or_default();
        if sk.starts_with(keys::SOURCE_SK_PREFIX) {
            self.sources.push(from_item::<SourceItem>(item)?.into_source());
        } else if sk.starts_with(keys::TYPE_SK_PREFIX) {
            self.types.push(from_item::<TypeItem>(item)?.into_type());
        }
        // The version, or an item of a newer version.
        Ok(())
    }
}
