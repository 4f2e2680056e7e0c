//! The HTTP edge: who is calling, what may they do, how answers and refusals look.

#![warn(missing_docs)]

mod access;
mod body;
mod caller;
mod event_body;
mod filter_body;
mod filter_params;
mod finish;
mod json;
mod list_body;
mod origin;
mod params;
mod problem;
mod service;
mod state_gate;

pub use access::Action;
pub use body::{JsonBody, RawBody};
pub use caller::{Caller, ContextError, Operator, Person, Product};
pub use event_body::{ActorBody, ClientBody, DetailsState, EventBody, TargetBody};
pub use filter_params::{FilterParams, Question};
pub use finish::{finish, with_defaults};
pub use json::Json;
pub use list_body::ListBody;
pub use origin::Origin;
pub use params::Params;
pub use problem::{Problem, ProblemBody, ProblemCode};
pub use service::service;
pub use state_gate::Gate;
