//! `POST /v1/events`

mod admission;
mod directory;
mod expired;
mod faults;
mod isolation;
mod repetition;
mod schema;
