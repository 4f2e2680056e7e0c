//! A finding and its event are written together, and once.

use std::collections::BTreeSet;

use detections::{Finding, RuleId, Severity};
use event_model::{Client, MonitorAct};
use event_store::{
    FindingChange, FindingHandling, FindingOutcome, FindingRecord, FindingState, Resolution, StoreError,
};
use support::app::TestApp;
use support::findings::{THREE_FAILS, failed_sign_ins, person};

async fn get(app: &TestApp, finding: &Finding) -> FindingRecord {
    let record = app.store.control.findings_get(&app.organization_id(), &finding.id).await;
    record.expect("the store answers").expect("the finding exists")
}

/// Returns the ids of the events of a finding, without the id of the finding.
async fn events(app: &TestApp, finding: &Finding) -> BTreeSet<String> {
    let events = app.events(&app.organization).await.into_iter();
    let events = events.filter(|event| event.kind.as_str().starts_with("monitor.finding."));
    let id = finding.id.to_string();
    events.map(|event| event.id.as_str().replace(&id, "") + " " + event.kind.as_str()).collect()
}

fn act(app: &TestApp, id: &str) -> MonitorAct {
    MonitorAct {
        id: id.parse().expect("a UUID"),
        at: app.clock.clock().timestamp(),
        actor: event_model::Actor { id: "u_admin".parse().expect("an id"), name: None, email: None },
        client: Client::default(),
        ip: None,
    }
}

#[tokio::test]
async fn finding_written_again_changes_nothing() {
    let app = TestApp::start().await;
    let finding = app.guessing("u_ada", "192.0.2.7").await;
    app.open(&finding).await;
    let before = app.stored("ControlTable").await;
    for _ in 0..2 {
        let outcome = app.write_finding(&app.organization, &finding, &THREE_FAILS, None).await;
        assert_eq!(outcome, FindingOutcome::Unchanged);
    }
    let after = app.stored("ControlTable").await;
    let of_findings = |items: &[String]| -> Vec<String> {
        items.iter().filter(|item| item.contains("FINDINGS#")).cloned().collect()
    };
    assert_eq!(of_findings(&after), of_findings(&before));
    // The finding, its place in the list of all and in that of the person.
    assert_eq!(of_findings(&after).len(), 3);
    assert_eq!(events(&app, &finding).await, BTreeSet::from([" monitor.finding.opened".to_owned()]));
    let record = get(&app, &finding).await;
    assert_eq!((record.finding.clone(), record.version), (finding, 1));
    assert_eq!(record.parameters["fails"], 3);
    let settings = app.state(&app.organization).await.settings;
    let kept = settings.monitor_events_kept(&settings).duration();
    assert_eq!(record.expires_at.millis() / 1_000, record.opened_at.plus(kept).millis() / 1_000);
}

#[tokio::test]
async fn finding_written_by_many_loses_nothing() {
    const WRITERS: usize = 6;
    let app = TestApp::start().await;
    let sent = failed_sign_ins(&app.organization, "u_ada", "192.0.2.7", 3 + WRITERS, app.hour_ago());
    app.record(&sent).await;
    let key = person("u_ada");
    let all = app.find(&app.organization, RuleId::AccountGuessing, &key, &THREE_FAILS).await.remove(0);
    // Each writer knows three of the failures, and one of them has a high severity.
    let triggers: Vec<_> = all.triggers.iter().cloned().collect();
    let parts = (0..WRITERS).map(|nth| Finding {
        severity: if nth == 3 { Severity::High } else { Severity::Low },
        triggers: BTreeSet::from([triggers[nth].clone()]),
        evidence: all.evidence[nth..nth + 3].to_vec(),
        ..all.clone()
    });
    let parts: Vec<Finding> = parts.collect();
    let writes = parts.iter().map(|part| app.write_finding(&app.organization, part, &THREE_FAILS, None));
    let outcomes = futures::future::join_all(writes).await;
    let opened = outcomes.iter().filter(|outcome| **outcome == FindingOutcome::Opened);
    assert_eq!(opened.count(), 1, "{outcomes:?}");
    let record = get(&app, &all).await;
    assert_eq!(record.finding.triggers, triggers[..WRITERS].iter().cloned().collect());
    assert_eq!(record.finding.evidence, all.evidence[..WRITERS + 2]);
    assert_eq!(record.severity(), Severity::High);
    assert_eq!(usize::try_from(record.version), Ok(WRITERS));
    let events = events(&app, &all).await;
    let raised = events.contains(".high monitor.finding.raised");
    assert_eq!(raised, outcomes.contains(&FindingOutcome::Raised));
    assert_eq!(events.len(), 1 + usize::from(raised), "{events:?}");
}

#[tokio::test]
async fn finding_change_of_stale_read_is_a_conflict() {
    let app = TestApp::start().await;
    let finding = app.guessing("u_ada", "192.0.2.7").await;
    app.open(&finding).await;
    let state = app.state(&app.organization).await;
    let read = get(&app, &finding).await;
    let close = FindingChange::Handle(FindingHandling {
        state: FindingState::Closed,
        resolution: Some(Resolution::Expected),
        ..FindingHandling::of(&read)
    });
    let first = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    let closed = app.store.findings_change(&state, &read, close.clone(), &first).await.expect("a change");
    assert_eq!(get(&app, &finding).await, closed);
    let before = app.all_stored().await;
    // The event of the second change would be another one, and must not be written without the change.
    let second = act(&app, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7d11");
    let outcome = app.store.findings_change(&state, &read, close.clone(), &second).await;
    assert!(matches!(outcome, Err(StoreError::Conflict)), "{outcome:?}");
    let again = app.store.findings_change(&state, &closed, close, &second).await.expect("no change");
    assert_eq!(again, closed);
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn finding_removed_values_are_removed() {
    let app = TestApp::start().await;
    let finding = app.guessing("u_ada", "192.0.2.7").await;
    app.open(&finding).await;
    let state = app.state(&app.organization).await;
    let mut read = get(&app, &finding).await;
    for (nth, assigned_to) in [Some("u_bo"), None].into_iter().enumerate() {
        let assigned_to = assigned_to.map(|user| user.parse().expect("a user id"));
        let change = FindingChange::Handle(FindingHandling { assigned_to, ..FindingHandling::of(&read) });
        let act = act(&app, &format!("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c{nth}1"));
        read = app.store.findings_change(&state, &read, change, &act).await.expect("a change");
        assert_eq!(get(&app, &finding).await, read);
    }
    assert_eq!(read.assigned_to, None);
}
