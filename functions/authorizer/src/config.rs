//! Settings of the function.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, de};

/// Settings of the authorizer.
#[derive(Debug, Clone, confique::Config)]
pub struct Config {
    /// Name of the table of organizations, settings, keys and exports.
    #[config(env = "CONTROL_TABLE")]
    pub control_table: String,
    /// URL of the OIDC issuer, exactly as its tokens spell it.
    #[config(env = "OIDC_ISSUER", validate = is_url)]
    pub issuer: String,
    /// Audiences, separated by commas. A token must be meant for one of them.
    #[config(env = "OIDC_AUDIENCE", deserialize_with = comma_separated)]
    pub audiences: BTreeSet<String>,
    /// Minutes after its issue that a token is accepted, 1 to 1,440.
    #[config(
        env = "MAX_TOKEN_AGE_MINUTES",
        default = 60,
        validate((1..=1_440).contains(max_token_age_minutes), "must be a number from 1 to 1440")
    )]
    pub max_token_age_minutes: u32,
    /// Scope that makes a machine client (client credentials) an operator. Without it, no machine client is one.
    #[config(env = "OIDC_OPERATOR_SCOPE")]
    pub operator_scope: Option<String>,
    #[config(nested)]
    pub claims: ClaimNames,
}

/// Names of claims.
#[derive(Debug, Clone, confique::Config)]
pub struct ClaimNames {
    /// Claim of the organization's id.
    #[config(env = "OIDC_CLAIM_ORGANIZATION", default = "organization_id")]
    pub organization: String,
    /// Claim of the user's id.
    #[config(env = "OIDC_CLAIM_USER", default = "sub")]
    pub user: String,
    /// Claim of the user's e-mail address.
    #[config(env = "OIDC_CLAIM_EMAIL", default = "email")]
    pub email: String,
    /// Claim of the user's name.
    #[config(env = "OIDC_CLAIM_NAME", default = "name")]
    pub name: String,
    /// Claim of the role: `owner`, `admin`, `auditor`, `member` or `operator`.
    #[config(env = "OIDC_CLAIM_ROLE", default = "role")]
    pub role: String,
}

#[expect(clippy::ptr_arg, reason = "the macro passes a reference to the field")]
fn is_url(issuer: &String) -> Result<(), &'static str> {
    let is_url = reqwest::Url::parse(issuer).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    is_url.then_some(()).ok_or("must be an https:// or http:// URL")
}

fn comma_separated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    let list = String::deserialize(deserializer)?;
    let entries: BTreeSet<_> =
        list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect();
    if entries.is_empty() { Err(de::Error::custom("must name an audience")) } else { Ok(entries) }
}

#[cfg(test)]
mod tests {
    use lambda::env::{Env, EnvError};

    use super::*;

    const ISSUER: (&str, &str) = ("OIDC_ISSUER", "https://id.example.com");
    const AUDIENCE: (&str, &str) = ("OIDC_AUDIENCE", " a, b,,");

    fn read<const N: usize>(variables: [(&str, &str); N]) -> Result<Config, EnvError> {
        Env::from_iter([("CONTROL_TABLE", "control")].into_iter().chain(variables)).read()
    }

    #[test]
    fn config_has_defaults() {
        let config = read([ISSUER, AUDIENCE]).expect("valid");
        assert_eq!(config.audiences, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
        assert_eq!(config.claims.user, "sub");
        assert_eq!(config.max_token_age_minutes, 60);
    }

    #[test]
    fn config_error_names_its_variable() {
        let refused = |name: &str, variables: [(&str, &str); 3]| {
            let message = read(variables).expect_err("refused").to_string();
            assert!(message.contains(name), "{message}");
        };
        for wrong in ["0", "-1", "1441", "1.5", "an hour"] {
            refused("MAX_TOKEN_AGE_MINUTES", [ISSUER, AUDIENCE, ("MAX_TOKEN_AGE_MINUTES", wrong)]);
        }
        for wrong in ["", "id.example.com", "file:///etc"] {
            refused("OIDC_ISSUER", [ISSUER, AUDIENCE, ("OIDC_ISSUER", wrong)]);
        }
        for wrong in ["", " , "] {
            refused("OIDC_AUDIENCE", [ISSUER, AUDIENCE, ("OIDC_AUDIENCE", wrong)]);
        }
    }
}
