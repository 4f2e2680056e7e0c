//! `activity findings`

use serde_json::{Value, json};

use crate::cli::User;
use crate::fake::Fake;

fn finding() -> Value {
    json!({
        "id": "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29", "rule": "account.takeover", "severity": "critical", "state": "open",
        "sentence": "After a sign-in of Ada from a new country, 2 proofs were changed or removed.",
        "first_at": "2026-11-21T19:23:11.123Z", "last_at": "2026-11-21T19:31:02.500Z", "resolution": null,
        "note": null,
        "evidence": [{
            "id": "e1", "organization_id": "org_a", "type": "account.totp.disabled", "source": "account",
            "occurred_at": "2026-11-21T19:31:02.500Z", "recorded_at": "2026-11-21T19:31:03.000Z",
            "outcome": "success", "actor": { "id": "u_ada", "name": "Ada" }, "targets": [], "client": {},
            "details": "shown", "metadata": {},
        }],
    })
}

fn user(fake: &Fake) -> User {
    User::of(&fake.url).with("ACTIVITY_TOKEN", "token")
}

#[tokio::test]
async fn findings_are_listed_page_by_page() {
    let page = |nth: usize| {
        let cursor = (nth == 0).then_some("next");
        (200, json!({ "findings": [finding()], "next_cursor": cursor }))
    };
    let fake = Fake::start(page).await;
    let list =
        ["findings", "--severity", "high", "--severity", "critical", "--state", "open", "--limit", "2"];
    let table = user(&fake).ok(&list).await.stdout;
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.contains("2026-11-21 19:31  critical  open") && table.contains("After a sign-in of Ada"));
    let requests: Vec<String> = fake.received().into_iter().map(|request| request.uri).collect();
    assert_eq!(
        requests,
        [
            "/v1/findings?state=open&severity=high&severity=critical&limit=2",
            "/v1/findings?state=open&severity=high&severity=critical&limit=1&cursor=next",
        ]
    );
}

#[tokio::test]
async fn findings_show_prints_the_evidence() {
    let answer = |nth: usize| match nth {
        0 => (200, finding()),
        _ => (200, json!({ "event_types": [], "next_cursor": null })),
    };
    let fake = Fake::start(answer).await;
    let shown = user(&fake).ok(&["findings", "show", "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29"]).await.stdout;
    for text in ["After a sign-in of Ada", "Severity    critical", "account.totp.disabled", "Ada"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}

#[tokio::test]
async fn findings_close_and_verify_send_one_request() {
    let answer = |nth: usize| match nth {
        0 => (200, finding()),
        _ => (200, json!({ "result": "same", "explanation": "The evidence gives the finding again." })),
    };
    let fake = Fake::start(answer).await;
    let id = "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29";
    user(&fake).ok(&["findings", "close", id, "--as", "expected", "--note", "A drill."]).await;
    let verified = user(&fake).ok(&["findings", "verify", id]).await.stdout;
    assert_eq!(verified, "same: The evidence gives the finding again.\n");
    let received = fake.received();
    let sent: Vec<_> =
        received.iter().map(|request| (request.method.as_str(), request.uri.as_str())).collect();
    let (path, verify) = (format!("/v1/findings/{id}"), format!("/v1/findings/{id}/verify"));
    assert_eq!(sent, [("PATCH", path.as_str()), ("POST", verify.as_str())]);
    let body = json!({ "state": "closed", "resolution": "expected", "note": "A drill." });
    assert_eq!(received[0].body, body);
    let done = user(&fake).run(&["findings", "close", id, "--as", "nonsense"]).await;
    assert_eq!(done.code, 2);
}
