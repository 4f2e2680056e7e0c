use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use lambda::clock::Clock;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use url::Url;
use url::form_urlencoded::Serializer;

use super::{AUDIENCE, CLIENT_ID, OPERATOR_CLIENT_ID, OPERATOR_CLIENT_SECRET, PATH, Provider};
use crate::data_dir::{Data, DataDir};
use crate::gateway::Answer;

const ORIGIN: &str = "http://localhost:3000";
const REDIRECT: &str = "http://localhost:3000/callback";
const VERIFIER: &str = "the-verifier-is-at-least-forty-three-characters-long";

fn at(seconds: i64) -> Clock {
    Clock::fixed(start() + TimeDelta::seconds(seconds))
}

fn start() -> DateTime<Utc> {
    // jsonwebtoken reads the clock of the machine, so the time of the tests is near it.
    DateTime::from_timestamp(Utc::now().timestamp() / 60 * 60, 0).unwrap()
}

fn provider() -> Provider {
    Provider::start(ORIGIN, &DataDir::open(&Data::Memory).unwrap(), at(0)).unwrap()
}

impl Provider {
    /// Returns the same provider at a later time.
    fn after(mut self, seconds: i64) -> Self {
        self.clock = at(seconds);
        self.tokens.set_clock(at(seconds));
        self
    }

    async fn send(
        &self,
        request: http::request::Builder,
        form: &[(&str, &str)],
    ) -> (StatusCode, Value, Answer) {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let request = request
            .header("host", "localhost:3000")
            .header("content-type", "application/x-www-form-urlencoded");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let answer = self.answer(&parts, &Bytes::from(body));
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&bytes)
            .unwrap_or(Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        (parts.status, json, Answer::from_parts(parts, bytes.into()))
    }

    /// Chooses the admin with changed parameters of the request. Returns the target of the redirect.
    async fn sign_in(&self, changes: &[(&str, &str)]) -> Result<Url, StatusCode> {
        let parameters = asked(changes);
        let form: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (status, _, answer) = self.send(Request::post(format!("{PATH}/authorize")), &form).await;
        if status != StatusCode::SEE_OTHER {
            return Err(status);
        }
        Ok(Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap())
    }

    async fn code(&self) -> String {
        value(&self.sign_in(&[]).await.unwrap(), "code").unwrap()
    }

    async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT),
            ("code", code),
            ("code_verifier", VERIFIER),
        ];
        for (name, value) in changes {
            form.retain(|(own, _)| own != name);
            form.push((*name, *value));
        }
        let (status, body, _) = self.send(Request::post(format!("{PATH}/token")), &form).await;
        (status, body)
    }

    async fn claims(&self, token: &str, audience: &str) -> Map<String, Value> {
        let (_, keys, _) = self.send(Request::get(format!("{PATH}/jwks.json")), &[]).await;
        let keys: JwkSet = serde_json::from_value(keys).unwrap();
        let key_id = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        let key = DecodingKey::from_jwk(keys.find(&key_id).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&[audience]);
        validation.set_issuer(&[format!("{ORIGIN}{PATH}")]);
        jsonwebtoken::decode(token, &key, &validation).unwrap().claims
    }
}

fn asked(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut parameters: Vec<(String, String)> = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", REDIRECT),
        ("scope", "openid profile email other"),
        ("state", "the \"state\""),
        ("nonce", "the nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("person", "admin"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in changes {
        parameters.retain(|(own, _)| own != name);
        parameters.push(((*name).to_owned(), (*value).to_owned()));
    }
    parameters
}

fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn sign_in_gives_tokens_signed_by_key_set() {
    let provider = provider();
    let back = provider.sign_in(&[]).await.unwrap();
    assert!(back.as_str().starts_with(REDIRECT));
    assert_eq!(value(&back, "state").as_deref(), Some("the \"state\""));
    let (status, tokens) = provider.exchange(&value(&back, "code").unwrap(), &[]).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(300)));
    assert_eq!(tokens["scope"], "openid profile email");

    let identity = provider.claims(tokens["id_token"].as_str().unwrap(), CLIENT_ID).await;
    assert_eq!(identity["nonce"], "the nonce");
    let access = provider.claims(tokens["access_token"].as_str().unwrap(), AUDIENCE).await;
    let who = ["sub", "name", "email", "role", "organization_id"]
        .map(|name| access[name].as_str().unwrap().to_owned());
    assert_eq!(who, ["u_0002", "Tomás Herrera", "tomas.herrera@northwind.example", "admin", "org_northwind"]);

    let request = Request::get(format!("{PATH}/userinfo"));
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let (_, info, _) = provider.send(request.header("authorization", bearer), &[]).await;
    assert_eq!(info["sub"], "u_0002");
}

#[tokio::test]
async fn client_credentials_give_operator_token() {
    let provider = provider();
    let ask = async |form: &[(&str, &str)]| {
        let (status, body, _) = provider.send(Request::post(format!("{PATH}/token")), form).await;
        (status, body)
    };
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", OPERATOR_CLIENT_ID),
        ("client_secret", OPERATOR_CLIENT_SECRET),
    ];
    let (status, body) = ask(&form).await;
    assert_eq!((status, &body["expires_in"]), (StatusCode::OK, &json!(300)));
    assert!(body["refresh_token"].is_null() && body["id_token"].is_null());
    form.push(("scope", "openid"));
    assert_eq!(ask(&form).await.1["error"], "invalid_scope");
    form[2].1 = "wrong";
    let (status, body) = ask(&form).await;
    assert_eq!((status, &body["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_client")));
}

#[tokio::test]
async fn code_is_valid_once_for_one_minute() {
    let refused = (StatusCode::BAD_REQUEST, "the code is unknown, used or expired".to_owned());
    let said = |(status, body): (StatusCode, Value)| {
        assert_eq!(body["error"], "invalid_grant");
        (status, body["error_description"].as_str().unwrap().to_owned())
    };
    let provider = provider();
    let code = provider.code().await;
    assert_eq!(provider.exchange(&code, &[]).await.0, StatusCode::OK);
    assert_eq!(said(provider.exchange(&code, &[]).await), refused);
    assert_eq!(said(provider.exchange("guessed", &[]).await), refused);
    let code = provider.code().await;
    assert_eq!(said(provider.after(61).exchange(&code, &[]).await), refused);
}

#[tokio::test]
async fn code_is_for_its_client_only() {
    for (name, other, error) in [
        ("code_verifier", "another-verifier-that-is-at-least-43-characters-long", "invalid_grant"),
        ("code_verifier", "", "invalid_grant"),
        ("redirect_uri", "http://localhost:3000/other", "invalid_grant"),
        ("client_id", "somebody", "invalid_client"),
        ("grant_type", "password", "unsupported_grant_type"),
    ] {
        let provider = provider();
        let code = provider.code().await;
        let (status, body) = provider.exchange(&code, &[(name, other)]).await;
        assert_eq!((status, &body["error"]), (StatusCode::BAD_REQUEST, &json!(error)), "{name}={other}");
        if error == "invalid_grant" {
            let (status, _) = provider.exchange(&code, &[]).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "a code that was tried in vain is used up");
        }
    }
}

