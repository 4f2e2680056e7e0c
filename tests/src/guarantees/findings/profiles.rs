//! Profiles, places and totals as a detector stores them.

use std::collections::BTreeSet;

use detections::{Day, Place};
use event_model::{Timestamp, UserId};
use event_store::{Consumer, DetectionTotals, StoreError, StoredProfile};
use support::app::{TestApp, organization_id};

fn user(id: &str) -> UserId {
    id.parse().expect("a user id")
}

#[tokio::test]
async fn profile_of_stale_read_is_a_conflict() {
    let app = TestApp::start().await;
    let (control, organization) = (&app.store.control, app.organization_id());
    let (ada, bo) = (user("u_ada"), user("u#bo"));
    let users = [ada.clone(), bo.clone(), ada.clone()];
    assert!(control.profiles_get(&organization, &users).await.expect("no profile").is_empty());

    let mut written = StoredProfile { segment: 4, ..StoredProfile::default() };
    for (day, items) in [(20_000, 3), (20_001, 40)] {
        written.profile.set_items(Day::of(Timestamp::MIN.plus(chrono::Duration::days(day))), items);
    }
    for user in [&ada, &bo] {
        control.profiles_put(&organization, user, &written).await.expect("a new profile");
        let again = control.profiles_put(&organization, user, &written).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    }
    let read = control.profiles_get(&organization, &users).await.expect("profiles");
    assert_eq!(read.len(), 2);
    assert_eq!(read[&bo], StoredProfile { version: 1, ..written });

    let next = StoredProfile { segment: 5, ..read[&bo].clone() };
    control.profiles_put(&organization, &bo, &next).await.expect("the next version");
    let stale = control.profiles_put(&organization, &bo, &next).await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    let read = control.profiles_get(&organization, &users).await.expect("profiles");
    assert_eq!((read[&bo].segment, read[&bo].version), (5, 2));
    assert_eq!((read[&ada].segment, read[&ada].version), (4, 1));
    let other = control.profiles_get(&organization_id("org_other"), &users).await;
    assert!(other.expect("no profile").is_empty());
}

#[tokio::test]
async fn place_of_three_others_is_common() {
    let app = TestApp::start().await;
    let (control, organization) = (&app.store.control, app.organization_id());
    let day = |number: i64| Day::of(Timestamp::MIN.plus(chrono::Duration::days(20_000 + number)));
    let (country, network) = (Place::Country("CH".to_owned()), Place::Network(64_500));
    // All at once: none of the users is lost.
    let touches = ["u1", "u2", "u3"].map(user);
    let touches = touches.iter().map(|user| control.places_touch(&organization, &country, user, day(1)));
    for touched in futures::future::join_all(touches).await {
        touched.expect("the place is written");
    }
    for person in ["u1", "u2"] {
        control.places_touch(&organization, &network, &user(person), day(1)).await.expect("a write");
    }
    let places = BTreeSet::from([country.clone(), network, Place::Country("AU".to_owned())]);
    let common = async |except: Option<&str>, on: i64| {
        let except = except.map(user);
        let common = control.places_common(&organization, &places, except.as_ref(), day(on)).await;
        common.expect("the store answers")
    };
    let only = BTreeSet::from([country]);
    assert_eq!(common(None, 1).await, only);
    assert_eq!(common(Some("u9"), 31).await, only);
    assert_eq!(common(Some("u9"), 32).await, BTreeSet::new(), "after 30 days");
    assert_eq!(common(Some("u1"), 1).await, BTreeSet::new(), "two others");
}

#[tokio::test]
async fn totals_and_position_read_back() {
    let app = TestApp::start().await;
    let (control, organization) = (&app.store.control, app.organization_id());
    let before = control.detection_totals_get(&organization).await.expect("the store answers");
    assert_eq!(before, DetectionTotals::default());
    for members in [7, 8] {
        let swept_at = Some(Timestamp::MIN.plus(chrono::Duration::days(20_000)));
        let totals = DetectionTotals { active_members: Some(members), swept_at };
        control.detection_totals_put(&organization, &totals).await.expect("a write");
        assert_eq!(control.detection_totals_get(&organization).await.expect("totals"), totals);
    }
    let consumer = Consumer { organization_id: organization, name: "test".to_owned() };
    assert_eq!(control.consumers_get(&consumer).await.expect("the store answers"), None);
    control.consumers_claim(&consumer, 12, Timestamp::MIN).await.expect("a claim");
    assert_eq!(control.consumers_get(&consumer).await.expect("the store answers"), Some(12));
}
