//! Evaluates the rule of a finding again.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use api::Problem;
use detections::{
    Draft, EVIDENCE_MAX, EventRef, Fact, Finding, Parameters, Probe, Severity, drafts, facts_of_key,
};
use event_model::{Catalog, OrganizationState, Timestamp};
use event_store::{FindingRecord, StoreError};
use futures::{StreamExt, TryStreamExt};

use crate::State;
use crate::detector::{Windows, surroundings};
use crate::findings::evidence::EvidenceEvents;

/// Maximum windows that are read, the latest ones.
const WINDOWS_MAX: usize = 8;
/// Windows that are read at once.
const READS: usize = 4;

event_model::wire_enum! {
    /// What a new evaluation gives.
    pub(crate) enum VerificationResult {
        /// The evidence gives the finding, and the events around it give no lower severity.
        Same = "same",
        /// The evidence gives the finding, but the events and settings that are known now give a lower severity.
        ExplainedByLaterEvents = "explained_by_later_events",
        /// Events of the evidence are missing, or do not give the finding.
        Differs = "differs",
    }
}

/// A new evaluation of a finding.
#[derive(Debug)]
pub(crate) struct Verification {
    pub(crate) result: VerificationResult,
    /// Events of the evidence that are stored.
    pub(crate) checked: usize,
    /// Events of the evidence that are no longer stored.
    pub(crate) missing: usize,
    /// The severity from what is known now; `None` if nothing is found.
    pub(crate) severity_now: Option<Severity>,
    pub(crate) explanation: String,
}

/// Evaluates the rule of a finding over its evidence, with the stored novelty and parameters, and then over all events
/// around it.
pub(crate) async fn verify(
    state: &State,
    organization: &OrganizationState,
    record: &FindingRecord,
) -> Result<Verification, Problem> {
    let now = state.clock.timestamp();
    let catalog = state.store.catalog.get(now).await?;
    let evidence = EvidenceEvents::of(&state.store, organization, record, now).await?;
    let facts = facts(&record.finding, &evidence, &catalog);
    let (events, missing) = evidence.in_order(record);
    let checked = events.len();
    let from_evidence = draft(record, &facts);
    let windows = Windows { events: &state.store.events, state: organization, catalog: &catalog, now };
    let window = read_windows(&windows, record, &facts).await?;
    let all: Vec<Arc<Fact>> = facts.into_iter().chain(window).collect();
    let severity_now = match draft(record, &all) {
        Some(draft) => Some(severity(state, organization, record, &draft).await?),
        None => None,
    };
    let lost = lost_triggers(&record.finding, from_evidence.as_ref());
    let (result, explanation) = conclude(record, checked, missing, lost, severity_now);
    Ok(Verification { result, checked, missing, severity_now, explanation })
}

/// Returns the facts of the evidence that matter to the key, with the novelty that they had.
fn facts(finding: &Finding, evidence: &EvidenceEvents, catalog: &Catalog) -> Vec<Arc<Fact>> {
    let fact = |evidence_of: &detections::Evidence| {
        let fact = Fact::of(evidence.get(&evidence_of.event)?, catalog)?;
        Some(Arc::new(Fact { novelty: evidence_of.novelty, ..fact }))
    };
    finding.evidence.iter().filter_map(fact).collect()
}

/// Returns the hits of the finding's period among facts. Of two facts of the same event, the first one counts.
fn draft(record: &FindingRecord, facts: &[Arc<Fact>]) -> Option<Draft> {
    let Finding { rule, key, start, .. } = &record.finding;
    let rule = rule.rule();
    let drafts = drafts(rule, key, &facts_of_key(rule, key, facts), &parameters(record));
    drafts.into_iter().find(|draft| draft.start == *start)
}

fn parameters(record: &FindingRecord) -> Parameters {
    Parameters::new(record.finding.rule.rule().about().parameters, &record.parameters)
}

/// Returns the number of events at which the condition held and that the evidence does not give again.
fn lost_triggers(finding: &Finding, draft: Option<&Draft>) -> usize {
    let found: BTreeSet<&EventRef> =
        draft.iter().flat_map(|draft| &draft.triggers).map(|fact| &fact.event).collect();
    let lost = finding.triggers.iter().filter(|trigger| !found.contains(trigger)).count();
    // Of more evidence than fits, only that of the first hit is certain to be stored.
    if finding.evidence.len() >= EVIDENCE_MAX && !found.is_empty() { 0 } else { lost }
}

/// Reads the events around the hits, as a detector does.
async fn read_windows(
    windows: &Windows<'_>,
    record: &FindingRecord,
    evidence: &[Arc<Fact>],
) -> Result<Vec<Arc<Fact>>, StoreError> {
    let finding = &record.finding;
    let rule = finding.rule.rule();
    let (sources, window) = (rule.sources(&finding.key), rule.window(&parameters(record)));
    let hits = evidence.iter().filter(|fact| finding.triggers.contains(&fact.event)).map(|fact| fact.at);
    let around = |at: Timestamp| Probe {
        sources: sources.clone(),
        from: at.minus(window),
        to: at.plus(window),
        keys: BTreeSet::new(),
    };
    let probes = Probe::merged(hits.map(around).collect()).into_iter().rev().take(WINDOWS_MAX);
    let reads = probes.map(|probe| async move { windows.read(&probe).await });
    let reads: Vec<_> = reads.map(Box::pin).collect();
    let facts: Vec<Vec<Fact>> = futures::stream::iter(reads).buffered(READS).try_collect().await?;
    Ok(facts.into_iter().flatten().map(Arc::new).collect())
}

/// Returns the severity of hits with what is known now.
async fn severity(
    state: &State,
    organization: &OrganizationState,
    record: &FindingRecord,
    draft: &Draft,
) -> Result<Severity, StoreError> {
    let (control, id) = (&state.store.control, &organization.organization.id);
    let exceptions = control.detections_config(id).await?.config.exceptions;
    let active_members = control.detection_totals_get(id).await?.active_members;
    let context = surroundings(control, id, draft, &exceptions, active_members).await?;
    Ok(draft.finish(id, &context, &parameters(record)).severity)
}

/// Returns the result, and a sentence for it.
fn conclude(
    record: &FindingRecord,
    checked: usize,
    missing: usize,
    lost: usize,
    severity_now: Option<Severity>,
) -> (VerificationResult, String) {
    let was = record.finding.severity;
    if missing > 0 {
        let total = checked + missing;
        let rest = match severity_now {
            Some(_) => "The rest still gives a finding.",
            None => "The rest gives no finding.",
        };
        let text = format!("{missing} of {total} events of the evidence are no longer stored. {rest}");
        return (VerificationResult::Differs, text);
    }
    let Some(now) = severity_now.filter(|_| lost == 0) else {
        let hits = record.finding.triggers.len();
        let text = format!(
            "At {lost} of {hits} events the condition of the rule does not hold any more. The rule or the class of an event type changed."
        );
        return (VerificationResult::Differs, text);
    };
    let known_now = format!(
        "The evidence gives the finding. With the events and settings that are known now, its severity would be {now} instead of {was}."
    );
    match now.cmp(&was) {
        Ordering::Less => (VerificationResult::ExplainedByLaterEvents, known_now),
        Ordering::Equal => {
            let text = "The evidence gives the finding, and the events around it give the same severity.";
            (VerificationResult::Same, text.to_owned())
        }
        Ordering::Greater => (VerificationResult::Same, known_now),
    }
}
