//! The feed: one append-only log of events per organization, in order of arrival.
//!
//! The log is a sequence of numbered segments. Each holds up to 500 events, is written once and never changes. Its
//! `chain` is a hash over all earlier segments and its own content, so a segment cannot be replaced unnoticed.
//!
//! Pages of `events` are ordered by time of occurrence, where a late event takes its place in the past. A reader of the
//! feed sees late events at the end instead, so it sees every event exactly once.

pub(crate) mod append;
pub(crate) mod backlog;
pub(crate) mod consume;
pub(crate) mod cursor;
pub(crate) mod detector;
pub(crate) mod entry;
pub(crate) mod keep;
pub(crate) mod keys;
pub(crate) mod line;
pub(crate) mod page;
pub(crate) mod position;
pub(crate) mod query;
pub(crate) mod record;
pub(crate) mod segment;
pub(crate) mod start;
