//! `GET /v1/people`

use chrono::{DateTime, Duration, Utc};
use event_model::SearchWords;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, As, STRANGER, TestApp, organization_id, text};
use support::events::event_at;

use super::{acted, ids, one, read};

#[tokio::test]
async fn list_people_counts_28_days() {
    let app = TestApp::start().await;
    let day = 24 * 60;
    app.record(&[
        acted(&app, "u_ada", "account.login.succeeded", 50),
        acted(&app, "u_ada", "account.login.succeeded", 27 * day),
        // Too long ago.
        acted(&app, "u_ada", "account.login.succeeded", 29 * day),
        acted(&app, "u_ada", "account.login.failed_password", 40),
        acted(&app, "u_ada", "account.login.blocked", 30),
        acted(&app, "u_ada", "account.login.awaiting_2fa", 20),
        read(&app, "u_ada", "i_1", 49),
        read(&app, "u_ada", "i_1", 48),
        read(&app, "u_ada", "i_2", 47),
        // Someone else, with their name: they were not there.
        acted(&app, "u_bo", "account.login.failed_password", 10),
    ])
    .await;
    let people = app.get(&AUDITOR, "/v1/people").await.expect(200);
    let ada = one(&people, "u_ada");
    let counts = ["sign_ins", "failed_sign_ins", "items_read", "open_findings"].map(|name| ada[name].clone());
    assert_eq!(counts, [json!(2), json!(2), json!(2), json!(0)]);
    assert_eq!((&ada["name"], &ada["countries"]), (&json!("Person u_ada"), &json!(["BR"])));
    let seen: DateTime<Utc> = text(&ada["last_seen_at"]).parse().expect("a time");
    assert_eq!((Utc::now() - seen).num_minutes(), 47);
    let bo = one(&people, "u_bo");
    assert_eq!(
        [&bo["last_seen_at"], &bo["last_seen_day"], &bo["countries"], &bo["failed_sign_ins"]],
        [&json!(null), &json!(null), &json!([]), &json!(1)]
    );
    let range = ["counts_from", "counts_to"]
        .map(|name| text(&people[name]).parse::<DateTime<Utc>>().expect("a time"));
    assert_eq!(range[1] - range[0], Duration::days(28));
    assert_eq!((&people["complete"], &people["incomplete"]), (&json!(true), &json!([])));
    // Without a detector, nothing is known of profiles.
    assert_eq!((&people["evaluated_to"], &ada["second_factor"]), (&json!(null), &json!("unknown")));
}

#[tokio::test]
async fn list_people_searches_and_sorts_everyone() {
    let app = TestApp::start().await;
    app.record(&[
        acted(&app, "u_a", "account.login.succeeded", 30),
        acted(&app, "u_b", "account.login.succeeded", 20),
        acted(&app, "u_b", "account.login.succeeded", 21),
        acted(&app, "u_c", "account.login.failed_password", 5),
        read(&app, "u_c", "i_1", 60),
    ])
    .await;
    for (query, expected) in [
        ("", "u_b u_a u_c"),
        ("sort=last_seen&order=asc", "u_c u_a u_b"),
        ("sort=name", "u_a u_b u_c"),
        ("sort=name&order=desc", "u_c u_b u_a"),
        ("sort=sign_ins", "u_b u_a u_c"),
        ("sort=failed_sign_ins", "u_c u_a u_b"),
        ("sort=items_read", "u_c u_a u_b"),
        ("sort=countries&order=asc", "u_a u_b u_c"),
        ("sort=findings", "u_a u_b u_c"),
        ("q=PERS%C3%96N%20u_b", "u_b"),
        ("q=u_c%40northwind", "u_c"),
        ("q=nobody", ""),
    ] {
        let people = app.get(&ADMIN, &format!("/v1/people?{query}")).await.expect(200);
        assert_eq!(ids(&people), expected, "{query}");
        assert_eq!(people["total"], json!(expected.split_whitespace().count()), "{query}");
    }
    for parameter in
        ["sort=age", "order=up", "second_factor=lost", "limit=101", "limit=0", "cursor=x", "name=a"]
    {
        let name = parameter.split('=').next().expect("a name");
        assert_eq!(app.get(&ADMIN, &format!("/v1/people?{parameter}")).await.invalid_parameter(), name);
    }
    let long = "x".repeat(321);
    assert_eq!(app.get(&ADMIN, &format!("/v1/people?q={long}")).await.invalid_parameter(), "q");
}

