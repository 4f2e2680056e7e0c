//! KMS, SES, EventBridge and STS on one listener: the form of a request tells which one it is for. Signatures are not
//! checked.

mod event_bus;
mod kms;
mod mail;
mod sts;

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use tokio::net::TcpListener;

pub use event_bus::BusEntry;
pub(crate) use event_bus::EventBus;
pub use mail::Mail;
pub(crate) use mail::Mailbox;
pub use sts::AssumedRole;
pub(crate) use sts::Sts;

use super::EmulatorError;
use crate::aws_answer::refusal;
use crate::body;
use crate::data_dir::DataDir;
use crate::gateway::Answer;
use crate::server::Server;
use kms::Kms;

/// Maximum bytes of a request: more than a message of SES or a batch of EventBridge has here.
const MAX_REQUEST: usize = 10 << 20;

/// The services.
pub(crate) struct Apis {
    kms: Kms,
    pub(crate) mailbox: Mailbox,
    pub(crate) bus: EventBus,
    pub(crate) sts: Sts,
}

impl Apis {
    /// Opens the services on a data folder, with these KMS keys.
    pub(crate) fn open(keys: &[String], data_dir: &Arc<DataDir>) -> Result<Self, EmulatorError> {
        Ok(Self {
            kms: Kms::open(keys, data_dir)?,
            mailbox: Mailbox::open(data_dir)?,
            bus: EventBus::open(data_dir)?,
            sts: Sts::default(),
        })
    }

    async fn answer<B>(&self, request: Request<B>) -> Answer
    where
        B: http_body::Body<Data = Bytes> + Unpin,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        let body = match body::read(body, MAX_REQUEST).await {
            Ok(body) => body,
            Err(error) => return refusal(error.status(), "ValidationException", "the request is too large"),
        };
        let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let (service, operation) = target.and_then(|target| target.split_once('.')).unwrap_or_default();
        match (service, parts.uri.path()) {
            _ if parts.method != Method::POST => unknown(),
            ("TrentService", "/") => self.kms.answer(operation, &body),
            ("AWSEvents", "/") => self.bus.answer(operation, &body),
            ("", "/v2/email/outbound-emails") => self.mailbox.answer(&body),
            ("", "/") => self.sts.answer(&body),
            _ => unknown(),
        }
    }
}

/// Serves the services.
pub(super) fn start(listener: TcpListener, apis: &Arc<Apis>) -> Server {
    let apis = Arc::clone(apis);
    Server::start(listener, move |request, _| {
        let apis = Arc::clone(&apis);
        async move { apis.answer(request).await }
    })
}

fn unknown() -> Answer {
    let message = "only KMS, SES version 2, EventBridge and STS are here";
    refusal(StatusCode::BAD_REQUEST, "UnknownOperationException", message)
}

#[cfg(test)]
mod tests;
