//! The source of a request, for the audit trail of administrative actions.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use event_model::{Actor, Client, MonitorAct, UserAgent, canonical_ip, limits};
use http::request::Parts;
use lambda_http::request::RequestContext;
use uuid::Uuid;

use crate::{Operator, Person};
use lambda::clock::Clock;

/// The address and user agent of a request, as API Gateway reports them. No header that a client controls is used for
/// the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestSource {
    ip: Option<IpAddr>,
    user_agent: Option<UserAgent>,
}

impl RequestSource {
    /// Reads the values that API Gateway reports.
    fn new(source_ip: Option<&str>, user_agent: Option<&str>) -> Self {
        let ip = source_ip.and_then(|text| text.parse().ok()).map(canonical_ip);
        Self { ip, user_agent: user_agent.and_then(recorded) }
    }

    /// Returns an action of `actor` now, with a new id.
    pub fn act(self, actor: Actor, clock: &Clock) -> MonitorAct {
        let at = clock.timestamp();
        let millis = u64::try_from(at.millis()).unwrap_or_default();
        let nanos = u32::try_from(millis % 1_000 * 1_000_000).unwrap_or_default();
        let id = Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, millis / 1_000, nanos));
        let client = Client { user_agent: self.user_agent, ..Client::default() };
        MonitorAct { id, at, actor, client, ip: self.ip }
    }
}

/// Returns a user agent as it is recorded. A malformed one must not prevent the action from being recorded, so control
/// characters are removed and a long text is cut.
fn recorded(text: &str) -> Option<UserAgent> {
    const MORE: char = '…';
    let plain = || text.chars().filter(|c| !c.is_control());
    if let Ok(agent) = UserAgent::try_from(plain().collect::<String>()) {
        return Some(agent);
    }
    let mut cut = String::new();
    for c in plain() {
        if cut.len() + c.len_utf8() + MORE.len_utf8() > limits::USER_AGENT_BYTES {
            cut.push(MORE);
            break;
        }
        cut.push(c);
    }
    UserAgent::try_from(cut).ok()
}

impl Person {
    /// Returns the person as the actor of an event.
    pub fn actor(&self) -> Actor {
        Actor { id: self.user_id.clone(), name: self.name.clone(), email: self.email.clone() }
    }
}

impl Operator {
    /// Returns the operator as the actor of an event.
    pub fn actor(&self) -> Actor {
        Actor { id: self.user_id.clone(), name: self.name.clone(), email: self.email.clone() }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestSource {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(match parts.extensions.get::<RequestContext>() {
            Some(RequestContext::ApiGatewayV2(context)) => {
                Self::new(context.http.source_ip.as_deref(), context.http.user_agent.as_deref())
            }
            _ => Self::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_user_agent_is_cut() {
        let agent = |text: &str| RequestSource::new(None, Some(text)).user_agent.map(String::from);
        assert_eq!(agent("curl/8"), Some("curl/8".to_owned()));
        assert_eq!(agent("a\tb"), Some("ab".to_owned()));
        assert_eq!(agent(""), None);
        let cut = agent(&"é".repeat(400)).expect("a user agent");
        assert!(cut.len() <= limits::USER_AGENT_BYTES && cut.ends_with("é…"), "{cut}");
    }

    #[test]
    fn action_has_time_and_address() {
        let clock = Clock::fixed("2026-11-21T19:23:11.123Z".parse().expect("a time"));
        let actor = Actor { id: "u".parse().expect("an id"), name: None, email: None };
        let act = RequestSource::new(Some("::ffff:192.0.2.7"), None).act(actor, &clock);
        assert_eq!(act.ip, Some([192, 0, 2, 7].into()));
        assert_eq!(act.at.to_string(), "2026-11-21T19:23:11.123Z");
        let (seconds, nanos) = act.id.get_timestamp().expect("a UUID of version 7").to_unix();
        assert_eq!(i64::try_from(seconds * 1_000 + u64::from(nanos) / 1_000_000), Ok(act.at.millis()));
    }
}
