//! `GET /v1/events` and what belongs to it.

mod cursors;
mod event;
mod histogram;
mod paging;
mod parameters;
mod users;
