//! `/v1/exports`

mod create;
mod files;
mod limits;
mod links;
mod queue;
mod rights;
