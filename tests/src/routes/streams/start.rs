//! Where a stream starts and continues: `start` of `POST /v1/streams`, `POST /v1/streams/{id}/replay`.

use std::time::Duration;

use event_model::StreamId;
use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, text};
use support::events::event;
use support::streams::webhook;

use super::{URL, stream_events};

/// Records events one after another, and waits until each is in the feed. Returns the feed.
async fn feed_of(app: &TestApp, ids: &[&str]) -> Vec<Value> {
    for (nth, id) in ids.iter().enumerate() {
        app.record(&[event(&app.organization, id)]).await;
        loop {
            let feed = feed(app, "start=beginning").await;
            if feed.iter().filter(|entry| entry["source"] != "monitor").count() > nth {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    feed(app, "start=beginning").await
}

async fn feed(app: &TestApp, query: &str) -> Vec<Value> {
    let page = app.get(&ADMIN, &format!("/v1/feed?{query}&limit=1000")).await.expect(200);
    page["events"].as_array().expect("events").clone()
}

/// Returns the position of a new stream with this start.
async fn position(app: &TestApp, start: &str) -> String {
    let mut body = webhook(URL);
    body["start"] = json!(start);
    let stream = app.create_stream(&body).await;
    app.delete(&ADMIN, &format!("/v1/streams/{}", text(&stream["id"]))).await.expect(204);
    text(&stream["position"]).to_owned()
}

/// Returns the position after the newest segment.
fn end(feed: &[Value]) -> String {
    let (segment, _) = text(&feed.last().expect("an event")["sequence"]).split_once('.').expect("a dot");
    format!("{}.1", segment.parse::<u64>().expect("a number") + 1)
}

#[tokio::test]
async fn create_stream_starts_where_it_says() {
    let app = TestApp::start().await;
    let feed = feed_of(&app, &["e1", "e2", "e3"]).await;
    let own: Vec<&Value> = feed.iter().filter(|entry| entry["source"] != "monitor").collect();
    assert_eq!(position(&app, "beginning").await, text(&feed[0]["sequence"]));
    assert_eq!(position(&app, text(&own[1]["recorded_at"])).await, text(&own[1]["sequence"]));
    let page = app.get(&ADMIN, "/v1/feed?start=beginning&limit=1").await.expect(200);
    assert_eq!(position(&app, text(&page["cursor"])).await, text(&feed[1]["sequence"]));
    // The audit events of the streams before are not yet, or already, in the feed.
    let now = position(&app, "now").await;
    let number = |text: &str| text.split('.').next().expect("a segment").parse::<u64>().expect("a number");
    assert!(number(&now) >= number(&end(&feed)) && now.ends_with(".1"), "{now} {feed:?}");
}

#[tokio::test]
async fn create_stream_cursor_of_other_filters_is_refused() {
    let app = TestApp::start().await;
    let page = app.get(&ADMIN, "/v1/feed?start=beginning&source=pass").await.expect(200);
    let mut body = webhook(URL);
    body["start"] = page["cursor"].clone();
    let fault =
        "/start must be now, beginning, an RFC 3339 time, or a cursor of the feed with the same filters";
    assert_eq!(app.post(&ADMIN, "/v1/streams", &body).await.faults(400), [fault]);
    body["filters"] = json!({ "source": "pass" });
    app.create_stream(&body).await;
}

#[tokio::test]
async fn create_stream_resolves_actors_once() {
    let app = TestApp::start().await;
    app.record(&[event(&app.organization, "e1")]).await;
    let user = app.get(&ADMIN, "/v1/events/pass/e1").await.expect(200)["actor"].clone();
    let mut body = webhook(URL);
    body["filters"] = json!({ "user": [user["email"], "u_other"] });
    let stream = app.create_stream(&body).await;
    let id: StreamId = text(&stream["id"]).parse().expect("an id");
    let users = async || {
        let stored = app.store.control.streams_get(&app.organization_id(), &id).await;
        let users = stored.expect("the store answers").expect("the stream").users.include.expect("actors");
        users.into_iter().map(String::from).collect::<Vec<_>>()
    };
    let resolved = users().await;
    assert!(resolved.contains(&text(&user["id"]).to_owned()), "{resolved:?}");
    assert!(resolved.contains(&"u_other".to_owned()), "{resolved:?}");
    app.patch_stream(&ADMIN, id.as_str(), &json!({ "filters": { "user": "u_other" } })).await.expect(200);
    assert_eq!(users().await, ["u_other"]);
}

#[tokio::test]
async fn replay_moves_the_position_with_new_message_ids() {
    let app = TestApp::start().await;
    let feed = feed_of(&app, &["e1", "e2", "e3"]).await;
    let stream = app.create_stream(&webhook(URL)).await;
    let id = text(&stream["id"]);
    let path = format!("/v1/streams/{id}/replay");
    let own: Vec<&Value> = feed.iter().filter(|entry| entry["source"] != "monitor").collect();
    let mut from = text(&stream["position"]).to_owned();
    for (nth, (start, to)) in [
        ("beginning", text(&feed[0]["sequence"])),
        (text(&own[1]["recorded_at"]), text(&own[1]["sequence"])),
        (text(&own[2]["sequence"]), text(&own[2]["sequence"])),
    ]
    .into_iter()
    .enumerate()
    {
        let replayed = app.post(&ADMIN, &path, &json!({ "from": start })).await.expect(200);
        assert_eq!(replayed["position"], to, "{start}");
        assert!(replayed["lag"]["segments"].as_u64() > Some(0), "{replayed}");
        assert_eq!(u32::try_from(nth).map(|nth| nth + 1), Ok(app.delivery(id).await.revision));
        let event = stream_events(&app).await.pop().expect("an event");
        assert_eq!(event.kind.as_str(), "monitor.stream.replayed");
        assert_eq!(json!(event.metadata), json!({ "kind": "webhook", "from": from, "to": to }));
        to.clone_into(&mut from);
    }
    for (start, fault) in [
        (
            json!("now"),
            "/from must be beginning, an RFC 3339 time, or a sequence of the feed such as 1042.17",
        ),
        (
            json!("1042"),
            "/from must be beginning, an RFC 3339 time, or a sequence of the feed such as 1042.17",
        ),
        (json!("1000000.1"), "/from is after the newest event"),
        (json!(7), "/from is not a string"),
    ] {
        assert_eq!(app.post(&ADMIN, &path, &json!({ "from": start })).await.faults(400), [fault]);
    }
}
