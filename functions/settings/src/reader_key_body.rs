//! Reader keys on the wire.

use event_model::Name;
use event_model::json_object::Object;
use event_store::ReaderKey;
use serde::Serialize;

/// A reader key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReaderKey)]
#[schema(example = json!({"id": "0123456789abcdef", "name": "SIEM, production", "created_at": "2026-11-21T19:23:11.123Z",
    "created_by": "u_ada", "revoked_at": null, "last_used_at": "2026-11-22T08:00:00.000Z"}))]
pub struct ReaderKeyBody {
    /// The id, which is the public part of the key.
    pub id: String,
    /// The display name.
    pub name: String,
    /// Time of creation (UTC).
    pub created_at: String,
    /// Id of the user who created the key.
    pub created_by: String,
    /// Time of revocation (UTC); null if the key is valid.
    pub revoked_at: Option<String>,
    /// Time of the last use (UTC), to the hour; null if never used.
    pub last_used_at: Option<String>,
}

/// A new reader key with its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = CreatedReaderKey)]
pub struct CreatedReaderKeyBody {
    /// The secret that a program sends as `Authorization: Bearer …`. Only this response contains it. It is not stored.
    #[schema(example = "amr_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    pub secret: String,
    /// The key, without its secret.
    #[serde(flatten)]
    pub key: ReaderKeyBody,
}

/// A page of reader keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReaderKeys)]
pub struct ReaderKeysBody {
    /// The keys, including revoked ones, newest first.
    pub reader_keys: Vec<ReaderKeyBody>,
    /// Value of the parameter `cursor` for the next page; null on the last page.
    pub next_cursor: Option<String>,
}

/// A reader key to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReaderKeyRequest)]
#[schema(example = json!({"name": "SIEM, production"}))]
pub struct ReaderKeyRequest {
    /// The display name.
    #[schema(min_length = 1, max_length = 256)]
    pub name: String,
}

/// A parsed request for a reader key.
#[derive(Debug, Clone)]
pub(crate) struct NewReaderKey {
    pub(crate) name: Name,
}

impl NewReaderKey {
    /// Parses a request; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        request.refuse_null();
        Some(Self { name: request.required("name")? })
    }
}

impl From<ReaderKey> for ReaderKeyBody {
    fn from(key: ReaderKey) -> Self {
        let ReaderKey { id, name, organization_id: _, created_at, created_by, revoked_at, last_used_at } =
            key;
        Self {
            id: id.into(),
            name: name.into(),
            created_at: created_at.to_string(),
            created_by: created_by.into(),
            revoked_at: revoked_at.map(|at| at.to_string()),
            last_used_at: last_used_at.map(|at| at.to_string()),
        }
    }
}
