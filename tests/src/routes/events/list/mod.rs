//! `GET /v1/events`

mod bytes;
mod cursors;
mod future;
mod paging;
mod parameters;

pub(crate) use bytes::hostile;
