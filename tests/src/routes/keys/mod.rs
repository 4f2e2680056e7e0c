//! `POST` and `GET /v1/keys`, `DELETE /v1/keys/{id}`

use event_model::{KeyId, Plan, Source};
use event_store::{KeyScope, ProductKeySecret};
use serde_json::{Value, json};

use crate::settings_app::{App, operator, organization_id, text};

async fn created(app: &App, body: Value) -> (String, String) {
    let body = app.create_key(body).await.expect(201);
    (text(&body["id"]).to_owned(), text(&body["secret"]).to_owned())
}

fn secret(text: &str) -> ProductKeySecret {
    ProductKeySecret::parse(text).expect("a key's text")
}

#[tokio::test]
async fn the_secret_is_shown_once_and_not_stored() {
    let app = App::start().await;
    let body = app
        .create_key(json!({"name": "Pass", "sources": ["pass", "vpn"], "organizations": ["org_a"]}))
        .await
        .expect(201);
    let shown = text(&body["secret"]).to_owned();
    assert!(shown.starts_with(&format!("am_{}_", text(&body["id"]))), "{shown}");
    let mut expected = body.clone();
    expected.as_object_mut().expect("an object").remove("secret");
    assert_eq!(
        expected,
        json!({"id": body["id"], "name": "Pass", "sources": ["pass", "vpn"], "organizations": ["org_a"],
               "backfill": false, "created_at": "2026-11-21T19:00:00.000Z", "revoked_at": null, "last_used_at": null})
    );
    let listed = app.get(&operator(), "/v1/keys").await.expect(200);
    assert_eq!(listed, json!({"keys": [expected], "next_cursor": null}));

    // Not what follows the last underscore: the secret may have underscores of its own.
    let private = shown.splitn(3, '_').nth(2).expect("a secret");
    for table in ["control", "events"] {
        assert!(!app.raw(table).iter().any(|item| item.contains(private)), "{table}");
    }
    let key = app.store.control.product_keys_verify(&secret(&shown)).await.expect("the store answers");
    let key = key.expect("the key is known");
    assert_eq!(key.sources, KeyScope::Only([Source::Pass, Source::Vpn].into()));
    assert_eq!(key.organizations, KeyScope::Only([organization_id("org_a")].into()));
}

#[tokio::test]
async fn a_wrong_body_names_every_fault() {
    let app = App::start().await;
    let before = (app.raw("control"), app.raw("events"));
    let cases = [
        (json!({}), vec!["/name is missing", "/sources is missing", "/organizations is missing"]),
        (
            json!({"name": "", "sources": [], "organizations": "org_a", "secret": "x"}),
            vec![
                "/name is empty",
                "/sources is empty",
                "/organizations is neither the word all nor an array",
                "/secret is not a field of this request",
            ],
        ),
        (
            json!({"name": "K", "sources": ["pass", "monitor", "mail", 1], "organizations": ["a#b", "org_a"]}),
            vec![
                "/sources/1 is written by the activity monitor itself only",
                "/sources/2 is not one of pass, account, vpn, organization",
                "/sources/3 is not a string",
                "/organizations/0 has a character other than A-Z a-z 0-9 _ -",
            ],
        ),
        (
            json!({"name": null, "sources": null, "organizations": null}),
            vec![
                "/name is not a string",
                "/sources is neither the word all nor an array",
                "/organizations is neither the word all nor an array",
            ],
        ),
        (
            json!({"name": "K", "sources": "all", "organizations": ["org_a", "org_x"]}),
            vec!["/organizations has org_x, which is not an organisation"],
        ),
        (
            json!({"name": "K", "sources": "all", "organizations": vec!["org_a"; 101]}),
            vec!["/organizations has more than 100 entries"],
        ),
    ];
    for (body, faults) in cases {
        assert_eq!(app.create_key(body.clone()).await.faults(400), faults, "{body}");
    }
    assert_eq!((app.raw("control"), app.raw("events")), before);
}

