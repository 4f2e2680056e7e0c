//! Sends events to the activity monitor.
