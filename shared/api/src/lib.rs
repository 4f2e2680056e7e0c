//! The HTTP edge: callers and their rights, parameters, bodies and problem details.

#![warn(missing_docs)]

mod access;
mod body;
mod caller;
mod defaults;
mod event_filters;
mod json;
mod link;
mod list_body;
mod organization_access;
mod params;
mod path_id;
mod problem;
mod query_params;
mod request_source;
mod service;

pub use access::Action;
pub use body::{JsonBody, RawBody};
pub use caller::{Caller, ContextError, Operator, Person, Product, Reader};
pub use defaults::{with_defaults, with_defaults_any_params};
pub use event_filters::EventFilters;
pub use json::Json;
pub use link::NextLink;
pub use list_body::ListBody;
pub use organization_access::OrganizationAccess;
pub use params::{Params, shown};
pub use path_id::PathId;
pub use problem::{Problem, ProblemBody, ProblemCode};
pub use query_params::{OwnEventQuery, read_params_with_catalog, read_with_catalog, resolve_users};
pub use request_source::RequestSource;
pub use service::service;
