//! The events table: append-only rows, their keys, and paged reads.

pub(crate) mod budget;
pub(crate) mod cursor;
pub(crate) mod get;
pub(crate) mod insert;
pub mod keys;
pub(crate) mod page;
pub(crate) mod partition;
pub(crate) mod planner;
pub(crate) mod reader;
pub(crate) mod recording;
pub(crate) mod row;
