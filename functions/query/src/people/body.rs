//! People on the wire.

use detections::{Day, Profile, ProfileBody, SecondFactorState};
use event_model::{Timestamp, User};
use serde::{Deserialize, Serialize};

use crate::people::activity::counts_from;
use crate::people::row::PersonRow;

/// A person who acted in the organization. Numbers are of the time from `counts_from`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Person)]
pub struct PersonBody {
    /// The id, a value for the filter `user`.
    #[schema(example = "u_ada")]
    pub id: String,
    /// The name in the latest event.
    #[schema(example = "Ada Lovelace")]
    pub name: Option<String>,
    /// The e-mail address in the latest event.
    #[schema(example = "ada@northwind.example")]
    pub email: Option<String>,
    /// Time of their latest event since `counts_from` (UTC); null if there is none. Sign-ins that failed, were blocked or
    /// did not end do not count: anyone can cause them.
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub last_seen_at: Option<String>,
    /// The last day of known activity, if `last_seen_at` is null. The true day can be up to two days later. Null if it is
    /// not known.
    #[schema(example = "2026-09-14")]
    pub last_seen_day: Option<String>,
    /// Sign-ins: events of the class `sign_in.succeeded`.
    pub sign_ins: u32,
    /// Failed sign-ins: events of the classes `sign_in.failed` and `sign_in.blocked`.
    pub failed_sign_ins: u32,
    /// Countries (ISO 3166-1 alpha-2) of their events, without those of sign-ins that failed, were blocked or did not end.
    /// Absent while details are hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(["CH"]))]
    pub countries: Option<Vec<String>>,
    /// What the record shows of their second factor, as of `evaluated_to`.
    pub second_factor: SecondFactorState,
    /// Different items that they read: first targets of events of the class `item.read`.
    pub items_read: u32,
    /// Open findings about them that are not muted and more than information, of any time.
    pub open_findings: u32,
}

event_model::wire_enum! {
    /// A part of an answer about people that is not complete.
    pub enum PeopleGap {
        /// Only a part of the directory was searched: the first 10,000 people who match, by id, or the first part of a larger
        /// directory. Others are missing.
        Directory = "directory",
        /// Events before `counted_from` were not counted: the organization has many.
        Events = "events",
        /// Not every profile was read: the second factor of some people is `unknown`, and their last day too.
        Profiles = "profiles",
        /// Only the newest 1,000 findings were looked at.
        Findings = "findings",
    }
}

impl PeopleGap {
    /// Returns the parts that are marked as not complete.
    pub(crate) fn marked<const N: usize>(gaps: [(bool, Self); N]) -> Vec<Self> {
        gaps.into_iter().filter_map(|(is_gap, gap)| is_gap.then_some(gap)).collect()
    }
}

/// What the numbers of an answer about people cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PeopleCoverage)]
pub struct PeopleCoverageBody {
    /// Start of the time whose events are counted: 28 days (UTC).
    #[schema(example = "2026-10-24T19:24:00.000Z")]
    pub counts_from: String,
    /// End of that time: when the first page was requested (UTC).
    #[schema(example = "2026-11-21T19:24:00.000Z")]
    pub counts_to: String,
    /// Whether nothing is missing: `incomplete` is empty.
    pub complete: bool,
    /// What is missing.
    pub incomplete: Vec<PeopleGap>,
    /// Where counting stopped to limit its cost: earlier events were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<String>,
    /// Time up to which recorded events are in the profiles, and thus in `second_factor`, `last_seen_day` and the findings
    /// (UTC); null before the detector has started.
    pub evaluated_to: Option<String>,
}

/// A page of people.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = People)]
pub struct PeopleBody {
    /// The people, in the requested order.
    pub people: Vec<PersonBody>,
    /// Number of people who match, on all pages.
    pub total: usize,
    /// What the numbers cover.
    #[serde(flatten)]
    pub coverage: PeopleCoverageBody,
    /// Value of the parameter `cursor` for the next page; null if there are no more people. All pages count events of the
    /// same time. A page ends after 4 MB.
    pub next_cursor: Option<String>,
}

/// A person with what is usual for them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PersonDetail)]
pub struct PersonDetailBody {
    /// The person.
    #[serde(flatten)]
    pub person: PersonBody,
    /// Former e-mail addresses, newest first.
    pub former_emails: Vec<String>,
    /// Former names, newest first.
    pub former_names: Vec<String>,
    /// What is usual for them, as of `evaluated_to`; null if the detector has no profile of them.
    pub profile: Option<ProfileBody>,
    /// The first day on which the record shows a second factor.
    #[schema(example = "2026-05-02")]
    pub second_factor_first_day: Option<String>,
    /// The time of the latest removal of a second factor (UTC).
    pub second_factor_removed_at: Option<String>,
    /// What the numbers cover.
    #[serde(flatten)]
    pub coverage: PeopleCoverageBody,
}

impl PersonBody {
    /// Creates the body of a person.
    pub(crate) fn new(row: PersonRow, show_details: bool) -> Self {
        let second_factor = row.second_factor();
        let PersonRow { user, activity, profile, open_findings } = row;
        let User { id, name, email, former_emails: _, former_names: _, seen_at: _ } = user;
        let last_day = profile.and_then(|profile| profile.last_day);
        let items_read = activity.items_read();
        Self {
            id: id.into(),
            name: name.map(String::from),
            email: email.map(String::from),
            last_seen_day: last_day.filter(|_| activity.last_seen_at.is_none()).map(|day| day.to_string()),
            last_seen_at: activity.last_seen_at.map(String::from),
            sign_ins: activity.sign_ins,
            failed_sign_ins: activity.failed_sign_ins,
            countries: show_details.then(|| activity.countries.into_iter().collect()),
            second_factor,
            items_read,
            open_findings,
        }
    }
}

impl PersonDetailBody {
    /// Creates the body of a person with their profile.
    pub(crate) fn new(
        row: PersonRow,
        profile: Option<&Profile>,
        coverage: PeopleCoverageBody,
        today: Day,
        show_details: bool,
    ) -> Self {
        let former_emails = row.user.former_emails.iter().cloned().map(String::from).collect();
        let former_names = row.user.former_names.iter().cloned().map(String::from).collect();
        let second_factor = profile.map(Profile::second_factor);
        Self {
            person: PersonBody::new(row, show_details),
            former_emails,
            former_names,
            profile: profile.map(|profile| ProfileBody::new(profile, today, show_details)),
            second_factor_first_day: second_factor
                .and_then(|known| known.first_day())
                .map(|day| day.to_string()),
            second_factor_removed_at: second_factor.and_then(|known| known.removed_at()).map(String::from),
            coverage,
        }
    }
}

impl PeopleCoverageBody {
    /// Creates the body from what was read at the time `at`.
    pub(crate) fn new(
        at: Timestamp,
        counted_from: Option<Timestamp>,
        incomplete: Vec<PeopleGap>,
        evaluated_to: Option<Timestamp>,
    ) -> Self {
        Self {
            counts_from: counts_from(at).to_string(),
            counts_to: at.to_string(),
            complete: incomplete.is_empty(),
            incomplete,
            counted_from: counted_from.map(String::from),
            evaluated_to: evaluated_to.map(String::from),
        }
    }
}
