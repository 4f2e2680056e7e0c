//! event-store.
