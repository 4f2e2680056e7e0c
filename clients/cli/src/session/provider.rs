//! The identity provider of a deployment: OpenID Connect discovery, and OAuth 2.0 for a public client.

use chrono::Utc;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, ErrorResponse, ExtraTokenFields, HttpRequest,
    HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse, TokenUrl,
};
use reqwest::Client as Http;
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Session;
use super::callback::Awaited;
use super::id_token::{Claims, Expected};
use crate::{Failure, api};

/// Settings of the deployment, which its dashboard also uses (`GET /config.json`).
#[derive(Debug, Deserialize)]
struct Deployment {
    issuer: String,
    client_id: String,
    scopes: String,
}

/// The part of the discovery document that is needed.
#[derive(Debug, Deserialize)]
struct Discovered {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    revocation_endpoint: Option<Url>,
}

/// The provider of one deployment.
#[derive(Debug)]
pub(crate) struct Provider {
    url: Url,
    deployment: Deployment,
    discovered: Discovered,
    http: Http,
}

/// A sign-in that waits for the browser.
#[derive(Debug)]
pub(crate) struct SignIn {
    /// Where the browser goes.
    pub(crate) authorize_url: Url,
    /// What comes back.
    pub(crate) awaited: Awaited,
    redirect_uri: Url,
    verifier: PkceCodeVerifier,
    nonce: CsrfToken,
}

/// The ID token in an answer of the token endpoint.
#[derive(Debug, Deserialize, Serialize)]
struct IdTokenField {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdTokenField {}

type Tokens = StandardTokenResponse<IdTokenField, BasicTokenType>;

/// A client without endpoints.
type Oauth = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

impl Provider {
    /// Finds the provider of the activity monitor at `url`.
    pub(crate) async fn discover(url: &Url) -> Result<Self, Failure> {
        let url = api::secure(url.clone())?;
        let http = api::http_client()?;
        let config = api::endpoint(&url, &["config.json"]);
        let deployment: Deployment = fetch(&http, &config, "an activity monitor").await?;
        // A final slash is not doubled (OpenID Connect Discovery 1.0, section 4).
        let document =
            format!("{}/.well-known/openid-configuration", deployment.issuer.trim_end_matches('/'));
        let document =
            document.parse().map_err(|_| Failure::Failed(format!("{} is no URL", deployment.issuer)))?;
        let discovered: Discovered =
            fetch(&http, &api::secure(document)?, "an OpenID Connect provider").await?;
        // Otherwise one tenant of a provider could sign people in to another (section 4.3).
        if discovered.issuer != deployment.issuer {
            let (found, wanted) = (&discovered.issuer, &deployment.issuer);
            return Err(Failure::Failed(format!(
                "the provider is {found}, but the deployment trusts {wanted}"
            )));
        }
        for endpoint in [&discovered.authorization_endpoint, &discovered.token_endpoint] {
            api::secure(endpoint.clone())?;
        }
        Ok(Self { url, deployment, discovered, http })
    }

    /// Starts a sign-in: state, nonce and PKCE.
    pub(crate) fn sign_in(&self, redirect_uri: Url) -> SignIn {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random();
        let client =
            self.client().set_auth_uri(AuthUrl::from_url(self.discovered.authorization_endpoint.clone()));
        let redirect = RedirectUrl::from_url(redirect_uri.clone());
        let scopes =
            self.deployment.scopes.split_ascii_whitespace().map(|scope| Scope::new(scope.to_owned()));
        let (authorize_url, state) = client
            .authorize_url(CsrfToken::new_random)
            .set_redirect_uri(std::borrow::Cow::Owned(redirect))
            .add_scopes(scopes)
            .add_extra_param("nonce", nonce.secret())
            .set_pkce_challenge(challenge)
            .url();
        let awaited = Awaited { state: state.into_secret(), issuer: self.deployment.issuer.clone() };
        SignIn { authorize_url, awaited, redirect_uri, verifier, nonce }
    }

    /// Exchanges the code of a sign-in for tokens.
    pub(crate) async fn exchange(self, code: String, sign_in: SignIn) -> Result<Session, Failure> {
        let SignIn { redirect_uri, verifier, nonce, .. } = sign_in;
        let client = self.client().set_token_uri(TokenUrl::from_url(self.discovered.token_endpoint.clone()));
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .set_redirect_uri(std::borrow::Cow::Owned(RedirectUrl::from_url(redirect_uri)))
            .set_pkce_verifier(verifier)
            .request_async(&|request| send(self.http.clone(), request))
            .await
            .map_err(|error| failure(&self.discovered.token_endpoint, error))?;
        let Deployment { issuer, client_id, .. } = self.deployment;
        let expected =
            Expected { issuer: &issuer, client_id: &client_id, nonce: Some(nonce.secret()), subject: None };
        let (id_token, claims) = id_token(&tokens, &expected)?;
        Ok(Session {
            url: self.url,
            token_url: self.discovered.token_endpoint,
            revocation_url: self.discovered.revocation_endpoint,
            expires_at: claims.expires_at(),
            subject: claims.sub,
            id_token,
            refresh_token: tokens.refresh_token().map(|token| token.secret().clone().into()),
            issuer,
            client_id,
        })
    }

