//! `docs/openapi.json` is what the code says.

use std::path::Path;

#[test]
fn the_committed_description_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let committed = std::fs::read_to_string(path).expect("docs/openapi.json is there");
    let current = local::openapi::document().to_pretty_json().expect("it is JSON");
    assert!(committed.trim_end() == current.trim_end(), "docs/openapi.json is old: run `make openapi`");
}