#[tokio::test]
async fn organisations_see_the_keys_that_can_write_into_their_record() {
    let app = App::start().await;
    app.create_organization("org_b", Plan::Free).await;
    let (one, _) =
        created(&app, json!({"name": "One", "sources": ["pass"], "organizations": ["org_a"]})).await;
    app.wait(1);
    let (all, _) = created(&app, json!({"name": "All", "sources": "all", "organizations": "all"})).await;
    app.wait(1);
    let (revoked, _) = created(&app, json!({"name": "Gone", "sources": "all", "organizations": "all"})).await;
    app.delete_key(&revoked).await.expect(204);
    app.wait(1);
    // One that comes later is told of the keys that are for it from then on.
    app.put_organization("org_c", json!({"name": "C", "plan": "professional"})).await.expect(201);
    app.put_organization("org_c", json!({"name": "C", "plan": "professional"})).await.expect(200);
    app.wait(1);
    app.delete_key(&all).await.expect(204);
    app.delete_key(&one).await.expect(204);

    let told = |organization: &'static str| {
        let app = app.clone();
        async move {
            let events = app.events(organization).await.into_iter();
            let line = |event: event_model::Event| {
                let target = event.targets.first().expect("the key").clone();
                format!("{} {} {}", event.kind.id(), target.id, event.actor.id)
            };
            events.map(line).collect::<std::collections::BTreeSet<_>>()
        }
    };
    let lines = |news: &[(&str, &str)]| {
        news.iter().map(|(what, key)| format!("monitor.key.{what} {key} op")).collect()
    };
    let for_all = [("created", &*all), ("revoked", &*all), ("created", &*revoked), ("revoked", &*revoked)];
    assert_eq!(told("org_b").await, lines(&for_all));
    assert_eq!(
        told("org_a").await,
        lines(&[&for_all[..], &[("created", &*one), ("revoked", &*one)]].concat())
    );
    assert_eq!(told("org_c").await, lines(&[("created", &*all), ("revoked", &*all)]));

    let event = app.events("org_a").await.into_iter().next().expect("the first event");
    let metadata: Vec<_> = event.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
    // Nothing of other organisations.
    assert_eq!(
        metadata,
        ["backfill=false", "key_created_at=2026-11-21T19:00:00.000Z", "organizations=named", "sources=pass"]
    );
    assert_eq!(event.targets[0].kind.as_str(), "product_key");
    assert_eq!(event.ip().map(|ip| ip.to_string()).as_deref(), Some("192.0.2.7"));
}

#[tokio::test]
async fn a_revoked_key_is_of_no_use_and_stays_listed() {
    let app = App::start().await;
    let (id, shown) = created(&app, json!({"name": "K", "sources": "all", "organizations": "all"})).await;
    app.wait(3);
    app.delete_key(&id).await.expect(204);
    assert_eq!(
        app.store.control.product_keys_verify(&secret(&shown)).await.expect("the store answers"),
        None
    );
    let (control, events) = (app.raw("control"), app.raw("events"));
    app.wait(3);
    app.delete_key(&id).await.expect(204);
    assert_eq!((app.raw("control"), app.raw("events")), (control, events));
    let listed = app.get(&operator(), "/v1/keys").await.expect(200);
    assert_eq!(listed["keys"][0]["revoked_at"], "2026-11-21T19:03:00.000Z");
    for missing in ["0000000000000000", "not-a-key", "%FF"] {
        assert_eq!(app.delete_key(missing).await.problem(404), "not_found", "{missing}");
    }
}

#[tokio::test]
async fn keys_are_listed_newest_first_page_by_page() {
    let app = App::start().await;
    let mut names = Vec::new();
    for n in 0..7 {
        // Two of each time.
        app.wait(n % 2);
        created(&app, json!({"name": format!("K{n}"), "sources": ["vpn"], "organizations": "all"})).await;
        names.push(format!("K{n}"));
    }
    let mut listed: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let body = app.get(&operator(), &format!("/v1/keys?limit=2{cursor}")).await.expect(200);
        listed.extend(body["keys"].as_array().expect("keys").clone());
        match body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let times: Vec<&str> = listed.iter().map(|key| text(&key["created_at"])).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    let mut found: Vec<&str> = listed.iter().map(|key| text(&key["name"])).collect();
    found.sort_unstable();
    assert_eq!(found, names);
    for cursor in ["x", "2026-11-21T19:00:00.000Z", "2026-11-21T19:00:00Z_0000000000000000"] {
        let answer = app.get(&operator(), &format!("/v1/keys?cursor={cursor}")).await;
        assert_eq!(answer.problem(400), "invalid_parameter", "{cursor}");
    }
}

