//! `GET /v1/findings`

use detections::{Finding, Severity};
use event_model::MuteId;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER, TestApp};
use support::findings::THREE_FAILS;

use super::{close, people};

fn mute() -> MuteId {
    "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("a mute id")
}

/// Stores one finding of each sort: low, high, closed, muted, and information.
async fn findings(app: &TestApp) {
    let people = [
        ("u_low", Severity::Low),
        ("u_high", Severity::High),
        ("u_closed", Severity::Medium),
        ("u_muted", Severity::Medium),
        ("u_info", Severity::Info),
    ];
    for (user, severity) in people {
        let finding = Finding { severity, ..app.guessing(user, "192.0.2.7").await };
        let mute = (user == "u_muted").then(mute);
        app.write_finding(&app.organization, &finding, &THREE_FAILS, mute.as_ref()).await;
        if user == "u_closed" {
            close(app, &finding.id.to_string(), "expected").await;
        }
    }
}

#[tokio::test]
async fn list_findings_filters_by_each_parameter() {
    let app = TestApp::start().await;
    findings(&app).await;
    let list = async |query: &str| {
        let listed = app.list(&AUDITOR, &format!("/v1/findings?limit=100{query}"), "findings").await;
        let mut people: Vec<String> = people(&listed).into_iter().map(str::to_owned).collect();
        people.sort_unstable();
        people.join(" ")
    };
    let time = |minutes: i64| {
        let time = app.hour_ago() + chrono::Duration::minutes(minutes);
        time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    };
    let cases = [
        ("", "u_closed u_high u_low"),
        ("&state=open", "u_high u_low"),
        ("&state=closed", "u_closed"),
        ("&severity=info", "u_info"),
        ("&severity=info&severity=high", "u_high u_info"),
        ("&severity=critical", ""),
        ("&muted=true", "u_muted"),
        ("&muted=true&severity=low", ""),
        ("&mute=0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11", "u_muted"),
        ("&mute=0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c12", ""),
        ("&user=u_high", "u_high"),
        ("&user=u_muted", ""),
        ("&user=U_Low@northwind.example", "u_low"),
        ("&user=u_unknown", ""),
        ("&rule=account.guessing", "u_closed u_high u_low"),
        ("&rule=account.takeover", ""),
        (&format!("&from={}&to={}", time(-10), time(10)), "u_closed u_high u_low"),
        (&format!("&from={}", time(10)), ""),
        (&format!("&to={}", time(-10)), ""),
    ];
    for (query, expected) in cases {
        assert_eq!(list(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn list_findings_pages_have_all_that_match() {
    let app = TestApp::start().await;
    findings(&app).await;
    for query in ["", "&severity=high&severity=low", "&user=u_low"] {
        let all = app.list(&OWNER, &format!("/v1/findings?limit=100{query}"), "findings").await;
        let paged = app.list(&OWNER, &format!("/v1/findings?limit=1{query}"), "findings").await;
        assert!(!all.is_empty());
        assert_eq!(paged, all, "{query}");
    }
}

#[tokio::test]
async fn list_findings_invalid_parameter_is_refused() {
    let app = TestApp::start().await;
    let cases = [
        ("state=done", "state"),
        ("severity=huge", "severity"),
        ("rule=account", "rule"),
        ("muted=1", "muted"),
        ("mute=x", "mute"),
        ("from=yesterday", "from"),
        ("from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z", "to"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        ("ip=192.0.2.7", "ip"),
    ];
    for (query, parameter) in cases {
        let answer = app.get(&ADMIN, &format!("/v1/findings?{query}")).await;
        assert_eq!(answer.invalid_parameter(), parameter, "{query}");
    }
    for who in [&MEMBER, &OPERATOR] {
        assert_eq!(app.get(who, "/v1/findings").await.problem(403), "forbidden", "{who:?}");
    }
    let none = app.get(&ADMIN, "/v1/findings").await.expect(200);
    assert_eq!(none, json!({ "findings": [], "next_cursor": null }));
}
