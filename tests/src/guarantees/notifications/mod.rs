//! Findings reach persons by mail, each once.

mod fixture;
mod mails;
