//! Malformed requests of every kind get no 5xx and no row of another organization.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use event_model::Plan;
use serde_json::{Value, json};

use super::target::{Target, nth_request};
use support::app::{As, TestApp};
use support::events::{event, with};
use support::http::exchange;

/// Requests under way at once.
const CLIENTS: u64 = 24;
/// A text that only rows of the other organization contain.
const CANARY: &str = "canary-7f3a";

/// Returns the number of requests to send: `HOSTILE_REQUESTS`, or 3,000.
pub(super) fn requests() -> u64 {
    std::env::var("HOSTILE_REQUESTS")
        .map_or(3_000, |count| count.parse().expect("HOSTILE_REQUESTS is a number"))
}

/// Sends the first `count` requests to `target` and returns the number of responses by status; 0 is no response.
pub(super) async fn attack(target: &Target, count: u64) -> BTreeMap<u16, u64> {
    let next = Arc::new(AtomicU64::new(0));
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let (target, next) = (target.clone(), Arc::clone(&next));
        clients.spawn(async move {
            let mut statuses = BTreeMap::<u16, u64>::new();
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                if nth >= count {
                    return statuses;
                }
                let request = nth_request(&target, nth);
                let shown = || String::from_utf8_lossy(&request).chars().take(1_500).collect::<String>();
                let status = match exchange(&target.address, &request).await {
                    Some(answer) => {
                        assert!(answer.status < 500, "request {nth}: {}\n{}", shown(), answer.text);
                        assert!(!answer.text.contains(CANARY), "request {nth}: {}\n{}", shown(), answer.text);
                        answer.status
                    }
                    None => 0,
                };
                *statuses.entry(status).or_default() += 1;
            }
        });
    }
    let mut all = BTreeMap::<u16, u64>::new();
    for statuses in clients.join_all().await {
        statuses.into_iter().for_each(|(status, count)| *all.entry(status).or_default() += count);
    }
    all
}

/// Makes another organization, its monitor on.
async fn add_organization(app: &TestApp, id: &str) {
    app.put_organization(id, Plan::Professional, 1).await;
    let on = json!({ "activity_monitor": true });
    app.patch_settings(&As::Of("org_victim", "owner"), &on).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_requests_are_refused_and_leak_nothing() {
    let app = TestApp::start().await;
    let victim = "org_victim";
    add_organization(&app, victim).await;
    let secret = |id: &str| {
        let secret = with(event(victim, id), "/actor/id", json!(format!("u_{CANARY}")));
        let secret = with(secret, "/actor/name", json!(CANARY));
        let secret = with(secret, "/actor/email", json!(format!("{CANARY}@victim.example")));
        with(secret, "/targets/0/name", json!(CANARY))
    };
    let ids: Vec<String> = (1..=60).map(|nth| format!("secret-{nth}")).collect();
    app.record(&ids.iter().map(|id| secret(id)).collect::<Vec<_>>()).await;
    app.record(&support::events::varied(&app.organization, 200)).await;

    let mut cursors = Vec::new();
    for who in [As::Role("admin"), As::Of(victim, "admin")] {
        for query in ["limit=10", "limit=5&order=asc", "limit=5&user=u_ada"] {
            let page = app.get(&who, &format!("/v1/events?{query}")).await.expect(200);
            cursors.extend(page["next_cursor"].as_str().map(str::to_owned));
        }
    }
    assert!(cursors.len() > 3, "both organizations have more than a page");
    let roles = ["owner", "admin", "auditor", "member", "operator"];
    let target = Target {
        address: app.address(),
        organization: app.organization.clone(),
        persons: roles.map(|role| app.header(&As::Role(role))).to_vec(),
        product: app.header(&As::Product),
        cursors,
    };
    let statuses = attack(&target, requests()).await;
    println!("{statuses:?}");
    for status in [200, 400, 403, 404] {
        assert!(statuses.get(&status).is_some_and(|count| *count > 0), "no {status}: {statuses:?}");
    }
    let page =
        app.get(&As::Of(victim, "admin"), "/v1/events?limit=1000&user=u_canary-7f3a").await.expect(200);
    let left: Vec<Value> = page["events"].as_array().expect("events").clone();
    assert_eq!(left.len(), ids.len());
    assert!(left.iter().all(|event| event["actor"]["name"] == CANARY));
}
