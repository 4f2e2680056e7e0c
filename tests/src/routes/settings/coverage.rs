//! `GET /v1/settings/coverage`

use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER, TestApp, organization_id, text};

const PATH: &str = "/v1/settings/coverage";

/// Returns one line for each period: from, to, status, reason, author and changes.
fn lines(periods: &[Value]) -> Vec<String> {
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
    periods.iter().map(line).collect()
}

#[tokio::test]
async fn coverage_of_new_organization_is_off() {
    let app = TestApp::start_fresh().await;
    for who in [&OWNER, &ADMIN, &AUDITOR] {
        let off = json!({"from": null, "to": null, "status": "off", "reason": "monitor_off", "changes": []});
        assert_eq!(app.get(who, PATH).await.expect(200), json!({"periods": [off], "next_cursor": null}));
    }
}

#[tokio::test]
async fn coverage_explains_every_gap() {
    let app = TestApp::start_fresh().await;
    let plan = async |plan: &str| {
        let body = json!({"name": "A", "plan": plan});
        app.send(&OPERATOR, reqwest::Method::PUT, "/v1/organizations/org_a", &body).await.expect(200);
        app.wait(10);
    };
    let settings = async |who, patch| {
        app.patch_settings(who, &patch).await.expect(200);
        app.wait(10);
    };
    // Plans that change while the monitor is off, or from one with it to another, explain no gap.
    plan("free").await;
    plan("professional").await;
    settings(&ADMIN, json!({"activity_monitor": true})).await;
    plan("business_suite").await;
    settings(&OWNER, json!({"collect_details": false, "retention_days": 30})).await;
    plan("essentials").await;
    plan("professional").await;
    settings(&ADMIN, json!({"activity_monitor": false})).await;
    let all = [
        "20:10 - off monitor_off u_admin activity_monitor:true>false",
        "20:00 20:10 without_details - u_operator plan:essentials>professional",
        "19:50 20:00 off plan u_operator plan:business_suite>essentials",
        "19:40 19:50 without_details - u_owner collect_details:true>false,retention_days:400>30",
        "19:20 19:40 on - u_admin activity_monitor:false>true",
        "- 19:20 off monitor_off - ",
    ];
    for limit in [1, 2, 100] {
        let periods = app.list(&AUDITOR, &format!("{PATH}?limit={limit}"), "periods").await;
        assert_eq!(lines(&periods), all, "{limit} at a time");
        assert_eq!(periods[0]["changed_by"]["name"], "Admin");
    }
}

#[tokio::test]
async fn coverage_of_member_names_no_one() {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&ADMIN, &json!({"activity_monitor": true})).await.expect(200);
    let mut expected = app.get(&AUDITOR, PATH).await.expect(200);
    let newest = expected["periods"][0].as_object_mut().expect("a period");
    assert!(newest.remove("changed_by").is_some());
    assert_eq!(app.get(&MEMBER, PATH).await.expect(200), expected);
}

#[tokio::test]
async fn coverage_has_imported_days() {
    let app = TestApp::start_fresh().await;
    let organization = organization_id("org_a");
    let import = async |day: &str| {
        let day = day.parse().expect("a day");
        app.store.control.imports_insert(&organization, day).await.expect("it is stored");
    };
    for day in ["2026-11-12", "2026-11-10", "2026-11-12"] {
        import(day).await;
    }
    let days = async |path: &str| -> Vec<String> {
        let body = app.get(&ADMIN, path).await.expect(200);
        let at = |value: &Value| value.as_str().map_or("-".to_owned(), |time| time[5..16].to_owned());
        let line = |period: &Value| {
            format!("{} {} {}", at(&period["from"]), at(&period["to"]), text(&period["status"]))
        };
        body["periods"].as_array().expect("periods").iter().map(line).collect()
    };
    assert_eq!(
        days(PATH).await,
        ["11-13T00:00 - off", "11-10T00:00 11-13T00:00 imported", "- 11-10T00:00 off"]
    );
    // Settings that change before the first switch-on begin another period.
    app.patch_settings(&ADMIN, &json!({"show_details": false})).await.expect(200);
    app.wait(10);
    app.patch_settings(&ADMIN, &json!({"activity_monitor": true})).await.expect(200);
    // Imports of the day of the switch-on end there.
    import("2026-11-21").await;
    let all = [
        "11-21T19:10 - on",
        "11-21T19:00 11-21T19:10 imported",
        "11-10T00:00 11-21T19:00 imported",
        "- 11-10T00:00 off",
    ];
    assert_eq!(days(PATH).await, all);
    assert_eq!(days(&format!("{PATH}?limit=1")).await, all[..1]);
}

#[tokio::test]
async fn coverage_bad_parameter_is_refused_by_name() {
    let app = TestApp::start_fresh().await;
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("cursor=yesterday", "cursor"),
        ("cursor=", "cursor"),
        ("from=2026-01-01T00:00:00Z", "from"),
    ] {
        assert_eq!(app.get(&ADMIN, &format!("{PATH}?{query}")).await.invalid_parameter(), name, "{query}");
    }
}
