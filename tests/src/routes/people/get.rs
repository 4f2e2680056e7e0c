//! `GET /v1/people/{id}`

use detections::{Day, Fact, Profile};
use event_model::{Catalog, UserId};
use event_store::StoredProfile;
use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, organization_id};

use super::{acted, one, read};

#[tokio::test]
async fn get_person_equals_list_and_adds_profile() {
    let app = TestApp::start().await;
    let day = 24 * 60;
    let mut renamed = acted(&app, "u_ada", "account.login.succeeded", 3 * day);
    renamed["actor"]["name"] = json!("Ada Byron");
    app.record(&[
        renamed,
        acted(&app, "u_ada", "account.login.succeeded", 50),
        read(&app, "u_ada", "i_1", 49),
        acted(&app, "u_bo", "account.login.succeeded", 50),
    ])
    .await;
    let user: UserId = "u_ada".parse().expect("an id");
    let facts = app.events(&app.organization).await.into_iter();
    let facts = facts.filter_map(|event| Fact::of(&event, Catalog::built_in()));
    let facts: Vec<Fact> = facts.filter(|fact| fact.user == user).collect();
    let mut profile = Profile::default();
    for fact in &facts {
        profile.observe(fact);
    }
    let first = Day::of(facts[0].at);
    profile.set_items(first, 7);
    let stored = StoredProfile { profile, ..StoredProfile::default() };
    let organization = organization_id(&app.organization);
    app.store.control.profiles_put(&organization, &user, &stored).await.expect("the profile is written");

    let person = app.get(&ADMIN, "/v1/people/u_ada").await.expect(200);
    let people = app.get(&ADMIN, "/v1/people").await.expect(200);
    for (name, value) in one(&people, "u_ada").as_object().expect("an object") {
        assert_eq!(&person[name], value, "{name}");
    }
    assert_eq!(person["former_names"], json!(["Ada Byron"]));
    let profile = &person["profile"];
    assert_eq!(profile["first_day"], json!(first.to_string()));
    assert_eq!(profile["daily_items"], json!({ "days": 1, "maximum": 7, "median": 7 }));
    assert_eq!(profile["countries"][0]["country"], "BR");
    assert_eq!((&profile["devices"], &person["second_factor"]), (&json!(1), &json!("never")));
}

#[tokio::test]
async fn get_person_without_profile_or_entry() {
    let app = TestApp::start().await;
    app.record(&[acted(&app, "auth0:ada", "account.login.succeeded", 50)]).await;
    let person = app.get(&ADMIN, "/v1/people/auth0%3Aada").await.expect(200);
    assert_eq!((&person["profile"], &person["second_factor"]), (&Value::Null, &json!("unknown")));
    for id in ["u_nobody", "%00", &"x".repeat(129)] {
        assert_eq!(app.get(&ADMIN, &format!("/v1/people/{id}")).await.problem(404), "not_found", "{id}");
    }
    assert_eq!(app.get(&ADMIN, "/v1/people/auth0:ada?q=x").await.invalid_parameter(), "q");
}