#[tokio::test]
async fn a_use_is_noted_once_an_hour() {
    let app = App::start().await;
    let (id, shown) = created(&app, json!({"name": "K", "sources": "all", "organizations": "all"})).await;
    let id: KeyId = id.parse().expect("a key's id");
    let touch = |minutes: i64| {
        let (app, id) = (app.clone(), id.clone());
        async move {
            app.wait(minutes);
            app.store.control.product_keys_touch(&id, app.clock.timestamp()).await.expect("the use is noted");
            let listed = app.get(&operator(), "/v1/keys").await.expect(200);
            text(&listed["keys"][0]["last_used_at"]).to_owned()
        }
    };
    assert_eq!(touch(1).await, "2026-11-21T19:01:00.000Z");
    assert_eq!(touch(59).await, "2026-11-21T19:01:00.000Z");
    let key = app.store.control.product_keys_verify(&secret(&shown)).await.expect("the store answers");
    let key = key.expect("the key is known");
    assert!(!key.touch_is_due(app.clock.timestamp()));
    app.wait(1);
    assert!(key.touch_is_due(app.clock.timestamp()));
    assert_eq!(touch(0).await, "2026-11-21T20:01:00.000Z");

    // A key that nobody made does not come into being by being used.
    let control = app.raw("control");
    let unknown = "0123456789abcdef".parse().expect("a key's id");
    app.store.control.product_keys_touch(&unknown, app.clock.timestamp()).await.expect("nothing is noted");
    assert_eq!(app.raw("control"), control);
}

#[tokio::test]
async fn a_key_for_all_is_told_to_all_however_many() {
    let app = App::start().await;
    let names: Vec<String> = (0..510).map(|n| format!("org_{n:03}")).collect();
    for some in names.chunks(32) {
        futures::future::join_all(some.iter().map(|id| app.create_organization(id, Plan::Free))).await;
    }
    let (id, _) = created(&app, json!({"name": "All", "sources": "all", "organizations": "all"})).await;
    let told = |news: &str| app.raw("events").iter().filter(|event| event.contains(news)).count();
    assert_eq!(told(&format!("#monitor#key.created:{id}\"")), 511);
    app.delete_key(&id).await.expect(204);
    assert_eq!(told(&format!("#monitor#key.revoked:{id}\"")), 511);

    let ids = |most: usize| app.store.control.organizations_ids(most);
    assert_eq!(ids(510).await.expect("the store answers"), None);
    assert_eq!(ids(511).await.expect("the store answers").map(|ids| ids.len()), Some(511));
}

#[tokio::test]
async fn key_with_backfill_says_so() {
    let app = App::start().await;
    let body = json!({"name": "Import", "sources": "all", "organizations": ["org_a"], "backfill": true});
    let created = app.create_key(body).await.expect(201);
    assert_eq!(created["backfill"], true);
    assert_eq!(app.get(&operator(), "/v1/keys").await.expect(200)["keys"][0]["backfill"], true);
    let key = app.store.control.product_keys_verify(&secret(text(&created["secret"]))).await;
    assert!(key.expect("the store answers").expect("the key is known").backfill);
    let event = app.events("org_a").await.remove(0);
    assert!(event.metadata.iter().any(|(key, value)| key.as_str() == "backfill" && value.as_str() == "true"));
    for wrong in [json!(null), json!("yes"), json!(1)] {
        let body = json!({"name": "K", "sources": "all", "organizations": "all", "backfill": wrong});
        assert_eq!(app.create_key(body).await.faults(400), ["/backfill is not true or false"]);
    }
}

#[tokio::test]
async fn revocation_goes_on_where_it_stopped() {
    let app = App::start().await;
    for id in ["org_b", "org_c"] {
        app.create_organization(id, Plan::Professional).await;
    }
    let (id, _) = created(&app, json!({"name": "All", "sources": "all", "organizations": "all"})).await;
    let key: KeyId = id.parse().expect("an id");
    // A first request that got as far as org_b.
    app.store.control.product_keys_revoke(&key, app.clock.timestamp()).await.expect("it is revoked");
    app.store.control.product_keys_told(&key, &organization_id("org_b")).await.expect("it is stored");
    let told = async |organization| {
        app.event_types(organization).await.iter().any(|kind| kind == "monitor.key.revoked")
    };
    app.delete_key(&id).await.expect(204);
    assert_eq!([told("org_a").await, told("org_b").await, told("org_c").await], [false, false, true]);
    let revoked = app.store.control.product_keys_revoke(&key, app.clock.timestamp()).await;
    let told_to = revoked.expect("the store answers").expect("the key is there").told_to;
    assert_eq!(told_to, Some(organization_id("org_c")));
}
