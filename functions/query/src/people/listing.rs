//! Reads people with everything that a list shows of them.

use std::collections::HashMap;

use api::Problem;
use event_model::{OrganizationId, OrganizationState, SearchWords, TimeRange, Timestamp, UserId};
use event_store::{
    Control, FindingRecord, FindingScope, FindingState, FoundUsers, ProfileExtract, StoreError,
};

use crate::State;
use crate::people::activity::Activities;
use crate::people::body::{PeopleCoverageBody, PeopleGap};
use crate::people::row::{PersonRow, second_factor};

/// Maximum people of a list: above it, a list of people has no use without a search.
const PEOPLE_MAX: usize = 10_000;
/// Maximum megabytes of profiles that are read. A profile has up to a few kilobytes.
const PROFILE_PAGES: usize = 40;
/// Findings that are looked at, at most: about 5 MB.
const FINDINGS_MAX: usize = 1_000;

/// People with everything that a list shows of them.
pub(crate) struct Listing {
    /// The people who match, ordered by id.
    pub(crate) rows: Vec<PersonRow>,
    pub(crate) coverage: PeopleCoverageBody,
}

impl Listing {
    /// Reads the people of an organization who match `words`, and whose second factor `wanted` accepts. Counts events of the
    /// time before `at`.
    pub(crate) async fn read(
        state: &State,
        organization: &OrganizationState,
        words: &SearchWords,
        wanted: impl Fn(detections::SecondFactorState) -> bool,
        at: Timestamp,
    ) -> Result<Self, Problem> {
        let (control, id) = (&state.store.control, &organization.organization.id);
        // The progress is read first: profiles that are read later know at least these events.
        let progress = state.feed.detector_progress(control, id).await?;
        let (found, profiles, findings) = tokio::try_join!(
            control.users_find(id, words, PEOPLE_MAX),
            control.profiles_extract(id, PROFILE_PAGES),
            OpenFindings::read(control, id, &FindingScope::All),
        )?;
        let FoundUsers { mut users, is_complete } = found;
        let (mut profiles, has_all_profiles) = profiles;
        users.retain(|user| wanted(second_factor(profiles.get(&user.id))));
        let mut activities =
            Activities::read(state, organization, users.iter().map(|user| &user.id), at).await?;
        let gaps = [
            (!is_complete, PeopleGap::Directory),
            (activities.counted_from.is_some(), PeopleGap::Events),
            (!has_all_profiles, PeopleGap::Profiles),
            (!findings.is_complete, PeopleGap::Findings),
        ];
        let gaps = gaps.into_iter().filter_map(|(is_open, gap)| is_open.then_some(gap)).collect();
        let coverage = PeopleCoverageBody::new(at, activities.counted_from, gaps, progress.evaluated_to);
        let row = |user: event_model::User| PersonRow {
            activity: activities.take(&user.id),
            profile: profiles.remove(&user.id),
            open_findings: findings.of(&user.id),
            user,
        };
        Ok(Self { rows: users.into_iter().map(row).collect(), coverage })
    }
}

/// Numbers of open findings by person.
pub(crate) struct OpenFindings {
    of: HashMap<UserId, u32>,
    /// Whether every finding was looked at.
    pub(crate) is_complete: bool,
}

impl OpenFindings {
    /// Counts the findings of a list that are open and shown without being asked for.
    pub(crate) async fn read(
        control: &Control,
        organization: &OrganizationId,
        scope: &FindingScope,
    ) -> Result<Self, StoreError> {
        let mut of: HashMap<UserId, u32> = HashMap::new();
        let count = |record: &FindingRecord| {
            let person = record.finding.key.person();
            if let Some(person) = person.filter(|_| record.state == FindingState::Open && record.is_shown()) {
                *of.entry(person.clone()).or_default() += 1;
            }
        };
        let cut_at = control.findings_each(organization, scope, TimeRange::ALL, FINDINGS_MAX, count).await?;
        Ok(Self { of, is_complete: cut_at.is_none() })
    }

    /// Returns the number of open findings about a person.
    pub(crate) fn of(&self, user: &UserId) -> u32 {
        self.of.get(user).copied().unwrap_or_default()
    }
}

/// Returns what a list shows of a profile.
pub(crate) fn extract(profile: &detections::Profile) -> ProfileExtract {
    ProfileExtract { last_day: profile.days().map(|(_, last)| last), second_factor: *profile.second_factor() }
}
