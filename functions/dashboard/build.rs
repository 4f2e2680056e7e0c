//! Builds the crate anew when the web app was built anew.

fn main() {
    // The embedded files are not known to the compiler one by one, and at first there is no folder.
    println!("cargo::rerun-if-changed=web/dist");
}
