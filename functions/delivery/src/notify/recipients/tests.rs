use event_store::FindingNews;
use rstest::rstest;

use super::*;

fn minute(minute: i64) -> Timestamp {
    Timestamp::parse("2026-11-21T19:00:00.000Z").expect("a time").plus(Duration::minutes(minute))
}

fn user(id: &str) -> UserId {
    id.parse().expect("an id")
}

fn person(id: &str, role: Role) -> NotifiedPerson {
    NotifiedPerson {
        user_id: user(id),
        role,
        name: None,
        email: None,
        seen_at: minute(0),
        own_account: None,
        findings: None,
        changed_at: None,
        version: 1,
    }
}

fn event(rule: &str, severity: Severity, about: Option<&str>) -> FindingChange {
    let finding = WaitingFinding {
        id: "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29".parse().expect("an id"),
        news: FindingNews::Opened,
        rule: rule.to_owned(),
        title: "A title".to_owned(),
        severity,
        person: about.map(user),
        first_at: minute(0),
        last_at: minute(0),
        hits: 3,
        own_account: false,
    };
    FindingChange { finding, actor: user("activity_monitor") }
}

fn people() -> Vec<NotifiedPerson> {
    vec![
        person("u_owner", Role::Owner),
        person("u_admin", Role::Admin),
        person("u_auditor", Role::Auditor),
        person("u_member", Role::Member),
    ]
}

fn routes(directory: &Directory, event: &FindingChange) -> Vec<(String, Route, bool)> {
    let recipients = directory.recipients(event).into_iter();
    recipients.map(|(user, to)| (user.to_string(), to.route, to.finding.own_account)).collect()
}

fn to(user: &str, route: Route, own: bool) -> (String, Route, bool) {
    (user.to_owned(), route, own)
}

#[rstest]
#[case(Severity::Critical, Some(Route::AtOnce))]
#[case(Severity::High, Some(Route::AtOnce))]
#[case(Severity::Medium, Some(Route::Digest))]
#[case(Severity::Low, Some(Route::Digest))]
fn recipients_by_default_are_owners_and_admins(#[case] severity: Severity, #[case] route: Option<Route>) {
    let directory = Directory::new(people(), &[]);
    let route = route.expect("a route");
    let expected = [to("u_admin", route, false), to("u_owner", route, false)];
    assert_eq!(routes(&directory, &event("address.spray", severity, None)), expected);
}

#[test]
fn recipients_follow_preferences() {
    let choose = |immediate_from, digest, own_account| {
        (Some(own_account), Some(FindingMails { immediate_from, digest }))
    };
    let with =
        |id, role, (own_account, findings)| NotifiedPerson { own_account, findings, ..person(id, role) };
    let people = vec![
        with("u_1", Role::Owner, choose(None, false, true)),
        with("u_2", Role::Admin, choose(Some(Severity::Low), false, true)),
        with("u_3", Role::Auditor, choose(Some(Severity::Medium), false, true)),
        // Chosen with another role.
        with("u_4", Role::Member, choose(Some(Severity::Low), true, true)),
        with("u_5", Role::Admin, choose(Some(Severity::Critical), false, false)),
    ];
    let directory = Directory::new(people, &[]);
    let low = event("account.guessed", Severity::Low, Some("u_5"));
    assert_eq!(routes(&directory, &low), [to("u_2", Route::AtOnce, false)]);
    let medium = event("account.guessed", Severity::Medium, Some("u_4"));
    let expected =
        [to("u_2", Route::AtOnce, false), to("u_3", Route::AtOnce, false), to("u_4", Route::AtOnce, true)];
    assert_eq!(routes(&directory, &medium), expected);
}

#[test]
fn recipient_for_two_reasons_is_told_once() {
    let directory = Directory::new(people(), &[]);
    let expected = [to("u_admin", Route::AtOnce, true), to("u_owner", Route::Digest, false)];
    let event = event("account.takeover", Severity::Medium, Some("u_admin"));
    assert_eq!(routes(&directory, &event), expected);
}

#[test]
fn recipient_unknown_to_the_dashboard_is_told() {
    let directory = Directory::new(people(), &[]);
    for rule in
        ["account.guessed", "account.takeover", "account.impossible_travel", "account.second_factor_off"]
    {
        let recipients = routes(&directory, &event(rule, Severity::High, Some("u_new")));
        assert!(recipients.contains(&to("u_new", Route::AtOnce, true)), "{rule}");
    }
    for rule in ["member.leaver", "account.new_place", "admin.reach", "a.rule_of_a_newer_version"] {
        let recipients = routes(&directory, &event(rule, Severity::High, Some("u_new")));
        assert!(!recipients.iter().any(|(user, ..)| user == "u_new"), "{rule}");
    }
}

#[test]
fn recipient_is_not_told_about_own_act() {
    let directory = Directory::new(people(), &[]);
    let event = FindingChange { actor: user("u_admin"), ..event("account.guessed", Severity::High, None) };
    assert_eq!(routes(&directory, &event), [to("u_owner", Route::AtOnce, false)]);
}

#[test]
fn recipient_removed_is_told_no_more() {
    let removed = Mailbox { removed_at: Some(minute(10)), ..Mailbox::new(user("u_admin")) };
    let event = event("account.guessed", Severity::High, Some("u_admin"));
    let told = |seen_at| {
        let people = vec![NotifiedPerson { seen_at, ..person("u_admin", Role::Admin) }];
        let directory = Directory::new(people, std::slice::from_ref(&removed));
        !routes(&directory, &event).is_empty()
    };
    assert!(!told(minute(0)));
    // Their token may have been valid then.
    assert!(!told(minute(10 + 1_440)));
    assert!(told(minute(11 + 1_440)));
    // Without a visit: as far as is known, they are not in the organization.
    let directory = Directory::new(Vec::new(), &[removed]);
    assert_eq!(routes(&directory, &event), []);
}

#[test]
fn recipient_with_new_role_waits_for_a_visit() {
    let changed = Mailbox { role_changed_at: Some(minute(10)), ..Mailbox::new(user("u_admin")) };
    let told = |seen_at, about| {
        let people = vec![NotifiedPerson { seen_at, ..person("u_admin", Role::Admin) }];
        let directory = Directory::new(people, std::slice::from_ref(&changed));
        routes(&directory, &event("account.guessed", Severity::High, about))
    };
    assert_eq!(told(minute(0), None), []);
    assert_eq!(told(minute(0), Some("u_admin")), [to("u_admin", Route::AtOnce, true)]);
    assert_eq!(told(minute(11), None), [to("u_admin", Route::AtOnce, false)]);
}

#[test]
fn visit_is_news_after_role_change_or_removal() {
    let seen = person("u_admin", Role::Admin);
    let empty = Mailbox::new(user("u_admin"));
    assert!(!is_news(&seen, &empty, minute(5)));
    let changed = Mailbox { role_changed_at: Some(minute(1)), ..empty.clone() };
    assert!(is_news(&seen, &changed, minute(5)));
    let removed = Mailbox { removed_at: Some(minute(1)), ..empty };
    assert!(!is_news(&seen, &removed, minute(5)));
    assert!(is_news(&seen, &removed, minute(1_500)));
}
