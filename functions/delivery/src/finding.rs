//! Findings in words: what messages to people say.
//!
//! A message never has an address or a place, whatever the organization shows: mail and chat keep what they got.

use std::collections::BTreeSet;

use detections::{Finding, FindingId, Naming, Severity};
use event_model::{Catalog, Event, OrganizationId, Timestamp, User, UserId};
use event_store::{Store, StoreError};

use crate::message::FindingNotice;

/// Prefix of the types of events of findings.
const PREFIX: &str = "monitor.finding.";

/// An event of a finding, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingEvent {
    /// Id of the finding.
    pub id: FindingId,
    /// What happened: `opened`, `raised`, `assigned`, `closed`, `reopened`, `answered`.
    pub change: String,
    /// Id of the rule, which can be one of a newer version.
    pub rule: String,
    /// Title of the rule.
    pub title: String,
    /// Severity after the change.
    pub severity: Severity,
    /// The person whom the finding is about; `None` if it is about no person.
    pub person: Option<UserId>,
    /// Time of the first hit.
    pub first_at: Timestamp,
    /// Time of the last hit.
    pub last_at: Timestamp,
    /// Number of hits.
    pub hits: u64,
    /// Whether all of its hits were recorded more than a day after they occurred.
    pub is_late: bool,
    /// Whether it is muted.
    pub is_muted: bool,
}

impl FindingEvent {
    /// Reads the event of a finding. Returns `None` for every other event, and for one of a newer version with another
    /// form.
    pub fn read(event: &Event) -> Option<Self> {
        let change = event.kind.as_str().strip_prefix(PREFIX)?;
        let fact = |name: &str| {
            let mut facts = event.metadata.iter();
            facts.find(|(key, _)| key.as_str() == name).map(|(_, value)| value.as_str())
        };
        let target = |kind: &str| event.targets.iter().find(|target| target.kind.as_str() == kind);
        let finding = target("finding")?;
        let rule = fact("rule")?.to_owned();
        Some(Self {
            id: finding.id.as_str().parse().ok()?,
            change: change.to_owned(),
            title: finding.name.as_ref().map_or_else(|| rule.clone(), ToString::to_string),
            rule,
            severity: fact("severity")?.parse().ok()?,
            person: target("user").map(|user| UserId::recorded(user.id.as_str().to_owned())),
            first_at: Timestamp::parse(fact("first_at")?).ok()?,
            last_at: Timestamp::parse(fact("last_at")?).ok()?,
            hits: fact("hits")?.parse().ok()?,
            is_late: fact("late").is_some(),
            is_muted: fact("muted_by").is_some(),
        })
    }

    /// Returns `true` if people are told: a finding that was found or became more serious, is at least of the severity
    /// `minimum`, and is neither muted nor late nor explained by its surroundings.
    pub fn is_for_people(&self, minimum: Severity) -> bool {
        let is_news = matches!(self.change.as_str(), "opened" | "raised" | "reopened");
        is_news && self.severity >= minimum.max(Severity::Low) && !self.is_muted && !self.is_late
    }

    /// Returns the finding in words, with the current name of the person. Reads the finding, whose numbers make a better
    /// sentence than the event alone; a finding that is not kept any more has a sentence of the numbers of the event.
    pub async fn notice(
        &self,
        store: &Store,
        organization: &OrganizationId,
        dashboard_url: &str,
        now: Timestamp,
    ) -> Result<FindingNotice, StoreError> {
        let people: BTreeSet<_> =
            self.person.iter().map(|person| (organization.clone(), person.clone())).collect();
        let (record, people, catalog) = tokio::try_join!(
            store.control.findings_get(organization, &self.id),
            async { store.control.snapshot(&BTreeSet::new(), &people).await },
            store.catalog.get(now),
        )?;
        let person = people.users.values().next().map(|(user, _)| user);
        Ok(self.in_words(record.as_ref().map(|record| &record.finding), person, &catalog, dashboard_url))
    }

    /// Returns the finding in words.
    fn in_words(
        &self,
        finding: Option<&Finding>,
        person: Option<&User>,
        catalog: &Catalog,
        dashboard_url: &str,
    ) -> FindingNotice {
        let naming = Naming { person, catalog, show_details: false };
        let person = self.person.as_ref().map(|id| naming.person(id));
        let sentence = match finding {
            Some(finding) => naming.sentence(finding.rule, &finding.key, &finding.measures),
            None => self.short_sentence(person.as_deref()),
        };
        FindingNotice {
            finding_id: self.id.to_string(),
            change: self.change.clone(),
            title: self.title.clone(),
            severity: self.severity,
            sentence,
            person,
            first_at: self.first_at,
            last_at: self.last_at,
            hits: self.hits,
            url: format!("{}/findings/{}", dashboard_url.trim_end_matches('/'), self.id),
        }
    }

    /// Returns a sentence of what the event alone tells.
    fn short_sentence(&self, person: Option<&str>) -> String {
        let events = if self.hits == 1 { "1 event".to_owned() } else { format!("{} events", self.hits) };
        let about = person.map(|person| format!(" of {person}")).unwrap_or_default();
        format!("The rule \"{}\" found {events}{about}.", self.title)
    }
}

#[cfg(test)]
pub(crate) mod tests;
