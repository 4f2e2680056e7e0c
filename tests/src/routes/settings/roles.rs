//! Who may do what, route by route.

use api::{Caller, Product};
use event_model::Role;
use event_store::KeyScope;
use http::Method;

use crate::settings_app::{App, operator, person};

/// Every route with a body that it takes, and what owner, admin, auditor, member, product and operator
/// get.
const TABLE: [(Method, &str, &str, [u16; 6]); 9] = [
    (Method::GET, "/v1/settings", "", [200, 200, 403, 403, 403, 403]),
    (Method::PATCH, "/v1/settings", "{}", [200, 200, 403, 403, 403, 403]),
    (Method::GET, "/v1/settings/coverage", "", [200, 200, 200, 200, 403, 403]),
    (Method::GET, "/v1/organizations", "", [403, 403, 403, 403, 403, 200]),
    (Method::GET, "/v1/organizations/org_a", "", [403, 403, 403, 403, 403, 200]),
    (
        Method::PUT,
        "/v1/organizations/org_a",
        r#"{"name": "A", "plan": "business_suite"}"#,
        [403, 403, 403, 403, 403, 200],
    ),
    (
        Method::POST,
        "/v1/keys",
        r#"{"name": "K", "sources": "all", "organizations": "all"}"#,
        [403, 403, 403, 403, 403, 201],
    ),
    (Method::GET, "/v1/keys", "", [403, 403, 403, 403, 403, 200]),
    (Method::DELETE, "/v1/keys/0123456789abcdef", "", [403, 403, 403, 403, 403, 404]),
];

#[tokio::test]
async fn every_route_is_for_those_that_it_is_for() {
    let app = App::start().await;
    let product = Caller::Product(Product {
        key_id: "0123456789abcdef".parse().expect("a key's id"),
        sources: KeyScope::All,
        organizations: KeyScope::All,
        backfill: false,
    });
    let [owner, admin, auditor, member] = [Role::Owner, Role::Admin, Role::Auditor, Role::Member].map(person);
    let callers = [owner, admin, auditor, member, product, operator()];
    for (method, path, body, expected) in TABLE {
        for (caller, expected) in callers.iter().zip(expected) {
            let answer = app.send(caller, method.clone(), path, &[], body).await;
            assert_eq!(answer.status.as_u16(), expected, "{method} {path} as {caller:?}");
            if expected == 403 {
                // The permission comes before the body: what is wrong with it is not theirs to learn.
                let wrong = app.send(caller, method.clone(), path, &[], "{").await;
                assert_eq!(wrong.problem(403), "forbidden", "{method} {path} as {caller:?}");
            }
        }
    }
}
