//! The nightly pass of one organization.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use detections::{Day, Draft, Fact, FactsByKey, FarRules, Fold, RecentSessions, RuleId, probes};
use event_model::{OrganizationId, Timestamp, UserId};
use event_store::{ConflictRetry, Consumer, DetectionTotals, FeedStart, FindingOutcome, StoreError};

use crate::detector::{People, Recorder, Setup, Windows, facts_of};
use crate::sweep::{State, SweepReport};

/// Arrivals that a pass folds. Passes are a day apart, so two events that arrived within two days of each other are both
/// in one of them: a window of a day whose events arrived up to a day late is whole.
const SPAN: Duration = Duration::hours(72);
/// Segments that are read at once.
const SEGMENTS: u16 = 20;
/// Facts between two evaluations.
const FACTS: usize = 20_000;
/// Late facts whose surroundings are read. More are an import, whose events are in the feed together.
const LATE_MAX: usize = 2_000;
/// Attempts at a profile that the detector writes at the same time.
const PROFILE_ATTEMPTS: u32 = 4;

pub(super) async fn sweep(
    state: &State,
    organization: &OrganizationId,
    now: Timestamp,
    report: &mut SweepReport,
) -> Result<(), StoreError> {
    let control = &state.store.control;
    let detector = Consumer::detector(organization.clone());
    let Some(position) = control.consumers_get(&detector).await? else { return Ok(()) };
    let Some(setup) = state.setups.get(&state.store, organization, now).await? else { return Ok(()) };
    let catalog = state.store.catalog.get(now).await?;
    let since = now.minus(SPAN);
    let mut from = state.feed.start(organization, FeedStart::RecordedSince(since)).await?.segment;
    let rules = RuleId::ALL.into_iter().filter(|rule| setup.config.is_enabled(*rule));
    let mut fold = Fold::new(organization, &setup.config, rules).with_known_novelty();
    let mut people = People::new(control, &setup, position);
    let recorder = Recorder {
        store: &state.store,
        setup: &setup,
        as_of: position.saturating_sub(1),
        now,
        is_complete: true,
    };
    let far = FarRules::new(&setup.config, Fact::LATE);
    let (mut pushed, mut apart) = (0, Vec::new());
    loop {
        let segments = state.feed.segments_between(organization, from, position, SEGMENTS).await?;
        let Some(last) = segments.last().map(|segment| segment.number) else { break };
        for segment in &segments {
            let facts = people.with_novelty(facts_of(segment, &catalog)?).await?;
            pushed += facts.len();
            // The neighbors of these are not all in the fold.
            let is_apart = |fact: &&Fact| fact.is_late() || far.read_around(fact);
            apart.extend(facts.iter().filter(is_apart).cloned().map(Arc::new));
            facts.into_iter().for_each(|fact| fold.push(fact));
        }
        from = last + 1;
        if pushed >= FACTS {
            report.events += std::mem::take(&mut pushed);
            let before = segments.last().map_or(since, |segment| segment.max_recorded_at.minus(Fact::LATE));
            report.missing += record_all(&recorder, fold.take_drafts(before)).await?;
        }
    }
    report.events += pushed;
    report.missing += record_all(&recorder, fold.take_drafts(now)).await?;
    if apart.len() > LATE_MAX {
        report.skipped += apart.len() - LATE_MAX;
        apart.truncate(LATE_MAX);
    }
    let windows = Windows { events: &state.store.events, state: &setup.state, catalog: &catalog, now };
    let by_key = FactsByKey::new(&apart, &setup.config);
    for probe in probes(&apart, &setup.config, &mut RecentSessions::default(), true) {
        let window = people.with_novelty(windows.read(&probe).await?).await?;
        let window: Vec<Arc<Fact>> = window.into_iter().map(Arc::new).collect();
        report.missing += recorder.evaluate(&probe, &by_key, &window).await?;
    }
    store_usual(state, &setup, &mut people, &fold, since, now).await
}

/// Stores findings, and returns how many of them are new.
async fn record_all(recorder: &Recorder<'_>, drafts: Vec<Draft>) -> Result<usize, StoreError> {
    let mut missing = 0;
    for draft in drafts {
        missing += usize::from(recorder.record(&draft).await? == FindingOutcome::Opened);
    }
    Ok(missing)
}

/// Stores what is usual: the different items that people read on each whole day, and the number of active members.
async fn store_usual(
    state: &State,
    setup: &Setup,
    people: &mut People<'_>,
    fold: &Fold<'_>,
    since: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let organization = &setup.state.organization.id;
    let control = &state.store.control;
    let mut items: HashMap<&UserId, Vec<(Day, u32)>> = HashMap::new();
    for (user, day, count) in fold.items() {
        if day.start() >= since && day < Day::of(now) {
            items.entry(user).or_default().push((day, count));
        }
    }
    for (user, days) in items {
        let mut retry = ConflictRetry::new(PROFILE_ATTEMPTS);
        // Most profiles are read already.
        let mut read = people.take(user);
        loop {
            let stored = match read.take() {
                Some(stored) => Some(stored),
                None => control.profiles_get(organization, std::slice::from_ref(user)).await?.remove(user),
            };
            let Some(mut stored) = stored else { break };
            let before = stored.profile.clone();
            for (day, count) in &days {
                stored.profile.set_items(*day, *count);
            }
            if stored.profile == before {
                break;
            }
            match control.profiles_put(organization, user, &stored).await {
                Ok(()) => break,
                Err(error) => retry.after(error).await?,
            }
        }
    }
    let totals = control.detection_totals_get(organization).await?;
    let active = u32::try_from(fold.active().len()).unwrap_or(u32::MAX);
    // A weekend must not make a Monday look like an outage: an earlier number loses a seventh each night.
    let earlier = totals.active_members.map_or(0, |members| members - members / 7);
    let totals = DetectionTotals { active_members: Some(active.max(earlier)), swept_at: Some(now) };
    control.detection_totals_put(organization, &totals).await
}
