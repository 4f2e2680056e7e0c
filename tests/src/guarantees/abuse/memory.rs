//! Malformed requests do not fill the memory of the process.

use std::path::Path;

use super::requests::{attack, requests};
use super::target::Target;
use support::process::Process;

/// Maximum growth of the peak memory after the first 500 requests, in MiB.
const GROWTH: u64 = 256;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_under_bad_requests_is_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::start(folder.path()).await;
    let bearer = |pointer: &str| format!("Bearer {}", process.text(pointer));
    let target = Target {
        address: process.text("/url").trim_start_matches("http://").to_owned(),
        organization: process.text("/organization_id").to_owned(),
        persons: ["owner", "admin", "auditor", "member", "operator"]
            .map(|role| bearer(&format!("/tokens/{role}")))
            .to_vec(),
        product: bearer("/product_key"),
        cursors: vec!["AQ".repeat(20)],
    };
    attack(&target, 500).await;
    let Some(before) = process.peak_memory() else {
        assert!(
            !Path::new("/proc/self/status").exists(),
            "a system with /proc says how much memory there is"
        );
        return;
    };
    let statuses = attack(&target, requests()).await;
    let after = process.peak_memory().expect("it said so before");
    println!("{statuses:?}; at most {before} MiB after 500 requests, {after} MiB after {}", requests() + 500);
    assert!(after <= before + GROWTH, "from {before} to {after} MiB");
}
