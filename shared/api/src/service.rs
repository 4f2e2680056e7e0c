//! A router as a Lambda function behind an HTTP API.
//!
//! `lambda_http` pastes `rawPath`, the host and `rawQueryString` into one URL and parses it. API Gateway passes
//! `rawPath` percent-decoded, so a decoded `#` or `?` would end the path there, and `..` would leave it: the
//! request would act on another resource. A text that is no URL makes `lambda_http` panic. Both are ruled out here.

use std::convert::Infallible;

use axum::Router;
use axum::response::Response;
use axum::routing::any;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, LambdaEvent, Service};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Problem, ProblemCode, with_defaults_any_params};

/// Characters of a decoded path that have to be encoded in a URL: all but those of `pchar` (RFC 3986) and `/`.
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

/// Bytes of path and query together: `http` reads no longer URI.
const URI_BYTES: usize = 65_000;

/// Why a request is refused before the router sees it.
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
            // No id is `.` or `..`, so there is nothing of that name.
            Self::DotSegment => Problem::not_found("resource"),
            Self::Query => invalid("the query string must be percent-encoded"),
            Self::Host => invalid("the request must have one valid Host header"),
            Self::Length => invalid("the URL is too long"),
        }
    }
}

/// Returns the service that Lambda's runtime calls.
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

/// Makes the URL of a request one that is read as it was meant.
fn normalize(request: &mut ApiGatewayV2httpRequest) -> Result<(), Fault> {
    // Without a host, the URL is only a path: neither Host nor X-Forwarded-Proto are read any more.
    request.request_context.domain_name = None;
    let host = request.headers.remove(http::header::HOST);
    let path = request.raw_path.take().unwrap_or_default();
    if host.is_some_and(|host| !host.as_bytes().iter().all(is_of_host)) {
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

fn is_of_host(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:[]".contains(byte)
}

#[cfg(test)]
mod tests;
