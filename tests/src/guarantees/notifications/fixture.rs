//! An organization whose notifications a test runs itself.

use std::time::{Duration, Instant};

use chrono::Duration as Span;
use delivery::call::{DelivererAction, DelivererCall};
use delivery::deliverer::{State, handle};
use detections::{Finding, Severity};
use event_model::{
    Email, Event, EventType, Name, OrganizationId, Role, Target, TargetId, TargetType, Timestamp, UserId,
};
use event_store::{Aws, Endpoints, FeedPosition, FeedRecord, NotifiedPerson, notifications_id};
use lambda::env::Env;
use support::deliveries::Deliveries;
use support::feed::{EVENTS, FEED, FeedTables};
use support::mail_server::MailServer;

/// An organization with a feed that the test fills, and the worker of its notifications.
pub(super) struct Notifications {
    pub(super) tables: FeedTables,
    pub(super) organization: OrganizationId,
    pub(super) mails: MailServer,
    worker: State,
}

impl Notifications {
    /// Starts the notifications of an organization at the beginning of its feed.
    pub(super) async fn start() -> Self {
        let Deliveries { tables, organization, state: _ } = Deliveries::start().await;
        let mails = MailServer::start().await;
        let aws = tables.app.aws();
        let endpoints = aws.endpoints().expect("the stack has endpoints").clone();
        let aws = Aws::with_endpoints(Endpoints { ses: mails.url.clone(), ..endpoints });
        let env = Env::from_iter([
            ("EVENTS_TABLE", EVENTS),
            ("CONTROL_TABLE", "ControlTable"),
            ("FEED_TABLE", FEED),
            ("DASHBOARD_URL", "https://activity.northwind.example"),
            ("MAIL_FROM", "monitor@northwind.example"),
        ]);
        let worker = State::load(&env, &aws, tables.app.clock.clock()).expect("every variable is there");
        let now = tables.app.clock.clock().timestamp();
        let control = &tables.app.store.control;
        control.notifications_start(&organization, FeedPosition::BEGINNING, now).await.expect("stored");
        Self { tables, organization, mails, worker }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.tables.app.clock.clock().timestamp()
    }

    /// Stores the visit of a person.
    pub(super) async fn visit(&self, user: &str, role: Role) {
        let control = &self.tables.app.store.control;
        let user_id: UserId = user.parse().expect("an id");
        let read =
            control.notified_people_get(&self.organization, &user_id).await.expect("the table can be read");
        let person = NotifiedPerson {
            role,
            name: Some(Name::recorded(format!("Person {user}"))),
            email: Some(Email::recorded(address(user))),
            seen_at: self.now(),
            own_account: None,
            findings: None,
            changed_at: None,
            version: read.map_or(0, |read| read.version),
            user_id,
        };
        control.notified_people_put(&self.organization, &person).await.expect("stored");
    }

    /// Stores a finding about a person, and appends the event that it was opened to the feed.
    pub(super) async fn open(&self, user: &str, severity: Severity) {
        let app = &self.tables.app;
        // Of a rule whose findings the person is told about.
        let rule = detections::RuleId::AccountGuessed;
        let finding = Finding { severity, rule, ..app.guessing(user, "192.0.2.7").await };
        app.open(&finding).await;
        let id = finding.id.to_string();
        let events = app.events(self.organization.as_str()).await.into_iter();
        let opened = events.filter(|event| event.id.as_str() == id && event.kind.is_monitor());
        self.append(opened.collect()).await;
    }

    /// Appends the event that a member was removed.
    pub(super) async fn remove(&self, user: &str) {
        let events = self.tables.app.events(self.organization.as_str()).await;
        let mut event = events.into_iter().next().expect("an event");
        event.kind = EventType::recorded("organization.user.removed".to_owned());
        event.id = format!("removed-{user}").parse().expect("an id");
        event.recorded_at = self.now();
        event.targets = vec![Target {
            kind: TargetType::recorded("user".to_owned()),
            id: TargetId::recorded(user.to_owned()),
            name: None,
        }];
        self.append(vec![event]).await;
    }

    async fn append(&self, events: Vec<Event>) {
        assert_eq!(events.len(), 1, "{events:?}");
        let records = events.into_iter().map(|event| FeedRecord::of(event).expect("a record"));
        let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
        let appended = self.tables.feed.append(&self.organization, records.collect(), self.now(), deadline);
        assert_eq!(appended.await.expect("appended").appended, 1);
    }

    /// Runs the worker once.
    pub(super) async fn run(&self) {
        let call = DelivererCall {
            organization_id: self.organization.clone(),
            stream_id: notifications_id(),
            action: DelivererAction::Deliver,
        };
        let deadline = Instant::now() + Duration::from_secs(900);
        handle(&self.worker, call, deadline).await.expect("the worker ends");
    }

    /// Sets the clock forward, and runs the worker.
    pub(super) async fn run_after(&self, span: Span) {
        self.tables.app.clock.pass(span);
        self.run().await;
    }

    /// Returns receiver and subject of the mails since the last call.
    pub(super) fn take(&self) -> Vec<(String, String)> {
        let mut mails: Vec<_> = self.mails.take().into_iter().map(|mail| (mail.to, mail.subject)).collect();
        mails.sort();
        mails
    }

    /// Returns when the worker runs next.
    pub(super) async fn due_at(&self) -> Option<Timestamp> {
        let control = &self.tables.app.store.control;
        let stored = control.deliveries_get(&self.organization, &notifications_id()).await;
        stored.expect("the table can be read").expect("it exists").delivery.due_at
    }
}

/// Returns the address of a person.
pub(super) fn address(user: &str) -> String {
    format!("{user}@northwind.example")
}
