//! `/v1/views`

mod create;
mod list;
mod update;

use serde_json::{Value, json};
use support::app::{ADMIN, As, TestApp, text};

const PATH: &str = "/v1/views";

/// Returns a valid view.
fn view(scope: &str, list: &str) -> Value {
    json!({ "name": "Sign-ins", "scope": scope, "list": list, "filters": { "type": ["account.login.*"] }, "last": "7d" })
}

/// Starts a stack whose clock stands, with the monitor on: members use nothing while it is off.
async fn start() -> TestApp {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&ADMIN, &json!({ "activity_monitor": true })).await.expect(200);
    app
}

/// Returns the path of a view that `who` saves.
async fn save(app: &TestApp, who: &As, scope: &str, list: &str) -> String {
    let saved = app.post(who, PATH, &view(scope, list)).await.expect(201);
    format!("{PATH}/{}", text(&saved["id"]))
}

/// Returns the paths of the views that `who` sees.
async fn seen(app: &TestApp, who: &As) -> Vec<String> {
    let views = app.get(who, PATH).await.expect(200);
    views["views"]
        .as_array()
        .expect("views")
        .iter()
        .map(|view| format!("{PATH}/{}", text(&view["id"])))
        .collect()
}
