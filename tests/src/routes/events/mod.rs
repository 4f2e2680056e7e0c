//! `/v1/events`

mod create;
mod get;
mod list;
mod summary;

pub(crate) use list::hostile;
