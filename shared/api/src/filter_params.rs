//! The filters of a listing, as parameters.

use std::collections::BTreeSet;

use event_model::{
    EventFilter, IpFilter, OrganizationId, Outcome, Source, TimeRange, Timestamp, TypeSelector, UserId,
    limits,
};
use event_store::Store;
use serde::{Deserialize, Serialize};

use crate::{Params, Problem};

/// The filters of a listing, as they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterParams {
    /// Ids or e-mail addresses of actors.
    pub users: BTreeSet<String>,
    /// Types, or the beginnings of some.
    pub types: BTreeSet<String>,
    /// Sources.
    pub sources: BTreeSet<Source>,
    /// An address or network, in its canonical spelling.
    pub ip: Option<String>,
    /// Outcomes.
    pub outcomes: BTreeSet<Outcome>,
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment after.
    pub to: Option<Timestamp>,
}

/// A listing that was asked for, and its canonical text, which binds cursors to it.
#[derive(Debug, Clone)]
pub struct Question(pub String);

impl FilterParams {
    /// Takes the filters out of a request's parameters; `users` tells whether it may name actors.
    pub fn take(params: &mut Params, users: bool) -> Result<Self, Problem> {
        let users = if users {
            params.all_parsed("user", limits::FILTER_USERS, |text| {
                text.parse::<UserId>().map(|_| text.to_owned())
            })?
        } else {
            Vec::new()
        };
        let types = params.all_parsed("type", limits::FILTER_TYPES, |text| {
            text.parse::<TypeSelector>().map(|selector| selector.to_string())
        })?;
        let sources = params.all_parsed("source", Source::ALL.len(), str::parse::<Source>)?;
        let outcomes = params.all_parsed("outcome", Outcome::ALL.len(), str::parse::<Outcome>)?;
        let ip = params.parsed("ip", str::parse::<IpFilter>)?;
        let from = params.parsed("from", Timestamp::parse)?;
        let to = params.parsed("to", Timestamp::parse)?;
        let filters = Self {
            users: users.into_iter().collect(),
            types: types.into_iter().collect(),
            sources: sources.into_iter().collect(),
            ip: ip.map(|ip| ip.to_string()),
            outcomes: outcomes.into_iter().collect(),
            from,
            to,
        };
        filters.range().map(|_| filters)
    }

    /// Returns the span of time that is asked for.
    pub fn range(&self) -> Result<TimeRange, Problem> {
        let (from, to) = (self.from.unwrap_or(Timestamp::MIN), self.to.unwrap_or(Timestamp::MAX));
        TimeRange::new(from, to).map_err(|error| Problem::parameter("to", error))
    }

    /// Returns the filter over actors' ids.
    ///
    /// A text that has the form of an e-mail address stands for everyone who has or had it, and for the
    /// actor whose id it may be.
    pub async fn resolve(
        &self,
        store: &Store,
        organization: &OrganizationId,
    ) -> Result<EventFilter, Problem> {
        let mut ids = BTreeSet::new();
        for user in &self.users {
            if user.contains('@') {
                ids.extend(store.users_by_email(organization, user).await?);
            }
            ids.insert(user.parse().map_err(|error| Problem::parameter("user", error))?);
        }
        let filter = EventFilter {
            users: (!self.users.is_empty()).then_some(ids),
            types: None,
            ip: self.ip.as_deref().and_then(|ip| ip.parse().ok()),
            outcomes: (!self.outcomes.is_empty()).then(|| self.outcomes.clone()),
            range: self.range()?,
        };
        let selectors: Vec<TypeSelector> = self.types.iter().filter_map(|text| text.parse().ok()).collect();
        let sources: Vec<Source> = self.sources.iter().copied().collect();
        Ok(filter.with_types(&selectors, &sources))
    }

    /// Returns the canonical text of these filters in a listing called `listing`.
    pub fn question(&self, listing: &str) -> Question {
        // Sets are sorted and spellings canonical, so the same question always reads the same.
        let filters = serde_json::to_string(self).expect("texts and numbers are always JSON");
        Question(format!("{listing} {filters}"))
    }
}
