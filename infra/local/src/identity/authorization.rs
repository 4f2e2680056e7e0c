//! The authorization endpoint: validates the request and lets the user choose a person.

use bytes::Bytes;
use http::StatusCode;
use url::Url;

use super::codes::{Code, is_verifier};
use super::tokens::Grant;
use super::{CLIENT_ID, Parameters, Provider, SCOPES, page, people, redirect};
use crate::gateway::Answer;

/// A valid authorization request.
struct Asked<'a> {
    redirect_uri: Url,
    state: Option<&'a str>,
    nonce: Option<&'a str>,
    scope: String,
    challenge: &'a str,
}

impl Provider {
    /// Shows the page, or redirects with an error.
    pub(super) fn authorize(&self, query: &[u8]) -> Answer {
        let Ok(parameters) = Parameters::parse(query) else {
            return page::refusal(StatusCode::BAD_REQUEST, "A parameter is duplicated.");
        };
        match Asked::read(&parameters) {
            // Without sessions, a sign-in without a prompt is not possible.
            Ok(asked) if parameters.get("prompt") == Some("none") => {
                asked.refuse("login_required", "no person is signed in")
            }
            Ok(asked) => page::choose(&parameters.0, &asked.redirect_uri),
            Err(answer) => *answer,
        }
    }

    /// Accepts the choice and redirects with a code.
    pub(super) fn choose(&self, form: &Bytes) -> Answer {
        let Ok(parameters) = Parameters::parse(form) else {
            return page::refusal(StatusCode::BAD_REQUEST, "A parameter is duplicated.");
        };
        let asked = match Asked::read(&parameters) {
            Ok(asked) => asked,
            Err(answer) => return *answer,
        };
        let person = match (parameters.get("person"), parameters.get("role"), parameters.get("organization"))
        {
            (Some("other"), Some(role), Some(organization)) => Some(format!("{role}@{organization}")),
            (person, ..) => person.map(str::to_owned),
        };
        let Some(person) = person.filter(|person| people::claims(person).is_some()) else {
            return asked.refuse("access_denied", "no person was chosen");
        };
        let code = Code {
            grant: Grant { person, scope: asked.scope.clone(), nonce: asked.nonce.map(str::to_owned) },
            redirect_uri: parameters.get("redirect_uri").unwrap_or_default().to_owned(),
            challenge: asked.challenge.to_owned(),
        };
        match self.codes.give(code, self.clock.now()) {
            Some(code) => {
                let back = [
                    ("code", Some(code.as_str())),
                    ("state", asked.state),
                    ("iss", Some(self.tokens.issuer())),
                ];
                redirect::to(asked.redirect_uri, &back)
            }
            None => asked.refuse("temporarily_unavailable", "too many sign-ins are in progress"),
        }
    }
}

impl<'a> Asked<'a> {
    /// Parses a request. Until client and redirect URI are known to be valid, errors appear on a page; after that, the
    /// client gets them.
    fn read(parameters: &'a Parameters) -> Result<Self, Box<Answer>> {
        if parameters.get("client_id") != Some(CLIENT_ID) {
            let text = format!("client_id is not {CLIENT_ID}.");
            return Err(Box::new(page::refusal(StatusCode::BAD_REQUEST, &text)));
        }
        let Some(redirect_uri) = parameters.get("redirect_uri").and_then(redirect::parse) else {
            return Err(Box::new(page::refusal(
                StatusCode::BAD_REQUEST,
                "redirect_uri is not an address on this machine.",
            )));
        };
        let scope = parameters.get("scope").unwrap_or_default();
        let scopes: Vec<_> = scope.split_ascii_whitespace().filter(|scope| SCOPES.contains(scope)).collect();
        let asked = Self {
            redirect_uri,
            state: parameters.get("state"),
            nonce: parameters.get("nonce"),
            scope: scopes.join(" "),
            challenge: parameters.get("code_challenge").unwrap_or_default(),
        };
        if parameters.get("response_type") != Some("code") {
            return Err(Box::new(asked.refuse("unsupported_response_type", "response_type is not code")));
        }
        if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
            return Err(Box::new(asked.refuse("invalid_request", "response_mode is not query")));
        }
        if !scopes.contains(&"openid") {
            return Err(Box::new(asked.refuse("invalid_scope", "scope does not have openid")));
        }
        if parameters.get("code_challenge_method") != Some("S256") {
            return Err(Box::new(asked.refuse("invalid_request", "code_challenge_method is not S256")));
        }
        if !is_verifier(asked.challenge) {
            return Err(Box::new(
                asked.refuse("invalid_request", "code_challenge is missing or has the wrong form"),
            ));
        }
        Ok(asked)
    }

    fn refuse(&self, error: &str, description: &str) -> Answer {
        let back = [("error", Some(error)), ("error_description", Some(description)), ("state", self.state)];
        redirect::to(self.redirect_uri.clone(), &back)
    }
}
