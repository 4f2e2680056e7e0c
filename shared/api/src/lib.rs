//! The HTTP edge: who is calling, what may they do, how answers and refusals look.

#![warn(missing_docs)]

mod access;
mod body;
mod caller;
mod defaults;
mod event_body;
mod filter_body;
mod filter_params;
mod json;
mod list_body;
mod organization_access;
mod params;
mod problem;
mod request_source;
mod service;

pub use access::Action;
pub use body::{JsonBody, RawBody};
pub use caller::{Caller, ContextError, Operator, Person, Product};
pub use defaults::{with_defaults, with_defaults_any_params};
pub use event_body::{ActorBody, ClientBody, DetailsState, EventBody, TargetBody};
pub use filter_params::{FilterParams, Question};
pub use json::Json;
pub use list_body::ListBody;
pub use organization_access::OrganizationAccess;
pub use params::Params;
pub use problem::{Problem, ProblemBody, ProblemCode};
pub use request_source::RequestSource;
pub use service::service;
