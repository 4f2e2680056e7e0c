//! Command line of the activity monitor.
