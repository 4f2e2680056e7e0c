//! Tests of outgoing requests.
