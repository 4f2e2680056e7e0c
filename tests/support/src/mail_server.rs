//! An SES API that keeps mails, and refuses or fails as a test says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

/// A mail that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub headers: BTreeMap<String, String>,
}

/// What an address is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub code: &'static str,
}

/// SES does not send to the address.
pub const REJECTED: Refusal = Refusal { status: 400, code: "MessageRejected" };
/// SES has an error.
pub const FAILED: Refusal = Refusal { status: 503, code: "ServiceUnavailableException" };

/// The server. It runs until the process ends.
#[derive(Clone)]
pub struct MailServer {
    pub url: String,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    mails: Vec<ReceivedMail>,
    refusals: BTreeMap<String, Refusal>,
}

impl MailServer {
    pub async fn start() -> Self {
        let kept = Arc::<Mutex<Kept>>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router =
            Router::new().route("/v2/email/outbound-emails", post(receive)).with_state(Arc::clone(&kept));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, kept }
    }

    /// Refuses mail to an address; `None` accepts it again.
    pub fn refuse(&self, to: &str, refusal: Option<Refusal>) {
        let mut kept = self.kept.lock().expect("no holder panics");
        match refusal {
            Some(refusal) => drop(kept.refusals.insert(to.to_owned(), refusal)),
            None => drop(kept.refusals.remove(to)),
        }
    }

    /// Returns the mails that were accepted since the last call.
    pub fn take(&self) -> Vec<ReceivedMail> {
        std::mem::take(&mut self.kept.lock().expect("no holder panics").mails)
    }
}

async fn receive(State(kept): State<Arc<Mutex<Kept>>>, Json(request): Json<Value>) -> Response {
    let text =
        |pointer: &str| request.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let to = text("/Destination/ToAddresses/0");
    let mut kept = kept.lock().expect("no holder panics");
    if let Some(Refusal { status, code }) = kept.refusals.get(&to) {
        let status = StatusCode::from_u16(*status).expect("a status");
        return (status, [("x-amzn-errortype", *code)], Json(json!({ "message": "refused" })))
            .into_response();
    }
    let headers = request.pointer("/Content/Simple/Headers").and_then(Value::as_array);
    let header = |header: &Value| {
        let member = |name: &str| header[name].as_str().unwrap_or_default().to_owned();
        (member("Name"), member("Value"))
    };
    kept.mails.push(ReceivedMail {
        to,
        subject: text("/Content/Simple/Subject/Data"),
        text: text("/Content/Simple/Body/Text/Data"),
        html: text("/Content/Simple/Body/Html/Data"),
        headers: headers.into_iter().flatten().map(header).collect(),
    });
    Json(json!({ "MessageId": kept.mails.len().to_string() })).into_response()
}
