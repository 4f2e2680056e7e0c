//! The client against an API with faults.

mod faults;
mod limits;
mod memory;
mod results;
mod spool;

use std::time::Duration;

use activity_client::{Client, ClientBuilder, Event, EventRequest};
use fake_api::{FakeApi, PRODUCT_KEY};

/// A schedule of retries that does not slow the tests down.
const WAITS: [Duration; 3] = [Duration::from_millis(5), Duration::from_millis(20), Duration::from_millis(50)];

/// Starts to build a client with short times.
fn client(api: &FakeApi) -> ClientBuilder {
    Client::builder(api.url(), PRODUCT_KEY)
        .retry_waits(WAITS)
        .linger(Duration::from_millis(20))
        .request_timeout(Duration::from_millis(500))
        .close_timeout(Duration::from_secs(20))
}

/// Returns the event number `n`.
fn event(n: usize) -> EventRequest {
    build(Event::new("org_acme", "pass.item.created", "u_ada").id(format!("e{n}")), n)
}

fn build(event: Event, n: usize) -> EventRequest {
    event.actor_email("ada@acme.example").metadata("n", n.to_string()).build().expect("a valid event")
}

/// Returns the sorted numbers of all recorded events.
fn recorded(api: &FakeApi) -> Vec<usize> {
    let events = api.recorder().events();
    let number = |event: &fake_api::NewEvent| {
        let (_, value) = event.metadata.iter().find(|(key, _)| key.as_str() == "n").expect("its number");
        value.as_str().parse().expect("a number")
    };
    let mut numbers: Vec<usize> = events.iter().map(number).collect();
    numbers.sort_unstable();
    numbers
}

/// Asserts that each of `count` events is recorded once.
fn assert_complete(api: &FakeApi, count: usize) {
    let recorded = recorded(api);
    assert_eq!(recorded.len(), count, "events that are lost or doubled");
    assert!(recorded.iter().copied().eq(0..count), "events that are lost or doubled");
}
