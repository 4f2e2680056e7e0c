//! The command is killed while it sends.

use std::time::{Duration, Instant};

use fake_api::{FakeApi, Faults};
use reqwest::Client;
use serde_json::Value;

use crate::cli::{Done, User};
use crate::send::{assert_complete, recorded, user, write_events};
use crate::stack;

/// Numbers of kills and events, unless the environment variables KILLS and KILL_EVENTS say others.
const KILLS: usize = 5;
const EVENTS: usize = 10_000;
/// The same for the system on one machine, which is slower.
const STACK_KILLS: usize = 2;
const STACK_EVENTS: usize = 2_000;
/// The rate of requests with a fault.
const FAULTS: f64 = 0.3;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |number| number.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_killed_loses_and_doubles_nothing() {
    let (kills, count) = (number("KILLS", KILLS), number("KILL_EVENTS", EVENTS));
    let api = FakeApi::start(Faults::all(FAULTS)).await;
    let user = user(&api);
    write_events(&user.file("events.jsonl"), count);
    send_and_kill(&user, "org_acme", kills, count, || api.recorder().len()).await;
    println!("requests by fault: {:?}", api.counts());
    assert_complete(recorded(&api), count);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_killed_before_stack_loses_and_doubles_nothing() {
    let (kills, count) = (number("KILLS", STACK_KILLS), number("KILL_EVENTS", STACK_EVENTS));
    let stack = stack::start().await;
    let api = FakeApi::before(stack.url(), Faults::all(FAULTS)).await;
    let user = User::of(api.url()).with("ACTIVITY_PRODUCT_KEY", stack.product_key());
    write_events(&user.file("events.jsonl"), count);
    let started = Instant::now();
    send_and_kill(&user, stack.organization_id(), kills, count, || api.acknowledged()).await;
    let seconds = started.elapsed().as_secs_f64();
    println!("{:.0} events/s to the stack; requests by fault: {:?}", count as f64 / seconds, api.counts());
    assert_complete(listed(stack.url(), stack.token("admin").expect("a person")).await, count);
}

/// Sends `events.jsonl`, and kills the command so many times. `recorded` returns the number of recorded events.
async fn send_and_kill(
    user: &User,
    organization: &str,
    kills: usize,
    count: usize,
    recorded: impl Fn() -> usize,
) {
    let send = ["send", "--organization", organization, "--request-timeout", "2", "events.jsonl"];
    let started = Instant::now();
    let mut moments = Vec::new();
    for kill in 0..kills {
        let mut child = user.command(&send).spawn().expect("the binary runs");
        let born = Instant::now();
        if fastrand::bool() {
            // At any moment of the start.
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..300))).await;
        } else {
            // At any moment of sending, so that events are left for the other kills.
            let left = count.saturating_sub(recorded());
            let goal = recorded() + fastrand::usize(0..=left / (kills - kill + 1));
            while recorded() < goal && born.elapsed() < Duration::from_secs(10) {
                tokio::time::sleep(Duration::from_millis(fastrand::u64(0..10))).await;
            }
        }
        assert_eq!(
            child.try_wait().expect("its state is known"),
            None,
            "the command ended before kill {kill}"
        );
        child.kill().await.expect("it can be killed");
        moments.push(recorded());
    }
    let done: Done = user.run(&send).await;
    assert_eq!(done.code, 0, "{done:?}");
    println!("killed {kills} times in {:?}, with so many events recorded: {moments:?}", started.elapsed());
}

/// Returns the numbers of all events of the stack that `write_events` wrote.
async fn listed(url: &str, token: impl std::fmt::Display) -> Vec<usize> {
    let http = Client::new();
    let mut numbers = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = format!("{url}/v1/events?type=pass.item.created&limit=1000{cursor}");
        let answer = http.get(page).bearer_auth(&token).send().await.expect("an answer");
        let page: Value = answer.json().await.expect("JSON");
        let events = page["events"].as_array().unwrap_or_else(|| panic!("{page}"));
        let number = |event: &Value| event["metadata"]["n"].as_str()?.parse::<usize>().ok();
        numbers.extend(events.iter().filter_map(number));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return numbers,
        }
    }
}
