//! The filters of a listing, as parameters.

use std::collections::BTreeSet;

use event_model::{
    Email, EventFilter, FieldError, InvalidId, IpFilter, OrganizationId, Outcome, Source, TimeRange,
    Timestamp, TypeSelector, UserId, limits,
};
use event_store::Store;
use serde::{Deserialize, Serialize};

use crate::{Params, Problem, ProblemCode};

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
        let users =
            if users { params.all_parsed("user", limits::FILTER_USERS, parse_user)? } else { Vec::new() };
        let types = params.all_parsed("type", limits::FILTER_TYPES, |text| {
            text.parse::<TypeSelector>().map(|selector| selector.to_string())
        })?;
        let sources = params.all_parsed("source", Source::ALL.len(), str::parse::<Source>)?;
        let outcomes = params.all_parsed("outcome", Outcome::ALL.len(), str::parse::<Outcome>)?;
        let ip = params.parsed("ip", str::parse::<IpFilter>)?;
        let from = params.parsed("from", parse_time)?;
        let to = params.parsed("to", parse_time)?;
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
    /// actor whose id it may be. `pointer` is where the request names them.
    pub async fn resolve(
        &self,
        store: &Store,
        organization: &OrganizationId,
        pointer: &str,
    ) -> Result<EventFilter, Problem> {
        let (mut ids, mut people) = (BTreeSet::new(), BTreeSet::new());
        for user in &self.users {
            // An address may be longer than an id: then it is nobody's id.
            ids.extend(user.parse::<UserId>().ok());
            if user.contains('@') {
                let found = store.control.users_by_email(organization, user, limits::FILTER_PEOPLE).await?;
                people.extend(found.ok_or_else(|| too_many_people(pointer))?);
            }
            if people.len() > limits::FILTER_PEOPLE {
                return Err(too_many_people(pointer));
            }
        }
        ids.append(&mut people);
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

/// Reads the id or the e-mail address of an actor.
pub(crate) fn parse_user(text: &str) -> Result<String, InvalidId> {
    match text.parse::<UserId>() {
        Err(error) if Email::try_from(text.to_owned()).is_err() => Err(error),
        _ => Ok(text.to_owned()),
    }
}

fn parse_time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).map_err(|error| {
        // In a query string, + means a space.
        if text.contains(' ') && Timestamp::parse(&text.replace(' ', "+")).is_ok() {
            "has a space where its offset begins: write + as %2B".to_owned()
        } else {
            error.to_string()
        }
    })
}

fn too_many_people(pointer: &str) -> Problem {
    let most = limits::FILTER_PEOPLE;
    let detail =
        format!("the e-mail addresses of this filter stand for more than {most} people; filter by user ids");
    let fault = FieldError::new(pointer, format!("stands for more than {most} people"));
    Problem::new(ProblemCode::TooManyPeople, detail).with_errors(vec![fault])
}
