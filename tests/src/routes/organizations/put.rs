//! `GET` and `PUT /v1/organizations/{id}`

use event_model::{Organization, Timestamp, WriteShards};
use event_store::StoreError;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use support::app::{Answer, OPERATOR, OWNER, TestApp};
use support::functions::Functions;

async fn put(app: &TestApp, id: &str, body: &Value) -> Answer {
    app.send(&OPERATOR, Method::PUT, &format!("/v1/organizations/{id}"), body).await
}

#[tokio::test]
async fn put_organization_creates_and_replaces() {
    let app = TestApp::start_fresh().await;
    let small = json!({"id": "org_b", "name": "B", "plan": "free", "write_shards": 1});
    let large = json!({"id": "org_b", "name": "B2", "plan": "professional", "write_shards": 4});
    for (body, status, tag, expected) in [
        (json!({"name": "B", "plan": "free"}), 201, "\"v1\"", &small),
        (large.clone(), 200, "\"v2\"", &large),
        // Shards that are not named stay.
        (json!({"name": "B2", "plan": "professional"}), 200, "\"v2\"", &large),
    ] {
        let answer = put(&app, "org_b", &body).await;
        assert_eq!(answer.etag(), tag);
        assert_eq!(&answer.expect(status), expected);
        let read = app.get(&OPERATOR, "/v1/organizations/org_b").await;
        assert_eq!(read.etag(), tag);
        assert_eq!(&read.expect(200), expected);
    }
}

#[tokio::test]
async fn put_organization_write_shards_only_grow() {
    let app = TestApp::start_fresh().await;
    let put = async |shards: u32| {
        put(&app, "org_a", &json!({"name": "A", "plan": "business_suite", "write_shards": shards})).await
    };
    put(8).await.expect(200);
    assert_eq!(
        put(4).await.faults(409),
        ["/write_shards is less than 8, and only grows: events in the others would be lost to readers"]
    );
    assert_eq!(put(2).await.problem(409), "conflict");
    assert_eq!(app.state("org_a").await.organization.write_shards.count(), 8);
    put(256).await.expect(200);
    // Nor past the API.
    let (control, id) = (&app.store.control, app.state("org_a").await.organization.id);
    let read = control.organizations_get(&id).await.expect("the store answers").expect("it exists");
    let fewer = Organization { write_shards: WriteShards::default(), ..read.organization.clone() };
    let updated = control.organizations_update(&read, &fewer, None, Timestamp::MIN).await;
    assert!(matches!(updated, Err(StoreError::Conflict)), "{updated:?}");
    assert_eq!(app.state("org_a").await.organization.write_shards.count(), 256);
}

#[tokio::test]
async fn put_organization_names_every_fault() {
    let app = TestApp::start_fresh().await;
    let cases = [
        (json!({}), vec!["/name is missing", "/plan is missing"]),
        (
            json!({"id": "org_c", "name": "", "plan": "gold", "write_shards": 3, "settings": {}}),
            vec![
                "/id is not the id of the path",
                "/name is empty",
                "/plan must be one of business_suite, professional, essentials, free",
                "/write_shards is not a power of two from 1 to 256",
                "/settings is not a field of this request",
            ],
        ),
        (
            json!({"name": null, "plan": 1, "write_shards": null}),
            vec![
                "/name is not a string",
                "/plan is not a string",
                "/write_shards is not a power of two from 1 to 256",
            ],
        ),
        (
            json!({"name": "x".repeat(257), "plan": "free", "write_shards": 512}),
            vec!["/name is longer than 256 bytes", "/write_shards is not a power of two from 1 to 256"],
        ),
    ];
    for (body, faults) in cases {
        assert_eq!(put(&app, "org_b", &body).await.faults(400), faults, "{body}");
    }
    let body = json!({"name": "B", "plan": "free"});
    assert_eq!(
        put(&app, "org%23b", &body).await.faults(400),
        ["id has a character other than A-Z a-z 0-9 _ -"]
    );
    // The gateway of the stack passes text only.
    let settings = Functions::before(&app, app.clock.clock()).await.settings();
    let answer = settings.call("PUT", "/v1/organizations/%FF", body.to_string().into_bytes()).await;
    assert_eq!(answer.faults(400), ["id is not UTF-8"]);
    assert_eq!(put(&app, &"x".repeat(65), &body).await.problem(400), "invalid_parameter");
    for missing in ["org_b", "org%23b", "%FF"] {
        let answer = app.get(&OPERATOR, &format!("/v1/organizations/{missing}")).await;
        assert_eq!(answer.problem(404), "not_found", "{missing}");
    }
}

#[tokio::test]
async fn put_organization_conditions_hold() {
    let app = TestApp::start_fresh().await;
    let steps = [
        ("if-match", "*", "B", 412),
        ("if-none-match", "*", "B", 201),
        ("if-none-match", "*", "Mine", 412),
        ("if-match", "\"v1\"", "B1", 200),
        ("if-match", "\"v1\"", "B2", 412),
    ];
    let path = "/v1/organizations/org_b";
    for (condition, tag, name, status) in steps {
        let body = json!({"name": name, "plan": "business_suite"}).to_string();
        let answer = app.request(&OPERATOR, Method::PUT, path, &[(condition, tag)], body).await;
        assert_eq!(answer.status, status, "{condition} {tag} {name}");
        if status == 412 {
            assert_eq!(answer.problem(412), "precondition_failed");
        }
    }
    assert_eq!(app.get(&OPERATOR, path).await.expect(200)["name"], "B1");
}

#[tokio::test]
async fn put_organization_concurrent_puts_keep_shards() {
    let app = TestApp::start_fresh().await;
    // One names the shards, the others do not: whichever comes last, the shards stay.
    let bodies: Vec<Value> = (0..6)
        .map(|n| {
            let body = json!({"name": format!("A{n}"), "plan": "professional"});
            if n == 2 { support::events::with(body, "/write_shards", json!(16)) } else { body }
        })
        .collect();
    for answer in join_all(bodies.iter().map(|body| put(&app, "org_a", body))).await {
        answer.expect(200);
    }
    assert_eq!(app.state("org_a").await.organization.write_shards.count(), 16);

    let created = join_all(bodies[..2].iter().cycle().take(4).map(|body| put(&app, "org_new", body))).await;
    let mut statuses: Vec<u16> = created.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 201]);
}

#[tokio::test]
async fn put_organization_leaves_settings() {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&OWNER, &json!({"activity_monitor": true})).await.expect(200);
    let settings = app.state("org_a").await.settings;
    put(&app, "org_a", &json!({"name": "A", "plan": "free", "write_shards": 2})).await.expect(200);
    assert_eq!(app.state("org_a").await.settings, settings);
}
