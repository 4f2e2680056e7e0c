//! Exports that end or are deleted while one call to the tables fails.

use event_store::ExportCall;
use event_store::{ExportClaim, ExportFiles, ExportProgress};
use lambda::clock::Clock;
use serde_json::json;

use support::app::OWNER;
use support::fixture::{Fixture, SHORT_STEPS, now};
use support::functions::Functions;
use support::plan::{Fault, Plan};

/// A text in the request that removes an export from the queue.
const LEAVES_QUEUE: &str = "REMOVE places";

/// Completes an export whose removal from the queue then fails.
async fn leftover(fixture: &Fixture, functions: &Functions) -> ExportCall {
    let call = fixture.create(fixture.csv("u_owner", false)).await;
    let store = functions.store();
    let until = now().plus(chrono::Duration::seconds(30));
    let claim = store.control.exports_claim(&call.organization_id, &call.export_id, 5, now(), until).await;
    let Ok(ExportClaim::Taken(export)) = claim else { panic!("{claim:?}") };
    functions.dynamodb.follow(Plan::matching(LEAVES_QUEUE, Fault::Unavailable));
    let files = ExportFiles {
        data_key: "exports/x".to_owned(),
        manifest_key: "exports/y".to_owned(),
        sha256: "abc".to_owned(),
    };
    let completed = store.control.exports_complete(&export, ExportProgress::default(), &files, now()).await;
    assert!(completed.is_err(), "its place is left over");
    functions.dynamodb.follow(Plan::calm());
    call
}

#[tokio::test(flavor = "multi_thread")]
async fn queue_ignores_finished_exports() {
    let fixture = Fixture::start(0, 0).await;
    let functions = Functions::before(&fixture.app, Clock::system()).await;
    // As many as may run at once, which are also the oldest.
    leftover(&fixture, &functions).await;
    leftover(&fixture, &functions).await;
    let id = fixture.app.create_export(&OWNER, &json!({})).await;
    fixture.app.finished_export(&OWNER, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_of_finished_export_dequeues_it() {
    let fixture = Fixture::start(0, 0).await;
    let functions = Functions::before(&fixture.app, Clock::system()).await;
    let call = leftover(&fixture, &functions).await;
    let queue = async || {
        fixture.app.store.control.exports_queue(&call.organization_id, now()).await.expect("it answers")
    };
    assert_eq!(queue().await.running.len(), 1);
    fixture.worker(&SHORT_STEPS).run(&call, std::time::Duration::from_secs(10)).await.expect("it ends");
    assert!(queue().await.running.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_export_after_failed_call_can_be_repeated() {
    let fixture = Fixture::start(0, 0).await;
    let functions = Functions::before(&fixture.app, Clock::system()).await;
    let export = functions.export();
    // The transaction, the queue, and the record: each call that writes.
    for text in ["monitor.export.deleted", LEAVES_QUEUE, "DeleteItem"] {
        let call = fixture.create(fixture.csv("u_admin", false)).await;
        let path = format!("/v1/exports/{}", call.export_id);
        functions.dynamodb.follow(Plan::matching(text, Fault::Unavailable));
        let failed = export.call("DELETE", &path, Vec::new()).await;
        functions.dynamodb.follow(Plan::calm());
        assert_eq!(failed.status.as_u16(), 503, "{text}: {failed:?}");
        assert_eq!(export.call("DELETE", &path, Vec::new()).await.status.as_u16(), 204, "{text}");
        assert_eq!(export.call("DELETE", &path, Vec::new()).await.status.as_u16(), 404, "{text}");
        let queue =
            fixture.app.store.control.exports_queue(&call.organization_id, now()).await.expect("it answers");
        assert!(queue.running.is_empty() && queue.waiting.is_empty(), "{text}: {queue:?}");
    }
    let events =
        fixture.app.all_events(&OWNER, "/v1/events", "source=monitor&type=monitor.export.deleted").await;
    assert_eq!(events.len(), 3, "{events:?}");
}
