//! `/v1/settings`

mod coverage;
mod update;
