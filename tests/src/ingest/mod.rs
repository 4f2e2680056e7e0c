//! `POST /v1/events`

mod admission;
mod faults;
mod repetition;
