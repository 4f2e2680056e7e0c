//! `/v1/organizations`

mod list;
mod put;
