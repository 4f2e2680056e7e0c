//! A cursor belongs to one organization and one query.

use serde_json::Value;

use support::app::{ADMIN, TestApp};
use support::events::varied;

#[tokio::test]
async fn cursor_with_another_query_is_refused() {
    let app = TestApp::start().await;
    app.record(&varied(&app.organization, 60)).await;
    let first = app.get(&ADMIN, "/v1/events?limit=10&outcome=failure").await.expect(200);
    let cursor = first["next_cursor"].as_str().expect("a cursor").to_owned();
    assert!(!cursor.contains(&app.organization));

    let with_cursor = |query: &str| format!("/v1/events?{query}&cursor={cursor}");
    // The size of the page is not part of the query.
    app.get(&ADMIN, &with_cursor("limit=5&outcome=failure")).await.expect(200);
    let flip = if cursor.ends_with('A') { 'B' } else { 'A' };
    let altered = format!("{}{flip}", &cursor[..cursor.len() - 1]);
    let mut middle = cursor.clone().into_bytes();
    middle[20] = if middle[20] == b'x' { b'y' } else { b'x' };
    let middle = String::from_utf8(middle).expect("still text");
    let refused = [
        with_cursor("outcome=success"),
        with_cursor("order=asc&outcome=failure"),
        with_cursor("outcome=failure&user=u_ada"),
        with_cursor("outcome=failure&from=2026-01-01T00:00:00Z"),
        format!("/v1/me/events?outcome=failure&cursor={cursor}"),
        format!("/v1/events?outcome=failure&cursor={altered}"),
        format!("/v1/events?outcome=failure&cursor={middle}"),
        "/v1/events?cursor=".to_owned(),
        "/v1/events?cursor=%00".to_owned(),
    ];
    for path in refused {
        assert_eq!(app.get(&ADMIN, &path).await.invalid_parameter(), "cursor", "{path}");
    }
}

#[tokio::test]
async fn page_after_new_events_shifts_nothing() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 100);
    app.record(&sent[..60]).await;
    let first = app.get(&ADMIN, "/v1/events?limit=20").await.expect(200);
    app.record(&sent[60..]).await;
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let rest = app.all_events(&ADMIN, "/v1/events", "limit=20").await;
    let second = app.get(&ADMIN, &format!("/v1/events?limit=20&cursor={cursor}")).await.expect(200);
    let last: &Value = first["events"].as_array().and_then(|events| events.last()).expect("an event");
    let at = rest.iter().position(|event| event == last).expect("it is still there");
    assert_eq!(second["events"].as_array().expect("events").as_slice(), &rest[at + 1..at + 21]);
}
