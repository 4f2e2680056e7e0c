//! Defaults of every function's router.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use lambda_http::request::RequestContext;

use crate::params::ParamsChecked;
use crate::{Params, Problem, ProblemCode};

/// Time limit of a response. Lambda ends a function after 29 seconds, and API Gateway's response to that has neither a
/// reason nor a `Retry-After`.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(25);

/// Adds [the defaults](with_defaults_any_params) to a router of the API, and refuses unknown parameters on every route,
/// even if its handler reads none.
pub fn with_defaults(router: Router) -> Router {
    with_defaults_any_params(router.route_layer(middleware::from_fn(refuse_unknown_params)))
}

/// Adds problem details for unknown routes and methods, a time limit, and the headers of every response.
pub fn with_defaults_any_params(router: Router) -> Router {
    router
        .fallback(|| async { Problem::not_found("resource") })
        .method_not_allowed_fallback(|| async {
            Problem::new(ProblemCode::MethodNotAllowed, "the resource does not support this method")
        })
        .layer(middleware::from_fn(complete))
}

/// Refuses query parameters that no handler reads. Operations that change something have no parameters, so this layer
/// refuses the request before the handler runs. In operations that read, [`Params`] refuses it. Without [`Params`],
/// this layer refuses it after the handler.
async fn refuse_unknown_params(mut request: Request, next: Next) -> Response {
    let Some(query) = request.uri().query().filter(|query| !query.is_empty()).map(str::to_owned) else {
        return next.run(request).await;
    };
    let refuse = || Params::parse(&query).and_then(Params::finish).err();
    if !request.method().is_safe() {
        return match refuse() {
            Some(problem) => problem.into_response(),
            None => next.run(request).await,
        };
    }
    let checked = ParamsChecked::default();
    request.extensions_mut().insert(checked.clone());
    let response = next.run(request).await;
    if response.status().is_success() && !checked.get() {
        return refuse().map_or(response, IntoResponse::into_response);
    }
    response
}

async fn complete(request: Request, next: Next) -> Response {
    let request_id = request_id(&request);
    // A request that times out here may have been executed, as with any lost response.
    let response = tokio::time::timeout(RESPONSE_TIMEOUT, next.run(request)).await;
    let mut response = response.unwrap_or_else(|_| {
        tracing::warn!("response timed out");
        let detail = "the service is unavailable; try again shortly";
        Problem::new(ProblemCode::Unavailable, detail).into_response()
    });
    if let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() {
        response = problem.render(&request_id);
    }
    let headers = response.headers_mut();
    // Activity is personal data: no shared or private cache may store it.
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http::{Method, Request as HttpRequest};
    use tower::ServiceExt;

    use super::*;

    async fn status(method: Method, uri: &str) -> u16 {
        let forgetful = || async { "done" };
        let careful = |mut params: Params| async move {
            params.one("a")?;
            params.finish().map(|()| "done")
        };
        let router = Router::new()
            .route("/forgetful", get(forgetful).post(forgetful).put(forgetful).delete(forgetful))
            .route("/careful", get(careful));
        let request = HttpRequest::builder().method(method).uri(uri).body(Body::empty()).expect("a request");
        with_defaults(router).oneshot(request).await.expect("an answer").status().as_u16()
    }

    #[tokio::test]
    async fn unknown_parameter_is_refused_on_every_route() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            assert_eq!(status(method.clone(), "/forgetful").await, 200, "{method}");
            assert_eq!(status(method.clone(), "/forgetful?").await, 200, "{method}");
            assert_eq!(status(method.clone(), "/forgetful?x=1").await, 400, "{method}");
            assert_eq!(status(method.clone(), "/none?x=1").await, 404, "{method}");
        }
        assert_eq!(status(Method::GET, "/careful?a=1").await, 200);
        assert_eq!(status(Method::GET, "/careful?b=1").await, 400);
    }
}
