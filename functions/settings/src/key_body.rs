//! Product keys on the wire.

use std::fmt::Display;

use event_model::json_object::Object;
use event_model::{Catalog, Name, OrganizationId, Source, limits};
use event_store::{KeyScope, ProductKey, Receipt};
use serde::Serialize;
use serde_json_borrow::Value;
use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};

/// Maximum number of organizations that a key names, because its scope is part of every request. A key for more
/// organizations must be for all.
const ORGANIZATIONS: usize = 100;
/// Maximum number of sources that a key names: their ids fit one metadata value of its audit event. A key for more
/// sources must be for all.
const SOURCES: usize = limits::METADATA_VALUE_BYTES / (limits::SOURCE_BYTES + 1);

/// The sources or organizations of a key: the word `all`, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ScopeBody<T> {
    /// The word `all`.
    All(&'static str),
    /// Only the listed values.
    Only(Vec<T>),
}

fn source_scope() -> RefOr<Schema> {
    scope("The sources whose events the key may send (`GET /v1/sources`).", Source::schema(), SOURCES)
}

fn organization_scope() -> RefOr<Schema> {
    scope("The organizations whose events the key may send.", OrganizationId::schema(), ORGANIZATIONS)
}

fn scope(description: &str, entry: impl Into<RefOr<Schema>>, max: usize) -> RefOr<Schema> {
    let some = ArrayBuilder::new().items(entry.into()).min_items(Some(1)).max_items(Some(max));
    let scope = OneOfBuilder::new().description(Some(description));
    Schema::OneOf(scope.item(string().enum_values(Some(["all"]))).item(some).build()).into()
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A product key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ProductKey)]
#[schema(example = json!({"id": "0123456789abcdef", "name": "Pass, production", "sources": ["pass"],
    "organizations": "all", "backfill": false, "created_at": "2026-11-21T19:23:11.123Z", "revoked_at": null,
    "last_used_at": "2026-11-22T08:00:00.000Z", "first_event_at": "2026-11-21T19:31:40.508Z",
    "last_event_at": "2026-11-22T08:00:00.250Z"}))]
pub struct KeyBody {
    /// The id, which is the public part of the key.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The sources that the key may send events for.
    #[schema(schema_with = source_scope)]
    pub sources: ScopeBody<Source>,
    /// The organizations that the key may send events for.
    #[schema(schema_with = organization_scope)]
    pub organizations: ScopeBody<String>,
    /// If `true`, the key may also send events from before the monitor was first turned on (imports).
    pub backfill: bool,
    /// Time of creation (UTC).
    pub created_at: String,
    /// Time of revocation (UTC); null if the key is valid.
    pub revoked_at: Option<String>,
    /// Time of the last request with the key (UTC), to the hour; null if never used.
    pub last_used_at: Option<String>,
    /// Time when the first event of this key was recorded (UTC); null if none was.
    pub first_event_at: Option<String>,
    /// Time when the last event of this key was recorded (UTC), to the hour; null if none was.
    pub last_event_at: Option<String>,
}

/// A new product key with its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = CreatedProductKey)]
pub struct CreatedKeyBody {
    /// The secret that a product sends as `Authorization: Bearer …`. Only this response contains it. It is not stored.
    #[schema(example = "am_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    pub secret: String,
    /// The key, without its secret.
    #[serde(flatten)]
    pub key: KeyBody,
}

/// A page of product keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ProductKeys)]
pub struct KeysBody {
    /// The keys, including revoked ones, newest first.
    pub keys: Vec<KeyBody>,
    /// Value of the parameter `cursor` for the next page; null on the last page.
    pub next_cursor: Option<String>,
}

/// A key to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ProductKeyRequest)]
#[schema(example = json!({"name": "Pass, production", "sources": ["pass"], "organizations": "all"}))]
pub struct KeyRequest {
    /// The display name.
    #[schema(min_length = 1, max_length = 256)]
    pub name: String,
    /// The sources that the key may send events for: `all`, or one or more. Never `monitor`.
    #[schema(schema_with = source_scope)]
    pub sources: ScopeBody<Source>,
    /// The organizations that the key may send events for: `all`, or 1 to 100 ids.
    #[schema(schema_with = organization_scope)]
    pub organizations: ScopeBody<String>,
    /// If `true`, the key may also send events from before the monitor was first turned on (imports).
    /// Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub backfill: Option<bool>,
}

/// A parsed request for a product key.
#[derive(Debug, Clone)]
pub(crate) struct NewKey {
    pub(crate) name: Name,
    pub(crate) sources: KeyScope<Source>,
    pub(crate) organizations: KeyScope<OrganizationId>,
    pub(crate) backfill: bool,
}

impl NewKey {
    /// Parses a request; `None` if a fault was found. Sources must be in `catalog`.
    pub(crate) fn read(request: &mut Object<'_, '_>, catalog: &Catalog) -> Option<Self> {
        request.refuse_null();
        let name = request.required("name");
        let sources = read_scope(request, "sources", SOURCES, |text| match text {
            Source::MONITOR => Err("is written by the activity monitor itself only".to_owned()),
            _ => catalog.source(text).map_err(|error| error.to_string()),
        });
        let organizations = read_scope(request, "organizations", ORGANIZATIONS, str::parse::<OrganizationId>);
        let backfill = request.optional_bool("backfill").unwrap_or(false);
        Some(Self { name: name?, sources: sources?, organizations: organizations?, backfill })
    }
}

/// Parses the word `all` or an array of 1 to `max` strings.
fn read_scope<T: Ord, E: Display>(
    request: &mut Object<'_, '_>,
    name: &'static str,
    max: usize,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<KeyScope<T>> {
    match request.required_value(name)? {
        Value::Str(word) if word == "all" => Some(KeyScope::All),
        Value::Array(values) if values.is_empty() => {
            request.fault(name, "is empty");
            None
        }
        Value::Array(values) => request.texts(name, values, max, parse).map(KeyScope::Only),
        _ => {
            request.fault(name, "is neither the word all nor an array");
            None
        }
    }
}

impl KeyBody {
    /// Creates the body of `key`. `receipt` tells when its events were recorded.
    pub(crate) fn new(key: ProductKey, receipt: Option<Receipt>) -> Self {
        let ProductKey { id, name, sources, organizations, backfill, created_at, revoked_at, last_used_at } =
            key;
        Self {
            id: id.into(),
            name: name.into(),
            sources: match sources {
                KeyScope::All => ScopeBody::All("all"),
                KeyScope::Only(some) => ScopeBody::Only(some.into_iter().collect()),
            },
            organizations: match organizations {
                KeyScope::All => ScopeBody::All("all"),
                KeyScope::Only(some) => ScopeBody::Only(some.into_iter().map(String::from).collect()),
            },
            backfill,
            created_at: created_at.to_string(),
            revoked_at: revoked_at.map(|at| at.to_string()),
            last_used_at: last_used_at.map(|at| at.to_string()),
            first_event_at: receipt.map(|receipt| receipt.first_event_at.to_string()),
            last_event_at: receipt.map(|receipt| receipt.last_event_at.to_string()),
        }
    }
}
