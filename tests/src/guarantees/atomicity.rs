//! A change of the settings, its events and its record of coverage are written together or not at all.

use event_model::{Actor, Client, MonitorAct, Settings};
use event_store::StoreError;
use support::app::TestApp;

fn act(app: &TestApp, id: &str) -> MonitorAct {
    MonitorAct {
        id: id.parse().expect("a UUID"),
        at: app.clock.clock().timestamp(),
        actor: Actor { id: "u_ada".parse().expect("an id"), name: None, email: None },
        client: Client::default(),
        ip: None,
    }
}

#[tokio::test]
async fn settings_change_without_its_event_is_undone() {
    let app = TestApp::start_fresh().await;
    let first = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    let state = app.state("org_a").await;
    let on = Settings { activity_monitor: true, ..state.settings };
    app.store.settings_change(&state, &on, &first).await.expect("the monitor is switched on");
    let before = app.all_stored().await;

    // The second of its two events has the id of the first act's event.
    let second = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c10");
    let state = app.state("org_a").await;
    let off = Settings { activity_monitor: false, show_details: false, ..state.settings };
    let outcome = app.store.settings_change(&state, &off, &second).await;
    assert!(matches!(outcome, Err(StoreError::Conflict)), "{outcome:?}");
    assert_eq!(app.all_stored().await, before);
    assert!(app.state("org_a").await.settings.activity_monitor);
}

#[tokio::test]
async fn settings_change_of_stale_state_is_a_conflict() {
    let app = TestApp::start_fresh().await;
    let stale = app.state("org_a").await;
    let on = Settings { activity_monitor: true, ..stale.settings };
    let first = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    let fresh = app.store.settings_change(&stale, &on, &first).await.expect("the first change");
    assert_eq!(fresh.version, 1);
    let before = app.all_stored().await;
    for wanted in [on, Settings { show_details: false, ..stale.settings }] {
        let second = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7d11");
        let outcome = app.store.settings_change(&stale, &wanted, &second).await;
        assert!(matches!(outcome, Err(StoreError::Conflict)), "{outcome:?}");
    }
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn settings_change_times_are_in_order() {
    let app = TestApp::start_fresh().await;
    let mut state = app.state("org_a").await;
    let mut times = Vec::new();
    // The second clock is five minutes behind the first.
    for (minutes, id) in [(5, "11"), (-5, "21"), (0, "31")] {
        app.wait(minutes);
        let act = act(&app, &format!("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c{id}"));
        let wanted = Settings { activity_monitor: !state.settings.activity_monitor, ..state.settings };
        state.settings = app.store.settings_change(&state, &wanted, &act).await.expect("a change");
        times.push(state.settings.changed_at.expect("it was changed").to_string());
    }
    assert_eq!(times, ["2026-11-21T19:05:00.000Z", "2026-11-21T19:05:00.001Z", "2026-11-21T19:05:00.002Z"]);
    app.wait(10);
    let types = app.event_types("org_a").await;
    assert_eq!(types, ["monitor.enabled", "monitor.disabled", "monitor.enabled"]);
}
