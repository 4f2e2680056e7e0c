//! Memory while the API is unreachable.

use std::time::Duration;

use activity_client::{Client, Event, EventRequest};
use fake_api::PRODUCT_KEY;

/// The most memory of the process, in MiB.
const LIMIT: u64 = 64;
/// The size of the spool in bytes: more than the process may have in memory.
const SPOOL: usize = 96 << 20;
const MEMORY: usize = 8 << 20;

/// Returns the peak memory of this process in MiB, or `None` without /proc.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
}

/// Returns an event of 8 KiB: the spool grows above the limit of memory in a short time.
fn large_event() -> EventRequest {
    let event = Event::new("org_acme", "pass.item.created", "u_ada");
    let facts = (0..16).map(|fact| (format!("fact {fact}"), "x".repeat(500)));
    facts.fold(event, |event, (key, value)| event.metadata(key, value)).build().expect("a valid event")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unreachable_api_leaves_memory_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let unreachable = || {
        Client::builder("http://127.0.0.1:9", PRODUCT_KEY)
            .retry_waits([Duration::from_millis(1)])
            .close_timeout(Duration::ZERO)
    };
    let spool = unreachable().spool(folder.path()).spool_limit(SPOOL).build().expect("a client");
    let memory = unreachable().memory_limit(MEMORY).build().expect("a client");
    // Many tasks at once, as in a server, each with more than the queues can take.
    for (client, limit) in [(&spool, SPOOL), (&memory, MEMORY)] {
        let tasks = (0..64).map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                let event = large_event();
                let events = (0_u64..).map(|nth| {
                    let id = format!("e{task}.{nth}").try_into().expect("an id");
                    EventRequest { id, ..event.clone() }
                });
                client.send_all(events).await
            })
        });
        let tasks: Vec<_> = tasks.collect();
        while client.status().queued_bytes < limit / 10 * 9 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // All tasks wait for room now.
        tokio::time::sleep(Duration::from_millis(200)).await;
        for task in tasks {
            task.abort();
        }
        let status = client.status();
        println!(
            "{} events of {} bytes wait, peak memory {:?} MiB",
            status.queued,
            status.queued_bytes,
            peak()
        );
        assert!(status.failing);
    }
    assert!(peak().is_none_or(|peak| peak <= LIMIT), "{:?} MiB", peak());
}