    fn client(&self) -> Oauth {
        Oauth::new(ClientId::new(self.deployment.client_id.clone()))
    }
}

/// Exchanges the refresh token of a sign-in for a new ID token.
pub(super) async fn renew(session: Session) -> Result<Session, Failure> {
    let ended =
        || Failure::NotSignedIn(format!("the sign-in to {} has ended: run `activity login`", session.url));
    let refresh_token = session.refresh_token.as_ref().ok_or_else(ended)?;
    let http = api::http_client()?;
    let client = Oauth::new(ClientId::new(session.client_id.clone()))
        .set_token_uri(TokenUrl::from_url(api::secure(session.token_url.clone())?));
    let tokens = client
        .exchange_refresh_token(&RefreshToken::new(refresh_token.expose_secret().to_owned()))
        .request_async(&|request| send(http.clone(), request))
        .await
        .map_err(|error| match &error {
            RequestTokenError::ServerResponse(refused) if refused.error().as_ref() == "invalid_grant" => {
                ended()
            }
            _ => failure(&session.token_url, error),
        })?;
    let expected = Expected {
        issuer: &session.issuer,
        client_id: &session.client_id,
        nonce: None,
        subject: Some(&session.subject),
    };
    let (id_token, claims) = id_token(&tokens, &expected)?;
    let rotated = tokens.refresh_token().map(|token| token.secret().clone().into());
    Ok(Session {
        expires_at: claims.expires_at(),
        id_token,
        refresh_token: rotated.or(session.refresh_token),
        ..session
    })
}

/// Revokes the refresh token of a sign-in, if it has one and the provider can (RFC 7009).
///
/// The library sends such requests over https only, not to a provider on this machine.
pub(crate) async fn revoke(session: &Session) -> Result<(), Failure> {
    let (Some(url), Some(token)) = (&session.revocation_url, &session.refresh_token) else { return Ok(()) };
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("token", token.expose_secret())
        .append_pair("token_type_hint", "refresh_token")
        .append_pair("client_id", &session.client_id)
        .finish();
    let request = api::http_client()?.post(api::secure(url.clone())?).body(form);
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let status = request.send().await.map_err(|error| api::unreachable(url, &error))?.status();
    if status.is_success() {
        return Ok(());
    }
    Err(Failure::Failed(format!("the provider answered with status {}", status.as_u16())))
}

/// Returns the ID token of an answer, checked.
fn id_token(tokens: &Tokens, expected: &Expected<'_>) -> Result<(SecretString, Claims), Failure> {
    let token = tokens.extra_fields().id_token.as_deref();
    let missing =
        || Failure::NotSignedIn("the provider gave no ID token; the scope openid is missing".to_owned());
    let token = token.ok_or_else(missing)?;
    Ok((token.to_owned().into(), Claims::read(token, expected, Utc::now())?))
}

async fn fetch<T: DeserializeOwned>(http: &Http, url: &Url, noun: &str) -> Result<T, Failure> {
    let response = http.get(url.clone()).send().await.map_err(|error| api::unreachable(url, &error))?;
    let origin = url.origin().ascii_serialization();
    if response.status().is_server_error() {
        let reason = format!("it answered with status {}", response.status().as_u16());
        return Err(Failure::Unreachable { url: origin, reason });
    }
    let body = response.bytes().await.map_err(|error| api::unreachable(url, &error))?;
    serde_json::from_slice(&body).map_err(|_| Failure::Failed(format!("{origin} is not {noun}; check --url")))
}

/// Sends a request of the library.
async fn send(http: Http, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let response = http.execute(request.try_into()?).await?;
    let mut answer = HttpResponse::new(Vec::new());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    *answer.body_mut() = response.bytes().await?.into();
    Ok(answer)
}

/// Returns the failure of a request to the provider. It shows the provider's reason, and never a token.
fn failure<T: ErrorResponse>(url: &Url, error: RequestTokenError<reqwest::Error, T>) -> Failure {
    match error {
        RequestTokenError::ServerResponse(refused) => {
            Failure::NotSignedIn(format!("the provider refused the sign-in: {refused}"))
        }
        RequestTokenError::Request(error) => api::unreachable(url, &error),
        // The texts of these have the answer, which can contain tokens.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            let origin = url.origin().ascii_serialization();
            Failure::Failed(format!("{origin} gave an answer that is not as OAuth 2.0 defines it"))
        }
    }
}
