//! Lists of findings: order, ranges, positions, and whose they are.

use detections::{Day, Finding, FindingId, Key, Measures, RuleId, Severity};
use event_model::{MuteId, TimeRange, Timestamp};
use event_store::{FindingPosition, FindingScope};
use support::app::{STRANGER, TestApp};
use support::findings::person;

fn time(minute: i64) -> Timestamp {
    Timestamp::parse("2026-11-21T00:00:00.000Z").expect("a time").plus(chrono::Duration::minutes(minute))
}

fn mute() -> MuteId {
    "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("a mute id")
}

/// Returns a finding without evidence whose only hit is at a minute.
fn finding(organization: &str, rule: RuleId, key: Key, minute: i64) -> Finding {
    let start = Day::of(time(minute));
    Finding {
        id: FindingId::new(&organization.parse().expect("an organization id"), rule, &key, start),
        rule,
        key,
        start,
        severity: Severity::Low,
        first_at: time(minute),
        last_at: time(minute),
        triggers: Default::default(),
        evidence: Vec::new(),
        measures: Measures::default(),
        is_late: false,
    }
}

/// Returns the minutes of all findings of a list, read in pages of two.
async fn minutes(app: &TestApp, organization: &str, scope: &FindingScope, range: TimeRange) -> Vec<i64> {
    let organization = organization.parse().expect("an organization id");
    let mut after: Option<FindingPosition> = None;
    let mut minutes = Vec::new();
    loop {
        let page = app.store.control.findings_page(&organization, scope, range, after.as_ref(), 2).await;
        let page = page.expect("a page");
        assert!(page.items.len() <= 2);
        let minute = |at: Timestamp| (at.millis() - time(0).millis()) / 60_000;
        minutes.extend(page.items.iter().map(|record| minute(record.finding.first_at)));
        after = page.next;
        if after.is_none() {
            return minutes;
        }
    }
}

#[tokio::test]
async fn finding_lists_have_order_range_and_scope() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let organization = app.organization.clone();
    for minute in [30, 10, 50, 20, 40] {
        let key = if minute % 20 == 0 { person("u_ada") } else { person("u_ada#x") };
        let rule = RuleId::ALL[usize::try_from(minute / 10).expect("a number")];
        let mute = (minute == 30).then(mute);
        let finding = finding(&organization, rule, key, minute);
        app.write_finding(&organization, &finding, &[], mute.as_ref()).await;
    }
    let of_stranger = finding(STRANGER, RuleId::ItemMassRead, person("u_ada"), 25);
    app.write_finding(STRANGER, &of_stranger, &[], Some(&mute())).await;

    let all = FindingScope::All;
    assert_eq!(minutes(&app, &organization, &all, TimeRange::ALL).await, [50, 40, 30, 20, 10]);
    let range = TimeRange::new(time(20), time(50)).expect("a range");
    assert_eq!(minutes(&app, &organization, &all, range).await, [40, 30, 20]);
    let user = |id: &str| FindingScope::User(id.parse().expect("a user id"));
    assert_eq!(minutes(&app, &organization, &user("u_ada"), TimeRange::ALL).await, [40, 20]);
    assert_eq!(minutes(&app, &organization, &user("u_ada#x"), range).await, [30]);
    assert_eq!(minutes(&app, &organization, &FindingScope::Mute(mute()), TimeRange::ALL).await, [30]);
    for scope in [all, user("u_ada"), FindingScope::Mute(mute())] {
        assert_eq!(minutes(&app, STRANGER, &scope, TimeRange::ALL).await, [25]);
    }
    let id = STRANGER.parse().expect("an organization id");
    let first = finding(&organization, RuleId::ALL[5], person("u_ada#x"), 50).id;
    let found = app.store.control.findings_get(&id, &first).await;
    assert_eq!(found.expect("the store answers"), None);
}

#[tokio::test]
async fn finding_position_out_of_range_is_no_error() {
    let app = TestApp::start().await;
    for (minute, rule) in [(10, RuleId::ItemMassRead), (20, RuleId::LinkBurst)] {
        let finding = finding(&app.organization, rule, person("u_ada"), minute);
        app.write_finding(&app.organization, &finding, &[], None).await;
    }
    let organization = app.organization_id();
    let read = async |range: TimeRange, after: &FindingPosition| {
        let scope = FindingScope::All;
        let page = app.store.control.findings_page(&organization, &scope, range, Some(after), 10).await;
        let items = page.expect("a page").items;
        items.iter().map(|record| record.finding.rule).collect::<Vec<_>>()
    };
    let id = "0".repeat(32);
    let position = |minute: i64| format!("{}_{id}", time(minute)).parse().expect("a position");
    let range = TimeRange::new(time(5), time(15)).expect("a range");
    assert_eq!(read(range, &position(18)).await, [RuleId::ItemMassRead], "later than the range");
    assert_eq!(read(range, &position(12)).await, [RuleId::ItemMassRead]);
    assert_eq!(read(range, &position(8)).await, []);
    assert_eq!(read(range, &position(2)).await, [], "earlier than the range");
}
