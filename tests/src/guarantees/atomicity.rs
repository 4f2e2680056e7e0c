//! A change of the settings, its events and its record of coverage: all of them, or none.

use event_model::{Actor, Client, MonitorAct, Settings};
use event_store::StoreError;

use crate::settings_app::App;

fn act(app: &App, id: &str) -> MonitorAct {
    MonitorAct {
        id: id.parse().expect("a UUID"),
        at: app.clock.timestamp(),
        actor: Actor { id: "u_ada".parse().expect("an id"), name: None, email: None },
        client: Client::default(),
        ip: None,
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_written_keeps_everything_as_it_was() {
    let app = App::start().await;
    let first = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    let state = app.state("org_a").await;
    let on = Settings { activity_monitor: true, ..state.settings };
    app.store.settings_change(&state, &on, &first).await.expect("the monitor is switched on");
    let (control, events) = (app.raw("control"), app.raw("events"));

    // The second of this act's two events has the id of the one that is there.
    let second = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c10");
    let state = app.state("org_a").await;
    let off = Settings { activity_monitor: false, show_details: false, ..state.settings };
    let outcome = app.store.settings_change(&state, &off, &second).await;
    assert!(matches!(outcome, Err(StoreError::Conflict)), "{outcome:?}");
    assert_eq!((app.raw("control"), app.raw("events")), (control, events));
    assert!(app.state("org_a").await.settings.activity_monitor);
}

#[tokio::test]
async fn a_change_of_what_was_read_before_another_change_is_none() {
    let app = App::start().await;
    let stale = app.state("org_a").await;
    let on = Settings { activity_monitor: true, ..stale.settings };
    let first = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    let fresh = app.store.settings_change(&stale, &on, &first).await.expect("the first change");
    assert_eq!(fresh.version, 1);
    let (control, events) = (app.raw("control"), app.raw("events"));
    for wanted in [on, Settings { show_details: false, ..stale.settings }] {
        let second = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7d11");
        let outcome = app.store.settings_change(&stale, &wanted, &second).await;
        assert!(matches!(outcome, Err(StoreError::Conflict)), "{outcome:?}");
    }
    assert_eq!((app.raw("control"), app.raw("events")), (control, events));
}

#[tokio::test]
async fn times_of_changes_follow_their_order_whatever_the_clocks_say() {
    let app = App::start().await;
    let mut state = app.state("org_a").await;
    let mut times = Vec::new();
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
