//! Resolution of names inside the connector.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::http::policy::Policy;

/// An address that must not be connected. It is not named: who asked could learn about a network from it.
#[derive(Debug, thiserror::Error)]
#[error("the address is not public")]
pub(super) struct NotPublic;

/// Resolves names with another resolver, and refuses addresses that are not allowed.
pub(super) struct CheckedResolver {
    inner: Arc<dyn Resolve>,
    policy: Policy,
}

impl CheckedResolver {
    pub(super) fn new(inner: Arc<dyn Resolve>, policy: Policy) -> Self {
        Self { inner, policy }
    }
}

impl Resolve for CheckedResolver {
    /// The connector connects only to addresses of this answer, and asks again for each connection. So the checked address
    /// is the connected one, also if the answers for a name differ from each other.
    ///
    /// One address that is not allowed refuses all: a name that mixes public and private addresses is an attack or a
    /// fault, and with the others alone it would work or fail by chance.
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let (addresses, policy) = (self.inner.resolve(name), self.policy);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = addresses.await?.collect();
            if !addresses.iter().all(|address| policy.allows_address(&host, address.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The resolver of the operating system.
#[derive(Debug, Clone, Copy)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The connector sets the port.
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(addresses.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}
