//! Finds the route of a request by the rules of HTTP APIs.

use std::collections::BTreeMap;

use crate::template::Route;

/// The routes, most specific first.
#[derive(Debug)]
pub(super) struct Routes(Vec<Parsed>);

#[derive(Debug)]
struct Parsed {
    route: Route,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Exact(String),
    Variable(String),
    Greedy(String),
}

/// The route of a request with the values of its variables.
#[derive(Debug)]
pub(super) struct Matched<'a> {
    pub(super) route: &'a Route,
    pub(super) parameters: BTreeMap<String, String>,
}

impl Routes {
    pub(super) fn new(routes: &[Route]) -> Self {
        let parse =
            |route: &Route| Parsed { route: route.clone(), segments: segments(route.path.as_deref()) };
        let mut routes: Vec<_> = routes.iter().map(parse).collect();
        // Full paths come before greedy variables, and `$default` is last. In each group, segment by segment, a name comes
        // before a variable. At the same path, a method comes before ANY.
        routes.sort_by_key(|parsed| {
            let kinds: Vec<u8> = parsed.segments.iter().map(Segment::rank).collect();
            let greedy = matches!(parsed.segments.last(), Some(Segment::Greedy(_)));
            (parsed.route.path.is_none(), greedy, kinds, parsed.route.method.is_none())
        });
        Self(routes)
    }

    /// Finds the route for a method and a decoded path.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<Matched<'_>> {
        self.0.iter().find_map(|parsed| {
            if parsed.route.method.as_deref().is_some_and(|own| own != method) {
                return None;
            }
            let parameters = match parsed.route.path {
                Some(_) => parameters(&parsed.segments, path)?,
                None => BTreeMap::new(),
            };
            Some(Matched { route: &parsed.route, parameters })
        })
    }
}

impl Segment {
    fn rank(&self) -> u8 {
        match self {
            Self::Exact(_) => 0,
            Self::Variable(_) => 1,
            Self::Greedy(_) => 2,
        }
    }
}

/// Returns the name of a route in events of API Gateway.
pub(super) fn route_key(route: &Route) -> String {
    match &route.path {
        Some(path) => format!("{} {path}", route.method.as_deref().unwrap_or("ANY")),
        None => "$default".to_owned(),
    }
}

fn segments(path: Option<&str>) -> Vec<Segment> {
    let segment = |text: &str| {
        let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        match inner.map(|name| (name, name.strip_suffix('+'))) {
            Some((_, Some(name))) => Segment::Greedy(name.to_owned()),
            Some((name, None)) => Segment::Variable(name.to_owned()),
            None => Segment::Exact(text.to_owned()),
        }
    };
    path.map(|path| path.trim_start_matches('/').split('/').map(segment).collect()).unwrap_or_default()
}

fn parameters(segments: &[Segment], path: &str) -> Option<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    let mut rest = Some(path.strip_prefix('/').unwrap_or(path));
    for segment in segments {
        let text = rest?;
        match segment {
            Segment::Greedy(name) => {
                return (!text.is_empty()).then(|| {
                    parameters.insert(name.clone(), text.to_owned());
                    parameters
                });
            }
            Segment::Exact(_) | Segment::Variable(_) => {
                let (part, after) = match text.split_once('/') {
                    Some((part, after)) => (part, Some(after)),
                    None => (text, None),
                };
                match segment {
                    Segment::Exact(name) if name == part => {}
                    Segment::Variable(name) if !part.is_empty() => {
                        parameters.insert(name.clone(), part.to_owned());
                    }
                    _ => return None,
                }
                rest = after;
            }
        }
    }
    rest.is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::{Routes, route_key};
    use crate::template::Route;

    fn routes() -> Routes {
        // The least specific route first: the order of the template must not matter.
        let routes = [
            (None, None),
            (Some("GET"), Some("/{proxy+}")),
            (Some("GET"), Some("/")),
            (None, Some("/v1/events/{source}/{id}")),
            (Some("GET"), Some("/v1/events/{source}/{id}")),
            (Some("GET"), Some("/v1/events/{source}/latest")),
            (Some("GET"), Some("/v1/{any+}")),
            (Some("GET"), Some("/v1/events/summary")),
            (Some("GET"), Some("/v1/events")),
            (Some("POST"), Some("/v1/events")),
            (Some("PUT"), Some("/v1/{any+}")),
            (Some("PUT"), Some("/{version}/keys")),
        ];
        Routes::new(&routes.map(|(method, path)| Route {
            method: method.map(str::to_owned),
            path: path.map(str::to_owned),
            function: "F".to_owned(),
            authorizer: None,
        }))
    }

    fn found(method: &str, path: &str) -> (String, Vec<(String, String)>) {
        let routes = routes();
        let matched = routes.find(method, path).unwrap();
        (route_key(matched.route), matched.parameters.into_iter().collect())
    }

    fn key(method: &str, path: &str) -> String {
        found(method, path).0
    }

    #[test]
    fn find_most_specific_route_wins() {
        assert_eq!(key("GET", "/"), "GET /");
        assert_eq!(key("GET", "/v1/events"), "GET /v1/events");
        assert_eq!(key("POST", "/v1/events"), "POST /v1/events");
        assert_eq!(key("GET", "/v1/events/summary"), "GET /v1/events/summary");
        assert_eq!(key("GET", "/v1/events/pass/latest"), "GET /v1/events/{source}/latest");
        assert_eq!(key("GET", "/v1/events/pass/1"), "GET /v1/events/{source}/{id}");
        assert_eq!(key("DELETE", "/v1/events/pass/1"), "ANY /v1/events/{source}/{id}");
        assert_eq!(key("GET", "/v1/events/pass/1/more"), "GET /v1/{any+}");
        assert_eq!(key("GET", "/v1/events/"), "GET /v1/{any+}");
        assert_eq!(key("PUT", "/v1/keys"), "PUT /{version}/keys");
        assert_eq!(key("GET", "/assets/app.js"), "GET /{proxy+}");
        assert_eq!(key("DELETE", "/v1/events"), "$default");
    }

    #[test]
    fn find_returns_values_of_variables() {
        let pairs = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(found("GET", "/v1/events/pass/a:1").1, pairs(&[("id", "a:1"), ("source", "pass")]));
        assert_eq!(found("GET", "/assets/a/b.js").1, pairs(&[("proxy", "assets/a/b.js")]));
        assert_eq!(found("GET", "/v1/events").1, pairs(&[]));
    }

    #[test]
    fn find_without_default_may_return_none() {
        let only = Route {
            method: Some("GET".to_owned()),
            path: Some("/a/{b}".to_owned()),
            function: "F".to_owned(),
            authorizer: None,
        };
        let routes = Routes::new(&[only]);
        assert!(routes.find("GET", "/a/x").is_some());
        for (method, path) in
            [("POST", "/a/x"), ("GET", "/a"), ("GET", "/a/"), ("GET", "/a/x/y"), ("GET", "/a/x/")]
        {
            assert!(routes.find(method, path).is_none(), "{method} {path}");
        }
    }
}
