//! See `properties::event_body`.
#![no_main]
#![expect(dead_code, reason = "each target checks one of the properties")]

#[path = "../../tests/src/guarantees/abuse/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::event_body(bytes));
