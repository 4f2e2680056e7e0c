//! Query parameters: each is known, or refused by name.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::Problem;

/// Parameters of one request. Nobody has an honest use for more; each costs time to refuse.
const PARAMETERS: usize = 256;

/// The query parameters of a request that were not taken yet.
#[derive(Debug, Clone, Default)]
pub struct Params {
    left: Vec<(String, String)>,
    checked: ParamsChecked,
}

/// Whether a request's parameters were checked, shared with the layer that wants to know.
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

    /// Takes every value of `name`, in order.
    pub fn all(&mut self, name: &str) -> Vec<String> {
        let (taken, left) = std::mem::take(&mut self.left).into_iter().partition(|(given, _)| given == name);
        self.left = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// Takes the value of `name`, which may be given once.
    pub fn one(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let mut values = self.all(name);
        let value = values.pop();
        if values.is_empty() { Ok(value) } else { Err(Problem::parameter(name, "is given more than once")) }
    }

    /// Takes and reads the value of `name`, which may be given once.
    pub fn parsed<T, E: std::fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        let value = self.one(name)?;
        value.map(|value| parse(&value).map_err(|error| Problem::parameter(name, error))).transpose()
    }

    /// Takes and reads every value of `name`, of which there may be `most` different ones.
    pub fn all_parsed<T, E: std::fmt::Display>(
        &mut self,
        name: &str,
        most: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, Problem> {
        let mut values = self.all(name);
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(value.clone()));
        if values.len() > most {
            return Err(Problem::parameter(name, format!("has more than {most} different values")));
        }
        let read = |value: String| parse(&value).map_err(|error| Problem::parameter(name, error));
        values.into_iter().map(read).collect()
    }

    /// Refuses what was not taken: a filter that is misspelt must not silently filter nothing.
    pub fn finish(self) -> Result<(), Problem> {
        self.checked.0.store(true, Ordering::Relaxed);
        match self.left.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                Err(Problem::parameter(&name, "is not a parameter of this endpoint"))
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let params = Self::parse(parts.uri.query().unwrap_or_default())?;
        let checked = parts.extensions.get::<ParamsChecked>().cloned().unwrap_or_default();
        Ok(Self { checked, ..params })
    }
}
