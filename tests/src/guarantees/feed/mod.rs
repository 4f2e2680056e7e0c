//! The feed: every event once, in an order that never changes.

mod consumer;
