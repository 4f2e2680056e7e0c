//! `GET /v1/settings/coverage`

use event_model::Role;
use serde_json::{Value, json};

use crate::settings_app::{App, organization_id, person, text};

/// Returns periods in one line each: from, to, status, reason and who changed what.
fn lines(body: &Value) -> Vec<String> {
    let at = |value: &Value| value.as_str().map_or("-".to_owned(), |time| time[11..16].to_owned());
    let line = |period: &Value| {
        let change = |change: &Value| {
            format!("{}:{}>{}", text(&change["setting"]), text(&change["from"]), text(&change["to"]))
        };
        let changes: Vec<_> = period["changes"].as_array().expect("changes").iter().map(change).collect();
        let by = period["changed_by"]["id"].as_str().unwrap_or("-");
        let reason = period["reason"].as_str().unwrap_or("-");
        let (from, to) = (at(&period["from"]), at(&period["to"]));
        format!("{from} {to} {} {reason} {by} {}", text(&period["status"]), changes.join(","))
    };
    body["periods"].as_array().expect("periods").iter().map(line).collect()
}

#[tokio::test]
async fn before_anything_the_monitor_was_off_for_ever() {
    let app = App::start().await;
    for role in [Role::Owner, Role::Admin, Role::Auditor] {
        let body = app.get(&person(role), "/v1/settings/coverage").await.expect(200);
        assert_eq!(
            body,
            json!({"periods": [{"from": null, "to": null, "status": "off", "reason": "monitor_off",
                                "changes": []}],
                   "next_cursor": null})
        );
    }
}

#[tokio::test]
async fn every_gap_is_explained() {
    let app = App::start().await;
    let admin = person(Role::Admin);
    let owner = person(Role::Owner);
    let plan = |plan: &'static str| {
        let app = app.clone();
        async move { app.put_organization("org_a", json!({"name": "A", "plan": plan})).await.expect(200) }
    };
    // While the monitor is off, and from one plan with it to another: nothing that explains a gap.
    plan("free").await;
    app.wait(10);
    plan("professional").await;
    app.wait(10);
    app.patch(&admin, json!({"activity_monitor": true})).await.expect(200);
    app.wait(10);
    plan("business_suite").await;
    app.wait(10);
    app.patch(&owner, json!({"collect_details": false, "retention_days": 30})).await.expect(200);
    app.wait(10);
    plan("essentials").await;
    app.wait(10);
    plan("professional").await;
    app.wait(10);
    app.patch(&admin, json!({"activity_monitor": false})).await.expect(200);
    let body = app.get(&person(Role::Auditor), "/v1/settings/coverage").await.expect(200);
    let all = [
        "20:10 - off monitor_off u_admin activity_monitor:true>false",
        "20:00 20:10 without_details - op plan:essentials>professional",
        "19:50 20:00 off plan op plan:business_suite>essentials",
        "19:40 19:50 without_details - u_owner collect_details:true>false,retention_days:400>30",
        "19:20 19:40 on - u_admin activity_monitor:false>true",
        "- 19:20 off monitor_off - ",
    ];
    assert_eq!(lines(&body), all);
    assert_eq!(body["next_cursor"], Value::Null);
    assert_eq!(body["periods"][0]["changed_by"]["name"], "Ada");

    // The same, change by change.
    for limit in [1, 2] {
        let mut pages = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/v1/settings/coverage?limit={limit}{cursor}");
            let body = app.get(&admin, &path).await.expect(200);
            pages.extend(lines(&body));
            match body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(pages, all, "{limit} at a time");
    }
}

#[tokio::test]
async fn coverage_of_member_names_no_one() {
    let app = App::start().await;
    app.patch(&person(Role::Admin), json!({"activity_monitor": true})).await.expect(200);
    let path = "/v1/settings/coverage";
    let seen = app.get(&person(Role::Auditor), path).await.expect(200);
    let mut expected = seen.clone();
    let newest = expected["periods"][0].as_object_mut().expect("a period");
    assert!(newest.remove("changed_by").is_some());
    assert_eq!(app.get(&person(Role::Member), path).await.expect(200), expected);
}

#[tokio::test]
async fn imported_days_are_a_period() {
    let app = App::start().await;
    let organization = organization_id("org_a");
    let import = async |day: &str| {
        let day = day.parse().expect("a day");
        app.store.control.imports_insert(&organization, day).await.expect("it is stored");
    };
    for day in ["2026-11-12", "2026-11-10", "2026-11-12"] {
        import(day).await;
    }
    let admin = person(Role::Admin);
    let days = async |path: &str| -> Vec<String> {
        let body = app.get(&admin, path).await.expect(200);
        let at = |value: &Value| value.as_str().map_or("-".to_owned(), |time| time[5..16].to_owned());
        let line = |period: &Value| {
            format!("{} {} {}", at(&period["from"]), at(&period["to"]), text(&period["status"]))
        };
        body["periods"].as_array().expect("periods").iter().map(line).collect()
    };
    let path = "/v1/settings/coverage";
    assert_eq!(
        days(path).await,
        ["11-13T00:00 - off", "11-10T00:00 11-13T00:00 imported", "- 11-10T00:00 off"]
    );
    // Settings that change before the first switch-on begin periods of their own.
    app.patch(&admin, json!({"show_details": false})).await.expect(200);
    app.wait(10);
    app.patch(&admin, json!({"activity_monitor": true})).await.expect(200);
    // Imports of the day on which it was turned on end there.
    import("2026-11-21").await;
    let all = [
        "11-21T19:10 - on",
        "11-21T19:00 11-21T19:10 imported",
        "11-10T00:00 11-21T19:00 imported",
        "- 11-10T00:00 off",
    ];
    assert_eq!(days(path).await, all);
    assert_eq!(days(&format!("{path}?limit=1")).await, all[..1]);
}

#[tokio::test]
async fn wrong_parameters_are_refused_by_name() {
    let app = App::start().await;
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("cursor=yesterday", "cursor"),
        ("cursor=", "cursor"),
        ("from=2026-01-01T00:00:00Z", "from"),
    ] {
        let answer = app.get(&person(Role::Admin), &format!("/v1/settings/coverage?{query}")).await;
        let body = answer.expect(400);
        assert_eq!(body["code"], "invalid_parameter", "{query}");
        assert_eq!(body["errors"][0]["pointer"], name, "{query}");
    }
}
