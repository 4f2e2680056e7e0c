//! A list of people that stops counting says where.

use chrono::{Duration, SecondsFormat};
use local::{Options, StreamFaults};
use serde_json::json;
use support::app::{ADMIN, TestApp, ago, text};
use support::events::event_at;

use super::{acted, one};

/// More than one request reads of one partition.
const EVENTS: i64 = 1_600;

#[tokio::test]
async fn list_people_says_where_counting_stopped() {
    let options = Options {
        variables: [("READ_BUDGET_ROWS".to_owned(), "25".to_owned())].into(),
        streams: StreamFaults { stopped: ["DetectorFunction".to_owned()].into(), ..StreamFaults::default() },
        ..Options::default()
    };
    let app = TestApp::start_with_options(options).await;
    let newest = ago(Duration::minutes(10));
    let time = |nth: i64| newest - Duration::seconds(nth);
    let event = |nth: i64| {
        let mut event = event_at(&app.organization, &format!("e{nth}"), time(nth));
        event["type"] = json!("account.login.succeeded");
        event
    };
    app.record(&(0..EVENTS).map(event).collect::<Vec<_>>()).await;
    for query in ["", "?q=ada"] {
        let people = app.get(&ADMIN, &format!("/v1/people{query}")).await.expect(200);
        assert_eq!((&people["complete"], &people["incomplete"]), (&json!(false), &json!(["events"])));
        let from = text(&people["counted_from"]);
        let is_counted = |nth: &i64| time(*nth).to_rfc3339_opts(SecondsFormat::Millis, true).as_str() >= from;
        let counted = (0..EVENTS).filter(is_counted).count();
        assert!(counted < 1_600, "{people}");
        assert_eq!(one(&people, "u_ada")["sign_ins"], json!(counted), "{query}");
    }
    // In the order of names, only the events of the page are counted.
    app.record(&[acted(&app, "u_zoe", "account.login.succeeded", 5)]).await;
    let last = app.get(&ADMIN, "/v1/people?sort=name&order=desc&limit=1").await.expect(200);
    assert_eq!((&last["complete"], &one(&last, "u_zoe")["sign_ins"]), (&json!(true), &json!(1)));
    let person = app.get(&ADMIN, "/v1/people/u_ada").await.expect(200);
    assert_eq!((&person["complete"], &person["incomplete"]), (&json!(false), &json!(["events"])));
}
