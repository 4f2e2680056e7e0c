//! Back-tests whose worker the test runs.

use std::collections::BTreeMap;

use chrono::Duration;
use detections::RuleId;
use event_model::{Actor, BacktestId, Client, EventType, MonitorAct, OrganizationId, TimeRange};
use event_store::{Backtest, BacktestProgress, BacktestState};
use uuid::Uuid;

use crate::app::TestApp;

/// Creates a back-test of the last hours with the default parameters, without invoking its worker.
pub async fn queued(app: &TestApp, rule: &str, hours: i64) -> Backtest {
    let at = app.clock.clock().timestamp();
    let range = TimeRange::new(at.minus(Duration::hours(hours)), at).expect("a range");
    create(app, &app.organization_id(), rule.parse().expect("a rule"), range).await
}

/// Creates a back-test with the default parameters, without invoking its worker.
pub async fn create(
    app: &TestApp,
    organization: &OrganizationId,
    rule: RuleId,
    range: TimeRange,
) -> Backtest {
    let at = app.clock.clock().timestamp();
    let actor = Actor { id: "u_admin".parse().expect("an id"), name: None, email: None };
    let act = MonitorAct { id: Uuid::now_v7(), at, actor, client: Client::default(), ip: None };
    let backtest = Backtest {
        id: BacktestId::recorded(act.id.to_string()),
        rule,
        parameters: BTreeMap::new(),
        range,
        requested_at: at,
        requested_by: act.actor.id.clone(),
        state: BacktestState::Queued,
        heartbeat_at: at,
        progress: BacktestProgress::default(),
        result: None,
        version: 1,
    };
    let kind = EventType::built_in("monitor.backtest.created").expect("a type");
    let event = act.event(0, organization, kind, Vec::new(), BTreeMap::new());
    let state = app.state(organization.as_str()).await;
    let created = app.store.backtests_create(&backtest, &state, &event).await;
    assert!(created.expect("the store answers"), "too many back-tests are open");
    backtest
}
