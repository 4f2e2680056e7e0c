//! Findings, profiles of persons and places, settings of detections, mutes and back-tests.

pub(crate) mod backtest;
pub(crate) mod backtest_row;
pub(crate) mod backtests;
pub(crate) mod config;
pub(crate) mod finding;
pub(crate) mod finding_change;
pub(crate) mod finding_events;
pub(crate) mod finding_row;
pub(crate) mod findings;
pub(crate) mod findings_write;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod keys;
pub(crate) mod mutes;
pub(crate) mod places;
pub(crate) mod profiles;
pub(crate) mod totals;
