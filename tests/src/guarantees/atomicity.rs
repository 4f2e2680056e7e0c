//! A change of the settings, its events and its record of coverage are written together or not at all. So are the
//! creation or revocation of a reader key and its event.

use event_model::{Actor, Client, EventType, Metadata, MonitorAct, NewEvent, Settings};
use event_store::{ReaderKey, ReaderKeySecret, StoreError};
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

#[tokio::test]
async fn reader_key_change_without_its_event_is_undone() {
    let app = TestApp::start_fresh().await;
    let state = app.state("org_a").await;
    let secret = ReaderKeySecret::generate().expect("there is randomness");
    let key = ReaderKey {
        id: secret.id().clone(),
        name: "SIEM".to_owned().try_into().expect("a name"),
        organization_id: app.organization_id(),
        created_at: app.clock.clock().timestamp(),
        created_by: "u_ada".parse().expect("an id"),
        revoked_at: None,
        last_used_at: None,
    };
    let event = |kind: &str, id: &str| -> NewEvent {
        let kind = EventType::built_in(kind).expect("the catalog has the type");
        act(&app, id).event(0, &key.organization_id, kind, Vec::new(), Metadata::new())
    };
    // An event with this id exists.
    let on = Settings { activity_monitor: true, ..state.settings };
    let first = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    app.store.settings_change(&state, &on, &first).await.expect("the monitor is switched on");

    let before = app.all_stored().await;
    let taken = event("monitor.reader_key.created", "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    let outcome = app.store.reader_keys_create(&key, &secret, &state, &taken).await;
    assert!(matches!(outcome, Err(StoreError::Conflict)), "{outcome:?}");
    assert_eq!(app.all_stored().await, before);

    let free = event("monitor.reader_key.created", "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c21");
    assert!(app.store.reader_keys_create(&key, &secret, &state, &free).await.expect("it is created"));
    let before = app.all_stored().await;
    let taken = event("monitor.reader_key.revoked", "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c21");
    let outcome = app.store.reader_keys_revoke(&key, &state, &taken).await;
    assert!(matches!(outcome, Err(StoreError::Conflict)), "{outcome:?}");
    assert_eq!(app.all_stored().await, before);
    let found = app.store.control.reader_keys_verify(&secret).await.expect("the store answers");
    assert_eq!(found, Some(key));
}
