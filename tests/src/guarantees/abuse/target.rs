//! Malformed requests of every kind.

use reqwest::header::HeaderValue;
use serde_json::json;

use super::mutate::{bad_body, bad_bytes, encode, text};
use fastrand::Rng;
use support::events::one;
use support::http::request;

/// The knowledge of an attacker: tokens, key and cursors of one organization, and ids of another.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: String,
    pub(crate) organization: String,
    /// Values of the Authorization header: persons of every role, and a product.
    pub(crate) persons: Vec<String>,
    pub(crate) product: String,
    /// Cursors of both organizations.
    pub(crate) cursors: Vec<String>,
}

const LISTINGS: [&str; 7] = [
    "/v1/events",
    "/v1/me/events",
    "/v1/events/summary",
    "/v1/me/events/summary",
    "/v1/users",
    "/v1/exports",
    "/v1/settings/coverage",
];
const PARAMETERS: [&str; 20] = [
    "user",
    "not.user",
    "text",
    "not.text",
    "target",
    "country",
    "not.ip",
    "type",
    "source",
    "ip",
    "outcome",
    "from",
    "to",
    "order",
    "limit",
    "cursor",
    "q",
    "buckets",
    "organization_id",
    "user[]",
];
const VALUES: [&str; 16] = [
    "u_ada",
    "u_secret",
    "ada@northwind.example",
    "secret@victim.example",
    "pass.item.*",
    "account.login.succeeded",
    "pass",
    "203.0.113.7",
    "203.0.113.0/24",
    "0.0.0.0/0",
    "failure",
    "2026-11-21T00:00:00Z",
    "asc",
    "1000",
    "0",
    "-1",
];
const PATHS: [&str; 24] = [
    "/v1/events/pass/secret-1",
    "/v1/events/pass/org_victim%23pass%23secret-1",
    "/v1/events/pass/..%2f..%2f..%2forg_victim%2fsecret-1",
    "/v1/events/pass%2Fsecret-1",
    "/v1/events/pass/secret-1%3Forganization_id=org_victim",
    "/v1/events/pass/secret-1%00",
    "/v1/events/%70ass/secret%2D1",
    "/v1/events/pass/%252e%252e",
    "//v1/events",
    "/v1//events",
    "/v1/events/",
    "/V1/EVENTS",
    "/v1/events;organization_id=org_victim",
    "/v1/./events",
    "/v1/me/../events",
    "/v1/organizations/org_victim",
    "/v1/exports/0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11",
    "/v1/keys/0123456789abcdef",
    "/v1/settings",
    "/v1/me",
    "/../../../../etc/passwd",
    "/assets/..%2f..%2fCargo.toml",
    "/%c0%ae%c0%ae/Cargo.toml",
    "*",
];
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "get"];
/// Headers that pretend to name the caller or the encoding of the body.
const HEADERS: [&str; 16] = [
    "x-amzn-request-context: {\"authorizer\":{\"lambda\":{\"kind\":\"operator\",\"user_id\":\"x\"}}}",
    "x-forwarded-for: 127.0.0.1, \"><script>",
    "x-organization-id: org_victim",
    "x-http-method-override: DELETE",
    "x-original-url: /v1/organizations",
    "content-type: application/xml; charset=utf-7",
    "content-type: multipart/form-data; boundary=a",
    "content-encoding: gzip",
    "transfer-encoding: gzip, chunked",
    "transfer-encoding: chunked",
    "content-length: 5",
    "content-length: -1",
    "expect: 100-continue",
    "range: bytes=0-1",
    "if-match: \"1\", \"2\", W/\"*\"",
    "cookie: a=b; a=c; =; ;;; \u{7f}",
];

