//! Settings of the function.

use http::Uri;
use serde::{Deserialize, Deserializer, de};

/// Settings of the function that serves the web app.
#[derive(Debug, Clone, confique::Config)]
pub struct Config {
    /// URL of the OIDC issuer, exactly as its tokens spell it.
    #[config(env = "OIDC_ISSUER", validate = has_origin)]
    pub issuer: String,
    /// Client of the web app at the issuer. It is public and has no secret.
    #[config(env = "OIDC_CLIENT_ID")]
    pub client_id: String,
    /// Scopes that the web app asks for, separated by spaces.
    #[config(env = "OIDC_SCOPES", default = "openid email profile")]
    pub scopes: String,
    /// URLs other than the issuer that the web app fetches keys and tokens from, separated by spaces.
    #[config(env = "OIDC_ORIGINS", default = "", deserialize_with = origins)]
    pub origins: Vec<String>,
}

impl Config {
    /// Returns the origins that the web app may connect to besides its own.
    pub(crate) fn connect_origins(&self) -> impl Iterator<Item = String> {
        origin(&self.issuer).into_iter().chain(self.origins.iter().cloned())
    }
}

fn origins<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let urls = String::deserialize(deserializer)?;
    urls.split_whitespace().map(|url| origin(url).map_err(de::Error::custom)).collect()
}

#[expect(clippy::ptr_arg, reason = "the macro passes a reference to the field")]
fn has_origin(url: &String) -> Result<(), &'static str> {
    origin(url).map(|_| ())
}

/// Returns the origin of `url`. It becomes part of a policy header, so it must be one word that cannot end a
/// directive.
fn origin(url: &str) -> Result<String, &'static str> {
    const INVALID: &str = "must be an http(s) URL";
    let uri: Uri = url.parse().map_err(|_| INVALID)?;
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(INVALID);
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    authority.as_str().chars().all(is_plain).then(|| format!("{scheme}://{authority}")).ok_or(INVALID)
}

#[cfg(test)]
mod tests {
    use lambda::env::{Env, EnvError};

    use super::*;

    fn read(issuer: &str, origins: &str) -> Result<Config, EnvError> {
        let variables = [("OIDC_ISSUER", issuer), ("OIDC_CLIENT_ID", "client"), ("OIDC_ORIGINS", origins)];
        Env::from_iter(variables).read()
    }

    #[test]
    fn config_reduces_urls_to_origins() {
        let config =
            read("https://login.example.com/realms/a", " https://tokens.example.com:8443/x ").expect("valid");
        let origins: Vec<_> = config.connect_origins().collect();
        assert_eq!(origins, ["https://login.example.com", "https://tokens.example.com:8443"]);
        assert_eq!(config.scopes, "openid email profile");
        assert_eq!(read("https://a.example", "").expect("valid").connect_origins().count(), 1);
    }

    #[test]
    fn config_url_that_breaks_policy_is_refused() {
        for (issuer, origins) in [
            ("https://a.example;script-src", ""),
            ("login.example.com", ""),
            ("javascript:alert(1)", ""),
            ("https://user@a.example", ""),
            ("https://a.example", "https://b.example,https://c.example"),
        ] {
            assert!(read(issuer, origins).is_err(), "{issuer} {origins}");
        }
    }
}
