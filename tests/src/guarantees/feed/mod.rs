//! The feed: every event once, in an order that never changes.

mod append;
mod consumer;
mod delivery;
mod restore;
