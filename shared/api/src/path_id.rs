//! The id in a path.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use crate::Problem;

/// The id in a path.
#[derive(Debug)]
pub struct PathId(Option<String>);

impl PathId {
    /// Parses the id of an existing resource; `what` is the noun for it. An invalid id is not found, because no
    /// resource has it.
    pub fn existing<T: FromStr>(self, what: &str) -> Result<T, Problem> {
        self.0.and_then(|text| text.parse().ok()).ok_or_else(|| Problem::not_found(what))
    }

    /// Parses the id of a resource to create; `name` is the name of the path parameter.
    pub fn fresh<T: TryFrom<String, Error: std::fmt::Display>>(self, name: &str) -> Result<T, Problem> {
        let text = self.0.ok_or_else(|| Problem::parameter(name, "is not UTF-8"))?;
        T::try_from(text).map_err(|error| Problem::parameter(name, error))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        // An invalid id is refused when it is parsed, after the check of the caller's permission.
        Ok(Self(Path::<String>::from_request_parts(parts, state).await.ok().map(|Path(id)| id)))
    }
}
