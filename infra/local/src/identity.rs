//! An OpenID Connect provider for development, on loopback only. It does not authenticate people.

mod authorization;
mod codes;
mod grants;
mod page;
mod people;
mod redirect;
mod signing;
mod tokens;

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode};
use http_body_util::Full;
use lambda::clock::Clock;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::data_dir::DataDir;
use crate::gateway::Answer;
use crate::loopback;

#[cfg(test)]
pub(crate) use people::PEOPLE;
pub(crate) use people::{DEMO_ORGANIZATION, Organization, SECOND_ORGANIZATION, find};
pub use signing::SigningError;

/// The path of the provider on the origin of the API.
pub(crate) const PATH: &str = "/dev/oidc";

/// The client of the dashboard.
pub(crate) const CLIENT_ID: &str = "activity-monitor-dashboard";

/// The machine client of operators.
pub(crate) const OPERATOR_CLIENT_ID: &str = "activity-monitor-operator";

/// The secret of the machine client. It protects nothing.
pub(crate) const OPERATOR_CLIENT_SECRET: &str = "development";

/// The scope of operators for the machine client.
pub(crate) const OPERATOR_SCOPE: &str = "activity-monitor/operator";

/// The audience of access tokens.
pub(crate) const AUDIENCE: &str = "activity-monitor";

/// The scopes of the dashboard's client.
const SCOPES: [&str; 4] = ["openid", "email", "profile", "offline_access"];

/// The provider.
pub(crate) struct Provider {
    origin: String,
    tokens: tokens::Tokens,
    codes: codes::Codes,
    clock: Clock,
}

impl Provider {
    /// Starts the provider of this origin, with the key of the data folder or a new one.
    pub(crate) fn start(origin: &str, data_dir: &DataDir, clock: Clock) -> Result<Self, SigningError> {
        let key = signing::SigningKey::load(data_dir)?;
        let issuer = format!("{origin}{PATH}");
        Ok(Self {
            origin: origin.to_owned(),
            tokens: tokens::Tokens::new(issuer, key, clock.clone()),
            codes: codes::Codes::default(),
            clock,
        })
    }

    /// Returns the parameters of the template with which the functions trust this provider.
    pub(crate) fn parameters(origin: &str) -> BTreeMap<String, String> {
        let parameters = [
            ("OidcIssuer", format!("{origin}{PATH}")),
            ("OidcAudience", format!("{AUDIENCE},{CLIENT_ID},{OPERATOR_CLIENT_ID}")),
            ("OidcOperatorScope", OPERATOR_SCOPE.to_owned()),
            ("OidcClientId", CLIENT_ID.to_owned()),
            ("OidcScopes", SCOPES.join(" ")),
            ("OidcClaimOrganization", tokens::CLAIM_ORGANIZATION.to_owned()),
            ("OidcClaimUser", "sub".to_owned()),
            ("OidcClaimEmail", "email".to_owned()),
            ("OidcClaimName", "name".to_owned()),
            ("OidcClaimRole", tokens::CLAIM_ROLE.to_owned()),
            // The tokens of dev.json are valid for a day.
            ("MaxTokenAgeMinutes", "1440".to_owned()),
        ];
        parameters.map(|(name, value)| (name.to_owned(), value)).into()
    }

    /// Returns the tokens of the provider.
    pub(crate) fn tokens(&self) -> &tokens::Tokens {
        &self.tokens
    }

    /// Returns `true` if a path belongs to the provider and not to the API.
    pub(crate) fn owns(path: &str) -> bool {
        path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Answers one request.
    pub(crate) fn answer(&self, parts: &Parts, body: &Bytes) -> Answer {
        // Protects against DNS rebinding: another site's name could point to this address.
        if !loopback::is_addressed(parts, &self.origin) {
            return page::refusal(StatusCode::FORBIDDEN, "This provider answers on localhost only.");
        }
        let rest = parts.uri.path().strip_prefix(PATH).unwrap_or_default();
        let (get, post) = (parts.method == Method::GET, parts.method == Method::POST);
        match rest {
            "/.well-known/openid-configuration" if get => json_answer(StatusCode::OK, &self.configuration()),
            "/jwks.json" if get => json_answer(StatusCode::OK, &self.tokens.keys()),
            "/authorize" if get => self.authorize(parts.uri.query().unwrap_or_default().as_bytes()),
            "/authorize" if post => self.choose(body),
            "/token" if post => self.token(parts, body),
            "/script-token" if post => self.script_token(body),
            "/userinfo" if get || post => self.userinfo(parts),
            "/end-session" if get => end_session(parts.uri.query().unwrap_or_default().as_bytes()),
            "/end-session" if post => end_session(body),
            "/.well-known/openid-configuration" | "/jwks.json" => not_allowed("GET"),
            "/authorize" | "/userinfo" | "/end-session" => not_allowed("GET, POST"),
            "/token" | "/script-token" => not_allowed("POST"),
            _ => page::refusal(StatusCode::NOT_FOUND, "Not found"),
        }
    }

    fn configuration(&self) -> Value {
        let issuer = self.tokens.issuer();
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "end_session_endpoint": format!("{issuer}/end-session"),
            "jwks_uri": format!("{issuer}/jwks.json"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": SCOPES,
            "claims_supported": ["sub", "name", "email", tokens::CLAIM_ORGANIZATION, tokens::CLAIM_ROLE],
        })
    }

    fn userinfo(&self, parts: &Parts) -> Answer {
        let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer ")).unwrap_or_default();
        match self.tokens.read(token, AUDIENCE) {
            Some(claims) => {
                let shown = ["sub", "name", "email", tokens::CLAIM_ORGANIZATION, tokens::CLAIM_ROLE];
                let shown = shown.into_iter().filter_map(|name| Some((name, claims.get(name)?.clone())));
                json_answer(
                    StatusCode::OK,
                    &Value::Object(shown.map(|(name, value)| (name.to_owned(), value)).collect()),
                )
            }
            None => {
                let mut answer = json_answer(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_token" }));
                let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                answer.headers_mut().insert(http::header::WWW_AUTHENTICATE, challenge);
                answer
            }
        }
    }
}

/// Redirects the browser after sign-out. The provider has no sessions.
fn end_session(query: &[u8]) -> Answer {
    let Ok(parameters) = Parameters::parse(query) else {
        return page::refusal(StatusCode::BAD_REQUEST, "A parameter is duplicated.");
    };
    match parameters.get("post_logout_redirect_uri") {
        None => page::message(StatusCode::OK, "Signed out", "You can close this page."),
        Some(uri) => match redirect::parse(uri) {
            Some(uri) => redirect::to(uri, &[("state", parameters.get("state"))]),
            None => {
                page::refusal(StatusCode::BAD_REQUEST, "post_logout_redirect_uri is not on this machine.")
            }
        },
    }
}

/// The parameters of a request. OAuth allows each only once.
struct Parameters(BTreeMap<String, String>);

/// A duplicated parameter.
struct Repeated;

impl Parameters {
    fn parse(encoded: &[u8]) -> Result<Self, Repeated> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Repeated);
            }
        }
        Ok(Self(parameters))
    }

    /// Returns a parameter. As in OAuth, one without a value is absent.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

fn json_answer(status: StatusCode, body: &Value) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body.to_string())));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn not_allowed(methods: &'static str) -> Answer {
    let mut answer = page::refusal(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed");
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    answer
}

#[cfg(test)]
mod tests;
