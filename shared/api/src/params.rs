//! Query parameters. Unknown ones are refused by name.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::Problem;

/// Maximum number of parameters of a request. No client needs more, and each costs time to refuse.
const PARAMETERS: usize = 256;

/// The query parameters of a request that are not read yet.
#[derive(Debug, Clone, Default)]
pub struct Params {
    left: Vec<(String, String)>,
    checked: ParamsChecked,
}

/// Is `true` once a handler has refused the unknown parameters; otherwise a layer of the router refuses them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ParamsChecked(Arc<AtomicBool>);

impl ParamsChecked {
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Params {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let taken: Vec<(String, String)> = pairs
            .by_ref()
            .take(PARAMETERS)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if pairs.next().is_some() {
            let detail = format!("there are more than {PARAMETERS} parameters");
            return Err(Problem::new(crate::ProblemCode::InvalidParameter, detail));
        }
        Ok(Self { left: taken, checked: ParamsChecked::default() })
    }

    /// Takes all values of `name`, in order.
    pub fn all(&mut self, name: &str) -> Vec<String> {
        self.left.extract_if(.., |(given, _)| given == name).map(|(_, value)| value).collect()
    }

    /// Takes the value of `name`, which can be given once.
    pub fn one(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let mut values = self.all(name);
        let value = values.pop();
        if values.is_empty() { Ok(value) } else { Err(Problem::parameter(name, "is given more than once")) }
    }

    /// Takes and parses the value of `name`, which can be given once.
    pub fn parsed<T, E: std::fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        let value = self.one(name)?;
        value.map(|value| parse(&value).map_err(|error| Problem::parameter(name, error))).transpose()
    }

    /// Takes `limit`, the maximum number of entries of a page: 1 to `max`, or `default` if absent.
    pub fn limit(&mut self, max: u16, default: u16) -> Result<u16, Problem> {
        let limit = self.parsed("limit", |text| {
            let limit = text.parse().ok().filter(|limit| (1..=max).contains(limit));
            limit.ok_or_else(|| format!("is not a whole number from 1 to {max}"))
        })?;
        Ok(limit.unwrap_or(default))
    }

    /// Refuses parameters that were not taken: a misspelled filter must not match everything.
    pub fn finish(self) -> Result<(), Problem> {
        self.checked.0.store(true, Ordering::Relaxed);
        match self.left.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::parameter(&shown(&name), "is not a parameter of this endpoint")),
        }
    }
}

/// Returns the start of a text that a client sent, as a problem shows it: without control characters.
pub fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let params = Self::parse(parts.uri.query().unwrap_or_default())?;
        let checked = parts.extensions.get::<ParamsChecked>().cloned().unwrap_or_default();
        Ok(Self { checked, ..params })
    }
}
