//! What the page has to know of its deployment.

use http::Uri;
use lambda::env::{Env, EnvError};
use serde::Serialize;

/// The identity provider that people sign in at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Config {
    /// `OIDC_ISSUER`: the issuer.
    pub(crate) issuer: String,
    /// `OIDC_CLIENT_ID`: the page's own client there. It is public and has no secret.
    pub(crate) client_id: String,
    /// `OIDC_SCOPES`: what the page asks for.
    pub(crate) scopes: String,
    /// `OIDC_ISSUER` and `OIDC_ORIGINS`: the origins that the page fetches keys and tokens from.
    #[serde(skip)]
    pub(crate) origins: Vec<String>,
}

impl Config {
    pub(crate) fn load(env: &Env) -> Result<Self, EnvError> {
        let issuer = env.required("OIDC_ISSUER")?;
        let mut origins = vec![origin("OIDC_ISSUER", &issuer)?];
        for more in env.optional("OIDC_ORIGINS").unwrap_or_default().split_whitespace() {
            origins.push(origin("OIDC_ORIGINS", more)?);
        }
        Ok(Self {
            issuer,
            client_id: env.required("OIDC_CLIENT_ID")?,
            scopes: env.parsed("OIDC_SCOPES", "openid email profile".to_owned())?,
            origins,
        })
    }
}

/// Returns the origin of `url`. It becomes part of a policy header, so it must be one word that cannot
/// end a directive.
fn origin(name: &str, url: &str) -> Result<String, EnvError> {
    let invalid =
        || EnvError::Invalid { name: name.to_owned(), reason: "it is not an http(s) URL".to_owned() };
    let uri: Uri = url.parse().map_err(|_| invalid())?;
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(invalid());
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if authority.as_str().chars().all(plain) { Ok(format!("{scheme}://{authority}")) } else { Err(invalid()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(issuer: &str, origins: &str) -> Result<Config, EnvError> {
        Config::load(&Env::from_iter([
            ("OIDC_ISSUER", issuer),
            ("OIDC_CLIENT_ID", "client"),
            ("OIDC_ORIGINS", origins),
        ]))
    }

    #[test]
    fn origins_are_those_of_the_urls() {
        let config =
            load("https://login.example.com/realms/a", " https://tokens.example.com:8443/x ").expect("valid");
        assert_eq!(config.origins, ["https://login.example.com", "https://tokens.example.com:8443"]);
        assert_eq!(config.scopes, "openid email profile");
    }

    #[test]
    fn what_would_change_the_policy_is_refused() {
        for (issuer, origins) in [
            ("https://a.example;script-src", ""),
            ("login.example.com", ""),
            ("javascript:alert(1)", ""),
            ("https://user@a.example", ""),
            ("https://a.example", "https://b.example,https://c.example"),
        ] {
            assert!(load(issuer, origins).is_err(), "{issuer} {origins}");
        }
    }
}
