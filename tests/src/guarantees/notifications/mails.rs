//! From the event of a finding to the mails.

use chrono::Duration;
use detections::Severity;
use event_model::{Role, UserId};
use support::mail_server::{FAILED, REJECTED};

use super::fixture::{Notifications, address};

const OWN: &str = "Your account: Password guessed";
const HIGH: &str = "High: Password guessed";

fn mail(user: &str, subject: &str) -> (String, String) {
    (address(user), subject.to_owned())
}

#[tokio::test]
async fn finding_reaches_admins_and_its_person() {
    let notifications = Notifications::start().await;
    notifications.visit("u_owner", Role::Owner).await;
    notifications.visit("u_member", Role::Member).await;
    notifications.open("u_ada", Severity::High).await;
    notifications.run().await;
    let mails = notifications.mails.take();
    let sent: Vec<_> = mails.iter().map(|mail| (mail.to.clone(), mail.subject.clone())).collect();
    assert_eq!(sent, [mail("u_ada", OWN), mail("u_owner", HIGH)]);
    for mail in &mails {
        assert!(mail.text.contains("Person u_ada"), "{}", mail.text);
        assert!(mail.html.contains("Person u_ada"), "{}", mail.html);
        for hidden in ["192.0.2.7", "CH", "Zurich"] {
            assert!(!mail.text.contains(hidden) && !mail.html.contains(hidden), "{hidden}: {}", mail.text);
        }
        assert!(!mail.headers.contains_key("List-Unsubscribe"), "{:?}", mail.headers);
    }
    // Read again, and nothing new.
    notifications.run().await;
    assert_eq!(notifications.take(), []);
    assert_eq!(notifications.due_at().await, None);
}

#[tokio::test]
async fn finding_of_low_severity_waits_for_the_digest() {
    let notifications = Notifications::start().await;
    notifications.visit("u_owner", Role::Owner).await;
    notifications.visit("u_auditor", Role::Auditor).await;
    notifications.open("u_ada", Severity::Medium).await;
    notifications.open("u_bob", Severity::Low).await;
    notifications.run().await;
    assert_eq!(notifications.take(), [mail("u_ada", OWN), mail("u_bob", OWN)]);
    assert!(notifications.due_at().await.is_some());
    notifications.run_after(Duration::days(1)).await;
    let digests = notifications.mails.take();
    assert_eq!(digests.len(), 1);
    let digest = &digests[0];
    assert_eq!(
        (digest.to.as_str(), digest.subject.as_str()),
        ("u_owner@northwind.example", "Daily digest: 2 findings")
    );
    assert!(digest.text.contains("Person u_ada") && digest.text.contains("Person u_bob"), "{}", digest.text);
    assert_eq!(digest.headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    let link = digest.headers["List-Unsubscribe"].trim_matches(['<', '>']);
    let token = link.strip_prefix("https://activity.northwind.example/v1/unsubscribe/").expect("the link");
    assert!(digest.text.contains(link) && digest.html.contains(link));
    // Only the hash of the token is stored.
    let stored = notifications.tables.app.stored("ControlTable").await;
    assert!(!stored.iter().any(|item| item.contains(token)));
    let control = &notifications.tables.app.store.control;
    let of_link =
        control.unsubscribe_links_get(token, notifications.now()).await.expect("the table can be read");
    let owner: UserId = "u_owner".parse().expect("an id");
    assert_eq!(of_link, Some((notifications.organization.clone(), owner)));
}

#[tokio::test]
async fn address_that_is_refused_holds_up_nobody() {
    let notifications = Notifications::start().await;
    for user in ["u_admin", "u_owner"] {
        notifications.visit(user, Role::Admin).await;
    }
    notifications.mails.refuse(&address("u_admin"), Some(REJECTED));
    notifications.mails.refuse(&address("u_ada"), Some(FAILED));
    notifications.open("u_ada", Severity::High).await;
    notifications.run().await;
    assert_eq!(notifications.take(), [mail("u_owner", HIGH)]);
    let admin: UserId = "u_admin".parse().expect("an id");
    let control = &notifications.tables.app.store.control;
    let mailbox = control.mailboxes_get(&notifications.organization, &admin).await.expect("readable");
    assert!(mailbox.stopped.is_some_and(|stop| stop.until == stop.at.plus(Duration::days(1))));
    // The failure is tried again soon, the refused address a day later.
    notifications.mails.refuse(&address("u_ada"), None);
    notifications.mails.refuse(&address("u_admin"), None);
    notifications.run_after(Duration::minutes(1)).await;
    assert_eq!(notifications.take(), [mail("u_ada", OWN)]);
    notifications.run_after(Duration::days(1)).await;
    assert_eq!(notifications.take(), [mail("u_admin", "1 more finding")]);
}

#[tokio::test]
async fn person_who_was_removed_gets_no_mail() {
    let notifications = Notifications::start().await;
    notifications.visit("u_admin", Role::Admin).await;
    notifications.visit("u_owner", Role::Owner).await;
    notifications.open("u_ada", Severity::Medium).await;
    notifications.remove("u_admin").await;
    // With the token that they still have.
    notifications.visit("u_admin", Role::Admin).await;
    notifications.open("u_bob", Severity::High).await;
    notifications.run().await;
    assert_eq!(notifications.take(), [mail("u_ada", OWN), mail("u_bob", OWN), mail("u_owner", HIGH)]);
    notifications.run_after(Duration::days(1)).await;
    assert_eq!(notifications.take(), [mail("u_owner", "Daily digest: 1 finding")]);
}

#[tokio::test]
async fn burst_of_findings_sends_20_mails_an_hour() {
    let notifications = Notifications::start().await;
    notifications.visit("u_owner", Role::Owner).await;
    for nth in 0..23 {
        notifications.open(&format!("u_{nth}"), Severity::High).await;
    }
    notifications.run().await;
    let to_owner = |mails: Vec<(String, String)>| {
        mails
            .into_iter()
            .filter(|(to, _)| *to == address("u_owner"))
            .map(|(_, subject)| subject)
            .collect::<Vec<_>>()
    };
    assert_eq!(to_owner(notifications.take()), vec![HIGH.to_owned(); 20]);
    notifications.run_after(Duration::hours(1)).await;
    assert_eq!(to_owner(notifications.take()), ["3 more findings"]);
}
