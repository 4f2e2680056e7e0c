//! `GET /v1/findings/{id}`

use detections::{AddressNet, Day, EventRef, Evidence, Finding, FindingId, Key, Measures, RuleId, Severity};
use event_model::Timestamp;
use event_store::StoredProfile;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, TestApp, members, text};
use support::events::{event_at, with};

use super::{ADDRESS, people};

/// Starts a stack with the fresh organization, its monitor on.
async fn start() -> TestApp {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&ADMIN, &json!({ "activity_monitor": true })).await.expect(200);
    app
}

#[tokio::test]
async fn get_finding_has_all_of_an_investigation() {
    let app = start().await;
    // Before the events: the detector of the stack adds them to the profile.
    let mut stored = StoredProfile::default();
    let day = Day::of(Timestamp::from_datetime(app.hour_ago()));
    for (day, items) in [(day.minus(2), 4), (day.minus(1), 9), (day, 70)] {
        stored.profile.set_items(day, items);
    }
    let ada = "u_ada".parse().expect("a user id");
    app.store.control.profiles_put(&app.organization_id(), &ada, &stored).await.expect("a profile");
    let id = app.open_guessing("u_ada", ADDRESS).await;
    let after = event_at("org_a", "after", app.hour_ago() + chrono::Duration::minutes(59));
    let later = event_at("org_a", "later", app.hour_ago() + chrono::Duration::minutes(61));
    let other = with(with(after.clone(), "/actor/id", json!("u_bo")), "/id", json!("other"));
    app.record(&[after, later, other]).await;
    let path = format!("/v1/findings/{id}");
    let got = app.get(&ADMIN, &path).await.expect(200);
    insta::assert_json_snapshot!(got, { ".evidence[1:]" => "[more]", ".baseline" => "[baseline]" });
    let evidence = got["evidence"].as_array().expect("events");
    assert_eq!(members(evidence, "id"), ["u_ada-fail-0", "u_ada-fail-1", "u_ada-fail-2"]);
    assert_eq!(got["baseline"]["daily_items"], json!({ "days": 2, "maximum": 9, "median": 9 }));
    let as_auditor = app.get(&AUDITOR, &path).await.expect(200);
    assert_eq!(as_auditor["evidence"], got["evidence"]);
    let path = format!("/v1/findings/{}", "0".repeat(32));
    assert_eq!(app.get(&ADMIN, &path).await.problem(404), "not_found");
    assert_eq!(app.get(&ADMIN, "/v1/findings/x").await.problem(404), "not_found");
    assert_eq!(app.get(&MEMBER, &format!("/v1/findings/{id}")).await.problem(403), "forbidden");
}

/// Returns the finding about the address of the evidence of `finding`.
fn spray(finding: &Finding) -> Finding {
    let key = Key::Address(AddressNet::of(ADDRESS.parse().expect("an address")));
    let organization = "org_a".parse().expect("an organization id");
    Finding {
        id: FindingId::new(&organization, RuleId::AddressSpray, &key, finding.start),
        rule: RuleId::AddressSpray,
        key,
        severity: Severity::Medium,
        measures: Measures::default().number("persons", 12).text("address", Some(ADDRESS)),
        ..finding.clone()
    }
}

#[tokio::test]
async fn get_finding_neighbors_share_person_or_address() {
    let app = start().await;
    let ada = app.guessing("u_ada", ADDRESS).await;
    let spray = spray(&ada);
    let more = Finding {
        id: FindingId::new(&app.organization_id(), RuleId::ItemMassRead, &ada.key, ada.start),
        rule: RuleId::ItemMassRead,
        ..ada.clone()
    };
    for finding in [&ada, &spray, &more, &app.guessing("u_bo", "192.0.2.9").await] {
        app.open(finding).await;
    }
    let neighbors = async |finding: &Finding| {
        let got = app.get(&ADMIN, &format!("/v1/findings/{}", finding.id)).await.expect(200);
        let mut rules = members(got["neighbors"].as_array().expect("findings"), "rule").join(" ");
        if rules.contains("account.guessing") {
            let mut people = people(got["neighbors"].as_array().expect("findings"));
            people.dedup();
            rules += &format!(" of {}", people.join(" "));
        }
        rules
    };
    let words = |text: String| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    assert_eq!(words(neighbors(&ada).await), ["address.spray", "item.mass_read"]);
    assert_eq!(words(neighbors(&spray).await), ["account.guessing", "item.mass_read", "of", "u_ada"]);
    // That two findings share an address is a detail.
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    assert_eq!(neighbors(&ada).await, "item.mass_read");
}

#[tokio::test]
async fn get_finding_hides_details_everywhere() {
    let app = start().await;
    let ada = app.guessing("u_ada", ADDRESS).await;
    let spray = spray(&ada);
    let ids = [app.open(&ada).await, app.open(&spray).await];
    let everything = async || {
        let mut seen = app.get(&ADMIN, "/v1/findings").await.body.to_string();
        for id in &ids {
            seen += &app.get(&ADMIN, &format!("/v1/findings/{id}")).await.body.to_string();
        }
        seen + &app.get(&app.bearer("u_ada", "member"), "/v1/me/findings").await.body.to_string()
    };
    assert_eq!(everything().await.matches("Sign-ins of 12 persons from 81.2.69.142 failed").count(), 3);
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    let seen = everything().await;
    assert!(!seen.contains(ADDRESS) && !seen.contains("\"ip\""), "{seen}");
    let got = app.get(&ADMIN, &format!("/v1/findings/{}", spray.id)).await.expect(200);
    assert_eq!(got["key"], json!({ "kind": "address", "value": null }));
    assert_eq!(got["sentence"], "Sign-ins of 12 persons from one address failed.");
    assert_eq!(got["measures"], json!({ "persons": 12 }));
    assert_eq!(got["evidence"][0]["details"], "hidden");
}

#[tokio::test]
async fn get_finding_counts_missing_evidence() {
    let app = start().await;
    let mut finding = app.guessing("u_ada", ADDRESS).await;
    let event = EventRef {
        source: "account".parse().expect("a source"),
        id: "expired".parse().expect("an event id"),
    };
    finding.evidence.push(Evidence { at: finding.last_at, event, novelty: None });
    let id = app.open(&finding).await;
    let got = app.get(&ADMIN, &format!("/v1/findings/{id}")).await.expect(200);
    assert_eq!((got["evidence"].as_array().map(Vec::len), &got["missing"]), (Some(3), &json!(1)));
    // The current name, not that of the evidence.
    let renamed = event_at("org_a", "renamed", app.hour_ago());
    let renamed = with(renamed, "/actor", json!({ "id": "u_ada", "name": "Augusta King" }));
    app.record(&[renamed]).await;
    let got = app.get(&ADMIN, &format!("/v1/findings/{id}")).await.expect(200);
    assert_eq!(text(&got["sentence"]), "3 sign-ins of Augusta King failed.");
}
