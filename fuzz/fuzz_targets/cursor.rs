//! See `properties::cursor` and `properties::feed_cursor`.
#![no_main]
#![expect(dead_code, reason = "each target checks one of the properties")]

#[path = "../../tests/src/guarantees/abuse/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties::cursor(bytes);
    properties::feed_cursor(bytes);
});
