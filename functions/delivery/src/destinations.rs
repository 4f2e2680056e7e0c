//! Destinations: how each kind gets its messages, and what its answers mean.
