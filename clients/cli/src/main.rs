//! Command line of the activity monitor.

fn main() {}
