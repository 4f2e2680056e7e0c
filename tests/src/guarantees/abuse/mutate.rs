//! Turns valid input into malformed input.

use serde_json::{Value, json};

use fastrand::Rng;
use support::events::{event, one};

/// Values that programs stumble over.
fn value(random: &mut Rng) -> Value {
    match random.u64(..16) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(u64::MAX),
        4 => json!(1e308),
        5 => json!([]),
        6 => json!({}),
        7 => json!([[[[[[[[]]]]]]]]),
        8 => json!({ "$ne": null, "__proto__": { "a": 1 } }),
        9 => json!(""),
        _ => json!(text(random)),
    }
}

/// Texts that programs stumble over.
pub(crate) fn text(random: &mut Rng) -> String {
    let many = 1 + random.usize(..700);
    match random.u64(..24) {
        0 => "a".repeat(many),
        1 => "ß".repeat(many),
        2 => "\u{0}".to_owned(),
        3 => "line\nbreak\r\n".to_owned(),
        4 => "\u{2028}\u{202e}\u{feff}".to_owned(),
        5 => "' OR '1'='1".to_owned(),
        6 => "\"}, DELETE FROM EventsTable --".to_owned(),
        7 => "../../../../etc/passwd".to_owned(),
        8 => "org_victim#pass#secret-1".to_owned(),
        9 => "<script>alert(1)</script>".to_owned(),
        10 => "${jndi:ldap://localhost/a}".to_owned(),
        11 => "9999-12-31T23:59:59.999Z".to_owned(),
        12 => "9999-12-31T23:59:59.999-23:59".to_owned(),
        13 => "0000-01-01T00:00:00+23:59".to_owned(),
        14 => "1969-12-31T23:59:60Z".to_owned(),
        15 => "2026-02-30T00:00:00Z".to_owned(),
        16 => "1e999999999".to_owned(),
        17 => "::ffff:0.0.0.0/0".to_owned(),
        18 => "fe80::1%eth0".to_owned(),
        19 => "pass.*.*".to_owned(),
        20 => "am_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        21 => "e\u{301}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}".to_owned(),
        22 => "%00%ff%c0%af".to_owned(),
        _ => (0..many % 40).map(|_| char::from_u32(random.u32(..0xd800)).unwrap_or('x')).collect(),
    }
}

/// Members of an event, at any depth.
const POINTERS: [&str; 16] = [
    "/id",
    "/organization_id",
    "/type",
    "/occurred_at",
    "/outcome",
    "/actor",
    "/actor/id",
    "/actor/email",
    "/targets",
    "/targets/0",
    "/targets/0/id",
    "/client",
    "/client/ip",
    "/session_id",
    "/metadata",
    "/metadata/reason",
];

/// Returns an event that may have anything wrong with it.
pub(crate) fn bad_event(organization: &str, random: &mut Rng) -> Value {
    let mut event = event(organization, &format!("h{}", random.u64(..1 << 40)));
    for _ in 0..random.u64(..4) {
        let bad = value(random);
        match random.u64(..6) {
            0 => {
                let (name, bad) = (text(random), bad);
                event[name.as_str()] = bad;
            }
            1 => {
                if let Some(members) = event.as_object_mut() {
                    let name = one(random, &members.keys().cloned().collect::<Vec<_>>());
                    members.remove(&name);
                }
            }
            2 => {
                if let Some(Value::Object(metadata)) = event.get_mut("metadata") {
                    let bad_key = text(random);
                    metadata.insert(bad_key, bad);
                }
            }
            _ => {
                if let Some(member) = event.pointer_mut(one(random, &POINTERS)) {
                    *member = bad;
                }
            }
        }
    }
    event
}

/// Returns a body of `POST /v1/events` that may have anything wrong with it.
pub(crate) fn bad_body(organization: &str, random: &mut Rng) -> Vec<u8> {
    let events: Vec<Value> = (0..1 + random.u64(..3)).map(|_| bad_event(organization, random)).collect();
    let mut body = match random.u64(..12) {
        0 => value(random),
        1 => json!({ "events": value(random) }),
        2 => json!({ "events": events, "more": value(random) }),
        _ => json!({ "events": events }),
    }
    .to_string();
    match random.u64(..14) {
        0 => body = body.replacen("\"id\":", "\"id\":\"first\",\"id\":", 3),
        1 => body = body.replacen("\"metadata\":", "\"metadata\":{\"a\":1},\"metadata\":", 1),
        2 => body = deep(random.usize(..60_000), &body),
        3 => body = body.replacen(":\"", ":1e99999,\"x\":\"", 1),
        4 => body = body.replacen(":\"", &format!(":{},\"x\":\"", "9".repeat(10_000)), 1),
        5 => body = body.replacen("\"a", "\"\\ud800a", 1),
        6 => body.insert(0, '\u{feff}'),
        _ => {}
    }
    let bytes = body.into_bytes();
    if random.u64(..3) == 0 { bad_bytes(bytes, random) } else { bytes }
}

/// Wraps a text into arrays and objects.
fn deep(depth: usize, text: &str) -> String {
    let (open, close) = if depth.is_multiple_of(2) { ("[", "]") } else { ("{\"a\":", "}") };
    format!("{}{text}{}", open.repeat(depth), close.repeat(depth))
}

/// Flips, cuts, doubles and inserts bytes.
pub(crate) fn bad_bytes(mut bytes: Vec<u8>, random: &mut Rng) -> Vec<u8> {
    for _ in 0..1 + random.u64(..4) {
        if bytes.is_empty() {
            return bytes;
        }
        let at = random.usize(..bytes.len());
        match random.u64(..6) {
            0 => bytes.truncate(at),
            1 => bytes[at] = random.u8(..),
            2 => bytes[at] ^= 1 << random.u64(..8),
            3 => bytes.insert(at, one(random, &[0xff, 0xc0, 0x00, b'"', b'\\', b'{', b'%', b'#', 0xed])),
            4 => {
                let tail = bytes[at..].to_vec();
                bytes.extend(tail.iter().take(64));
            }
            _ => {
                bytes.remove(at);
            }
        }
    }
    bytes
}

/// Encodes a text for a path or query: rightly, not at all, twice, or wrongly.
pub(crate) fn encode(text: &str, random: &mut Rng) -> String {
    let once = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    match random.u64(..8) {
        0 => once(&once(text)),
        1 => text.chars().filter(|c| c.is_ascii_graphic()).collect(),
        2 => once(text).replacen('%', "%%", 1),
        3 => format!("{}%", once(text)),
        4 => format!("{}%zz%f", once(text)),
        5 => once(text).to_lowercase().replace("%20", "+"),
        _ => once(text),
    }
}
