use serde_json::json;

use super::*;

#[test]
fn event_full_has_wire_form() {
    let event = Event::new("org_acme", "pass.item.created", "u_ada")
        .id("e1")
        .occurred_at(SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(1_764_000_000_123))
        .outcome(Outcome::Failure)
        .actor_name("Ada")
        .actor_email("ada@acme.example")
        .target("vault", "v_1")
        .named_target("item", "i_1", "Bank")
        .ip("::ffff:203.0.113.7".parse::<IpAddr>().expect("an address"))
        .device("Phone")
        .app_version("5.2")
        .user_agent("Mozilla/5.0")
        .session_id("s_1")
        .metadata("reason", "audit")
        .build()
        .expect("a valid event");
    let expected = json!({
        "id": "e1", "organization_id": "org_acme", "type": "pass.item.created",
        "occurred_at": "2025-11-24T16:00:00.123Z", "outcome": "failure",
        "actor": { "id": "u_ada", "name": "Ada", "email": "ada@acme.example" },
        "targets": [{ "type": "vault", "id": "v_1" }, { "type": "item", "id": "i_1", "name": "Bank" }],
        "client": { "ip": "203.0.113.7", "device": "Phone", "app_version": "5.2", "user_agent": "Mozilla/5.0" },
        "session_id": "s_1", "metadata": { "reason": "audit" }
    });
    assert_eq!(serde_json::to_value(&event).expect("JSON"), expected);
}

#[test]
fn event_default_id_is_new_uuid() {
    let build = || Event::new("org_acme", "pass.item.created", "u").build().expect("a valid event");
    let (first, second) = (build(), build());
    assert!(Uuid::parse_str(first.id.as_str()).is_ok_and(|id| id.get_version_num() == 7));
    assert_ne!(first.id, second.id);
    let value = serde_json::to_value(&first).expect("JSON");
    let members = value.as_object().expect("an object").keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(members, ["actor", "id", "occurred_at", "organization_id", "type"]);
}

#[test]
fn event_invalid_fields_are_all_named() {
    let event = Event::new("", "pass", "u")
        .id("..")
        .actor_email("nobody")
        .target("", "x")
        .metadata("a/b", "")
        .metadata("c", "1")
        .metadata("c", "2");
    let InvalidEvent { errors } = event.build().expect_err("faults");
    let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
    let expected = [
        "/id",
        "/organization_id",
        "/type",
        "/actor/email",
        "/targets/0/type",
        "/metadata/a~1b",
        "/metadata/c",
    ];
    assert_eq!(pointers, expected);
    let error = Event::new("", "pass.item.created", "u").build().expect_err("a fault");
    assert_eq!(error.to_string(), "the event is not valid: /organization_id is empty");
}
