//! The number of open exports, and their order.

use event_store::ExportLimit;
use futures::future::join_all;
use serde_json::json;

use support::app::{ADMIN, MEMBER, OWNER, TestApp};
use support::fixture::Fixture;

#[tokio::test(flavor = "multi_thread")]
async fn create_export_sixth_of_person_returns_429() {
    let fixture = Fixture::start(0, 0).await;
    let request = || fixture.csv("u_member", true);
    for _ in 0..5 {
        fixture.try_create(&request()).await.expect("it is within the limit");
    }
    let answer = fixture.app.post_export(&MEMBER, &json!({})).await;
    assert_eq!(answer.headers["retry-after"], "10");
    assert_eq!(answer.problem(429), "too_many_exports");
    // An admin is not kept out.
    fixture.app.create_export(&ADMIN, &json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn create_export_at_once_cannot_pass_the_limit() {
    let fixture = Fixture::start(0, 0).await;
    let requests: Vec<_> = (0..12).map(|_| fixture.csv("u_member", true)).collect();
    let created = join_all(requests.iter().map(|request| fixture.try_create(request))).await;
    assert_eq!(created.iter().filter(|created| created.is_ok()).count(), 5);
    assert!(
        created.iter().flat_map(|created| created.as_ref().err()).all(|limit| *limit == ExportLimit::Person)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn create_export_of_members_leaves_room_for_admins() {
    let fixture = Fixture::start(0, 0).await;
    let create = async |user: String, own| fixture.try_create(&fixture.csv(&user, own)).await;
    for member in 0..40 {
        create(format!("u_{member}"), true).await.expect("it is within the limits");
    }
    assert_eq!(create("u_40".to_owned(), true).await, Err(ExportLimit::Organization));
    for admin in 0..10 {
        let queue = create(format!("a_{admin}"), false).await.expect("it is within the limits");
        assert_eq!(queue.waiting.len(), 41 + admin);
        let last = queue.of_person(&format!("a_{admin}").parse().expect("an id")).next().cloned();
        assert_eq!(queue.position(&last.expect("it is in the queue")), Some(admin + 1));
    }
    assert_eq!(create("a_10".to_owned(), false).await, Err(ExportLimit::Organization));
}

#[tokio::test(flavor = "multi_thread")]
async fn create_export_does_not_count_finished_ones() {
    let app = TestApp::start().await;
    for _ in 0..7 {
        app.export(&MEMBER, &json!({})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queue_ignores_removed_exports() {
    let fixture = Fixture::start(0, 0).await;
    let store = &fixture.app.store;
    let state = fixture.app.state(&fixture.app.organization).await;
    // A failure in between removes their records and leaves their places.
    for _ in 0..5 {
        let request = fixture.csv("u_owner", false);
        fixture.try_create(&request).await.expect("it is within the limits");
        let deleted = support::fixture::act(&request, "monitor.export.deleted");
        let (organization, id) = (&request.organization_id, &request.id);
        assert!(store.exports_delete(organization, id, &state, &deleted).await.expect("it is deleted"));
        store.control.exports_forget(organization, id).await.expect("it is removed");
    }
    fixture.app.export(&OWNER, &json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn list_exports_of_members_is_bounded_with_a_cursor() {
    let fixture = Fixture::start(0, 0).await;
    let mine = fixture.csv("u_member", true);
    fixture.try_create(&mine).await.expect("it is within the limits");
    for other in 0..520 {
        let request = fixture.csv(&format!("u_{other}"), true);
        fixture.try_create(&request).await.expect("it is within the limits");
        let control = &fixture.app.store.control;
        control.exports_dequeue(&request.organization_id, &request.id).await.expect("it leaves");
    }
    let first = fixture.app.get(&MEMBER, "/v1/exports").await.expect(200);
    assert_eq!(first["exports"], json!([]));
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let second = fixture.app.get(&MEMBER, &format!("/v1/exports?cursor={cursor}")).await.expect(200);
    assert_eq!(second["exports"][0]["id"], mine.id.as_str());
    assert_eq!(second["next_cursor"], json!(null));
    fixture.app.delete_export(&MEMBER, mine.id.as_str()).await.expect(204);
}
