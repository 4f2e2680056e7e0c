//! The loopback address to which the provider redirects the browser (RFC 8252, section 7.3).

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::{Url, form_urlencoded};

use crate::Failure;

/// The ports, in the order in which they are tried. The provider allows these redirects only: `infra/identity.yaml`
/// registers the same ones.
pub(crate) const PORTS: [u16; 3] = [8976, 8977, 8978];

const PATH: &str = "/callback";

/// Listens for the redirect.
pub(crate) struct Callback {
    listeners: Vec<TcpListener>,
    port: u16,
}

/// What a redirect of this sign-in must have.
#[derive(Debug, Clone)]
pub(crate) struct Awaited {
    /// Binds the redirect to this sign-in.
    pub(crate) state: String,
    /// The provider, which may name itself (RFC 9207).
    pub(crate) issuer: String,
}

impl Callback {
    /// Listens on the first of the ports that is free.
    pub(crate) async fn bind(ports: &[u16]) -> Result<Self, Failure> {
        for &port in ports {
            match listen(port).await {
                Ok(listeners) => return Ok(Self { listeners, port }),
                Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                Err(error) => return Err(Failure::Failed(format!("cannot listen on port {port}: {error}"))),
            }
        }
        Err(Failure::Failed(format!("another program uses the ports {ports:?}; close it and try again")))
    }

    /// Returns the redirect URI. Cognito allows http for the name `localhost` only.
    pub(crate) fn redirect_uri(&self) -> Url {
        format!("http://localhost:{}{PATH}", self.port).parse().expect("a name, a port and a path are a URL")
    }

    /// Waits for the redirect and returns its code. Other requests are answered and ignored.
    pub(crate) async fn code(self, awaited: Awaited) -> Result<String, Failure> {
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = accept(&self.listeners) => accepted,
                Some(answered) = connections.join_next() => match answered {
                    Ok(Some(outcome)) => return outcome,
                    _ => continue,
                },
            };
            // A connection that broke off is no reason to end the sign-in.
            if let Ok(stream) = accepted {
                connections.spawn(serve(stream, awaited.clone()));
            }
        }
    }
}

/// Listens on IPv4 and, if available, IPv6: a browser may take either for `localhost`.
async fn listen(port: u16) -> std::io::Result<Vec<TcpListener>> {
    let fourth = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
        Ok(sixth) => Ok(vec![fourth, sixth]),
        // Another program would get the code.
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok(vec![fourth]),
    }
}

async fn accept(listeners: &[TcpListener]) -> std::io::Result<TcpStream> {
    let (stream, _) = match listeners {
        [fourth, sixth] => tokio::select! {
            accepted = fourth.accept() => accepted?,
            accepted = sixth.accept() => accepted?,
        },
        _ => listeners[0].accept().await?,
    };
    Ok(stream)
}

