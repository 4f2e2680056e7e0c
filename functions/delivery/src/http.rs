//! Requests to destinations on the internet: only to public addresses, never more of the answer than needed.
//!
//! The URL of a destination is text from a customer, so it must not lead into the network of the installation (SSRF):
//! - [`check_url`] refuses URLs that can never be right: when a stream is created, and again before each request.
//! - A name is resolved inside the connector (`resolver`), and only addresses that were checked there are connected. An
//!   earlier check of the name would prove nothing, since its next resolution can give another address.
//! - A [`Client`] follows no redirect, uses no proxy, and speaks only TLS.

mod address;
mod client;
mod policy;
mod resolver;
#[cfg(test)]
mod tests;
mod url;

pub use client::{Client, HttpAnswer, HttpFault, Timeouts};
pub use policy::Policy;
pub use resolver::SystemResolver;
pub use url::{UrlFault, check_url};
