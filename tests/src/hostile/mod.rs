//! Input that nobody honest would send: it gets a plain no, and nothing of anybody else's.

mod http;
mod limits;
mod memory;
mod mutate;
mod properties;
mod properties_hold;
mod requests;
mod slow;
mod target;
