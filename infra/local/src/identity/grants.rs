//! The token endpoint: exchanges a code or a refresh token for tokens.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::codes::proves;
use super::tokens::Grant;
use super::{
    CLIENT_ID, OPERATOR_CLIENT_ID, OPERATOR_CLIENT_SECRET, OPERATOR_SCOPE, Parameters, Provider, json_answer,
};
use crate::gateway::Answer;

/// An OAuth error code with a description.
struct Refused(&'static str, &'static str);

impl Provider {
    pub(super) fn token(&self, parts: &Parts, body: &Bytes) -> Answer {
        match self.tokens_for(parts, body) {
            Ok(tokens) => {
                let mut answer = json_answer(StatusCode::OK, &tokens);
                answer.headers_mut().insert(http::header::PRAGMA, HeaderValue::from_static("no-cache"));
                answer
            }
            Err(Refused(error, description)) => json_answer(
                StatusCode::BAD_REQUEST,
                &json!({ "error": error, "error_description": description }),
            ),
        }
    }

    /// Returns an access token for a script, for a person of any organization.
    pub(super) fn script_token(&self, body: &Bytes) -> Answer {
        let person = Parameters::parse(body).ok().and_then(|parameters| {
            Some(format!("{}@{}", parameters.get("role")?, parameters.get("organization")?))
        });
        match person.and_then(|person| self.tokens.for_script(&person)) {
            Some(token) => json_answer(StatusCode::OK, &json!({ "access_token": token })),
            None => {
                let description = "send an organization, and a role: owner, admin, auditor or member";
                json_answer(
                    StatusCode::BAD_REQUEST,
                    &json!({ "error": "invalid_request", "error_description": description }),
                )
            }
        }
    }

    fn tokens_for(&self, parts: &Parts, body: &Bytes) -> Result<Value, Refused> {
        let content_type =
            parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !content_type.starts_with("application/x-www-form-urlencoded") {
            return Err(Refused("invalid_request", "the body is not a form"));
        }
        let parameters =
            Parameters::parse(body).map_err(|_| Refused("invalid_request", "a parameter is duplicated"))?;
        if parameters.get("grant_type") == Some("client_credentials") {
            return self.client_credentials(&parameters);
        }
        let grant = self.grant(&parameters)?;
        self.tokens.answer(&grant).ok_or(Refused("invalid_grant", "the person is unknown"))
    }

    /// Answers the machine client.
    fn client_credentials(&self, parameters: &Parameters) -> Result<Value, Refused> {
        if parameters.get("client_id") != Some(OPERATOR_CLIENT_ID)
            || parameters.get("client_secret") != Some(OPERATOR_CLIENT_SECRET)
        {
            return Err(Refused(
                "invalid_client",
                "client_id and client_secret are not the machine client's",
            ));
        }
        match parameters.get("scope") {
            None | Some(OPERATOR_SCOPE) => Ok(self.tokens.for_operator_client()),
            Some(_) => Err(Refused("invalid_scope", "the only scope is activity-monitor/operator")),
        }
    }

    fn grant(&self, parameters: &Parameters) -> Result<Grant, Refused> {
        if parameters.get("client_id") != Some(CLIENT_ID) {
            return Err(Refused("invalid_client", "client_id is not the dashboard's"));
        }
        match parameters.get("grant_type") {
            Some("authorization_code") => {
                let text = parameters.get("code").unwrap_or_default();
                let code = self.codes.take(text, self.clock.now());
                let code = code.ok_or(Refused("invalid_grant", "the code is unknown, used or expired"))?;
                if parameters.get("redirect_uri") != Some(&code.redirect_uri) {
                    return Err(Refused(
                        "invalid_grant",
                        "redirect_uri is not the one that the code was asked for with",
                    ));
                }
                if !proves(parameters.get("code_verifier").unwrap_or_default(), &code.challenge) {
                    return Err(Refused(
                        "invalid_grant",
                        "code_verifier does not belong to the code_challenge",
                    ));
                }
                Ok(code.grant)
            }
            Some("refresh_token") => {
                let grant = self.tokens.refresh(parameters.get("refresh_token").unwrap_or_default());
                grant.ok_or(Refused("invalid_grant", "the refresh token is not one, or it has expired"))
            }
            Some(_) => Err(Refused("unsupported_grant_type", "grant_type is not one of those supported")),
            None => Err(Refused("invalid_request", "grant_type is missing")),
        }
    }
}
