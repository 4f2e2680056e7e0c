//! A router as a Lambda function behind an HTTP API.
//!
//! `lambda_http` 1.3 joins the host, `rawPath` and `rawQueryString` into one URL and parses it. API Gateway passes
//! `rawPath` percent-decoded, so a decoded `#` or `?` would end the path and `..` would leave it: the request would act
//! on another resource. An invalid URL makes `lambda_http` panic. This module prevents both.

use std::convert::Infallible;

use axum::Router;
use axum::response::Response;
use axum::routing::any;
use http::{HeaderMap, HeaderValue};
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, LambdaEvent, Service};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::link::ORIGIN;
use crate::{Problem, ProblemCode, with_defaults_any_params};

/// Characters of a decoded path that must be encoded in a URL: all except `pchar` (RFC 3986) and `/`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// Maximum bytes of path and query together. `http` rejects a longer URI.
const URI_BYTES: usize = 65_000;

/// Why a request is refused before it reaches the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    DotSegment,
    Query,
    Host,
    Length,
}

impl Fault {
    fn problem(self) -> Problem {
        let invalid = |detail| Problem::new(ProblemCode::InvalidRequest, detail);
        match self {
            // No id is `.` or `..`.
            Self::DotSegment => Problem::not_found("resource"),
            Self::Query => invalid("the query string must be percent-encoded"),
            Self::Host => invalid("the request must have one valid Host header"),
            Self::Length => invalid("the URL is too long"),
        }
    }
}

/// Returns the service that the Lambda runtime calls.
pub fn service(
    router: Router,
) -> impl Service<
    LambdaEvent<ApiGatewayV2httpRequest>,
    Response = <Adapter<'static, Response, Router> as Service<LambdaEvent<LambdaRequest>>>::Response,
    Error = Infallible,
    Future: Send,
> + Clone {
    tower::service_fn(move |LambdaEvent { mut payload, context }| {
        let router = match normalize(&mut payload) {
            Ok(()) => router.clone(),
            Err(fault) => {
                payload.raw_path = Some("/".to_owned());
                payload.raw_query_string = None;
                with_defaults_any_params(
                    Router::new().route("/", any(move || async move { fault.problem() })),
                )
            }
        };
        Adapter::from(router).call(LambdaEvent::new(LambdaRequest::ApiGatewayV2(payload), context))
    })
}

/// Rewrites a request so that its URL parses to the path that the client sent.
fn normalize(request: &mut ApiGatewayV2httpRequest) -> Result<(), Fault> {
    // Without a host, the URL is only a path, and neither Host nor X-Forwarded-Proto is read.
    let domain = request.request_context.domain_name.take();
    let origin = HeaderValue::try_from(origin(domain.as_deref(), &request.headers));
    request.headers.insert(ORIGIN, origin.unwrap_or(HeaderValue::from_static("")));
    let host = request.headers.remove(http::header::HOST);
    let path = request.raw_path.take().unwrap_or_default();
    if host.is_some_and(|host| !host.as_bytes().iter().all(is_host_byte)) {
        return Err(Fault::Host);
    }
    if path.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")) {
        return Err(Fault::DotSegment);
    }
    let query = request.raw_query_string.as_deref().unwrap_or_default();
    if !query.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"#<>".contains(&byte)) {
        return Err(Fault::Query);
    }
    let path = utf8_percent_encode(&path, ENCODED).to_string();
    if path.len() + query.len() > URI_BYTES {
        return Err(Fault::Length);
    }
    request.raw_path = Some(path);
    Ok(())
}

/// Returns the origin of the request: API Gateway sets the domain name, and a client cannot. Empty if it is unknown.
fn origin(domain: Option<&str>, headers: &HeaderMap) -> String {
    let Some(domain) = domain.filter(|domain| domain.bytes().all(|byte| is_host_byte(&byte))) else {
        return String::new();
    };
    let is_plain = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "http");
    format!("{}://{domain}", if is_plain { "http" } else { "https" })
}

fn is_host_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:[]".contains(byte)
}

#[cfg(test)]
mod tests;
