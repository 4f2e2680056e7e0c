//! The feed: every event once, in an order that never changes.

mod append;
mod collector;
mod consumer;
mod delivery;
mod faults;
mod page;
mod restore;
mod start;
mod sweep;
