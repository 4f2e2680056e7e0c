//! The schema of a sent event accepts the events that the parser accepts, and no others.

use event_model::{FieldError, parse_event};
use jsonschema::{Draft, Validator};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::events::event;

/// A rule of the parser that a JSON schema cannot state.
struct Exception {
    rule: &'static str,
    /// An event that the schema accepts and the parser refuses: a value and its pointer.
    example: (&'static str, fn() -> Value),
    explains: fn(&FieldError, &Value) -> bool,
}

/// Duplicate members are another one, which a parsed value does not show.
const EXCEPTIONS: [Exception; 3] = [
    Exception {
        rule: "a length is a number of bytes; a schema counts characters",
        example: ("/actor/name", || json!("é".repeat(129))),
        explains: |fault, event| fault.message.ends_with(" bytes") && !event.to_string().is_ascii(),
    },
    Exception {
        rule: "occurred_at is between 1970 and 9999 in UTC; a schema sees the year of its offset",
        example: ("/occurred_at", || json!("1970-01-01T00:00:00+01:00")),
        explains: |fault, _| fault.pointer == "/occurred_at",
    },
    Exception {
        rule: "tag characters show nothing; a pattern has no portable form of them",
        example: ("/actor/name", || json!("\u{e0041}")),
        explains: |fault, event| {
            fault.message.ends_with("has no visible character") && event.to_string().contains('\u{e0041}')
        },
    },
];

fn validator() -> Validator {
    let mut schema = local::openapi::document();
    schema["$ref"] = json!("#/components/schemas/EventRequest");
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(&schema).expect("a schema")
}

fn parse(event: &Value) -> Result<(), Vec<FieldError>> {
    parse_event(&event.into()).map(drop)
}

/// Returns the base event with edits: a value at a pointer, or none to remove the member.
fn edited(edits: Vec<(&str, Option<Value>)>) -> Value {
    let mut event = event("org_a", "e1");
    for (pointer, value) in edits {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let Some(parent) = event.pointer_mut(parent).and_then(Value::as_object_mut) else { continue };
        match value {
            Some(value) => parent.insert(name.to_owned(), value),
            None => parent.remove(name),
        };
    }
    event
}

const POINTERS: [&str; 24] = [
    "/id",
    "/organization_id",
    "/type",
    "/occurred_at",
    "/outcome",
    "/actor",
    "/actor/id",
    "/actor/name",
    "/actor/email",
    "/actor/phone",
    "/targets",
    "/targets/0/type",
    "/targets/0/id",
    "/targets/0/name",
    "/targets/0/extra",
    "/client",
    "/client/ip",
    "/client/device",
    "/client/app_version",
    "/client/user_agent",
    "/client/isp",
    "/session_id",
    "/metadata",
    "/extra",
];

const TEXTS: [&str; 50] = [
    "",
    " ",
    "x",
    " x ",
    "é",
    "a\u{7}b",
    "a\u{85}",
    "a\nb",
    "x\n",
    "a\u{2028}b",
    "a\u{202e}b",
    "a\u{2069}b",
    "\u{200b}",
    "\u{feff}\u{a0}",
    "\u{2065}",
    "\u{2064}x",
    "\u{e0041}",
    ".",
    "..",
    "...",
    ".a.",
    "a:b_c-d.e",
    "a b",
    "a#b",
    "ada@x",
    "@x",
    "ada@",
    "a@b@c",
    " @ ",
    "pass.item.created",
    "vpn.session.ended",
    "pass.item",
    "pass.*",
    "monitor.enabled",
    "success",
    "blocked",
    "Success",
    "203.0.113.7",
    "203.0.113.07",
    "203.0.113",
    "2001:db8::7",
    "::ffff:192.0.2.7",
    "fe80::1%eth0",
    "2026-11-21T19:23:11Z",
    "2026-11-21T20:23:11.123456+01:00",
    "2024-02-29T23:59:59.999-00:30",
    "2026-02-29T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+01:00",
    "2026-11-21T19:23:11",
];

fn text() -> impl Strategy<Value = String> {
    let lengths = [1_usize, 63, 64, 65, 127, 128, 129, 255, 256, 257, 318, 319, 320, 321, 511, 512, 513];
    prop_oneof![
        4 => prop::sample::select(TEXTS.to_vec()).prop_map(str::to_owned),
        2 => (prop::sample::select(lengths.to_vec()), prop::sample::select(vec!["x", "é", "0"]))
            .prop_map(|(length, unit)| unit.repeat(length)),
        1 => (300..330_usize).prop_map(|length| format!("{}@x", "a".repeat(length))),
        2 => any::<String>(),
        1 => "[ -~]{0,20}",
    ]
}

fn value() -> impl Strategy<Value = Option<Value>> {
    let target = (text(), text()).prop_map(|(kind, id)| json!({ "type": kind, "id": id }));
    prop_oneof![
        1 => Just(None),
        1 => prop::sample::select(vec![json!(null), json!(7), json!(true), json!([]), json!({}), json!(["x"]),
            json!([{}]), json!([{ "type": "a", "id": "b", "name": null }])]).prop_map(Some),
        8 => text().prop_map(|text| Some(json!(text))),
        1 => prop::collection::vec(target, 0..3).prop_map(|targets| Some(json!(targets))),
        1 => (8..13_usize).prop_map(|count| Some(json!(vec![json!({ "type": "a", "id": "b" }); count]))),
        1 => prop::collection::btree_map(text(), text(), 0..3).prop_map(|metadata| Some(json!(metadata))),
        1 => (18..23_usize).prop_map(|count| {
            Some((0..count).map(|key| (key.to_string(), json!("v"))).collect::<serde_json::Map<_, _>>().into())
        }),
    ]
}

#[test]
fn schema_accepts_what_parser_accepts() {
    let validator = validator();
    let edits = prop::collection::vec((prop::sample::select(POINTERS.to_vec()), value()), 0..3);
    let (mut accepted, mut refused) = (0, 0);
    let config = ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let counts = std::cell::RefCell::new((&mut accepted, &mut refused));
    runner
        .run(&edits, |edits| {
            let event = edited(edits);
            let mut counts = counts.borrow_mut();
            match (validator.is_valid(&event), parse(&event)) {
                (true, Ok(())) => *counts.0 += 1,
                (false, Err(_)) => *counts.1 += 1,
                (true, Err(faults)) => {
                    for fault in faults {
                        let explained =
                            EXCEPTIONS.iter().any(|exception| (exception.explains)(&fault, &event));
                        prop_assert!(explained, "only the parser refuses {event}: {fault:?}");
                    }
                }
                (false, Ok(())) => prop_assert!(false, "only the schema refuses {event}"),
            }
            Ok(())
        })
        .expect("schema and parser agree");
    assert!(accepted > 500 && refused > 500, "{accepted} accepted, {refused} refused");
}

#[test]
fn schema_exceptions_are_real() {
    let validator = validator();
    for Exception { rule, example: (pointer, value), explains } in EXCEPTIONS {
        let event = edited(vec![(pointer, Some(value()))]);
        assert!(validator.is_valid(&event), "{rule}");
        let faults = parse(&event).expect_err(rule);
        assert!(faults.iter().all(|fault| explains(fault, &event)), "{rule}");
    }
}
