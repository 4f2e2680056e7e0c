//! Tests of findings in words.

use std::collections::BTreeMap;

use detections::{Config, Example, Finding, Fold, RuleId, Severity, examples};
use event_model::{
    Actor, Catalog, Client, Details, Event, EventType, MetadataKey, MetadataValue, Name, OrganizationId,
    RecordedOutcome, StreamFormat, Target, TargetId, TargetType, Timestamp, User, UserId,
};

use event_store::{FeedEntry, FeedSequence};

use super::FindingEvent;
use crate::destinations::Notice;
use crate::formats::Encoder;
use crate::message::{EncodedEvent, Payload};
use crate::notify::content;
use crate::notify::links::Links;

const DASHBOARD: &str = "https://activity.northwind.example/";

pub(crate) fn organization() -> OrganizationId {
    "org_northwind".parse().expect("an id")
}

fn findings(rule: RuleId, example: &Example) -> Vec<Finding> {
    let organization = organization();
    let config = Config { rules: BTreeMap::new(), exceptions: example.exceptions.clone() };
    let mut fold = Fold::new(&organization, &config, [rule]);
    example.facts().for_each(|fact| fold.push(fact));
    fold.finish()
}

/// Returns the event that the store writes when a finding is opened, with more metadata.
pub(crate) fn event(finding: &Finding, kind: &str, more: &[(&str, &str)]) -> Event {
    let target = |kind: &str, id: String, name: Option<&str>| Target {
        kind: TargetType::recorded(kind.to_owned()),
        id: TargetId::recorded(id),
        name: name.map(|name| Name::recorded(name.to_owned())),
    };
    let title = finding.rule.rule().about().title;
    let mut targets = vec![target("finding", finding.id.to_string(), Some(title))];
    targets.extend(finding.key.person().map(|user| target("user", user.to_string(), None)));
    let facts = [
        ("rule", finding.rule.to_string()),
        ("severity", finding.severity.to_string()),
        ("first_at", finding.first_at.to_string()),
        ("last_at", finding.last_at.to_string()),
        ("hits", finding.triggers.len().to_string()),
    ];
    let more = more.iter().map(|(key, value)| (*key, (*value).to_owned()));
    let fact = |(key, value): (&str, String)| {
        (MetadataKey::recorded(key.to_owned()), MetadataValue::recorded(value))
    };
    Event {
        id: finding.id.to_string().parse().expect("an id"),
        organization_id: organization(),
        kind: EventType::recorded(kind.to_owned()),
        occurred_at: finding.last_at,
        recorded_at: finding.last_at,
        expires_at: Timestamp::MAX,
        outcome: RecordedOutcome::default(),
        actor: Actor { id: UserId::recorded("activity_monitor".to_owned()), name: None, email: None },
        targets,
        client: Client::default(),
        details: Details::NotCollected,
        session_id: None,
        metadata: facts.into_iter().chain(more).map(fact).collect(),
    }
}

fn read(finding: &Finding, kind: &str, more: &[(&str, &str)]) -> FindingEvent {
    FindingEvent::read(&event(finding, kind, more)).expect("it is the event of a finding")
}

fn encoded(finding: &Finding) -> EncodedEvent {
    let entry = FeedEntry::Event(Box::new(event(finding, "monitor.finding.opened", &[])));
    let encoder = Encoder {
        organization: &organization(),
        format: StreamFormat::Native,
        catalog: Catalog::built_in(),
        show_details: false,
        dashboard_url: DASHBOARD,
    };
    encoder.encode(FeedSequence { segment: 1, place: 1 }, entry).expect("an event is JSON")
}

pub(crate) fn all_findings() -> impl Iterator<Item = (Example, Finding)> {
    RuleId::ALL.into_iter().flat_map(|rule| {
        examples(rule).into_iter().flat_map(move |example| {
            findings(rule, &example)
                .into_iter()
                .map(move |finding| (example.clone(), finding))
                .collect::<Vec<_>>()
        })
    })
}

/// Returns every text of an event's details that could be in a message. A geohash of a place begins with that of a
/// larger place.
fn details(event: &Event) -> Vec<String> {
    let Details::Collected { ip, network, location } = &event.details else { return Vec::new() };
    let location = location.as_ref();
    let texts = [
        ip.map(|ip| ip.to_string()),
        network.isp.clone(),
        network.asn.map(|asn| asn.to_string()),
        location.map(|location| location.country.clone()),
        location.and_then(|location| location.city.clone()),
        location.and_then(|location| location.geohash.clone()),
    ];
    texts.into_iter().flatten().collect()
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        is_apart(text[..start].chars().next_back()) && is_apart(text[start + word.len()..].chars().next())
    })
}

