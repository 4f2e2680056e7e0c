//! The identity provider, as the environment names it.

use std::collections::BTreeSet;

use lambda::env::{Env, EnvError};

/// Minutes that a token is accepted for when the environment does not say.
const DEFAULT_MAX_AGE_MINUTES: u32 = 60;
/// The most minutes that can be configured: a day.
const MAX_AGE_MINUTES: u32 = 1_440;

/// Whose tokens are accepted, and what their claims are called.
#[derive(Debug, Clone)]
pub(crate) struct OidcConfig {
    /// `OIDC_ISSUER`: the provider's own name, a URL.
    pub(crate) issuer: String,
    /// `OIDC_AUDIENCE`: a list with commas. A token has to be meant for one of them.
    pub(crate) audiences: BTreeSet<String>,
    /// `MAX_TOKEN_AGE_MINUTES`: how long after its issue a token is accepted, in seconds; by default 60 minutes.
    pub(crate) max_age: u32,
    /// `OIDC_OPERATOR_SCOPE`: the scope that makes a machine client (client credentials) an operator. Empty: none does.
    pub(crate) operator_scope: Option<String>,
    /// `OIDC_CLAIM_…`.
    pub(crate) claims: ClaimNames,
}

/// Names of claims.
#[derive(Debug, Clone)]
pub(crate) struct ClaimNames {
    /// `OIDC_CLAIM_ORGANIZATION`, by default `organization_id`.
    pub(crate) organization: String,
    /// `OIDC_CLAIM_USER`, by default `sub`.
    pub(crate) user: String,
    /// `OIDC_CLAIM_EMAIL`, by default `email`.
    pub(crate) email: String,
    /// `OIDC_CLAIM_NAME`, by default `name`.
    pub(crate) name: String,
    /// `OIDC_CLAIM_ROLE`, by default `role`.
    pub(crate) role: String,
}

impl OidcConfig {
    pub(crate) fn load(env: &Env) -> Result<Self, EnvError> {
        let invalid =
            |name: &str, reason: &str| EnvError::Invalid { name: name.into(), reason: reason.into() };
        let issuer = env.required("OIDC_ISSUER")?;
        if !reqwest::Url::parse(&issuer).is_ok_and(|url| matches!(url.scheme(), "https" | "http")) {
            return Err(invalid("OIDC_ISSUER", "it is not an https:// or http:// URL"));
        }
        let audiences: BTreeSet<_> = env
            .required("OIDC_AUDIENCE")?
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect();
        if audiences.is_empty() {
            return Err(invalid("OIDC_AUDIENCE", "it names no audience"));
        }
        let max_age = match env.optional("MAX_TOKEN_AGE_MINUTES") {
            None => DEFAULT_MAX_AGE_MINUTES,
            Some(text) => match text.parse() {
                Ok(minutes @ 1..=MAX_AGE_MINUTES) => minutes,
                _ => return Err(invalid("MAX_TOKEN_AGE_MINUTES", "it is not a number from 1 to 1440")),
            },
        };
        let max_age = max_age * 60;
        let operator_scope = env.optional("OIDC_OPERATOR_SCOPE");
        let claim = |name, default: &str| env.optional(name).unwrap_or_else(|| default.to_owned());
        let claims = ClaimNames {
            organization: claim("OIDC_CLAIM_ORGANIZATION", "organization_id"),
            user: claim("OIDC_CLAIM_USER", "sub"),
            email: claim("OIDC_CLAIM_EMAIL", "email"),
            name: claim("OIDC_CLAIM_NAME", "name"),
            role: claim("OIDC_CLAIM_ROLE", "role"),
        };
        Ok(Self { issuer, audiences, max_age, operator_scope, claims })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_variable() {
        let load = |issuer: &'static str, audience: &'static str| {
            OidcConfig::load(&Env::from_iter([("OIDC_ISSUER", issuer), ("OIDC_AUDIENCE", audience)]))
        };
        let config = load("https://id.example.com", " a, b,,").expect("valid");
        assert_eq!(config.audiences, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
        assert_eq!(config.claims.user, "sub");
        assert_eq!(config.max_age, 3_600);
        for wrong in ["0", "-1", "1441", "1.5", "an hour"] {
            let env = [
                ("OIDC_ISSUER", "https://id.example.com"),
                ("OIDC_AUDIENCE", "a"),
                ("MAX_TOKEN_AGE_MINUTES", wrong),
            ];
            let message = OidcConfig::load(&Env::from_iter(env)).expect_err("refused").to_string();
            assert!(message.contains("MAX_TOKEN_AGE_MINUTES"), "{message}");
        }
        for (issuer, audience, name) in [
            ("", "a", "OIDC_ISSUER"),
            ("id.example.com", "a", "OIDC_ISSUER"),
            ("file:///etc", "a", "OIDC_ISSUER"),
            ("https://id.example.com", "", "OIDC_AUDIENCE"),
            ("https://id.example.com", " , ", "OIDC_AUDIENCE"),
        ] {
            let message = load(issuer, audience).expect_err("refused").to_string();
            assert!(message.contains(name), "{message}");
        }
    }
}
