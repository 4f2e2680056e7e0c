//! Builds events.

mod fields;

use std::net::IpAddr;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use event_model::{
    ActorRequest, ClientRequest, EventId, EventRequest, EventType, FieldError, Outcome, Timestamp,
};
use uuid::Uuid;

use fields::Fields;

/// Builds an event. Methods may be called in any order; [`build`](Self::build) checks all fields.
///
/// ```
/// use activity_client::{Event, Outcome};
///
/// let event = Event::new("org_acme", "account.login.failed_password", "u_ada")
///     .outcome(Outcome::Failure)
///     .actor_email("ada@acme.example")
///     .ip([203, 0, 113, 7])
///     .user_agent("Mozilla/5.0")
///     .metadata("method", "password")
///     .build()?;
/// # Ok::<(), activity_client::InvalidEvent>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an event is only created by `build`"]
pub struct Event {
    organization_id: String,
    kind: String,
    actor_id: String,
    id: Option<String>,
    occurred_at: Option<Timestamp>,
    outcome: Option<Outcome>,
    actor_name: Option<String>,
    actor_email: Option<String>,
    targets: Vec<(String, String, Option<String>)>,
    ip: Option<IpAddr>,
    device: Option<String>,
    app_version: Option<String>,
    user_agent: Option<String>,
    session_id: Option<String>,
    metadata: Vec<(String, String)>,
}

/// Some fields of an event are not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event is not valid: {}", list(errors))]
pub struct InvalidEvent {
    /// The faults: JSON pointers into the event, as the API names them, and messages.
    pub errors: Vec<FieldError>,
}

fn list(errors: &[FieldError]) -> String {
    let texts = errors.iter().map(|error| format!("{} {}", error.pointer, error.message));
    texts.collect::<Vec<_>>().join("; ")
}

impl Event {
    /// Starts an event of an organization: its type (such as `crm.contact.created`), and the id of the person or
    /// service that acted.
    pub fn new(
        organization_id: impl Into<String>,
        kind: impl Into<String>,
        actor_id: impl Into<String>,
    ) -> Self {
        Self {
            organization_id: organization_id.into(),
            kind: kind.into(),
            actor_id: actor_id.into(),
            id: None,
            occurred_at: None,
            outcome: None,
            actor_name: None,
            actor_email: None,
            targets: Vec::new(),
            ip: None,
            device: None,
            app_version: None,
            user_agent: None,
            session_id: None,
            metadata: Vec::new(),
        }
    }

    /// Sets the product's own id of the event, by which the monitor recognizes a repeated event. Default: a new UUID
    /// of version 7.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the time of the event. Default: the time of [`build`](Self::build).
    pub fn occurred_at(mut self, time: SystemTime) -> Self {
        self.occurred_at = Some(Timestamp::from_datetime(DateTime::<Utc>::from(time)));
        self
    }

    /// Sets the outcome. Default: success.
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Sets the name of the actor at the time.
    pub fn actor_name(mut self, name: impl Into<String>) -> Self {
        self.actor_name = Some(name.into());
        self
    }

    /// Sets the e-mail address of the actor at the time.
    pub fn actor_email(mut self, email: impl Into<String>) -> Self {
        self.actor_email = Some(email.into());
        self
    }

    /// Adds an object of the action: its kind (such as `contact`) and its id in the product.
    pub fn target(mut self, kind: impl Into<String>, id: impl Into<String>) -> Self {
        self.targets.push((kind.into(), id.into(), None));
        self
    }

    /// Adds an object of the action with its name at the time.
    pub fn named_target(
        mut self,
        kind: impl Into<String>,
        id: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        self.targets.push((kind.into(), id.into(), Some(name.into())));
        self
    }

    /// Sets the address of the client. The monitor looks up its provider and location.
    pub fn ip(mut self, ip: impl Into<IpAddr>) -> Self {
        self.ip = Some(ip.into());
        self
    }

    /// Sets the device of the actor, in the product's words.
    pub fn device(mut self, device: impl Into<String>) -> Self {
        self.device = Some(device.into());
        self
    }

    /// Sets the version of the application of the actor.
    pub fn app_version(mut self, version: impl Into<String>) -> Self {
        self.app_version = Some(version.into());
        self
    }

    /// Sets the user agent of the actor's request.
    pub fn user_agent(mut self, agent: impl Into<String>) -> Self {
        self.user_agent = Some(agent.into());
        self
    }

    /// Sets the session of the actor in the product.
    pub fn session_id(mut self, id: impl Into<String>) -> Self {
        self.session_id = Some(id.into());
        self
    }

    /// Adds a fact.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push((key.into(), value.into()));
        self
    }

    /// Creates the event. The error names every field that is not valid.
    pub fn build(self) -> Result<EventRequest, InvalidEvent> {
        let Self {
            organization_id,
            kind,
            actor_id,
            id,
            occurred_at,
            outcome,
            actor_name,
            actor_email,
            targets,
            ip,
            device,
            app_version,
            user_agent,
            session_id,
            metadata,
        } = self;
        let mut fields = Fields::default();
        let id = id.unwrap_or_else(|| Uuid::now_v7().to_string());
        let id = fields.read::<EventId>("/id", id);
        let organization_id = fields.read("/organization_id", organization_id);
        let kind = fields.keep("/type", EventType::parse_sent(&kind));
        let actor_id = fields.read("/actor/id", actor_id);
        let actor =
            (fields.optional("/actor/name", actor_name), fields.optional("/actor/email", actor_email));
        let targets = fields.targets(targets);
        let client = ClientRequest {
            ip: ip.map(|ip| ip.to_canonical()),
            device: fields.optional("/client/device", device),
            app_version: fields.optional("/client/app_version", app_version),
            user_agent: fields.optional("/client/user_agent", user_agent),
        };
        let session_id = fields.optional("/session_id", session_id);
        let metadata = fields.metadata(metadata);
        match (fields.0.is_empty(), id, organization_id, kind, actor_id) {
            (true, Some(id), Some(organization_id), Some(kind), Some(actor_id)) => Ok(EventRequest {
                id,
                organization_id,
                kind,
                occurred_at: occurred_at.unwrap_or_else(|| Timestamp::from_datetime(Utc::now())),
                outcome,
                actor: ActorRequest { id: actor_id, name: actor.0, email: actor.1 },
                targets: (!targets.is_empty()).then_some(targets),
                client: (client != ClientRequest::default()).then_some(client),
                session_id,
                metadata: (!metadata.is_empty()).then_some(metadata),
            }),
            _ => Err(InvalidEvent { errors: fields.0 }),
        }
    }
}

#[cfg(test)]
mod tests;