/// Returns the `nth` request: the same bytes in each run.
pub(crate) fn nth_request(target: &Target, nth: u64) -> Vec<u8> {
    let mut random = Rng::with_seed(nth.wrapping_mul(0xa076_1d64_78bd_642f));
    let random = &mut random;
    match random.u64(..40) {
        0..12 => {
            let body = bad_body(one(random, &[target.organization.as_str(), "org_victim"]), random);
            request("POST", "/v1/events", &target.product, Some(&body))
        }
        12..22 => request("GET", &listing(target, random), &one(random, &target.persons), None),
        22..29 => {
            let path = path(random);
            let body = (random.u64(..2) == 0).then(|| bad_json(random));
            request(one(random, &METHODS), &path, &who(target, random), body.as_deref())
        }
        29..34 => change(target, random),
        34..36 => {
            let credentials = bad_bytes(who(target, random).into_bytes(), random);
            let credentials = HeaderValue::from_bytes(&credentials).map_or_else(
                |_| text(random),
                |value| String::from_utf8_lossy(value.as_bytes()).into_owned(),
            );
            request("GET", "/v1/events", &credentials, None)
        }
        36..39 => {
            let whole = request("GET", &listing(target, random), &who(target, random), None);
            let head = String::from_utf8_lossy(&whole[..whole.len() - 2]).into_owned();
            let headers: Vec<_> = (0..1 + random.u64(..3)).map(|_| one(random, &HEADERS)).collect();
            format!("{head}{}\r\n\r\nhello", headers.join("\r\n")).into_bytes()
        }
        _ => {
            let body = bad_body(&target.organization, random);
            bad_bytes(request("POST", "/v1/events", &target.product, Some(&body)), random)
        }
    }
}

fn who(target: &Target, random: &mut Rng) -> String {
    if random.u64(..4) == 0 { target.product.clone() } else { one(random, &target.persons) }
}

fn listing(target: &Target, random: &mut Rng) -> String {
    let mut path = one(random, &LISTINGS).to_owned();
    for nth in 0..random.u64(..5) {
        let name = one(random, &PARAMETERS);
        let value = match (name, random.u64(..3)) {
            ("cursor", 0 | 1) => {
                let cursor = one(random, &target.cursors).into_bytes();
                let cursor = if random.u64(..2) == 0 { bad_bytes(cursor, random) } else { cursor };
                String::from_utf8_lossy(&cursor).into_owned()
            }
            (_, 0) => text(random),
            _ => one(random, &VALUES).to_owned(),
        };
        let between = if nth == 0 { '?' } else { '&' };
        path.push_str(&format!("{between}{name}={}", encode(&value, random)));
    }
    path
}

fn path(random: &mut Rng) -> String {
    match random.u64(..4) {
        0 => format!("/v1/events/{}/{}", encode(&text(random), random), encode(&text(random), random)),
        1 => {
            let path = bad_bytes(one(random, &PATHS).as_bytes().to_vec(), random);
            String::from_utf8_lossy(&path).replace(|c: char| !c.is_ascii_graphic(), "%")
        }
        _ => one(random, &PATHS).to_owned(),
    }
}

/// Returns a malformed request of a method that changes something.
fn change(target: &Target, random: &mut Rng) -> Vec<u8> {
    let (method, path) = one(
        random,
        &[
            ("PATCH", "/v1/settings"),
            ("POST", "/v1/exports"),
            ("POST", "/v1/keys"),
            ("PUT", "/v1/organizations/org_other"),
            ("DELETE", "/v1/keys/0123456789abcdef"),
            ("DELETE", "/v1/exports/0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"),
        ],
    );
    let body = bad_json(random);
    request(method, path, &one(random, &target.persons), Some(&body))
}

/// Returns a small body with a fault.
fn bad_json(random: &mut Rng) -> Vec<u8> {
    let bad = text(random);
    let body = one(
        random,
        &[
            json!({ "show_details": bad }),
            json!({ "retention_days": -1 }),
            json!({ "retention_days": 1e300 }),
            json!({ "activity_monitor": null, bad.as_str(): 1 }),
            json!({ "filters": { "user": [bad], "from": bad }, "format": "csv", "time_zone": bad }),
            json!({ "filters": { "ip": bad, "type": ["*"] }, "format": bad }),
            json!({ "name": bad, "sources": [bad], "organizations": [bad] }),
            json!({ "name": "Other", "plan": bad, "write_shards": 3 }),
            json!([bad]),
            json!(bad),
        ],
    );
    let body = body.to_string().into_bytes();
    if random.u64(..3) == 0 { bad_bytes(body, random) } else { body }
}
