//! Findings, stored as a detector stores them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, SubsecRound, Utc};
use detections::{Context, Fact, Finding, Key, Parameters, RuleId, drafts};
use event_model::{Catalog, MuteId};
use event_store::{FindingOutcome, FindingWrite};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::events::event_at;

/// Parameters of `account.guessing` at which the stack's own detector finds nothing in three failures.
pub const THREE_FAILS: [(&str, u32); 1] = [("fails", 3)];

/// Returns failed sign-ins of a person from an address, ten seconds apart, the last one at `end`.
pub fn failed_sign_ins(
    organization: &str,
    user: &str,
    ip: &str,
    count: usize,
    end: DateTime<Utc>,
) -> Vec<Value> {
    let failed = |nth: usize| {
        let before = Duration::seconds(10 * i64::try_from(count - 1 - nth).expect("few"));
        let mut event = event_at(organization, &format!("{user}-fail-{nth}"), end - before);
        event["type"] = json!("account.login.failed_password");
        event["actor"] =
            json!({ "id": user, "name": name(user), "email": format!("{user}@northwind.example") });
        event["client"]["ip"] = json!(ip);
        event
    };
    (0..count).map(failed).collect()
}

/// Returns the name of a person of these events.
pub fn name(user: &str) -> String {
    format!("Person {user}")
}

/// Returns the key of a person.
pub fn person(user: &str) -> Key {
    Key::Person(user.parse().expect("a user id"))
}

impl TestApp {
    /// Returns what a rule with these parameters finds about `key` in the stored events.
    pub async fn find(
        &self,
        organization: &str,
        rule: RuleId,
        key: &Key,
        parameters: &[(&str, u32)],
    ) -> Vec<Finding> {
        let rule = rule.rule();
        let catalog = Catalog::built_in();
        let events = self.events(organization).await;
        let facts = events.iter().filter_map(|event| Fact::of(event, catalog));
        let facts: Vec<Arc<Fact>> =
            facts.filter(|fact| rule.keys(fact).contains(key)).map(Arc::new).collect();
        let parameters = Parameters::new(rule.about().parameters, &overrides(parameters));
        let id = organization.parse().expect("an organization id");
        let drafts = drafts(rule, key, &facts, &parameters);
        drafts.iter().map(|draft| draft.finish(&id, &Context::default(), &parameters)).collect()
    }

    /// Stores a finding, found with these parameters.
    pub async fn write_finding(
        &self,
        organization: &str,
        finding: &Finding,
        parameters: &[(&str, u32)],
        mute: Option<&MuteId>,
    ) -> FindingOutcome {
        let about = finding.rule.rule().about();
        let values = Parameters::new(about.parameters, &overrides(parameters));
        let values = values.values().iter().map(|(name, value)| ((*name).to_owned(), *value));
        let context = FindingWrite {
            as_of: 1,
            now: self.clock.clock().timestamp(),
            mute: mute.cloned(),
            parameters: values.collect(),
        };
        let state = self.state(organization).await;
        let outcome = self.store.findings_write(&state, finding.clone(), &context).await;
        outcome.expect("the store answers")
    }

    /// Returns the time an hour ago, to the second.
    pub fn hour_ago(&self) -> DateTime<Utc> {
        (self.clock.clock().now() - Duration::hours(1)).trunc_subsecs(0)
    }

    /// Records three failed sign-ins of a person from an address, an hour ago. Returns the finding about them, which is
    /// not stored.
    pub async fn guessing(&self, user: &str, ip: &str) -> Finding {
        let organization = self.organization.clone();
        self.record(&failed_sign_ins(&organization, user, ip, 3, self.hour_ago())).await;
        let found = self.find(&organization, RuleId::AccountGuessing, &person(user), &THREE_FAILS).await;
        let [finding] = found.try_into().expect("one finding");
        finding
    }

    /// Stores the finding of [`guessing`](Self::guessing). Returns its id.
    pub async fn open(&self, finding: &Finding) -> String {
        self.write_finding(&self.organization, finding, &THREE_FAILS, None).await;
        finding.id.to_string()
    }

    /// Records failed sign-ins of a person from an address, and stores the finding about them. Returns its id.
    pub async fn open_guessing(&self, user: &str, ip: &str) -> String {
        let finding = self.guessing(user, ip).await;
        self.open(&finding).await
    }
}

fn overrides(parameters: &[(&str, u32)]) -> BTreeMap<String, u32> {
    parameters.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}
