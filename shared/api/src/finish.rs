//! What every function's router has in common.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use lambda_http::request::RequestContext;

use crate::{Problem, ProblemCode};

/// How long an answer may take: Lambda ends a function after 29 seconds, and API Gateway's own word for
/// that has neither a reason nor a `Retry-After`.
const ANSWER_TIME: Duration = Duration::from_secs(25);

/// Returns `router` with refusals for what it has no route for and for what takes too long, filled-in
/// refusals, and the headers that every answer carries.
pub fn finish(router: Router) -> Router {
    router
        .fallback(|| async { Problem::not_found("resource") })
        .method_not_allowed_fallback(|| async {
            Problem::new(ProblemCode::MethodNotAllowed, "the resource does not take this method")
        })
        .layer(middleware::from_fn(complete))
}

async fn complete(request: Request, next: Next) -> Response {
    let request_id = request_id(&request);
    // What is dropped here may have been carried out, as with any answer that gets lost.
    let answered = tokio::time::timeout(ANSWER_TIME, next.run(request)).await;
    let mut response = answered.unwrap_or_else(|_| {
        tracing::warn!("an answer took too long");
        let detail = "the service cannot answer now; try again shortly";
        Problem::new(ProblemCode::Unavailable, detail).into_response()
    });
    if let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() {
        response = problem.render(&request_id);
    }
    let headers = response.headers_mut();
    // Activity is personal data: no shared or private cache may keep any of it.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn request_id(request: &Request) -> String {
    match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone().unwrap_or_default(),
        _ => String::new(),
    }
}
