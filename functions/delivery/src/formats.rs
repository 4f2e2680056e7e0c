//! Forms of events.
