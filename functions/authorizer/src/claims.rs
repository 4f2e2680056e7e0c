//! The claims of a token whose signature is valid.

use api::{Caller, Operator, Person};
use event_model::{Email, Name, UserId};
use serde_json::{Map, Value};

use crate::config::Config;
use crate::error::Refusal;

/// Maximum difference between this clock and the issuer's, in seconds.
const LEEWAY: f64 = 30.0;

/// The role of operators, who belong to no organization.
const OPERATOR: &str = "operator";

/// The claims of a token whose signature is valid.
pub(crate) struct Claims(Map<String, Value>);

impl Claims {
    pub(crate) fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// Checks issuer, audience and times. `now` is in seconds since 1970.
    pub(crate) fn check(&self, config: &Config, now: i64) -> Result<(), Refusal> {
        // Compared exactly: `https://a` and `https://a/` may be two tenants of one provider.
        if self.text("iss") != Some(&config.issuer) {
            return Err(Refusal::Issuer);
        }
        if !self.audiences().iter().any(|one| one.as_str().is_some_and(|one| config.audiences.contains(one)))
        {
            return Err(Refusal::Audience);
        }
        // Exact for the next 285 million years.
        #[expect(clippy::cast_precision_loss, reason = "times of tokens are JSON numbers, which are doubles")]
        let now = now as f64;
        // A leaked token without an expiry would stay valid.
        if now >= self.time("exp")?.ok_or(Refusal::Times)? + LEEWAY {
            return Err(Refusal::Expired);
        }
        if self.time("nbf")?.is_some_and(|from| now + LEEWAY < from) {
            return Err(Refusal::NotYet);
        }
        // Limits how long a removed person keeps access with a long-lived token.
        let issued_at = self.time("iat")?.ok_or(Refusal::Times)?;
        if now >= issued_at + f64::from(config.max_token_age_minutes) * 60.0 + LEEWAY {
            return Err(Refusal::TooOld);
        }
        // A time of issue in the future would evade the maximum age.
        if now + LEEWAY < issued_at {
            return Err(Refusal::NotYet);
        }
        Ok(())
    }

    /// Returns the caller that the claims describe.
    pub(crate) fn caller(&self, config: &Config) -> Result<Caller, Refusal> {
        if let Some(client) = self.operator_client(config) {
            let user_id = client.parse().map_err(|_| Refusal::User)?;
            return Ok(Caller::Operator(Operator { user_id, name: None, email: None }));
        }
        let names = &config.claims;
        let user_id: UserId = self.text(&names.user).and_then(|id| id.parse().ok()).ok_or(Refusal::User)?;
        // Name and e-mail address are only descriptive, so an unusable one does not refuse the token.
        let name = self.text(&names.name).and_then(|name| Name::try_from(name.to_owned()).ok());
        let email = self.email(&names.email);
        let role = self.text(&names.role).ok_or(Refusal::Role)?;
        if role == OPERATOR {
            return Ok(Caller::Operator(Operator { user_id, name, email }));
        }
        let role = role.parse().map_err(|_| Refusal::Role)?;
        let organization = self.text(&names.organization).and_then(|id| id.parse().ok());
        let organization_id = organization.ok_or(Refusal::Organization)?;
        Ok(Caller::Person(Person { organization_id, user_id, name, email, role }))
    }

    /// Returns the id of the machine client that requested this token for itself, if the token has the operator scope.
    ///
    /// With client credentials, the subject is the client (RFC 9068, section 2.2). Without this check, a person who signs
    /// in through such a client would become an operator.
    fn operator_client(&self, config: &Config) -> Option<&str> {
        let operator_scope = config.operator_scope.as_deref()?;
        let client = self.text("client_id")?;
        let has_scope = self.text("scope")?.split(' ').any(|scope| scope == operator_scope);
        (has_scope && self.text("sub") == Some(client)).then_some(client)
    }

    /// Returns the e-mail address, unless the provider says that it is not verified: it identifies the actor in the
    /// audit trail.
    fn email(&self, name: &str) -> Option<Email> {
        // Cognito sends a string in some tokens.
        let is_unverified = |value: &Value| *value == Value::Bool(false) || *value == "false";
        if name == "email" && self.0.get("email_verified").is_some_and(is_unverified) {
            return None;
        }
        Email::try_from(self.text(name)?.to_owned()).ok()
    }

    /// Returns the audiences. Cognito's access tokens have a `client_id` and no `aud`.
    fn audiences(&self) -> &[Value] {
        match self.0.get("aud") {
            Some(Value::Array(several)) => several,
            Some(one) => std::slice::from_ref(one),
            None => self.0.get("client_id").map_or(&[], std::slice::from_ref),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn time(&self, name: &str) -> Result<Option<f64>, Refusal> {
        self.0.get(name).map(|time| time.as_f64().ok_or(Refusal::Times)).transpose()
    }
}
