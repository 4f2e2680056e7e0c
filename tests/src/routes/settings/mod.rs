//! `/v1/settings`

mod coverage;
mod description;
mod roles;
mod update;
