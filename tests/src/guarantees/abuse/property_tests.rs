//! The properties, on input that is nearly right: the fuzz targets take them further.

use event_model::EventQuery;
use proptest::prelude::*;

use super::mutate::{bad_body, bad_bytes, bad_event, encode, text};
use super::properties::{authorization, cursor, event_body, feed_cursor, filters, keys};
use fastrand::Rng;
use support::events::one;

fn many(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(many(5_000))]

    #[test]
    fn event_bodies_of_any_bytes_hold_properties(seed: u64) {
        let mut random = Rng::with_seed(seed);
        let event = bad_event("org_a", &mut random).to_string().into_bytes();
        event_body(&event);
        event_body(&bad_bytes(event, &mut random));
        event_body(&bad_body("org_a", &mut random));
    }

    #[test]
    fn cursors_of_any_text_hold_properties(
        bytes: Vec<u8>,
        text in "[A-Za-z0-9_-]{40}",
        feed_text in "[A-Za-z0-9_-]{42}",
    ) {
        cursor(&bytes);
        cursor(text.as_bytes());
        feed_cursor(&bytes);
        feed_cursor(feed_text.as_bytes());
    }

    #[test]
    fn filters_of_any_text_hold_properties(query in "([a-z]{0,7}=[ -~]{0,20}&){0,6}", any: String) {
        filters(&query);
        filters(&any);
    }

    #[test]
    fn filters_nearly_valid_hold_properties(seed: u64) {
        let mut random = Rng::with_seed(seed);
        let names = [&EventQuery::FILTERS[..], &EventQuery::EXCLUSIONS, &["from", "to"]].concat();
        let values = [
            "ada@northwind.example", "pass.item.*", "vpn", "203.0.113.9/24", "::ffff:192.0.2.0/96", "failure",
            "2026-11-21T19:23:11.1239+01:00", "2026-11-22T00:00:00Z", "CH", "as03303", "iOS*", "item:i_1",
        ];
        let pairs: Vec<String> = (0..random.u64(..6)).map(|_| {
            let value = if random.u64(..3) == 0 { text(&mut random) } else { one(&mut random, &values).to_owned() };
            format!("{}={}", one(&mut random, &names), encode(&value, &mut random))
        }).collect();
        filters(&pairs.join("&"));
    }

    #[test]
    fn keys_of_any_text_hold_properties(
        any: String,
        time in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-5][0-9])",
        hash in "[0-9a-f]{15,21}",
        secret in "amr?_[0-9a-f]{16}_[A-Za-z0-9_-]{43}",
        words in "org_[ab]\n[a#]{1,4}\norg_[ab]\n[a#]{1,4}",
        address in "(::ffff:)?[0-9]{1,3}\\.[0-9]{1,3}\\.0\\.[0-9](/[0-9]{1,3})?",
    ) {
        for text in [&any, &time, &format!("{time}#{hash}"), &secret, &words, &address] {
            keys(text);
        }
    }
}

proptest! {
    // Some of these connect to a port without a server.
    #![proptest_config(many(500))]

    #[test]
    fn authorization_of_any_text_holds_properties(
        bytes: Vec<u8>,
        token in "[Bb]earer +[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,4}",
        alg in "none|None|HS256|RS256|ES256|EdDSA|",
        claims in "[ -~]{0,60}",
    ) {
        use base64::Engine;
        let encode = |text: String| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(text);
        authorization(&bytes);
        authorization(token.as_bytes());
        let head = encode(format!("{{\"alg\":\"{alg}\",\"typ\":\"JWT\",\"kid\":\"1\"}}"));
        authorization(format!("Bearer {head}.{}.", encode(claims.clone())).as_bytes());
        authorization(format!("Bearer {head}.{}.{}", encode(claims.clone()), encode(claims)).as_bytes());
    }
}
