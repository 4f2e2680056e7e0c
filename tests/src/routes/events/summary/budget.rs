//! A summary that stops early says where.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};

use local::{Options, StreamFaults};
use support::app::{ADMIN, TestApp, ago, text};
use support::events::{event_at, with};

const EVENTS: i64 = 1_300;
/// Rows of one request of a summary that reads one partition. It spends the budget.
const READ: usize = 1_000;

/// A stack in which a summary sends one request for each partition, with one event a second.
struct Fixture {
    app: TestApp,
    newest: DateTime<Utc>,
    times: Vec<String>,
}

fn utc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Fixture {
    async fn new() -> Self {
        let options = Options {
            variables: [("READ_BUDGET_ROWS".to_owned(), "25".to_owned())].into_iter().collect(),
            // Its findings are events.
            streams: StreamFaults {
                stopped: ["DetectorFunction".to_owned()].into(),
                ..StreamFaults::default()
            },
            ..Options::default()
        };
        let app = TestApp::start_with_options(options).await;
        let newest = ago(Duration::minutes(10));
        let time = |n: i64| newest - Duration::seconds(n);
        let event = |n: i64| {
            let event = event_at(&app.organization, &format!("e{n}"), time(n));
            with(event, "/actor/id", json!("u_budget"))
        };
        // Small requests: a slow machine records them in time.
        for batch in (0..EVENTS).map(event).collect::<Vec<_>>().chunks(25) {
            app.record(batch).await;
        }
        let times = (0..EVENTS).map(|n| utc(time(n))).collect();
        Self { app, newest, times }
    }

    /// Returns the summary of the newest `events`, compared with as many before.
    async fn newest(&self, events: i64) -> Value {
        let to = self.newest + Duration::seconds(1);
        let from = to - Duration::seconds(events);
        let query = format!("from={}&to={}&compare=previous&facets=type&user=u_budget", utc(from), utc(to));
        self.app.get(&ADMIN, &format!("/v1/events/summary?{query}")).await.expect(200)
    }

    /// Returns how many events occurred in a part since it was counted.
    fn since(&self, part: &Value) -> usize {
        let since = part["counted_from"].as_str().unwrap_or_else(|| text(&part["from"]));
        self.times.iter().filter(|time| (since..text(&part["to"])).contains(&time.as_str())).count()
    }
}

#[tokio::test]
async fn summary_budget_spent_says_up_to_where() {
    let fixture = Fixture::new().await;

    // In the range.
    let body = fixture.newest(1_200).await;
    assert_eq!((&body["complete"], &body["total"]), (&json!(false), &json!(READ)));
    assert_eq!(fixture.since(&body), READ);
    assert_eq!(body["facets"]["type"]["values"][0]["count"], READ);
    let previous = &body["previous"];
    assert_eq!((&previous["complete"], &previous["total"]), (&json!(false), &json!(0)));
    assert_eq!(previous["counted_from"], previous["to"]);

    // In the time before.
    let body = fixture.newest(600).await;
    assert_eq!((&body["complete"], &body["total"]), (&json!(true), &json!(600)));
    assert_eq!(body.get("counted_from"), None);
    assert_eq!(body["facets"]["type"]["values"][0]["count"], 600);
    let previous = &body["previous"];
    assert_eq!((&previous["complete"], &previous["total"]), (&json!(false), &json!(READ - 600)));
    assert_eq!(fixture.since(previous), READ - 600);

    // Not at all.
    let body = fixture.newest(400).await;
    assert_eq!((&body["complete"], &body["previous"]["complete"]), (&json!(true), &json!(true)));
    assert_eq!((&body["total"], &body["previous"]["total"]), (&json!(400), &json!(400)));
}
