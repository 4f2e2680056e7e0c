//! The origin of the API: the gateway, the development provider and the pages of development.

use std::net::SocketAddr;
use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Incoming;

use crate::body;
use crate::dev_pages::DevPages;
use crate::gateway::{Answer, Gateway};
use crate::identity::Provider;

/// Maximum size of a form of the development provider.
const MAX_FORM: usize = 64 * 1024;

/// Maximum size of a request to the receiver of webhooks.
const MAX_WEBHOOK: usize = 6 * 1024 * 1024;

/// What answers on the origin.
#[derive(Clone)]
pub(crate) struct Origin {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) provider: Arc<Provider>,
    pub(crate) pages: Arc<DevPages>,
}

impl Origin {
    /// Answers one request from this address.
    pub(crate) async fn answer(self, request: Request<Incoming>, from: SocketAddr) -> Answer {
        let path = request.uri().path();
        let (is_provider, is_page) = (Provider::owns(path), DevPages::owns(path));
        if !is_provider && !is_page {
            return self.gateway.answer(request, from.ip()).await;
        }
        let (parts, body) = request.into_parts();
        match body::read(body, if is_page { MAX_WEBHOOK } else { MAX_FORM }).await {
            Ok(body) if is_page => self.pages.answer(&parts, &body),
            Ok(body) => self.provider.answer(&parts, &body),
            Err(error) => {
                let mut answer: Answer = Response::default();
                *answer.status_mut() = error.status();
                answer
            }
        }
    }
}
