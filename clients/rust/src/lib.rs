//! Sends events to the activity monitor, and loses none.
//!
//! ```no_run
//! # async fn run(product_key: String) -> Result<(), Box<dyn std::error::Error>> {
//! use activity_client::{Client, Event};
//!
//! let client = Client::builder("https://activity.example.com", product_key).spool("/var/lib/shop/activity").build()?;
//! let event = Event::new("org_acme", "account.login.succeeded", "u_ada").ip([203, 0, 113, 7]).build()?;
//! client.send(event).await?;
//! client.close().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Guarantees
//!
//! - When [`Client::send`] returns, the event is on the disk (with [`ClientBuilder::spool`]) and is sent even if the
//!   process is killed. Without a spool, it is in a bounded queue in memory.
//! - Each event is recorded once: it has an id, and the monitor recognizes an event that it has already. So the client
//!   sends an event again whenever it is not sure.
//! - A final refusal is never silent: it is logged, counted, given to [`ClientBuilder::on_refused`], and kept in the spool
//!   ([`Client::refused`]).
//! - Memory is bounded. When the queue is full, [`Client::send`] waits, and [`Client::try_send`] returns an error.
//! - Events are recorded in any order. The monitor sorts them by `occurred_at`.
//!
//! # Failures
//!
//! | Result | Action |
//! |---|---|
//! | `recorded`, `duplicate` | done |
//! | `rejected`, `conflict`, `not_collected` | refused: final |
//! | `retry`, 408, 425, 429, 5xx, no answer | sent again after a random wait of at most [`RETRY_WAITS`], and after `Retry-After` |
//! | 400, 413, 422 | halves of the batch are sent; a single event is refused |
//! | 401, 403, other 4xx, redirects | kept and tried again; [`Client::flush`] returns the error |
//!
//! The crate writes to `tracing`: one warning when the API begins to fail, one message when it recovers, and one error for
//! each refused event. Log lines have ids, never the content of events or the product key.

#![warn(missing_docs)]

mod builder;
mod client;
mod entry;
mod error;
mod event;
mod ledger;
mod memory;
mod request;
mod retry;
mod sender;
#[cfg(feature = "spool")]
mod spool;
mod status;
mod storage;

pub use builder::ClientBuilder;
pub use client::Client;
pub use entry::{Batch, Refused};
pub use error::{BuildError, FlushError, RequestError, SendError, SpoolError};
pub use event::{Event, InvalidEvent};
pub use event_model::{EventRequest, EventStatus, FieldError, Outcome};
pub use retry::RETRY_WAITS;
pub use status::Status;
