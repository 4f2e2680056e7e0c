//! `/v1/detection-settings`

use reqwest::Method;
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, Answer, As, MEMBER, OPERATOR, OWNER, TestApp};

use super::acts;

const PATH: &str = "/v1/detection-settings";

async fn patch(app: &TestApp, who: &As, body: &Value) -> Answer {
    app.send(who, Method::PATCH, PATH, body).await
}

/// Returns this many networks.
fn networks(count: u32) -> Vec<String> {
    (1..=count).map(|number| format!("AS{number}")).collect()
}

#[tokio::test]
async fn update_detection_settings_replaces_lists() {
    let app = TestApp::start_fresh().await;
    let none = json!({ "own_networks": [], "service_accounts": [], "changed_at": null });
    assert_eq!(app.get(&AUDITOR, PATH).await.expect(200), none);
    let body =
        json!({ "own_networks": ["203.0.113.9/24", "AS64500", "AS64500"], "service_accounts": ["u_backup"] });
    let changed = patch(&app, &OWNER, &body).await.expect(200);
    let stored = json!({
        "own_networks": ["203.0.113.0/24", "AS64500"], "service_accounts": ["u_backup"],
        "changed_at": "2026-11-21T19:00:00.000Z",
    });
    assert_eq!(changed, stored);
    assert_eq!(app.get(&ADMIN, PATH).await.expect(200), stored);
    let changed =
        patch(&app, &ADMIN, &json!({ "own_networks": ["2001:db8::/32", "AS64500"] })).await.expect(200);
    assert_eq!(changed["own_networks"], json!(["2001:db8::/32", "AS64500"]));
    assert_eq!(changed["service_accounts"], json!(["u_backup"]));
    assert_eq!(
        acts(&app).await,
        [
            "monitor.exception.added network:2001:db8::/32 {}",
            "monitor.exception.added network:203.0.113.0/24 {}",
            "monitor.exception.added network:AS64500 {}",
            "monitor.exception.added service_account:u_backup {}",
            "monitor.exception.removed network:203.0.113.0/24 {}",
        ]
    );
    app.wait(1);
    let same = patch(&app, &ADMIN, &json!({ "service_accounts": ["u_backup"] })).await.expect(200);
    assert_eq!((same, acts(&app).await.len()), (changed, 5));
}

#[tokio::test]
async fn update_detection_settings_names_every_fault() {
    let app = TestApp::start_fresh().await;
    let network = "must be a CIDR range such as 203.0.113.0/24, or an AS number such as AS64500";
    for (body, faults) in [
        (
            json!({ "own_networks": ["AS64500", "64500", 7] }),
            vec![format!("/own_networks/1 {network}"), "/own_networks/2 is not a string".to_owned()],
        ),
        (
            json!({ "own_networks": null, "service_accounts": ["u", ""] }),
            vec!["/own_networks is not an array".to_owned(), "/service_accounts/1 is empty".to_owned()],
        ),
        (
            json!({ "own_networks": networks(101) }),
            vec!["/own_networks has more than 100 entries".to_owned()],
        ),
        (json!({ "networks": [] }), vec!["/networks is not a field of this request".to_owned()]),
    ] {
        assert_eq!(patch(&app, &ADMIN, &body).await.faults(400), faults, "{body}");
    }
    assert_eq!(app.get(&ADMIN, PATH).await.expect(200)["changed_at"], Value::Null);
}

#[tokio::test]
async fn update_detection_settings_bounds_its_events() {
    let app = TestApp::start_fresh().await;
    let body = json!({ "own_networks": networks(91) });
    assert_eq!(patch(&app, &ADMIN, &body).await.problem(400), "invalid_request");
    assert_eq!(acts(&app).await.len(), 0);
    patch(&app, &ADMIN, &json!({ "own_networks": networks(90) })).await.expect(200);
    assert_eq!(acts(&app).await.len(), 90);
    let all = patch(&app, &ADMIN, &json!({ "own_networks": networks(100) })).await.expect(200);
    assert_eq!(all["own_networks"].as_array().expect("networks").len(), 100);
}

#[tokio::test]
async fn detection_settings_need_a_role() {
    let app = TestApp::start_fresh().await;
    for who in [&MEMBER, &OPERATOR] {
        assert_eq!(app.get(who, PATH).await.problem(403), "forbidden", "{who:?}");
    }
    for who in [&AUDITOR, &MEMBER, &OPERATOR] {
        assert_eq!(patch(&app, who, &json!({})).await.problem(403), "forbidden", "{who:?}");
    }
}
