//! Turns hits into findings that are stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use detections::{Context, Draft, Exceptions, Fact, FactsByKey, Probe, drafts};
use event_model::{OrganizationId, Timestamp};
use event_store::{Control, FindingOutcome, FindingWrite, Store, StoreError};

use crate::detector::setup::Setup;

/// Stores the findings of one organization, as of a position of its feed.
pub(crate) struct Recorder<'a> {
    pub(crate) store: &'a Store,
    pub(crate) setup: &'a Setup,
    /// Number of the segment up to which events were known.
    pub(crate) as_of: u64,
    pub(crate) now: Timestamp,
    /// Whether every hit is stored, or a few more hits of a known finding wait for the nightly pass.
    pub(crate) is_complete: bool,
}

impl Recorder<'_> {
    /// Evaluates the keys of a probe over the facts that arrived and those of its window. Returns the number of new
    /// findings.
    pub(crate) async fn evaluate(
        &self,
        probe: &Probe,
        arrived: &FactsByKey,
        window: &[Arc<Fact>],
    ) -> Result<usize, StoreError> {
        let mut opened = 0;
        for (id, key) in &probe.keys {
            let rule = id.rule();
            let facts = arrived.with(rule, key, window);
            let parameters = self.setup.config.parameters(rule);
            for draft in drafts(rule, key, &facts, &parameters) {
                opened += usize::from(self.record(&draft).await? == FindingOutcome::Opened);
            }
        }
        Ok(opened)
    }

    /// Stores the finding of a draft, or merges it into the stored one.
    pub(crate) async fn record(&self, draft: &Draft) -> Result<FindingOutcome, StoreError> {
        let organization = &self.setup.state.organization.id;
        if self.setup.memory().has_draft(draft.id(organization), draft) {
            return Ok(FindingOutcome::Unchanged);
        }
        let parameters = self.setup.config.parameters(draft.rule.rule());
        let Setup { config, active_members, .. } = self.setup;
        let control = &self.store.control;
        let context = surroundings(control, organization, draft, &config.exceptions, *active_members).await?;
        let finding = draft.finish(organization, &context, &parameters);
        if !self.is_complete && self.setup.memory().has_almost(&finding) {
            return Ok(FindingOutcome::Unchanged);
        }
        let mute = self
            .setup
            .mutes
            .iter()
            .find(|mute| mute.covers(draft.rule, &draft.key, &draft.evidence, self.now));
        let values = parameters.values().iter().map(|(name, value)| ((*name).to_owned(), *value));
        let write = FindingWrite {
            as_of: self.as_of,
            now: self.now,
            mute: mute.map(|mute| mute.id.clone()),
            parameters: values.collect::<BTreeMap<_, _>>(),
        };
        let outcome = self.store.findings_write(&self.setup.state, finding.clone(), &write).await?;
        self.setup.memory().remember(finding);
        Ok(outcome)
    }
}

/// Returns the surroundings of a draft, which decide its severity.
pub(crate) async fn surroundings(
    control: &Control,
    organization: &OrganizationId,
    draft: &Draft,
    exceptions: &Exceptions,
    active_members: Option<u32>,
) -> Result<Context, StoreError> {
    let (person, about) = (draft.key.person(), draft.rule.rule().about());
    let common = match about.suppression.common_places {
        true => control.places_common(organization, &draft.places(), person, draft.start).await?,
        false => Default::default(),
    };
    let profile = match person.filter(|_| about.needs_daily_items) {
        Some(user) => control.profiles_get(organization, std::slice::from_ref(user)).await?.remove(user),
        None => None,
    };
    Ok(Context {
        exceptions: exceptions.clone(),
        common,
        daily_items: profile.and_then(|stored| stored.profile.daily_items(draft.start)),
        active_members,
    })
}
