//! `/v1/events`

mod create;
mod get;
mod histogram;
mod list;

pub(crate) use list::hostile;
