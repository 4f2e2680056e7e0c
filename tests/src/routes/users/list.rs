//! `GET /v1/users`

use chrono::Duration;
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, TestApp, ago, members};
use support::events::{event_at, with};

fn acted(app: &TestApp, id: &str, minutes: i64, actor: Value) -> Value {
    with(event_at(&app.organization, id, ago(Duration::minutes(minutes))), "/actor", actor)
}

#[tokio::test]
async fn list_users_matches_any_name_or_address() {
    let app = TestApp::start().await;
    let zoe = |name: &str, email: &str| json!({ "id": "u_zoe", "name": name, "email": email });
    app.record(&[
        acted(&app, "1", 30, zoe("Zoë Müller", "zoe.mueller@northwind.example")),
        acted(&app, "2", 20, zoe("Zoë Łukasz", "zoe.lukasz@northwind.example")),
        acted(&app, "3", 10, json!({ "id": "u_bo", "name": "Bo Øst", "email": "Bo@Northwind.example" })),
        acted(&app, "4", 10, json!({ "id": "u_nameless" })),
    ])
    .await;
    // A late event from before does not take the new name away.
    app.record(&[acted(&app, "5", 40, zoe("Zoë M.", "zoe@old.example"))]).await;

    for (q, expected) in [
        ("zoe", "u_zoe"),
        ("ZOË", "u_zoe"),
        ("zo%C3%AB", "u_zoe"),
        ("muller", "u_zoe"),
        ("lukasz", "u_zoe"),
        ("zoe.mueller%40north", "u_zoe"),
        ("old.example", "u_zoe"),
        ("bo%20ost", "u_bo"),
        // Words in any order, and parts of an id.
        ("lukasz%20zo", "u_zoe"),
        ("u_b", "u_bo"),
        ("lukasz%20bo", ""),
        ("northwind", "u_bo u_zoe"),
        ("nobody", ""),
    ] {
        let users = app.list(&AUDITOR, &format!("/v1/users?q={q}"), "users").await;
        assert_eq!(members(&users, "id").join(" "), expected, "{q}");
    }
    let body = app.get(&ADMIN, "/v1/users?q=zoe").await.expect(200);
    insta::assert_json_snapshot!(body);
}

#[tokio::test]
async fn events_match_old_and_new_address_of_user() {
    let app = TestApp::start().await;
    let ada = |email: &str| json!({ "id": "u_ada", "name": "Ada", "email": email });
    app.record(&[acted(&app, "1", 30, ada("ada@old.example"))]).await;
    app.record(&[acted(&app, "2", 20, ada("ada@new.example"))]).await;
    app.record(&[acted(&app, "3", 10, json!({ "id": "ada@old.example", "name": "A service" }))]).await;
    for (user, expected) in [
        ("ADA@new.example", "1 2"),
        // An address may also be an id.
        ("ada@old.example", "1 2 3"),
        ("u_ada", "1 2"),
        ("ada@nowhere.example", ""),
    ] {
        let events = app.all_events(&ADMIN, "/v1/events", &format!("order=asc&user={user}")).await;
        assert_eq!(members(&events, "id").join(" "), expected, "{user}");
    }
}

#[tokio::test]
async fn address_of_over_200_people_is_refused() {
    let app = TestApp::start().await;
    let kiosk = |n: usize| json!({ "id": format!("u{n:03}"), "email": "kiosk@x.example" });
    let events: Vec<Value> = (0..201).map(|n| acted(&app, &n.to_string(), 10, kiosk(n))).collect();
    app.record(&events[..200]).await;
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "user=kiosk@x.example").await.len(), 200);
    app.record(&events[200..]).await;
    let export = json!({ "format": "csv", "filters": { "user": ["kiosk@x.example"] } });
    for (answer, pointer) in [
        (app.get(&ADMIN, "/v1/events?user=kiosk@x.example").await, "user"),
        (app.get(&ADMIN, "/v1/events/summary?user=kiosk@x.example").await, "user"),
        (app.post_export(&ADMIN, &export).await, "/filters/user"),
    ] {
        assert_eq!(answer.body["errors"][0]["pointer"], pointer);
        assert!(answer.body["detail"].as_str().is_some_and(|detail| detail.contains("user ids")));
        assert_eq!(answer.problem(400), "too_many_people");
    }
}

#[tokio::test]
async fn list_users_reads_a_bounded_part() {
    let app = TestApp::start().await;
    app.record(&[acted(&app, "1", 10, json!({ "id": "u", "name": "Zoe", "email": "z@x.example" }))]).await;
    let key = json!({ "pk": { "S": format!("USERS#{}", app.organization) }, "sk": { "S": "USER#u" } });
    let entry = json!({ "TableName": "ControlTable", "Key": key });
    let mut entry = app.dynamodb("GetItem", &entry).await["Item"].clone();
    // 1,100 people of 5 KB: more than one request reads.
    let former: Vec<Value> = (0..20).map(|n| json!({ "S": format!("{n:0>250}") })).collect();
    entry["former_names"] = json!({ "L": former });
    entry["name"] = json!({ "S": "Somebody" });
    let people: Vec<Value> = (0..1_100)
        .map(|n| {
            let entry = with(entry.clone(), "/sk", json!({ "S": format!("USER#a{n:04}") }));
            json!({ "PutRequest": { "Item": entry } })
        })
        .collect();
    for batch in people.chunks(25) {
        app.dynamodb("BatchWriteItem", &json!({ "RequestItems": { "ControlTable": batch } })).await;
    }
    let search = async |query: &str| {
        let body = app.get(&ADMIN, &format!("/v1/users?{query}")).await.expect(200);
        let ids = members(body["users"].as_array().expect("users"), "id").join(" ");
        (ids, body["next_cursor"].as_str().unwrap_or_default().to_owned())
    };
    let (first, next) = search("q=zoe").await;
    assert_eq!(first, "");
    assert_eq!(search(&format!("q=zoe&cursor={next}")).await, ("u".to_owned(), String::new()));

    let (first, next) = search("q=somebody&limit=100").await;
    assert_eq!((first.split(' ').count(), &first[first.len() - 5..]), (100, "a0099"));
    assert_eq!(search(&format!("q=somebody&limit=1&cursor={next}")).await.0, "a0100");
    assert_eq!(app.get(&ADMIN, "/v1/users?cursor=%00").await.invalid_parameter(), "cursor");
}
