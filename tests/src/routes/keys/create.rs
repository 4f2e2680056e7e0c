//! `POST /v1/keys`

use std::collections::BTreeSet;

use event_model::Plan;
use event_store::KeyScope;
use reqwest::Method;
use serde_json::json;
use support::app::{OPERATOR, TestApp, organization_id, text};

use super::verify;

#[tokio::test]
async fn create_key_shows_the_secret_once() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let body = json!({"name": "Pass", "sources": ["pass", "vpn"], "organizations": ["org_a"]});
    let mut created = app.post(&OPERATOR, "/v1/keys", &body).await.expect(201);
    let secret = created.as_object_mut().and_then(|key| key.remove("secret")).expect("a secret");
    let (id, secret) = (text(&created["id"]).to_owned(), text(&secret));
    assert!(secret.starts_with(&format!("am_{id}_")), "{secret}");
    insta::assert_json_snapshot!(created, { ".id" => "[id]" });
    assert_eq!(app.get(&OPERATOR, "/v1/keys").await.expect(200)["keys"][0], created);

    // Not what follows the last underscore: the secret may have underscores too.
    let private = secret.splitn(3, '_').nth(2).expect("a secret");
    assert!(!app.all_stored().await.concat().iter().any(|item| item.contains(private)));
    let key = verify(&app, secret).await.expect("the key is known");
    assert_eq!(key.sources, KeyScope::Only(["pass", "vpn"].map(|id| id.parse().expect("a source")).into()));
    assert_eq!(key.organizations, KeyScope::Only([organization_id("org_a")].into()));
}

#[tokio::test]
async fn create_key_names_every_fault() {
    let app = TestApp::start_fresh().await;
    let before = app.all_stored().await;
    let mut cases = vec![
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
                "/sources/2 is not a source of the catalog (GET /v1/sources)",
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
            vec!["/organizations has org_x, which is not an organization"],
        ),
        (
            json!({"name": "K", "sources": "all", "organizations": vec!["org_a"; 101]}),
            vec!["/organizations has more than 100 entries"],
        ),
    ];
    for backfill in [json!(null), json!("yes"), json!(1)] {
        let body = json!({"name": "K", "sources": "all", "organizations": "all", "backfill": backfill});
        cases.push((body, vec!["/backfill is not true or false"]));
    }
    for (body, faults) in cases {
        assert_eq!(app.post(&OPERATOR, "/v1/keys", &body).await.faults(400), faults, "{body}");
    }
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn key_events_reach_the_organizations_of_its_scope() {
    let app = TestApp::start_fresh().await;
    app.put_organization("org_b", Plan::Free, 1).await;
    let create = async |name: &str, sources, organizations| {
        app.wait(1);
        let body = json!({"name": name, "sources": sources, "organizations": organizations});
        app.create_key(&body).await.0
    };
    let one = create("One", json!(["pass"]), json!(["org_a"])).await;
    let all = create("All", json!("all"), json!("all")).await;
    let revoked = create("Gone", json!("all"), json!("all")).await;
    app.delete_key(&revoked).await.expect(204);
    app.wait(1);
    // A new organization gets events of the keys that are valid for it from then on.
    for status in [201, 200] {
        let body = json!({"name": "C", "plan": "professional"});
        app.send(&OPERATOR, Method::PUT, "/v1/organizations/org_c", &body).await.expect(status);
    }
    app.wait(1);
    app.delete_key(&all).await.expect(204);
    app.delete_key(&one).await.expect(204);

    let told = async |organization: &str| {
        let events = app.events(organization).await.into_iter();
        // Without those of the stack's own key.
        let ours = |id: &str| [&one, &all, &revoked].iter().any(|key| *key == id);
        events
            .filter(|event| ours(event.targets[0].id.as_str()))
            .map(|event| format!("{} {} {}", event.kind.as_str(), event.targets[0].id, event.actor.id))
            .collect::<BTreeSet<_>>()
    };
    let lines = |events: &[(&str, &String)]| -> BTreeSet<String> {
        events.iter().map(|(kind, key)| format!("monitor.key.{kind} {key} u_operator")).collect()
    };
    let for_all = [("created", &all), ("revoked", &all), ("created", &revoked), ("revoked", &revoked)];
    assert_eq!(told("org_b").await, lines(&for_all));
    assert_eq!(told("org_a").await, lines(&[&for_all[..], &[("created", &one), ("revoked", &one)]].concat()));
    assert_eq!(told("org_c").await, lines(&[("created", &all), ("revoked", &all)]));

    // It names no other organization.
    let event = app.events("org_a").await.swap_remove(0);
    insta::assert_json_snapshot!(event_model::EventBody::new(event, true), {
        ".id" => "[id]", ".client.ip" => "[ip]", ".targets[0].id" => "[key]",
    });
}

#[tokio::test]
async fn key_events_reach_more_than_500_organizations() {
    let app = TestApp::start_fresh().await;
    let ids = async |most: usize| app.store.control.organizations_ids(most).await.expect("the store answers");
    let names: Vec<String> = (0..510).map(|n| format!("org_{n:03}")).collect();
    for some in names.chunks(32) {
        futures::future::join_all(some.iter().map(|id| app.put_organization(id, Plan::Free, 1))).await;
    }
    let count = ids(1_000).await.expect("fewer than 1,000").len();
    assert!(count > 510);
    assert_eq!(ids(count - 1).await, None);

    let (id, _) = app.create_key(&json!({"name": "All", "sources": "all", "organizations": "all"})).await;
    app.delete_key(&id).await.expect(204);
    let stored = app.stored("EventsTable").await;
    for kind in ["created", "revoked"] {
        let id = format!("#monitor#key.{kind}:{id}\"");
        assert_eq!(stored.iter().filter(|event| event.contains(&id)).count(), count, "{kind}");
    }
}

#[tokio::test]
async fn create_key_with_backfill_says_so() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let body = json!({"name": "Import", "sources": "all", "organizations": ["org_a"], "backfill": true});
    let created = app.post(&OPERATOR, "/v1/keys", &body).await.expect(201);
    assert_eq!(created["backfill"], true);
    assert_eq!(app.get(&OPERATOR, "/v1/keys").await.expect(200)["keys"][0]["backfill"], true);
    assert!(verify(&app, text(&created["secret"])).await.expect("the key is known").backfill);
    let event = app.events("org_a").await.swap_remove(0);
    assert!(event.metadata.iter().any(|(key, value)| key.as_str() == "backfill" && value.as_str() == "true"));
}
