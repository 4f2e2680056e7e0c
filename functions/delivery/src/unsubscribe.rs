//! `GET` and `POST /v1/unsubscribe/{token}`: the end of digests, without signing in (RFC 8058).
//!
//! The token is in the path: access logs have the route only, and operations that change something have no query. Answers
//! are the same for every token, so nobody can try them out.

use api::{PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;
use axum::response::{Html, IntoResponse, Response};
use event_model::Actor;
use event_store::{ConflictRetry, FindingMails, NotifiedPerson};
use http::{HeaderName, HeaderValue, header};

use crate::{State, notification_events};

/// Maximum attempts while another request of the person writes their choice.
const ATTEMPTS_MAX: u32 = 6;
/// The pages load nothing, and only the form of this page can be sent.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Returns a page with a button that ends the digests of a person.
///
/// Changes nothing: programs that check the links of a mail open them.
#[utoipa::path(
    get,
    path = "/v1/unsubscribe/{token}",
    tag = "notifications",
    operation_id = "get_unsubscribe_page",
    params(("token" = String, Path, description = "The token of the link in a digest")),
    responses((status = 200, description = "A page with a button", body = String, content_type = "text/html"))
)]
pub(crate) async fn get_unsubscribe_page() -> Response {
    page(
        "Get no more digests?",
        "<p>You will get no more daily digests of findings by e-mail. Other mail about findings does not change.</p>\
         <form method=\"post\"><button>Get no more digests</button></form>",
    )
}

/// Ends the digests of a person.
///
/// Mail programs send it for the header `List-Unsubscribe`, and the button of the page does. Idempotent. The change is
/// recorded as an event `monitor.notifications.changed`. The answer does not tell whether the token exists.
#[utoipa::path(
    post,
    path = "/v1/unsubscribe/{token}",
    tag = "notifications",
    operation_id = "unsubscribe",
    params(("token" = String, Path, description = "The token of the link in a digest")),
    responses(
        (status = 200, description = "The digests have ended", body = String, content_type = "text/html"),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn unsubscribe(
    Extract(state): Extract<State>,
    request_source: RequestSource,
    token: PathId,
) -> Result<Response, Problem> {
    let token: String = token.existing("unsubscribe link")?;
    end_digests(&state, request_source, &token).await?;
    Ok(page(
        "You get no more digests",
        "<p>You can choose them again in the dashboard, under <a href=\"/me/notifications\">notifications</a>.</p>",
    ))
}

async fn end_digests(state: &State, request_source: RequestSource, token: &str) -> Result<(), Problem> {
    let control = &state.store.control;
    let now = state.clock.timestamp();
    let Some((organization, user)) = control.unsubscribe_links_get(token, now).await? else { return Ok(()) };
    let Some(organization) = control.organizations_state(&organization).await? else { return Ok(()) };
    let id = &organization.organization.id;
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let mut act = request_source.act(Actor { id: user.clone(), name: None, email: None }, &state.clock);
    loop {
        let Some(read) = control.notified_people_get(id, &user).await? else { return Ok(()) };
        act.actor.name = read.name.clone();
        let findings = Some(FindingMails { digest: false, ..read.preferences().findings });
        let wanted = NotifiedPerson { findings, changed_at: Some(act.at), ..read.clone() };
        let through = Some("unsubscribe_link");
        let Some(event) = notification_events::changed(&read, &wanted, &organization, &act, through) else {
            return Ok(());
        };
        match state.store.notified_people_change(&organization, &wanted, &event).await {
            Ok(()) => return Ok(()),
            Err(error) => retry.after(error).await?,
        }
    }
}

fn page(title: &str, body: &str) -> Response {
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <style>:root{{color-scheme:light dark}}body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;\
         margin:4rem auto;padding:0 1rem}}button{{font:inherit;padding:.5rem 1rem}}</style></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    (headers, Html(html)).into_response()
}
