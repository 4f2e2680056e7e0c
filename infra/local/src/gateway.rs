//! API Gateway on one machine: an HTTP API with the routes, the authorizer and the limits of the template.

mod answer;
mod authorizers;
mod event;
mod routing;

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode, Uri};
use lambda::clock::Clock;
use url::Url;

pub(crate) use answer::Answer;
use answer::{refusal, translate};
use authorizers::{Authorizers, Decision};
use event::Received;
use routing::Routes;

use crate::body;
use crate::lambda::{InvokeError, Lambda};
use crate::template::Template;

/// API Gateway's limit on the body of a request.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// API Gateway's limit on the time of a function.
const PATIENCE: Duration = Duration::from_secs(30);

/// The HTTP API.
pub(crate) struct Gateway {
    lambda: Lambda,
    routes: Routes,
    authorizers: Authorizers,
    clock: Clock,
    patience: Duration,
}

impl Gateway {
    pub(crate) fn new(template: &Template, lambda: Lambda, clock: Clock) -> Self {
        Self {
            routes: Routes::new(&template.routes),
            authorizers: Authorizers::new(lambda.clone(), template.authorizers.clone()),
            lambda,
            clock,
            patience: PATIENCE,
        }
    }

    /// Answers one request from this address.
    pub(crate) async fn answer<B>(&self, request: Request<B>, from: IpAddr) -> Answer
    where
        B: http_body::Body<Data = Bytes> + Unpin,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        if parts.headers.get_all(HOST).iter().count() > 1 {
            return refusal(StatusCode::BAD_REQUEST);
        }
        if !is_addressed(&parts) {
            return refusal(StatusCode::FORBIDDEN);
        }
        // A client that sends its body too slowly must not keep a connection open.
        let body = match tokio::time::timeout(self.patience, body::read(body, MAX_BODY)).await {
            Ok(Ok(body)) => body,
            Ok(Err(error)) => return refusal(error.status()),
            Err(_) => return refusal(StatusCode::REQUEST_TIMEOUT),
        };
        let received = Received::new(parts, body, from, self.clock.now());
        let mut answer = self.route(&received).await;
        if let Ok(id) = HeaderValue::from_str(&received.id) {
            answer.headers_mut().insert("apigw-requestid", id);
        }
        answer
    }

    async fn route(&self, received: &Received) -> Answer {
        let path = received.path();
        let Some(matched) = self.routes.find(received.parts.method.as_str(), &path) else {
            return refusal(StatusCode::NOT_FOUND);
        };
        let caller = match &matched.route.authorizer {
            None => None,
            Some(name) => match self.authorizers.decide(name, received, &matched).await {
                Decision::Allowed(context) => Some(context),
                Decision::Denied => return refusal(StatusCode::FORBIDDEN),
                Decision::Anonymous => return refusal(StatusCode::UNAUTHORIZED),
                Decision::Failed => return refusal(StatusCode::INTERNAL_SERVER_ERROR),
            },
        };
        let event = Bytes::from(received.function_event(&matched, caller.as_ref()).to_string());
        let function = &matched.route.function;
        match tokio::time::timeout(self.patience, self.lambda.invoke(function, event)).await {
            Ok(Ok(answer)) => translate(&answer).unwrap_or_else(|| {
                tracing::error!(function, "the function's answer is no HTTP response");
                refusal(StatusCode::INTERNAL_SERVER_ERROR)
            }),
            Ok(Err(InvokeError::EventTooLarge(_))) => refusal(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(error)) => {
                tracing::error!(%error, function, request_id = received.id, "a function did not answer");
                refusal(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Err(_) => {
                tracing::error!(
                    function,
                    request_id = received.id,
                    "a function took too long for the gateway"
                );
                refusal(StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }
}

/// Returns `true` if a request has a host and a path, which API Gateway requires.
fn is_addressed(parts: &Parts) -> bool {
    let is_host = |host: &HeaderValue| {
        let known = |byte: &u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(byte);
        let url = host.to_str().map(|host| format!("http://{host}/"));
        host.as_bytes().iter().all(known)
            && url.is_ok_and(|url| Url::parse(&url).is_ok() && url.parse::<Uri>().is_ok())
    };
    parts.headers.get_all(HOST).iter().all(is_host) && parts.uri.path().starts_with('/')
}

#[cfg(test)]
mod tests;