#[test]
fn notice_of_every_example_has_no_details() {
    let (mut checked, mut seen) = (0, 0);
    for (example, finding) in all_findings() {
        let opened = read(&finding, "monitor.finding.opened", &[]);
        for finding_read in [Some(&finding), None] {
            let notice = opened.in_words(finding_read, None, Catalog::built_in(), DASHBOARD);
            let payload = Payload::Finding(encoded(&finding), Box::new(notice.clone()));
            let shown = Notice::new(&payload, "SIEM").expect("a message");
            let links = Links(DASHBOARD);
            let mails = [false, true].map(|own| content::of_finding(&notice, own, links));
            let mails = mails.map(|mail| format!("{} {} {}", mail.subject, mail.text(), mail.html()));
            let text = format!("{notice:?} {shown:?} {} {}", shown.summary(), mails.concat());
            for detail in example.events.iter().flat_map(details) {
                assert!(!has_word(&text, &detail), "{}: {detail} is in {text}", example.case);
                seen += 1;
            }
        }
        checked += 1;
    }
    assert!(checked > 30 && seen > 1_000, "{checked} findings with {seen} details");
}

/// The same check finds details where they are shown, so it does not pass because of its own form.
#[test]
fn sentence_with_details_fails_the_check() {
    let naming = detections::Naming { person: None, catalog: Catalog::built_in(), show_details: true };
    let discloses = |(example, finding): &(Example, Finding)| {
        let text = naming.sentence(finding.rule, &finding.key, &finding.measures);
        example.events.iter().flat_map(details).any(|detail| has_word(&text, &detail))
    };
    assert!(all_findings().filter(discloses).count() > 5);
}

#[test]
fn notice_names_person_rule_and_link() {
    let (_, finding) =
        all_findings().find(|(_, finding)| finding.rule == RuleId::AccountTakeover).expect("one");
    let id = finding.key.person().expect("a person").clone();
    let actor = Actor { id, name: Some(Name::recorded("Ada Lovelace".to_owned())), email: None };
    let ada = User::first_seen(&actor, Timestamp::MIN);
    let event = read(&finding, "monitor.finding.raised", &[]);
    let notice = event.in_words(Some(&finding), Some(&ada), Catalog::built_in(), DASHBOARD);
    insta::assert_debug_snapshot!(notice);
    let short = event.in_words(None, Some(&ada), Catalog::built_in(), DASHBOARD);
    assert_eq!(short.sentence, "The rule \"Account takeover\" found 1 event of Ada Lovelace.");
}

#[test]
fn finding_event_for_people_is_serious_news() {
    let (_, mut finding) = all_findings().next().expect("an example");
    for (kind, severity, more, expected) in [
        ("monitor.finding.opened", Severity::High, None, true),
        ("monitor.finding.raised", Severity::Critical, None, true),
        ("monitor.finding.reopened", Severity::High, None, true),
        ("monitor.finding.opened", Severity::Medium, None, false),
        ("monitor.finding.assigned", Severity::High, None, false),
        ("monitor.finding.closed", Severity::High, None, false),
        ("monitor.finding.answered", Severity::High, None, false),
        ("monitor.finding.opened", Severity::High, Some(("late", "true")), false),
        ("monitor.finding.opened", Severity::High, Some(("muted_by", "m")), false),
    ] {
        finding.severity = severity;
        let event = read(&finding, kind, more.as_slice());
        assert_eq!(event.is_for_people(Severity::High), expected, "{kind} {severity} {more:?}");
    }
    finding.severity = Severity::Info;
    assert!(!read(&finding, "monitor.finding.opened", &[]).is_for_people(Severity::Info));
}

#[test]
fn finding_event_other_events_are_none() {
    let (_, finding) = all_findings().next().expect("an example");
    assert_eq!(FindingEvent::read(&event(&finding, "pass.item.created", &[])), None);
    let mut without_target = event(&finding, "monitor.finding.opened", &[]);
    without_target.targets.clear();
    assert_eq!(FindingEvent::read(&without_target), None);
    let unknown = event(&finding, "monitor.finding.opened", &[("severity", "apocalyptic")]);
    assert_eq!(FindingEvent::read(&unknown), None);
}
