//! The second factor of people, as the detector knows it.

use std::time::Duration;

use detections::{Fact, Profile};
use event_model::{Catalog, UserId};
use event_store::StoredProfile;
use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, organization_id};

use super::{acted, ids, one};

/// Waits until the detector knows of the second factor of these people.
async fn evaluated(app: &TestApp, expected: &[(&str, &str)]) -> Value {
    let mut people = Value::Null;
    for _ in 0..300 {
        people = app.get(&ADMIN, "/v1/people?sort=name").await.expect(200);
        // The detector writes how far it got after the profiles.
        let is_evaluated = people["evaluated_to"].is_string();
        if is_evaluated && expected.iter().all(|(id, state)| one(&people, id)["second_factor"] == *state) {
            return people;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the detector does not reach {expected:?}: {people}");
}

#[tokio::test]
async fn second_factor_follows_the_feed() {
    let app = TestApp::start_with_options(local::Options::default()).await;
    let now = chrono::Utc::now().timestamp();
    app.record(&[
        acted(&app, "u_added", "account.totp.enabled", 50),
        acted(&app, "u_asked", "account.login.awaiting_2fa", 50),
        acted(&app, "u_failed", "account.login.failed_2fa", 50),
        acted(&app, "u_never", "account.login.succeeded", 50),
        acted(&app, "u_removed", "account.totp.enabled", 50),
        acted(&app, "u_removed", "account.totp.disabled", 40),
        acted(&app, "u_again", "account.totp.disabled", 40),
        acted(&app, "u_again", "account.login.awaiting_2fa", 30),
    ])
    .await;
    let people = evaluated(
        &app,
        &[
            ("u_added", "seen"),
            ("u_again", "seen"),
            ("u_asked", "seen"),
            ("u_failed", "seen"),
            ("u_never", "never"),
            ("u_removed", "removed"),
        ],
    )
    .await;
    let evaluated_to = people["evaluated_to"].as_str().expect("the detector has started");
    let evaluated_to: chrono::DateTime<chrono::Utc> = evaluated_to.parse().expect("a time");
    assert!(evaluated_to.timestamp() >= now - 1, "{evaluated_to}");
    for (query, expected) in [
        ("second_factor=never", "u_never"),
        ("second_factor=removed", "u_removed"),
        ("second_factor=removed&second_factor=never&sort=name&order=desc", "u_removed u_never"),
        ("second_factor=seen&q=u_a&sort=name", "u_added u_again u_asked"),
        ("second_factor=unknown", ""),
    ] {
        let people = app.get(&ADMIN, &format!("/v1/people?{query}")).await.expect(200);
        assert_eq!(ids(&people), expected, "{query}");
        assert_eq!(people["total"], json!(expected.split_whitespace().count()), "{query}");
    }
    let removed = app.get(&ADMIN, "/v1/people/u_removed").await.expect(200);
    assert!(removed["second_factor_removed_at"].is_string() && removed["profile"].is_object(), "{removed}");
}

#[tokio::test]
async fn profile_of_older_version_is_unknown() {
    let app = TestApp::start().await;
    let user: UserId = "u_ada".parse().expect("an id");
    app.record(&[acted(&app, "u_ada", "account.login.succeeded", 50)]).await;
    let mut profile = Profile::default();
    for event in app.events(&app.organization).await {
        if let Some(fact) = Fact::of(&event, Catalog::built_in()).filter(|fact| fact.user == user) {
            profile.observe(&fact);
        }
    }
    let stored = StoredProfile { profile, ..StoredProfile::default() };
    let organization = organization_id(&app.organization);
    app.store.control.profiles_put(&organization, &user, &stored).await.expect("the profile is written");
    let state = async || {
        let people = app.get(&ADMIN, "/v1/people").await.expect(200);
        let detail = app.get(&ADMIN, "/v1/people/u_ada").await.expect(200);
        let listed = one(&people, "u_ada")["second_factor"].clone();
        assert_eq!(listed, detail["second_factor"]);
        listed
    };
    assert_eq!(state().await, "never");
    // An older version writes profiles without the attribute.
    let update = json!({
        "TableName": "ControlTable",
        "Key": { "pk": { "S": format!("PROFILES#{organization}") }, "sk": { "S": "PERSON#u_ada" } },
        "UpdateExpression": "REMOVE profile.second_factor",
    });
    app.dynamodb("UpdateItem", &update).await;
    assert_eq!(state().await, "unknown");
}