/// Answers one connection. Returns the outcome of the sign-in after the page was sent, if it was the redirect.
async fn serve(stream: TcpStream, awaited: Awaited) -> Option<Result<String, Failure>> {
    let outcome = Arc::new(Mutex::new(None));
    let found = Arc::clone(&outcome);
    let service = service_fn(move |request: Request<Incoming>| {
        let (page, result) = answer(request.method(), request.uri().path(), request.uri().query(), &awaited);
        if let Some(result) = result {
            *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
        std::future::ready(Ok::<_, Infallible>(page))
    });
    // Without keep-alive, the connection ends after its answer. The browser can go away before it has the whole page.
    let mut connection = hyper::server::conn::http1::Builder::new();
    let _ = connection.keep_alive(false).serve_connection(TokioIo::new(stream), service).await;
    outcome.lock().unwrap_or_else(PoisonError::into_inner).take()
}

type Page = Response<Full<Bytes>>;

fn answer(
    method: &Method,
    path: &str,
    query: Option<&str>,
    awaited: &Awaited,
) -> (Page, Option<Result<String, Failure>>) {
    if path != PATH || method != Method::GET {
        return (page(StatusCode::NOT_FOUND, "Not found", "This address only completes a sign-in."), None);
    }
    let query: HashMap<_, _> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let value = |name| query.get(name).map(String::as_str).filter(|value| !value.is_empty());
    // Any page can send the browser here. Only the provider knows the state.
    if value("state") != Some(&awaited.state) {
        let text =
            "This redirect is not of the sign-in that waits. Use the newest URL that the command printed.";
        return (page(StatusCode::BAD_REQUEST, "Not signed in", text), None);
    }
    let refused = |text: String| {
        let shown =
            page(StatusCode::OK, "Not signed in", "The terminal shows the reason. You can close this page.");
        (shown, Some(Err(Failure::NotSignedIn(text))))
    };
    if value("iss").is_some_and(|issuer| issuer != awaited.issuer) {
        return refused("the redirect came from another provider".to_owned());
    }
    if let Some(error) = value("error") {
        let description = value("error_description").unwrap_or("no reason was given");
        return refused(format!("the provider refused the sign-in: {description} ({error})"));
    }
    match value("code") {
        Some(code) => {
            let text = "You can close this page and go back to the terminal.";
            (page(StatusCode::OK, "Signed in", text), Some(Ok(code.to_owned())))
        }
        None => refused("the provider gave no code".to_owned()),
    }
}

/// Returns a page of fixed texts, without scripts and images.
fn page(status: StatusCode, title: &str, text: &str) -> Page {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} - activity</title>\
         <h1>{title}</h1><p>{text}</p></html>\n"
    );
    let mut page = Response::new(Full::new(Bytes::from(html)));
    *page.status_mut() = status;
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (CACHE_CONTROL, "no-store"),
        // The URL has the code.
        (REFERRER_POLICY, "no-referrer"),
    ] {
        page.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(path: &str, query: &str) -> (StatusCode, Option<Result<String, String>>) {
        let awaited = Awaited { state: "s".to_owned(), issuer: "https://id.example".to_owned() };
        let (page, outcome) = answer(&Method::GET, path, Some(query), &awaited);
        (page.status(), outcome.map(|outcome| outcome.map_err(|failure| failure.to_string())))
    }

    #[test]
    fn callback_returns_code() {
        let signed_in = (StatusCode::OK, Some(Ok("c".to_owned())));
        assert_eq!(outcome("/callback", "code=c&state=s"), signed_in);
        assert_eq!(outcome("/callback", "code=c&state=s&iss=https://id.example"), signed_in);
    }

    #[test]
    fn callback_ignores_other_requests() {
        assert_eq!(outcome("/favicon.ico", "code=c&state=s"), (StatusCode::NOT_FOUND, None));
        for query in ["", "code=c", "code=c&state=t", "error=access_denied&state="] {
            assert_eq!(outcome("/callback", query), (StatusCode::BAD_REQUEST, None), "{query}");
        }
    }

    #[test]
    fn callback_shows_error_of_provider() {
        for (query, reason) in [
            ("error=access_denied&error_description=no+person&state=s", "no person (access_denied)"),
            ("state=s", "no code"),
            ("code=c&state=s&iss=https://other.example", "another provider"),
        ] {
            let (_, outcome) = outcome("/callback", query);
            let reason_found = outcome.expect("an outcome").expect_err("refused");
            assert!(reason_found.contains(reason), "{reason_found}");
        }
    }

    #[test]
    fn callback_ports_are_registered() {
        let template = include_str!("../../../../infra/identity.yaml");
        let registered: Vec<_> =
            template.lines().filter_map(|line| line.trim().strip_prefix("- http://localhost:")).collect();
        assert_eq!(registered, PORTS.map(|port| format!("{port}{PATH}")));
    }

    #[tokio::test]
    async fn callback_uses_next_port_if_taken() {
        let taken = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.expect("a port");
        let taken = (taken.local_addr().expect("an address").port(), taken);
        assert!(Callback::bind(&[taken.0]).await.is_err());
        assert!(Callback::bind(&[taken.0, 0]).await.is_ok());
    }
}
