//! The wire form of an event that a product sends.

use std::net::IpAddr;

use serde::Serialize;
use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};

use crate::{
    AppVersion, Catalog, Device, Email, EventId, EventType, Metadata, MetadataKey, MetadataValue, Name,
    NewEvent, OrganizationId, Outcome, SessionId, Source, TargetId, TargetType, Timestamp, UserAgent, UserId,
    limits, schema,
};

/// An event to record.
///
/// `occurred_at` is at most 5 minutes ahead and not older than the organization's retention. Limits of length count bytes
/// of UTF-8. No member may be duplicated. Null is the same as absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventRequest {
    /// The producer's own id. With the source, it identifies the event: an event that is sent again is recorded once.
    pub id: EventId,
    /// The organization that the event belongs to.
    pub organization_id: OrganizationId,
    /// The event type: a type of the catalog (`GET /v1/event-types`) of a source that the key may send for.
    #[serde(rename = "type")]
    #[schema(schema_with = sent_type)]
    pub kind: EventType,
    /// Time of the event, by the producer's clock.
    pub occurred_at: Timestamp,
    /// The outcome; `success` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The person or service that acted.
    pub actor: ActorRequest,
    /// The things that the action was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10)]
    pub targets: Option<Vec<TargetRequest>>,
    /// The client of the actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientRequest>,
    /// The session of the actor in the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// Further facts: up to 20 texts by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = metadata)]
    pub metadata: Option<Metadata>,
}

/// The person or service that acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActorRequest {
    /// Their id in the organization.
    pub id: UserId,
    /// Their name at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Their e-mail address at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

/// A thing that the action was done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetRequest {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: TargetType,
    /// Its id in the product.
    pub id: TargetId,
    /// Its name at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}

/// The client of the actor. Provider and location are looked up from the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientRequest {
    /// Its IPv4 or IPv6 address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = ip)]
    pub ip: Option<IpAddr>,
    /// The device, in the product's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// The version of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_version: Option<AppVersion>,
    /// The user agent of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<UserAgent>,
}

impl From<NewEvent> for EventRequest {
    fn from(event: NewEvent) -> Self {
        let NewEvent {
            id,
            organization_id,
            kind,
            occurred_at,
            outcome,
            actor,
            targets,
            client,
            ip,
            session_id,
            metadata,
        } = event;
        let targets = targets.into_iter().map(|target| TargetRequest {
            kind: target.kind,
            id: target.id,
            name: target.name,
        });
        Self {
            id,
            organization_id,
            kind,
            occurred_at,
            outcome: Some(outcome),
            actor: ActorRequest { id: actor.id, name: actor.name, email: actor.email },
            targets: Some(targets.collect()),
            client: Some(ClientRequest {
                ip,
                device: client.device,
                app_version: client.app_version,
                user_agent: client.user_agent,
            }),
            session_id,
            metadata: Some(metadata),
        }
    }
}

/// Returns the schema of a type that products may send. Names the built-in types; registered types have the form of an id.
fn sent_type() -> RefOr<Schema> {
    let built_in = Catalog::built_in().entries().iter().map(|entry| entry.id.as_str());
    let built_in: Vec<&str> = built_in.filter(|id| !id.starts_with(Source::MONITOR)).collect();
    let description = "The event type: a type of the catalog (`GET /v1/event-types`) of a source that the key may send for.";
    let kind = AnyOfBuilder::new().description(Some(description)).examples(["pass.item.created"]);
    let built_in = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(built_in));
    let registered = schema::text(
        "A type that an operator registered.",
        limits::EVENT_TYPE_BYTES,
        format!(r"^(?!{}\.)[a-z][a-z0-9_]{{0,31}}(\.[a-z0-9_]+)+$", Source::MONITOR),
    );
    Schema::AnyOf(kind.item(built_in).item(registered).build()).into()
}

fn ip() -> RefOr<Schema> {
    let address = |format: &str| {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom(format.to_owned())))
    };
    let ip = AnyOfBuilder::new().description(Some("Its IPv4 or IPv6 address."));
    let ip = ip.item(address("ipv4")).item(address("ipv6"));
    Schema::AnyOf(ip.item(Object::with_type(Type::Null)).build()).into()
}

fn metadata() -> RefOr<Schema> {
    let inline = |schema: RefOr<Schema>| match schema {
        RefOr::T(schema) => schema,
        RefOr::Ref(_) => Schema::default(),
    };
    let metadata = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Null]))
        .description(Some("Further facts: up to 20 texts by name."))
        .max_properties(Some(limits::METADATA_KEYS))
        .property_names(Some(inline(MetadataKey::schema())))
        .additional_properties(Some(AdditionalProperties::RefOr(MetadataValue::schema())));
    metadata.build().into()
}
