//! A page is correct or an error; a short page has a cursor.

use lambda::clock::Clock;
use serde_json::Value;

use support::app::TestApp;
use support::events::varied;
use support::functions::{Function, Functions, retry_after};
use support::plan::{EVERY_SORT, Fault, Plan};

/// Events in the table.
const EVENTS: usize = 1_500;
/// Every sort of fault except missing answers, which cost three seconds each.
const FAULTS: [&[Fault]; 6] = {
    let [throttle, partial, unavailable, reset, crash, cut, _] = EVERY_SORT;
    [throttle, partial, unavailable, reset, crash, cut]
};

/// Repeats a request until it succeeds, and counts the refusals.
async fn get(query: &Function, path: &str, refusals: &mut u32) -> Value {
    for _ in 0..50 {
        let answer = query.call("GET", path, Vec::new()).await;
        if answer.status == 200 {
            return answer.body;
        }
        assert!(retry_after(&answer) <= 5, "a reader waits");
        *refusals += 1;
    }
    panic!("{path} is never answered");
}

/// Returns every page of a listing, as it was answered.
async fn pages(query: &Function, path: &str, refusals: &mut u32) -> Vec<Value> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = get(query, &format!("{path}{cursor}"), refusals).await;
        let next = page["next_cursor"].as_str().map(str::to_owned);
        pages.push(page);
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_under_faults_are_identical() {
    let app = TestApp::start().await;
    app.set_organization(event_model::Plan::Professional, 4).await;
    let sent = varied(&app.organization, EVENTS);
    app.record(&sent).await;
    let functions = Functions::before(&app, Clock::fixed(chrono::Utc::now())).await;
    let query = functions.query();
    let listings = [
        "/v1/events?limit=100",
        "/v1/events?limit=37&order=asc",
        "/v1/events?limit=50&user=u_ada&user=0@northwind.example",
        "/v1/events?limit=50&ip=203.0.113.7",
        "/v1/events?limit=50&type=account.login.*",
        "/v1/events?limit=25&outcome=blocked&ip=203.0.113.0/24",
    ];
    let singles = [
        "/v1/me",
        "/v1/users?q=north",
        "/v1/events/summary?bucket=day&time_zone=Europe/Zurich",
        "/v1/events/summary?type=pass.item.read",
        "/v1/event-types",
    ];
    let mut refusals = 0;
    let mut truth = Vec::new();
    for path in listings {
        truth.push(pages(&query, path, &mut refusals).await);
    }
    for path in singles {
        truth.push(vec![get(&query, path, &mut refusals).await]);
    }
    assert_eq!(refusals, 0, "nothing fails yet");
    let rows = truth[0].iter().map(|page| page["events"].as_array().expect("events").len()).sum::<usize>();
    // And one of the monitor's own.
    assert_eq!(rows, EVENTS + 1);

    let calm: u64 = functions.dynamodb.take_counts().values().sum();
    for seed in 1..=3 {
        functions.dynamodb.follow(Plan::new(seed, 30, &FAULTS));
        for (path, truth) in listings.iter().zip(&truth) {
            let got = pages(&query, path, &mut refusals).await;
            assert_eq!(&got, truth, "{path}");
            for page in &got[..got.len() - 1] {
                assert!(
                    !page["events"].as_array().expect("events").is_empty(),
                    "an empty page with a cursor"
                );
            }
        }
        for (path, truth) in singles.iter().zip(&truth[listings.len()..]) {
            assert_eq!(get(&query, path, &mut refusals).await, truth[0], "{path}");
        }
    }
    let counts = functions.dynamodb.take_counts();
    let used: u64 = counts.values().sum();
    let faulted: u64 = counts.iter().filter(|((_, fault), _)| fault.is_some()).map(|(_, count)| count).sum();
    println!("{used} requests to AWS where {} are needed, {faulted} faulted, {refusals} refusals", calm * 3);
    assert!(faulted * 100 >= used * 25, "{faulted} of {used}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn query_with_many_slow_reads_times_out() {
    let app = TestApp::start().await;
    let functions = Functions::before(&app, Clock::system()).await;
    // Ten reads in sequence. Each needs several attempts because requests get no response.
    functions.dynamodb.follow(Plan::new(5, 60, &[&[Fault::Hang]]));
    let users: Vec<String> = (0..10).map(|nth| format!("user=u{nth}@northwind.example")).collect();
    let start = std::time::Instant::now();
    let answer = functions.query().call("GET", &format!("/v1/events?{}", users.join("&")), Vec::new()).await;
    assert!((10..28).contains(&start.elapsed().as_secs()), "answered after {:?}", start.elapsed());
    retry_after(&answer);
    assert_eq!(answer.problem(503), "unavailable");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn functions_with_silent_tables_answer_503_in_time() {
    let app = TestApp::start().await;
    app.record(&varied(&app.organization, 10)).await;
    let functions = Functions::before(&app, Clock::system()).await;
    functions.dynamodb.follow(Plan::new(1, 100, &[&[Fault::Hang]]));
    let (query, ingest) = (functions.query(), functions.ingest());
    let body = serde_json::json!({ "events": varied(&app.organization, 10) }).to_string().into_bytes();
    let start = std::time::Instant::now();
    let (read, written) =
        tokio::join!(query.call("GET", "/v1/events", Vec::new()), ingest.call("POST", "/v1/events", body));
    // API Gateway waits for 30 seconds, and Lambda for 29.
    assert!(start.elapsed().as_secs() < 28, "answered after {:?}", start.elapsed());
    for answer in [read, written] {
        retry_after(&answer);
        assert_eq!(answer.problem(503), "unavailable");
    }
}
