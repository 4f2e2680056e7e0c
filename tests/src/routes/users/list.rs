//! The directory of those who acted.

use chrono::Duration;
use serde_json::{Value, json};

use support::app::{ADMIN, AUDITOR, As, TestApp, ago};
use support::events::{event_at, with};

fn acted(org: &str, id: &str, minutes: i64, actor: Value) -> Value {
    with(event_at(org, id, ago(Duration::minutes(minutes))), "/actor", actor)
}

#[tokio::test]
async fn people_are_found_by_part_of_any_name_or_address_they_had() {
    let app = TestApp::start().await;
    let org = app.organization.clone();
    let zoe = |name: &str, email: &str| json!({ "id": "u_zoe", "name": name, "email": email });
    app.record(&[
        acted(&org, "1", 30, zoe("Zoë Müller", "zoe.mueller@northwind.example")),
        acted(&org, "2", 20, zoe("Zoë Łukasz", "zoe.lukasz@northwind.example")),
        acted(&org, "3", 10, json!({ "id": "u_bo", "name": "Bo Øst", "email": "Bo@Northwind.example" })),
        acted(&org, "4", 10, json!({ "id": "u_nameless" })),
    ])
    .await;
    // An event from before that arrives late does not take the new name away.
    app.record(&[acted(&org, "5", 40, zoe("Zoë M.", "zoe@old.example"))]).await;

    let find = async |q: &str| {
        let body = app.get(&AUDITOR, &format!("/v1/users?q={q}")).await.expect(200);
        let users = body["users"].as_array().expect("users").clone();
        users.iter().map(|user| user["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    for q in ["zoe", "ZOË", "zo%C3%AB", "muller", "lukasz", "zoe.mueller%40north", "old.example"] {
        assert_eq!(find(q).await, ["u_zoe"], "{q}");
    }
    assert_eq!(find("bo%20ost").await, ["u_bo"]);
    // Words in any order, and parts of an id.
    assert_eq!(find("lukasz%20zo").await, ["u_zoe"]);
    assert_eq!(find("u_b").await, ["u_bo"]);
    assert_eq!(find("lukasz%20bo").await, Vec::<String>::new());
    assert_eq!(find("northwind").await, ["u_bo", "u_zoe"]);
    assert_eq!(find("nobody").await, Vec::<String>::new());
    let body = app.get(&ADMIN, "/v1/users?q=zoe").await.expect(200);
    insta::assert_json_snapshot!(body);
}

#[tokio::test]
async fn events_are_found_by_the_old_and_the_new_address() {
    let app = TestApp::start().await;
    let org = app.organization.clone();
    let ada = |email: &str| json!({ "id": "u_ada", "name": "Ada", "email": email });
    app.record(&[acted(&org, "1", 30, ada("ada@old.example"))]).await;
    app.record(&[acted(&org, "2", 20, ada("ada@new.example"))]).await;
    app.record(&[acted(&org, "3", 10, json!({ "id": "ada@old.example", "name": "A service" }))]).await;
    let find = async |user: &str| {
        let events = app.all_events(&ADMIN, "/v1/events", &format!("order=asc&user={user}")).await;
        events.iter().map(|event| event["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(find("ADA@new.example").await, ["1", "2"]);
    // An address may also be somebody's id.
    assert_eq!(find("ada@old.example").await, ["1", "2", "3"]);
    assert_eq!(find("u_ada").await, ["1", "2"]);
    assert_eq!(find("ada@nowhere.example").await, Vec::<String>::new());
}

#[tokio::test]
async fn address_of_too_many_people_is_a_problem() {
    let app = TestApp::start().await;
    let org = app.organization.clone();
    let kiosk = |n: usize| json!({ "id": format!("u{n:03}"), "email": "kiosk@x.example" });
    let events: Vec<Value> = (0..201).map(|n| acted(&org, &n.to_string(), 10, kiosk(n))).collect();
    app.record(&events[..200]).await;
    let admin = As::Role("admin");
    let found = app.all_events(&admin, "/v1/events", "user=kiosk@x.example").await;
    assert_eq!(found.len(), 200);
    app.record(&events[200..]).await;
    for path in ["/v1/events", "/v1/events/histogram"] {
        let answer = app.get(&admin, &format!("{path}?user=kiosk@x.example")).await;
        assert_eq!(answer.body["errors"][0]["pointer"], "user", "{path}");
        assert!(answer.body["detail"].as_str().is_some_and(|detail| detail.contains("user ids")));
        assert_eq!(answer.problem(400), "too_many_people", "{path}");
    }
    let export = json!({ "format": "csv", "filters": { "user": ["kiosk@x.example"] } });
    let answer = app.post_export(&admin, &export).await;
    assert_eq!(answer.body["errors"][0]["pointer"], "/filters/user");
    assert_eq!(answer.problem(400), "too_many_people");
}

#[tokio::test]
async fn search_reads_a_bounded_part_and_goes_on() {
    let app = TestApp::start().await;
    let org = app.organization.clone();
    app.record(&[acted(&org, "1", 10, json!({ "id": "u", "name": "Zoe", "email": "z@x.example" }))]).await;
    let key = json!({ "pk": { "S": format!("USERS#{org}") }, "sk": { "S": "USER#u" } });
    let entry = json!({ "TableName": "ControlTable", "Key": key });
    let mut entry = app.dynamodb("GetItem", &entry).await["Item"].clone();
    // 1,100 people of 5 KB: more than one request reads.
    let former: Vec<Value> = (0..20).map(|n| json!({ "S": format!("{n:0>250}") })).collect();
    entry["former_names"] = json!({ "L": former });
    entry["name"] = json!({ "S": "Somebody" });
    let people: Vec<Value> = (0..1_100)
        .map(|n| {
            let mut entry = entry.clone();
            entry["sk"] = json!({ "S": format!("USER#a{n:04}") });
            json!({ "PutRequest": { "Item": entry } })
        })
        .collect();
    for batch in people.chunks(25) {
        app.dynamodb("BatchWriteItem", &json!({ "RequestItems": { "ControlTable": batch } })).await;
    }
    let search = async |query: &str| {
        let body = app.get(&ADMIN, &format!("/v1/users?{query}")).await.expect(200);
        let ids = body["users"].as_array().expect("users").iter();
        let ids: Vec<String> = ids.map(|user| user["id"].as_str().expect("an id").to_owned()).collect();
        (ids, body["next_cursor"].as_str().map(str::to_owned))
    };
    let (first, next) = search("q=zoe").await;
    assert_eq!(first, Vec::<String>::new());
    let next = next.expect("the rest was not read");
    assert_eq!(search(&format!("q=zoe&cursor={next}")).await, (vec!["u".to_owned()], None));

    let (first, next) = search("q=somebody&limit=100").await;
    assert_eq!((first.len(), first[99].as_str()), (100, "a0099"));
    let (second, _) = search(&format!("q=somebody&limit=1&cursor={}", next.expect("a cursor"))).await;
    assert_eq!(second, ["a0100"]);
    let answer = app.get(&ADMIN, "/v1/users?cursor=%00").await;
    assert_eq!(answer.problem(400), "invalid_parameter");
}
