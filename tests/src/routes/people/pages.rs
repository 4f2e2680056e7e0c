//! Pages of `GET /v1/people`

use serde_json::json;
use support::app::{ADMIN, TestApp, text};

use super::{acted, ids, read};

/// Records a few events of each of `count` people; some values are equal.
async fn record_people(app: &TestApp, count: i64) {
    let mut events = Vec::new();
    for nth in 0..count {
        let user = format!("u_{nth:02}");
        events.push(acted(app, &user, "account.login.succeeded", 10 + nth % 4));
        events.extend((0..nth % 3).map(|item| read(app, &user, &format!("i_{item}"), 60 + item)));
    }
    app.record(&events).await;
}

#[tokio::test]
async fn people_pages_show_everyone_once() {
    let app = TestApp::start().await;
    record_people(&app, 23).await;
    for sort in ["last_seen", "name", "sign_ins", "items_read", "countries", "findings", "failed_sign_ins"] {
        for order in ["asc", "desc"] {
            let query = format!("/v1/people?sort={sort}&order={order}");
            let whole = app.get(&ADMIN, &format!("{query}&limit=100")).await.expect(200);
            assert_eq!((&whole["total"], &whole["next_cursor"]), (&json!(23), &json!(null)));
            let paged = app.list(&ADMIN, &format!("{query}&limit=7"), "people").await;
            assert_eq!(json!(paged), whole["people"], "{sort} {order}");
        }
    }
}

#[tokio::test]
async fn people_pages_count_the_same_time() {
    let app = TestApp::start().await;
    record_people(&app, 8).await;
    let first = app.get(&ADMIN, "/v1/people?limit=5").await.expect(200);
    // Someone of the second page becomes the latest one.
    app.wait(10);
    let late = ids(&app.get(&ADMIN, "/v1/people?limit=8").await.expect(200));
    let late = late.split(' ').next_back().expect("a person").to_owned();
    app.record(&[acted(&app, &late, "account.login.succeeded", 0)]).await;
    let cursor = text(&first["next_cursor"]);
    let second = app.get(&ADMIN, &format!("/v1/people?limit=5&cursor={cursor}")).await.expect(200);
    assert_eq!(second["counts_to"], first["counts_to"]);
    assert_eq!(second["people"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn people_cursor_is_bound_to_its_list() {
    let app = TestApp::start().await;
    record_people(&app, 4).await;
    let first = app.get(&ADMIN, "/v1/people?limit=2&q=person").await.expect(200);
    let cursor = text(&first["next_cursor"]);
    for query in ["", "q=u_", "q=person&sort=name", "q=person&order=asc", "q=person&second_factor=never"] {
        let page = app.get(&ADMIN, &format!("/v1/people?{query}&cursor={cursor}")).await;
        assert_eq!(page.invalid_parameter(), "cursor", "{query}");
    }
    // The size of a page may change.
    let rest = app.get(&ADMIN, &format!("/v1/people?limit=9&q=person&cursor={cursor}")).await.expect(200);
    assert_eq!((ids(&rest).split(' ').count(), &rest["next_cursor"]), (2, &json!(null)));
}