#[tokio::test]
async fn list_people_counts_open_findings() {
    let app = TestApp::start().await;
    app.open_guessing("u_ada", "192.0.2.1").await;
    let closed = app.open_guessing("u_bo", "192.0.2.2").await;
    let path = format!("/v1/findings/{closed}");
    let patch = json!({ "state": "closed", "resolution": "expected" });
    app.send(&ADMIN, reqwest::Method::PATCH, &path, &patch).await.expect(200);
    let people = app.get(&ADMIN, "/v1/people?sort=findings").await.expect(200);
    assert_eq!(ids(&people), "u_ada u_bo");
    let counts = ["u_ada", "u_bo"].map(|id| one(&people, id)["open_findings"].clone());
    assert_eq!(counts, [json!(1), json!(0)]);
    // The list that the number links to.
    let open = app.get(&ADMIN, "/v1/findings?state=open&user=u_ada").await.expect(200);
    assert_eq!(open["findings"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn list_people_hides_countries() {
    let app = TestApp::start().await;
    app.record(&[acted(&app, "u_ada", "account.login.succeeded", 30)]).await;
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    let people = app.get(&ADMIN, "/v1/people").await.expect(200);
    assert_eq!(one(&people, "u_ada").get("countries"), None);
    for order in ["asc", "desc"] {
        let sorted = app.get(&ADMIN, &format!("/v1/people?sort=countries&order={order}")).await;
        assert_eq!(sorted.problem(403), "details_hidden");
    }
    let detail = app.get(&ADMIN, "/v1/people/u_ada").await.expect(200);
    assert!(!detail.to_string().contains("BR"), "{detail}");
}

#[tokio::test]
async fn people_are_invisible_to_other_organizations() {
    let app = TestApp::start().await;
    app.record(&[acted(&app, "u_ada", "account.login.succeeded", 30)]).await;
    app.open_guessing("u_shared", "192.0.2.1").await;
    app.add_stranger().await;
    let mut theirs = event_at(STRANGER, "theirs", app.hour_ago());
    theirs["actor"] = json!({ "id": "u_shared", "name": "Shared" });
    app.record(&[theirs]).await;
    let own = app.get(&ADMIN, "/v1/people?limit=1").await.expect(200);
    let cursor = text(&own["next_cursor"]).to_owned();
    for role in ["owner", "admin", "auditor"] {
        let stranger = As::Of(STRANGER, role);
        let people = app.get(&stranger, "/v1/people").await.expect(200);
        assert!(!ids(&people).contains("u_ada"), "{people}");
        let shared = one(&people, "u_shared");
        assert_eq!((&shared["open_findings"], &shared["failed_sign_ins"]), (&json!(0), &json!(0)), "{role}");
        assert_eq!(app.get(&stranger, "/v1/people/u_ada").await.problem(404), "not_found");
        let detail = app.get(&stranger, "/v1/people/u_shared").await.expect(200);
        assert_eq!((&detail["open_findings"], &detail["name"]), (&json!(0), &json!("Shared")));
        let page = app.get(&stranger, &format!("/v1/people?limit=1&cursor={cursor}")).await;
        assert_eq!(page.invalid_parameter(), "cursor");
    }
}

#[tokio::test]
async fn users_find_says_whether_it_read_all() {
    let app = TestApp::start().await;
    let events: Vec<_> =
        ["u_a", "u_b", "u_c"].iter().map(|user| acted(&app, user, "account.login.succeeded", 9)).collect();
    app.record(&events).await;
    let (control, id) = (&app.store.control, organization_id(&app.organization));
    for (words, max, expected) in [("", 2, (2, false)), ("", 9, (3, true)), ("u_b", 2, (1, true))] {
        let found = control.users_find(&id, &SearchWords::new(words), max).await.expect("the store answers");
        assert_eq!((found.users.len(), found.is_complete), expected, "{words} {max}");
    }
}
