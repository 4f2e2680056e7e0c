//! Streams: complete, in order, and each message under one id.

mod aws;
mod faults;
mod live;
mod outage;
