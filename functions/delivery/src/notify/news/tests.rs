use detections::Finding;
use event_model::{EventType, Name, Target, TargetId, TargetType};

use super::*;
use crate::finding::tests::{all_findings, event};

fn serious() -> Finding {
    let found = all_findings().find(|(_, finding)| finding.severity == Severity::High);
    found.expect("an example has a high severity").1
}

fn of(event: &Event) -> Option<News> {
    News::of(event, Catalog::built_in())
}

fn news(event: &Event) -> Option<FindingNews> {
    match of(event)? {
        News::Finding(change) => Some(change.finding.news),
        other => panic!("{other:?} is no finding"),
    }
}

#[test]
fn news_of_finding_has_its_facts() {
    let finding = serious();
    let Some(News::Finding(change)) = of(&event(&finding, "monitor.finding.opened", &[])) else {
        panic!("a new finding is news");
    };
    assert_eq!(change.actor.as_str(), "activity_monitor");
    let expected = WaitingFinding {
        id: finding.id,
        news: FindingNews::Opened,
        rule: finding.rule.to_string(),
        title: finding.rule.rule().about().title.to_owned(),
        severity: Severity::High,
        person: finding.key.person().cloned(),
        first_at: finding.first_at,
        last_at: finding.last_at,
        hits: finding.triggers.len() as u64,
        own_account: false,
    };
    assert_eq!(change.finding, expected);
}

#[test]
fn news_excludes_late_muted_and_info() {
    let mut finding = serious();
    let opened = "monitor.finding.opened";
    assert_eq!(news(&event(&finding, opened, &[])), Some(FindingNews::Opened));
    assert_eq!(of(&event(&finding, opened, &[("late", "true")])), None);
    assert_eq!(of(&event(&finding, opened, &[("muted_by", "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")])), None);
    for kind in ["closed", "assigned", "answered"] {
        assert_eq!(of(&event(&finding, &format!("monitor.finding.{kind}"), &[])), None, "{kind}");
    }
    finding.severity = Severity::Info;
    assert_eq!(of(&event(&finding, opened, &[])), None);
    finding.severity = Severity::Low;
    assert_eq!(news(&event(&finding, opened, &[])), Some(FindingNews::Opened));
}

#[test]
fn news_of_reopening_is_that_of_a_person() {
    let mut reopened = event(&serious(), "monitor.finding.reopened", &[]);
    assert_eq!(of(&reopened), None);
    reopened.actor.id = "u_admin".parse().expect("an id");
    assert_eq!(news(&reopened), Some(FindingNews::Reopened));
    assert_eq!(news(&event(&serious(), "monitor.finding.raised", &[])), Some(FindingNews::Raised));
}

#[test]
fn news_of_members_names_the_person() {
    let target = |kind: &str, id: &str| Target {
        kind: TargetType::recorded(kind.to_owned()),
        id: TargetId::recorded(id.to_owned()),
        name: Some(Name::recorded("A name".to_owned())),
    };
    let mut removed = event(&serious(), "organization.user.removed", &[]);
    removed.targets = vec![target("group", "g"), target("user", "u_ada")];
    for (kind, expected) in [
        ("organization.user.removed", Some(MemberChange::Removed)),
        ("organization.user.role_changed", Some(MemberChange::Role)),
        ("pass.item.created", None),
    ] {
        removed.kind = EventType::recorded(kind.to_owned());
        let (user, at) = ("u_ada".parse().expect("an id"), removed.recorded_at);
        assert_eq!(of(&removed), expected.map(|change| News::Member { user, change, at }), "{kind}");
    }
}

#[test]
fn news_filter_admits_what_is_read() {
    let filter = filter(Catalog::built_in());
    let types = filter.listed_types().expect("types");
    let types: Vec<&str> = types.iter().map(EventType::as_str).collect();
    let expected = [
        "monitor.finding.opened",
        "monitor.finding.raised",
        "monitor.finding.reopened",
        "organization.user.added",
        "organization.user.removed",
        "organization.user.role_changed",
    ];
    assert_eq!(types, expected);
}
