//! `GET /v1/organizations`, `GET` and `PUT /v1/organizations/{id}`

use std::collections::BTreeSet;

use event_model::{Plan, Role};
use serde_json::{Value, json};

use crate::settings_app::{App, operator, person, text};

#[tokio::test]
async fn an_organisation_is_created_read_and_replaced() {
    let app = App::start().await;
    let created = app.put_organization("org_b", json!({"name": "B", "plan": "free"})).await;
    assert_eq!(created.etag(), "\"v1\"");
    let b = json!({"id": "org_b", "name": "B", "plan": "free", "write_shards": 1});
    assert_eq!(created.expect(201), b);
    let read = app.get(&operator(), "/v1/organizations/org_b").await;
    assert_eq!(read.etag(), "\"v1\"");
    assert_eq!(read.expect(200), b);

    let replaced = app
        .put_organization(
            "org_b",
            json!({"id": "org_b", "name": "B2", "plan": "professional", "write_shards": 4}),
        )
        .await;
    assert_eq!(replaced.etag(), "\"v2\"");
    let b = json!({"id": "org_b", "name": "B2", "plan": "professional", "write_shards": 4});
    assert_eq!(replaced.expect(200), b);
    // Shards that are not named stay.
    let replaced = app.put_organization("org_b", json!({"name": "B2", "plan": "professional"})).await;
    assert_eq!(replaced.etag(), "\"v2\"");
    assert_eq!(replaced.expect(200), b);
    assert_eq!(app.get(&operator(), "/v1/organizations/org_b").await.expect(200), b);
}

#[tokio::test]
async fn write_shards_only_grow() {
    let app = App::start().await;
    let put = |shards: u32| {
        let app = app.clone();
        async move {
            let body = json!({"name": "A", "plan": "business_suite", "write_shards": shards});
            app.put_organization("org_a", body).await
        }
    };
    put(8).await.expect(200);
    let refused = put(4).await;
    assert_eq!(
        refused.faults(409),
        ["/write_shards is less than 8, and only grows: events in the others would be lost to readers"]
    );
    assert_eq!(put(2).await.problem(409), "conflict");
    assert_eq!(app.state("org_a").await.organization.write_shards.count(), 8);
    put(256).await.expect(200);
    // Neither by the way that sets systems up.
    app.create_organization("org_a", Plan::Free).await;
    let organization = app.state("org_a").await.organization;
    assert_eq!((organization.write_shards.count(), organization.plan), (256, Plan::Free));
}

#[tokio::test]
async fn a_wrong_body_names_every_fault() {
    let app = App::start().await;
    let cases = [
        (json!({}), vec!["/name is missing", "/plan is missing"]),
        (
            json!({"id": "org_c", "name": "", "plan": "gold", "write_shards": 3, "settings": {}}),
            vec![
                "/id is not the id of the path",
                "/name is empty",
                "/plan is not one of business_suite, professional, essentials, free",
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
        assert_eq!(app.put_organization("org_b", body.clone()).await.faults(400), faults, "{body}");
    }
    let body = json!({"name": "B", "plan": "free"});
    assert_eq!(
        app.put_organization("org%23b", body.clone()).await.faults(400),
        ["id has a character other than A-Z a-z 0-9 _ -"]
    );
    assert_eq!(app.put_organization("%FF", body.clone()).await.faults(400), ["id is not UTF-8"]);
    assert_eq!(app.put_organization(&"x".repeat(65), body).await.problem(400), "invalid_parameter");
    for missing in ["org_b", "org%23b", "%FF"] {
        let answer = app.get(&operator(), &format!("/v1/organizations/{missing}")).await;
        assert_eq!(answer.problem(404), "not_found", "{missing}");
    }
}

#[tokio::test]
async fn conditions_hold_for_organisations() {
    let app = App::start().await;
    let body = |name: &str| json!({"name": name, "plan": "business_suite"});
    let if_match = |tag: &'static str| [("if-match", tag)];
    let stale = app.put_organization_if("org_b", body("B"), &if_match("*")).await;
    assert_eq!(stale.problem(412), "precondition_failed");
    app.put_organization_if("org_b", body("B"), &[("if-none-match", "*")]).await.expect(201);
    let second = app.put_organization_if("org_b", body("Mine"), &[("if-none-match", "*")]).await;
    assert_eq!(second.problem(412), "precondition_failed");
    app.put_organization_if("org_b", body("B1"), &if_match("\"v1\"")).await.expect(200);
    let stale = app.put_organization_if("org_b", body("B2"), &if_match("\"v1\"")).await;
    assert_eq!(stale.problem(412), "precondition_failed");
    assert_eq!(app.get(&operator(), "/v1/organizations/org_b").await.expect(200)["name"], "B1");
}

#[tokio::test]
async fn operators_at_once_clobber_nothing() {
    let app = App::start().await;
    let put = |id: &'static str, body: Value| {
        let app = app.clone();
        async move { app.put_organization(id, body).await }
    };
    // One names the shards, the other does not: whoever comes last, the shards stay.
    let puts = (0..6).map(|n| {
        let mut body = json!({"name": format!("A{n}"), "plan": "professional"});
        if n == 2 {
            body["write_shards"] = json!(16);
        }
        put("org_a", body)
    });
    for answer in futures::future::join_all(puts).await {
        answer.expect(200);
    }
    assert_eq!(app.state("org_a").await.organization.write_shards.count(), 16);

    let created = futures::future::join_all(
        (0..4).map(|n| put("org_new", json!({"name": format!("N{n}"), "plan": "free"}))),
    )
    .await;
    let mut statuses: Vec<u16> = created.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 201]);
}

#[tokio::test]
async fn a_change_of_an_organisation_leaves_its_settings() {
    let app = App::start().await;
    app.patch(&person(Role::Owner), json!({"activity_monitor": true})).await.expect(200);
    let settings = app.state("org_a").await.settings;
    app.put_organization("org_a", json!({"name": "A", "plan": "free", "write_shards": 2})).await.expect(200);
    assert_eq!(app.state("org_a").await.settings, settings);
}

#[tokio::test]
async fn the_list_has_every_organisation_once() {
    let app = App::start().await;
    let mut ids = BTreeSet::from(["org_a".to_owned()]);
    for n in 0..7 {
        let id = format!("org_{n}");
        app.put_organization(&id, json!({"name": format!("O {n}"), "plan": "free"})).await.expect(201);
        app.put_organization(&id, json!({"name": format!("P {n}"), "plan": "free"})).await.expect(200);
        ids.insert(id);
    }
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let body = app.get(&operator(), &format!("/v1/organizations?limit=3{cursor}")).await.expect(200);
        listed.extend(body["organizations"].as_array().expect("organisations").clone());
        match body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let listed_ids: Vec<String> = listed.iter().map(|one| text(&one["id"]).to_owned()).collect();
    assert_eq!(listed_ids, ids.into_iter().collect::<Vec<_>>());
    assert_eq!(listed[0], json!({"id": "org_0", "name": "P 0", "plan": "free", "write_shards": 1}));
    assert_eq!(
        app.get(&operator(), "/v1/organizations?cursor=a%23b").await.problem(400),
        "invalid_parameter"
    );
}
