//! `GET /v1/events` and what belongs to it.

mod bytes;
mod cursors;
mod event;
mod future;
mod histogram;
mod paging;
mod parameters;
mod users;

pub(crate) use bytes::hostile;
