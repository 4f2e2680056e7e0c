//! Properties of every input. The fuzz targets (`fuzz/`) check the same.

use std::sync::OnceLock;

use api::Params;
use event_model::{
    Catalog, ContentHash, EventId, EventQuery, EventRequest, IpFilter, NewEvent, OrganizationId, Timestamp,
    UserId, WriteShards, json_object, parse_event,
};
use event_store::{
    Aws, Cursor, CursorScope, Endpoints, FeedCursor, FeedPosition, KeyPosition, Order, Position,
    ProductKeySecret, ReaderKeySecret, keys,
};
use lambda::clock::Clock;
use lambda::env::Env;
use lambda_http::http::{HeaderValue, header};
use serde_json::Value;

/// Bytes of an answer about one event: so much no fault is worth.
const FAULTS_BYTES: usize = 64 * 1024;

/// An event is read whole, or every fault of it is named in words that are safe to show.
pub(crate) fn event_body(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<serde_json_borrow::Value<'_>>(bytes) else { return };
    match parse_event(&value) {
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a fault");
            let text = serde_json::to_string(&faults).expect("faults are JSON");
            assert!(text.len() <= FAULTS_BYTES, "{} bytes of faults", text.len());
            for fault in &faults {
                let fault = serde_json::to_value(fault).expect("a fault is JSON");
                let (pointer, message) = (text_of(&fault["pointer"]), text_of(&fault["message"]));
                assert!(pointer.is_empty() || pointer.starts_with('/'), "{pointer:?}");
                assert!(!pointer.chars().chain(message.chars()).any(char::is_control), "{fault}");
            }
        }
        Ok(event) => {
            assert_eq!(
                parse_event(&(&wire(&event)).into()).as_ref(),
                Ok(&event),
                "what is read can be sent again"
            );
            let again = parse_event(&value).expect("read before");
            assert_eq!(ContentHash::of(&again), ContentHash::of(&event), "one content has one hash");
            let shards = WriteShards::try_from(256).expect("a number of shards");
            let keys = keys::event_keys(&event, shards);
            // DynamoDB's limits: 2,048 bytes of a partition key, 1,024 of a sort key.
            let ip_key = keys.ip_key.as_deref().unwrap_or_default();
            for key in [&keys.pk, &keys.time_key, &keys.user_key, &keys.type_key, ip_key] {
                assert!(key.len() <= 2_048, "{key}");
            }
            assert_eq!(Position::parse(keys.sort_key.as_str()).as_ref(), Some(&keys.sort_key));
            assert_eq!(keys.sort_key.time(), event.occurred_at);
        }
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Writes an event as a producer would.
fn wire(event: &NewEvent) -> Value {
    serde_json::to_value(EventRequest::from(event.clone())).expect("an event is JSON")
}

/// A text opens as a cursor only if it is the one text of that position and list.
pub(crate) fn cursor(bytes: &[u8]) {
    let organization: OrganizationId = "org_a".parse().expect("an id");
    let scope_of =
        |name: &str| CursorScope::new(&organization, name, &EventQuery::default(), Order::Descending);
    let scope = scope_of("events");
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(position) = Cursor::open(text, &scope)
    {
        assert_eq!(Cursor::seal(&position, &scope).as_str(), text);
    }
    // The cursor of any position opens, for this list and text only.
    let (head, rest) = bytes.split_at(bytes.len().min(Position::BYTES));
    let Some(position) = head.try_into().ok().and_then(Position::from_bytes) else { return };
    let cursor = Cursor::seal(&position, &scope);
    assert_eq!(Cursor::open(cursor.as_str(), &scope).as_ref(), Ok(&position));
    let name = String::from_utf8_lossy(rest);
    if name != "events" {
        assert!(Cursor::open(cursor.as_str(), &scope_of(&name)).is_err());
    }
    let mut altered = cursor.as_str().as_bytes().to_vec();
    if let [at, with, ..] = rest {
        let at = usize::from(*at) % altered.len();
        altered[at] = *with;
        let altered = String::from_utf8_lossy(&altered);
        assert!(altered == cursor.as_str() || Cursor::open(&altered, &scope).is_err(), "{altered}");
    }
}

/// The same as [`cursor`] for the feed: a text opens only if it is the one text of that position and list.
pub(crate) fn feed_cursor(bytes: &[u8]) {
    let organization: OrganizationId = "org_a".parse().expect("an id");
    let scope_of =
        |name: &str| CursorScope::new(&organization, name, &EventQuery::default(), Order::Ascending);
    let scope = scope_of("feed");
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(cursor) = FeedCursor::open(text, &scope)
    {
        assert_eq!(cursor.seal(&scope), text);
    }
    let Some((head, rest)) = bytes.split_first_chunk::<10>() else { return };
    let segment = u64::from_be_bytes(head[..8].try_into().expect("8 bytes")).max(1);
    let position = FeedPosition { segment, skip: u16::from_be_bytes([head[8], head[9]]) };
    let cursor = FeedCursor { position, issued_at: Timestamp::MAX };
    let text = cursor.seal(&scope);
    assert_eq!(FeedCursor::open(&text, &scope), Ok(cursor));
    let name = String::from_utf8_lossy(rest);
    if name != "feed" {
        assert!(FeedCursor::open(&text, &scope_of(&name)).is_err());
    }
    // A cursor of a list of pages is not one of the feed, and the reverse.
    assert!(Cursor::open(&text, &scope).is_err());
}

/// A query string is refused, or has one canonical form, which reads back as parameters and as a body.
pub(crate) fn filters(text: &str) {
    let user: UserId = "u_1".parse().expect("an id");
    for is_own in [false, true] {
        let read = |params: &mut Params| {
            if is_own {
                EventQuery::read_own(params, Catalog::built_in(), &user)
            } else {
                EventQuery::read(params, Catalog::built_in())
            }
        };
        let Ok(mut params) = Params::parse(text) else { return };
        let Ok(query) = read(&mut params) else { continue };
        let mut canonical = serde_json::to_value(&query).expect("a query is JSON");
        assert_eq!(serde_json::from_value(canonical.clone()).ok(), Some(query.clone()), "{canonical}");
        let body = json_object::read(&(&canonical).into(), "a field", |filters| {
            EventQuery::from_json(filters, Catalog::built_in())
        });
        assert_eq!(body, Ok(query.clone()), "{canonical}");
        if is_own {
            assert_eq!(query.include.users, [(&user).into()].into(), "an own query selects another user");
            assert!(query.exclude.users.is_empty(), "an own query excludes a user");
            canonical["user"] = serde_json::Value::Null;
        }
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (name, value) in canonical.as_object().expect("a query is an object") {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            pairs.extend_pairs(values.iter().filter_map(|value| Some((name, value.as_str()?))));
        }
        let mut params = Params::parse(&pairs.finish()).expect("fewer parameters than before");
        assert_eq!(read(&mut params).expect("the canonical form reads back"), query, "{canonical}");
        params.finish().expect("the canonical form has only filters");
    }
}

/// Every key text is parsed into its parts, and two different items never have the same key.
pub(crate) fn keys(text: &str) {
    if let Some(position) = Position::parse(text) {
        assert_eq!(position.as_str(), text);
        assert_eq!(Position::from_bytes(position.to_bytes()).as_ref(), Some(&position));
    }
    if let Ok(position) = text.parse::<KeyPosition>() {
        assert_eq!(position.to_string(), text);
    }
    if let Some(secret) = ProductKeySecret::parse(text) {
        assert_eq!(secret.expose(), text);
        assert!(!format!("{secret:?}").contains(&text[20..]), "a secret is not shown");
    }
    if let Some(secret) = ReaderKeySecret::parse(text) {
        assert_eq!(secret.expose(), text);
        assert!(ProductKeySecret::parse(text).is_none());
        assert!(!format!("{secret:?}").contains(&text[21..]), "a secret is not shown");
    }
    if let Ok(time) = Timestamp::parse(text) {
        assert_eq!(time.to_string().len(), 24);
        assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
    }
    if let Ok(filter) = text.parse::<IpFilter>() {
        assert_eq!(filter.to_string().parse::<IpFilter>().as_ref(), Ok(&filter), "{filter}");
    }
    let words: Vec<&str> = text.split('\n').collect();
    let [first, second, third, fourth] = words[..] else { return };
    if let (Ok(a), Ok(b)) = (first.parse::<OrganizationId>(), third.parse::<OrganizationId>()) {
        if let (Ok(c), Ok(d)) = (second.parse::<UserId>(), fourth.parse::<UserId>()) {
            assert_eq!(keys::user_key(&a, &c) == keys::user_key(&b, &d), (&a, &c) == (&b, &d));
        }
        if let (Ok(c), Ok(d)) = (second.parse::<EventId>(), fourth.parse::<EventId>()) {
            let key = |organization, id| keys::event_key(organization, "pass", id);
            assert_eq!(key(&a, &c) == key(&b, &d), (&a, &c) == (&b, &d));
            assert_ne!(key(&a, &c), keys::event_key(&b, "vpn", &d));
        }
    }
}

/// No header without a valid signature is accepted, and none makes the authorizer panic.
pub(crate) fn authorization(bytes: &[u8]) {
    static STATE: OnceLock<(tokio::runtime::Runtime, authorizer::State)> = OnceLock::new();
    let (runtime, state) = STATE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        // No server listens there: a text for which a key must be fetched gives an outage.
        let aws = Aws::with_endpoints(Endpoints::all("http://127.0.0.1:9"));
        let env = Env::from_iter([
            ("CONTROL_TABLE", "ControlTable"),
            ("OIDC_ISSUER", "http://127.0.0.1:9"),
            ("OIDC_AUDIENCE", "activity-monitor"),
        ]);
        let state = authorizer::State::load(&env, &aws, Clock::system()).expect("every variable is there");
        (runtime, state)
    });
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let text = String::from_utf8_lossy(bytes);
    if text.split_ascii_whitespace().any(|word| ProductKeySecret::parse(word).is_some()) {
        return; // The table decides about these.
    }
    let mut request = lambda_http::aws_lambda_events::apigw::ApiGatewayV2CustomAuthorizerV2Request::default();
    request.headers.insert(header::AUTHORIZATION, value);
    let answer = runtime.block_on(authorizer::authorize(state, request));
    assert!(!answer.is_ok_and(|answer| answer.is_authorized), "{text:?} was let in");
}
