//! `GET /v1/organizations`

use event_model::Plan;
use serde_json::json;
use support::app::{OPERATOR, TestApp, members};

#[tokio::test]
async fn list_organizations_has_each_once() {
    let app = TestApp::start_fresh().await;
    let earlier = app.list(&OPERATOR, "/v1/organizations?limit=100", "organizations").await;
    for plan in [Plan::Essentials, Plan::Free] {
        for n in 0..7 {
            app.put_organization(&format!("org_{n}"), plan, 1).await;
        }
    }
    let listed = app.list(&OPERATOR, "/v1/organizations?limit=3", "organizations").await;
    let mut ids: Vec<String> = (0..7).map(|n| format!("org_{n}")).collect();
    ids.extend(members(&earlier, "id").into_iter().map(str::to_owned));
    ids.sort();
    assert_eq!(members(&listed, "id"), ids);
    let one = json!({"id": "org_0", "name": "Organization org_0", "plan": "free", "write_shards": 1});
    assert!(listed.contains(&one), "{listed:?}");
    let answer = app.get(&OPERATOR, "/v1/organizations?cursor=a%23b").await;
    assert_eq!(answer.problem(400), "invalid_parameter");
}
