//! Creates and verifies the tokens of the provider.

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, Validation};
use lambda::clock::Clock;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::people;
use super::signing::SigningKey;
use super::{AUDIENCE, CLIENT_ID, OPERATOR_CLIENT_ID, OPERATOR_SCOPE};

pub(super) const CLAIM_ORGANIZATION: &str = "organization_id";
pub(super) const CLAIM_ROLE: &str = "role";

/// Lifetime of the tokens of a sign-in, as with Cognito.
const SIGN_IN: TimeDelta = TimeDelta::minutes(5);

/// Lifetime of a token for scripts.
const SCRIPT: TimeDelta = TimeDelta::days(1);

/// Lifetime of a refresh token.
const REFRESH: TimeDelta = TimeDelta::days(30);

/// The parameters of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grant {
    /// The key of the person.
    pub(super) person: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
}

/// The tokens of one issuer.
pub(crate) struct Tokens {
    issuer: String,
    key: SigningKey,
    clock: Clock,
}

impl Tokens {
    pub(super) fn new(issuer: String, key: SigningKey, clock: Clock) -> Self {
        Self { issuer, key, clock }
    }

    #[cfg(test)]
    pub(super) fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the key set.
    pub(super) fn keys(&self) -> Value {
        json!({ "keys": [self.key.published()] })
    }

    /// Signs an access token with these claims. Issuer, audience and times are defaults, so that tests can replace them.
    pub(crate) fn mint(&self, claims: Map<String, Value>) -> String {
        let mut all = self.frame(AUDIENCE, SCRIPT);
        all.extend(claims);
        self.key.sign(&all)
    }

    /// Signs an access token for a script.
    pub(crate) fn for_script(&self, person: &str) -> Option<String> {
        people::claims(person).map(|claims| self.mint(claims))
    }

    /// Answers a grant at the token endpoint.
    pub(super) fn answer(&self, grant: &Grant) -> Option<Value> {
        let claims = people::claims(&grant.person)?;
        let mut access = self.frame(AUDIENCE, SIGN_IN);
        access.insert("client_id".to_owned(), json!(CLIENT_ID));
        access.insert("scope".to_owned(), json!(grant.scope));
        access.extend(claims.clone());
        let mut identity = self.frame(CLIENT_ID, SIGN_IN);
        identity.extend(claims);
        if let Some(nonce) = &grant.nonce {
            identity.insert("nonce".to_owned(), json!(nonce));
        }
        // The refresh token is signed and not stored, so it survives a restart. Its audience is the issuer, so no function
        // accepts it as an access token.
        let mut refresh = self.frame(&self.issuer, REFRESH);
        refresh.insert("person".to_owned(), json!(grant.person));
        refresh.insert("scope".to_owned(), json!(grant.scope));
        Some(json!({
            "token_type": "Bearer",
            "expires_in": SIGN_IN.num_seconds(),
            "scope": grant.scope,
            "access_token": self.key.sign(&access),
            "id_token": self.key.sign(&identity),
            "refresh_token": self.key.sign(&refresh),
        }))
    }

    /// Returns an access token for the machine client, as Cognito creates it: without audience, with the client as subject.
    pub(super) fn for_operator_client(&self) -> Value {
        let mut access = self.frame(AUDIENCE, SIGN_IN);
        access.remove("aud");
        for (name, value) in [
            ("sub", OPERATOR_CLIENT_ID),
            ("client_id", OPERATOR_CLIENT_ID),
            ("scope", OPERATOR_SCOPE),
            ("token_use", "access"),
        ] {
            access.insert(name.to_owned(), json!(value));
        }
        json!({ "token_type": "Bearer", "expires_in": SIGN_IN.num_seconds(), "access_token": self.key.sign(&access) })
    }

    /// Returns the grant of a refresh token.
    pub(super) fn refresh(&self, token: &str) -> Option<Grant> {
        let claims = self.read(token, &self.issuer)?;
        Some(Grant {
            person: claims.get("person")?.as_str()?.to_owned(),
            scope: claims.get("scope")?.as_str()?.to_owned(),
            nonce: None,
        })
    }

    /// Returns the claims of a token of this issuer and audience that has not expired.
    pub(super) fn read(&self, token: &str, audience: &str) -> Option<Map<String, Value>> {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[audience]);
        // Checked below with the clock of the stack.
        validation.validate_exp = false;
        let claims: Map<String, Value> =
            jsonwebtoken::decode(token, self.key.public(), &validation).ok()?.claims;
        (claims.get("exp")?.as_i64()? > self.clock.now().timestamp()).then_some(claims)
    }

    fn frame(&self, audience: &str, life: TimeDelta) -> Map<String, Value> {
        let now = self.clock.now();
        let claims = [
            ("iss", json!(self.issuer)),
            ("aud", json!(audience)),
            ("iat", json!(now.timestamp())),
            ("exp", json!((now + life).timestamp())),
            ("jti", json!(Uuid::now_v7().to_string())),
        ];
        claims.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
    }
}
