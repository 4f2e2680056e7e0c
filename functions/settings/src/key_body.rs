//! Product keys on the wire.

use api::Problem;
use event_model::{FieldError, Name, OrganizationId, Source};
use event_store::{KeyScope, ProductKey};
use serde::{Deserialize, Serialize};

use crate::fields::{Fields, switch, text};

/// Organisations that one key may name: its scope travels with every request that it makes. A key for
/// more is one for all.
const ORGANIZATIONS: usize = 100;

/// What a key may be used for: the word `all`, or some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum ScopeBody<T> {
    /// All that there are and will be.
    All(Word),
    /// These.
    Only(Vec<T>),
}

/// A word that stands for a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// All that there are and will be.
    All,
}

/// A product key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"id": "0123456789abcdef", "name": "Pass, production", "sources": ["pass"],
    "organizations": "all", "backfill": false, "created_at": "2026-11-21T19:23:11.123Z", "revoked_at": null,
    "last_used_at": "2026-11-22T08:00:00.000Z"}))]
pub struct KeyBody {
    /// Its public part.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The sources whose events it may send.
    pub sources: ScopeBody<Source>,
    /// The organisations whose events it may send.
    pub organizations: ScopeBody<String>,
    /// Whether it may also send events that occurred before the monitor was first turned on (imports).
    pub backfill: bool,
    /// When it was created (UTC).
    pub created_at: String,
    /// When it was revoked (UTC); null while it may be used.
    pub revoked_at: Option<String>,
    /// When it was last used (UTC), to the hour; null if never.
    pub last_used_at: Option<String>,
}

/// A product key that was created, with what a product shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CreatedKeyBody {
    /// What a product sends, as `Authorization: Bearer …`. It is shown this once and not stored.
    #[schema(example = "am_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    pub secret: String,
    /// The key.
    #[serde(flatten)]
    pub key: KeyBody,
}

/// A page of product keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KeysBody {
    /// The keys, revoked ones too, newest first.
    pub keys: Vec<KeyBody>,
    /// Where to go on, as the parameter `cursor`; null when there is nothing more.
    pub next_cursor: Option<String>,
}

/// A key to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"name": "Pass, production", "sources": ["pass"], "organizations": "all"}))]
pub struct KeyRequest {
    /// What it is for.
    #[schema(min_length = 1, max_length = 256)]
    pub name: String,
    /// The sources whose events it may send: `all`, or one or more. Never `monitor`.
    pub sources: ScopeBody<Source>,
    /// The organisations whose events it may send: `all`, or 1 to 100 ids.
    pub organizations: ScopeBody<String>,
    /// Whether it may also send events that occurred before the monitor was first turned on (imports).
    /// Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub backfill: Option<bool>,
}

/// A request that was read.
#[derive(Debug, Clone)]
pub(crate) struct NewKey {
    pub(crate) name: Name,
    pub(crate) sources: KeyScope<Source>,
    pub(crate) organizations: KeyScope<OrganizationId>,
    pub(crate) backfill: bool,
}

impl NewKey {
    /// Reads a body's fields.
    pub(crate) fn parse(mut fields: Fields) -> Result<Self, Problem> {
        let name = fields.required("name", text::<Name>);
        let sources = fields.required_list("sources", Source::ALL.len(), |text| match text.parse() {
            Ok(Source::Monitor) => Err("is written by the activity monitor itself only".to_owned()),
            source => source.map_err(|_| "is not one of pass, account, vpn, organization".to_owned()),
        });
        let organizations = fields.required_list("organizations", ORGANIZATIONS, |text| {
            text.parse::<OrganizationId>().map_err(|error| error.to_string())
        });
        let backfill = fields.optional("backfill", switch);
        fields.finish()?;
        let missing = || Problem::fields(vec![FieldError::new("", "is incomplete")]);
        Ok(Self {
            name: name.ok_or_else(missing)?,
            sources: sources.ok_or_else(missing)?.map_or(KeyScope::All, KeyScope::Only),
            organizations: organizations.ok_or_else(missing)?.map_or(KeyScope::All, KeyScope::Only),
            backfill: backfill.unwrap_or(false),
        })
    }
}

impl From<ProductKey> for KeyBody {
    fn from(key: ProductKey) -> Self {
        let ProductKey { id, name, sources, organizations, backfill, created_at, revoked_at, last_used_at } =
            key;
        Self {
            id: id.into(),
            name: name.into(),
            sources: match sources {
                KeyScope::All => ScopeBody::All(Word::All),
                KeyScope::Only(some) => ScopeBody::Only(some.into_iter().collect()),
            },
            organizations: match organizations {
                KeyScope::All => ScopeBody::All(Word::All),
                KeyScope::Only(some) => ScopeBody::Only(some.into_iter().map(String::from).collect()),
            },
            backfill,
            created_at: created_at.to_string(),
            revoked_at: revoked_at.map(|at| at.to_string()),
            last_used_at: last_used_at.map(|at| at.to_string()),
        }
    }
}
