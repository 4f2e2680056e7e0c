//! The binary `activity` against the system on one machine, and against small fakes for what it does not do.

mod cli;
mod events;
mod export;
mod failures;
mod fake;
mod findings;
mod help;
mod import;
mod login;
mod send;
mod stack;
mod streams;
mod tail;
mod types;
