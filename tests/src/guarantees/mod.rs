//! Guarantees that span endpoints.

mod abuse;
mod access;
mod admin_audit;
mod atomicity;
mod backtests;
mod deliveries;
mod details;
mod detections;
mod edge;
mod export_worker;
mod faults;
mod feed;
mod filters;
mod findings;
mod monitor_off;
mod notifications;
mod own_types;
mod read_budget;
mod retention;
mod streams;
mod tenancy;
