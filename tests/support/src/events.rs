//! Events to send.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::app::ago;

/// Returns a valid event of the organization, one hour old.
pub fn event(organization: &str, id: &str) -> Value {
    event_at(organization, id, ago(Duration::hours(1)))
}

/// Returns an event of the organization that occurred at `time`.
pub fn event_at(organization: &str, id: &str, time: DateTime<Utc>) -> Value {
    json!({
        "id": id,
        "organization_id": organization,
        "type": "pass.item.created",
        "occurred_at": time.to_rfc3339_opts(SecondsFormat::Millis, true),
        "actor": { "id": "u_ada", "name": "Ada Lovelace", "email": "ada@northwind.example" },
        "targets": [{ "type": "vault", "id": "v_1", "name": "Engineering" }],
        "client": { "ip": "203.0.113.7", "device": "Firefox on Linux", "app_version": "web 5.2" },
        "session_id": "s_1",
        "metadata": { "reason": "audit" }
    })
}

/// Returns `event` with `value` at the JSON pointer `pointer`. The parent must exist.
pub fn with(mut event: Value, pointer: &str, value: Value) -> Value {
    let (parent, member) = pointer.rsplit_once('/').expect("a pointer has a slash");
    let parent = event.pointer_mut(parent).and_then(Value::as_object_mut).expect("the parent is an object");
    parent.insert(member.to_owned(), value);
    event
}

/// Returns `event` without the member at the JSON pointer `pointer`.
pub fn without(mut event: Value, pointer: &str) -> Value {
    let (parent, member) = pointer.rsplit_once('/').expect("a pointer has a slash");
    event.pointer_mut(parent).and_then(Value::as_object_mut).expect("the parent is an object").remove(member);
    event
}

/// Returns one of `choices`.
pub fn one<T: Clone>(random: &mut Rng, choices: &[T]) -> T {
    choices[random.usize(..choices.len())].clone()
}

/// Returns `count` different events over the last days, skewed as real ones are, many at the same
/// millisecond.
pub fn varied(organization: &str, count: usize) -> Vec<Value> {
    let mut random = Rng::with_seed(7);
    let start = ago(Duration::days(3));
    let users = ["u_ada", "u_ada", "u_ada", "u_grace", "u_edsger", "u#1", "u_zoë"];
    let types = [
        "account.login.succeeded",
        "account.login.failed_password",
        "account.login.failed_password",
        "pass.item.read",
        "pass.item.created",
        "vpn.session.started",
    ];
    let addresses =
        ["203.0.113.7", "203.0.113.7", "203.0.113.9", "198.51.100.20", "2001:db8::7", "2001:db8:1::1"];
    (0..count)
        .map(|index| {
            let user = one(&mut random, &users);
            let kind = one(&mut random, &types);
            let outcome =
                if kind.contains("failed") { "failure" } else { one(&mut random, &["success", "blocked"]) };
            let millis = random.i64(0..200) * 1_000;
            let mut event =
                event_at(organization, &format!("e{index}"), start + Duration::milliseconds(millis));
            event["type"] = json!(kind);
            event["outcome"] = json!(outcome);
            event["actor"] =
                json!({ "id": user, "name": user, "email": format!("{}@northwind.example", index % 3) });
            if random.u8(..5) == 0 {
                event["client"].as_object_mut().expect("an object").remove("ip");
            } else {
                event["client"]["ip"] = json!(one(&mut random, &addresses));
            }
            event
        })
        .collect()
}
