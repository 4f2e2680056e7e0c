//! The claims of ID tokens.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::Failure;

/// Claims of an ID token.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: Audience,
    exp: f64,
    nonce: Option<String>,
    pub(super) sub: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What a token must say (OpenID Connect Core 1.0, sections 3.1.3.7 and 12.2).
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    /// Binds the token to this sign-in; `None` for a renewed token.
    pub(super) nonce: Option<&'a str>,
    /// The person of the first token; `None` at sign-in.
    pub(super) subject: Option<&'a str>,
}

impl Claims {
    /// Reads a token that came from the token endpoint, over TLS. Its signature is not checked here: the connection tells
    /// who sent it (section 3.1.3.7, number 6), and the API checks the signature at each request.
    pub(super) fn read(token: &str, expected: &Expected<'_>, now: DateTime<Utc>) -> Result<Self, Failure> {
        let claims = decode(token).ok_or_else(|| refuse("it cannot be read"))?;
        let audiences: &[String] = match &claims.aud {
            Audience::One(one) => std::slice::from_ref(one),
            Audience::Several(several) => several,
        };
        if claims.iss != expected.issuer {
            return Err(refuse("it is of another issuer"));
        }
        if !audiences.iter().any(|audience| audience == expected.client_id) {
            return Err(refuse("it is for another client"));
        }
        if expected.nonce.is_some() && claims.nonce.as_deref() != expected.nonce {
            return Err(refuse("it is of another sign-in"));
        }
        if expected.subject.is_some_and(|subject| subject != claims.sub) {
            return Err(refuse("it is of another person"));
        }
        if claims.expires_at() <= now {
            return Err(refuse("it has expired; check the clock of this machine"));
        }
        Ok(claims)
    }

    /// Returns the time at which the token ends.
    pub(super) fn expires_at(&self) -> DateTime<Utc> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "out-of-range times saturate and are then invalid"
        )]
        DateTime::from_timestamp(self.exp as i64, 0).unwrap_or_default()
    }
}

fn decode(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn refuse(reason: &str) -> Failure {
    Failure::NotSignedIn(format!("the ID token of the provider is refused: {reason}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(claims: &Value, nonce: Option<&str>, subject: Option<&str>) -> Result<Claims, String> {
        let token = format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
        let expected = Expected { issuer: "https://id.example", client_id: "cli", nonce, subject };
        let now = DateTime::from_timestamp(1_000, 0).expect("a time");
        Claims::read(&token, &expected, now).map_err(|failure| failure.to_string())
    }

    fn claims() -> Value {
        json!({ "iss": "https://id.example", "aud": "cli", "exp": 1300, "nonce": "n", "sub": "u_ada" })
    }

    #[test]
    fn id_token_valid_is_read() {
        let mut claims = claims();
        assert_eq!(read(&claims, Some("n"), None).expect("valid").expires_at().timestamp(), 1300);
        claims["aud"] = json!(["other", "cli"]);
        assert_eq!(read(&claims, None, Some("u_ada")).expect("valid").sub, "u_ada");
    }

    #[test]
    fn id_token_of_other_sign_in_is_refused() {
        for (name, value, reason) in [
            ("iss", json!("https://id.example/"), "another issuer"),
            ("aud", json!(["other"]), "another client"),
            ("nonce", json!("m"), "another sign-in"),
            ("nonce", Value::Null, "another sign-in"),
            ("sub", json!("u_eve"), "another person"),
            ("exp", json!(1000), "expired"),
            ("exp", json!("soon"), "cannot be read"),
        ] {
            let mut claims = claims();
            claims[name] = value;
            let refused = read(&claims, Some("n"), Some("u_ada")).expect_err("refused");
            assert!(refused.contains(reason), "{name}: {refused}");
        }
    }

    #[test]
    fn id_token_unreadable_is_refused() {
        for token in ["", "a", "a.b.c", "..", "e30.e30.e30"] {
            let expected = Expected { issuer: "", client_id: "", nonce: None, subject: None };
            assert!(Claims::read(token, &expected, DateTime::UNIX_EPOCH).is_err(), "{token}");
        }
    }
}
