//! Queries of findings.

use std::collections::BTreeSet;

use api::{Params, Problem, resolve_users};
use detections::{RuleId, Severity};
use event_model::{
    EventQuery, MuteId, OrganizationId, QueryFilters, QuerySource, TimeRange, Timestamp, UserId, UserSelector,
};
use event_store::{FindingPosition, FindingRecord, FindingScope, FindingState, Listed, Store, StoreError};

/// Maximum of `limit`.
const LIMIT: u16 = 100;
/// Default of `limit`.
const LIMIT_DEFAULT: u16 = 50;
/// Findings of one read. A page can need several reads, because filters leave findings out.
const READ: u16 = 100;
/// Maximum reads for one page.
const READS_MAX: usize = 5;

/// The parameters of a page of findings.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FindingQuery {
    /// Only open or only closed findings.
    #[param(value_type = Option<FindingState>, example = "open")]
    state: Option<FindingState>,
    /// Severities. Findings that are `info` are left out unless it is one of them.
    #[param(value_type = Option<Vec<Severity>>, required = false, example = json!(["high", "critical"]))]
    severity: BTreeSet<Severity>,
    /// Rules.
    #[param(value_type = Option<Vec<RuleId>>, required = false, example = json!(["account.takeover"]))]
    rule: BTreeSet<RuleId>,
    /// The person whom the findings are about: an id, or an e-mail address that they have or had.
    #[param(value_type = Option<String>, example = "ada@northwind.example")]
    user: Option<UserSelector>,
    /// `true`: only findings that are muted. `false` (the default): only findings that are not.
    #[param(value_type = Option<bool>, example = false)]
    muted: bool,
    /// Only findings that were opened under this mute.
    #[param(value_type = Option<MuteId>)]
    mute: Option<MuteId>,
    /// Earliest time of the first hit (RFC 3339), as it was known when the finding was opened.
    #[param(value_type = Option<String>, example = "2026-11-01T00:00:00Z")]
    from: Option<Timestamp>,
    /// Latest time of the first hit, exclusive (RFC 3339).
    #[param(value_type = Option<String>, example = "2026-12-01T00:00:00Z")]
    to: Option<Timestamp>,
    /// Maximum number of findings: 1 to 100. 50 by default.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, example = 50)]
    limit: u16,
    /// `next_cursor` of the previous page, with the same filters.
    #[param(value_type = Option<String>)]
    cursor: Option<FindingPosition>,
}

impl FindingQuery {
    /// Reads the query, and refuses every other parameter.
    pub(crate) fn read(mut params: Params) -> Result<Self, Problem> {
        let many = event_model::limits::FILTER_VALUES;
        let query = Self {
            state: params.parsed("state", str::parse)?,
            severity: QuerySource::many(&mut params, "severity", many, str::parse)?,
            rule: QuerySource::many(&mut params, "rule", many, str::parse)?,
            user: params.parsed("user", str::parse)?,
            muted: params.parsed("muted", parse_bool)?.unwrap_or_default(),
            mute: params.parsed("mute", str::parse)?,
            from: QuerySource::one(&mut params, "from", Timestamp::parse)?,
            to: QuerySource::one(&mut params, "to", Timestamp::parse)?,
            limit: params.limit(LIMIT, LIMIT_DEFAULT)?,
            cursor: params.parsed("cursor", str::parse)?,
        };
        params.finish()?;
        query.range()?;
        Ok(query)
    }

    fn range(&self) -> Result<TimeRange, Problem> {
        let range = TimeRange::new(self.from.unwrap_or(Timestamp::MIN), self.to.unwrap_or(Timestamp::MAX));
        range.map_err(|error| Problem::parameter("to", error))
    }

    /// Returns the page of findings that it asks for.
    pub(crate) async fn page(
        &self,
        store: &Store,
        organization: &OrganizationId,
    ) -> Result<Listed<FindingRecord, FindingPosition>, Problem> {
        let include =
            QueryFilters { users: self.user.clone().into_iter().collect(), ..QueryFilters::default() };
        let selected = EventQuery { include, ..EventQuery::default() };
        let users = resolve_users(store, organization, &selected, "").await?.include;
        let mut one = users.iter().flatten();
        let scope = match (&self.mute, one.next(), one.next()) {
            (Some(mute), ..) => FindingScope::Mute(mute.clone()),
            (None, Some(user), None) => FindingScope::User(user.clone()),
            _ => FindingScope::All,
        };
        let wanted = |record: &FindingRecord| self.matches(record, users.as_ref());
        let (range, cursor) = (self.range()?, self.cursor);
        Ok(page(store, organization, &scope, range, cursor, self.limit, wanted).await?)
    }

    fn matches(&self, record: &FindingRecord, users: Option<&BTreeSet<UserId>>) -> bool {
        let Self { state, severity, rule, muted, mute, .. } = self;
        let finding = &record.finding;
        let is_severe = match severity.is_empty() {
            true => record.severity() > Severity::Info,
            false => severity.contains(&record.severity()),
        };
        is_severe
            && state.is_none_or(|state| state == record.state)
            && (rule.is_empty() || rule.contains(&finding.rule))
            && (mute.is_some() || *muted == record.muted_by.is_some())
            && users.is_none_or(|users| finding.key.person().is_some_and(|user| users.contains(user)))
    }
}

/// Returns at most `limit` findings of a list for which `wanted` returns `true`, newest first, after the position
/// `after`. A short or empty page can have a next position.
pub(crate) async fn page(
    store: &Store,
    organization: &OrganizationId,
    scope: &FindingScope,
    range: TimeRange,
    after: Option<FindingPosition>,
    limit: u16,
    wanted: impl Fn(&FindingRecord) -> bool,
) -> Result<Listed<FindingRecord, FindingPosition>, StoreError> {
    let mut items: Vec<FindingRecord> = Vec::new();
    let mut next = after;
    for _ in 0..READS_MAX {
        let read = store.control.findings_page(organization, scope, range, next.as_ref(), READ).await?;
        for record in read.items {
            let is_wanted = wanted(&record);
            if is_wanted && items.len() == usize::from(limit) {
                // One more than the limit is there, so there is a further page.
                return Ok(Listed { items, next });
            }
            next = Some(record.position());
            if is_wanted {
                items.push(record);
            }
        }
        next = read.next;
        if next.is_none() {
            break;
        }
    }
    Ok(Listed { items, next })
}

fn parse_bool(text: &str) -> Result<bool, &'static str> {
    text.parse().map_err(|_| "is not true or false")
}
