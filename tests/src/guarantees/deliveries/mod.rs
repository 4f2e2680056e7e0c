//! Streams: complete, in order, and each message under one id.

mod faults;
mod live;
mod outage;
