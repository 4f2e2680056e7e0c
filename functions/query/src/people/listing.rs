//! Reads the people of an organization.

use std::collections::HashMap;

use detections::{Profile, SecondFactorState};
use event_model::{OrganizationId, SearchWords, TimeRange, Timestamp, User, UserId};
use event_store::{
    Control, FindingRecord, FindingScope, FindingState, FoundUsers, ProfileExtract, StoreError,
};

use crate::State;
use crate::people::activity::Activity;
use crate::people::body::PeopleGap;
use crate::people::row::{PersonRow, second_factor};

/// Maximum people of a list: above it, a list of people has no use without a search.
const PEOPLE_MAX: usize = 10_000;
/// Maximum megabytes of profiles that are read. A profile has up to a few kilobytes.
const PROFILE_PAGES: usize = 40;
/// Findings that are looked at, at most: about 5 MB.
const FINDINGS_MAX: usize = 1_000;

/// The people of an organization, without what they did.
pub(crate) struct Listing {
    /// The people who match, ordered by id.
    pub(crate) rows: Vec<PersonRow>,
    /// What is missing.
    pub(crate) gaps: Vec<PeopleGap>,
    /// Time up to which recorded events are in the profiles.
    pub(crate) evaluated_to: Option<Timestamp>,
}

impl Listing {
    /// Reads the people of an organization who match `words`, and whose second factor `wanted` accepts.
    pub(crate) async fn read(
        state: &State,
        organization: &OrganizationId,
        words: &SearchWords,
        wanted: impl Fn(SecondFactorState) -> bool,
    ) -> Result<Self, StoreError> {
        let control = &state.store.control;
        // The progress is read first: profiles that are read later know at least these events.
        let progress = state.feed.detector_progress(control, organization).await?;
        let (found, profiles, findings) = tokio::try_join!(
            control.users_find(organization, words, PEOPLE_MAX),
            control.profiles_extract(organization, PROFILE_PAGES),
            OpenFindings::read(control, organization, &FindingScope::All),
        )?;
        let FoundUsers { mut users, is_complete } = found;
        let (mut profiles, has_all_profiles) = profiles;
        users.retain(|user| wanted(second_factor(profiles.get(&user.id))));
        let gaps = PeopleGap::marked([
            (!is_complete, PeopleGap::Directory),
            (!has_all_profiles, PeopleGap::Profiles),
            (!findings.is_complete, PeopleGap::Findings),
        ]);
        let row = |user: User| PersonRow {
            activity: Activity::default(),
            profile: profiles.remove(&user.id),
            open_findings: findings.of(&user.id),
            user,
        };
        Ok(Self { rows: users.into_iter().map(row).collect(), gaps, evaluated_to: progress.evaluated_to })
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
pub(crate) fn extract(profile: &Profile) -> ProfileExtract {
    ProfileExtract { last_day: profile.days().map(|(_, last)| last), second_factor: *profile.second_factor() }
}