#[tokio::test]
async fn invalid_request_redirects_with_error() {
    let provider = provider();
    for (changes, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_mode", "fragment"), "invalid_request"),
        (("scope", "profile"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("person", "somebody"), "access_denied"),
    ] {
        let back = provider.sign_in(&[changes]).await.unwrap();
        assert_eq!(value(&back, "error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(value(&back, "state").as_deref(), Some("the \"state\""), "{changes:?}");
        assert_eq!(value(&back, "code"), None, "{changes:?}");
    }
}

#[tokio::test]
async fn redirect_uri_of_other_machine_is_refused() {
    let provider = provider();
    for changes in [
        ("redirect_uri", "https://example.com/callback"),
        ("redirect_uri", "http://localhost@example.com/"),
        ("redirect_uri", ""),
        ("client_id", "somebody"),
    ] {
        assert_eq!(provider.sign_in(&[changes]).await, Err(StatusCode::BAD_REQUEST), "{changes:?}");
    }
    let away = format!("{PATH}/end-session?post_logout_redirect_uri=https%3A%2F%2Fexample.com");
    assert_eq!(provider.send(Request::get(away), &[]).await.0, StatusCode::BAD_REQUEST);
    let back =
        format!("{PATH}/end-session?post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F&state=x");
    let (status, _, answer) = provider.send(Request::get(back), &[]).await;
    assert_eq!(
        (status, &answer.headers()["location"]),
        (StatusCode::SEE_OTHER, &"http://localhost:3000/?state=x".parse().unwrap())
    );
    let (parts, ()) = Request::get(format!("{PATH}/authorize"))
        .header("host", "rebound.example:3000")
        .body(())
        .unwrap()
        .into_parts();
    assert_eq!(provider.answer(&parts, &Bytes::new()).status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn page_lists_people_and_escapes_input() {
    let provider = provider();
    let query = Serializer::new(String::new()).extend_pairs(asked(&[("state", "\"><script>")])).finish();
    let (status, page, answer) = provider.send(Request::get(format!("{PATH}/authorize?{query}")), &[]).await;
    let page = page.as_str().unwrap();
    assert_eq!(status, StatusCode::OK);
    for person in &super::PEOPLE {
        assert!(page.contains(&format!("value=\"{}\"", person.key)), "{}", person.key);
    }
    assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\"") && !page.contains("<script>"));
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.ends_with("form-action 'self' http://localhost:3000"), "{policy}");

    let silent = Serializer::new(String::new()).extend_pairs(asked(&[("prompt", "none")])).finish();
    let (_, _, answer) = provider.send(Request::get(format!("{PATH}/authorize?{silent}")), &[]).await;
    let back = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert_eq!(value(&back, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn refresh_token_renews_and_others_do_not() {
    let provider = provider();
    let code = provider.code().await;
    let (_, tokens) = provider.exchange(&code, &[]).await;
    let renew = |token: &Value| {
        vec![
            ("grant_type".to_owned(), "refresh_token".to_owned()),
            ("client_id".to_owned(), CLIENT_ID.to_owned()),
            ("refresh_token".to_owned(), token.as_str().unwrap().to_owned()),
        ]
    };
    let send = async |provider: &Provider, form: Vec<(String, String)>| {
        let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (status, body, _) = provider.send(Request::post(format!("{PATH}/token")), &form).await;
        (status, body)
    };
    let (status, renewed) = send(&provider, renew(&tokens["refresh_token"])).await;
    assert_eq!(status, StatusCode::OK);
    let claims = provider.claims(renewed["access_token"].as_str().unwrap(), AUDIENCE).await;
    assert_eq!(claims["sub"], "u_0002");
    for other in ["access_token", "id_token"] {
        assert_eq!(send(&provider, renew(&tokens[other])).await.1["error"], "invalid_grant", "{other}");
    }
    let later = provider.after(31 * 24 * 60 * 60);
    assert_eq!(send(&later, renew(&tokens["refresh_token"])).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn key_outlives_process_and_given_claims_win() {
    let data_dir = DataDir::open(&Data::Memory).unwrap();
    let token = Provider::start(ORIGIN, &data_dir, at(0)).unwrap().tokens().mint(Map::from_iter([
        ("sub".to_owned(), json!("u_7")),
        ("exp".to_owned(), json!(start().timestamp() + 90)),
    ]));
    let again = Provider::start(ORIGIN, &data_dir, at(0)).unwrap();
    let claims = again.claims(&token, AUDIENCE).await;
    assert_eq!((&claims["sub"], &claims["exp"]), (&json!("u_7"), &json!(start().timestamp() + 90)));
    assert_eq!(again.tokens.read(&token, AUDIENCE).map(|claims| claims["sub"].clone()), Some(json!("u_7")));
    assert_eq!(again.after(91).tokens.read(&token, AUDIENCE), None);
}
