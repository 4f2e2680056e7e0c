//! What an organisation chose, and that everything holds to it at once.

mod details;
mod off;
mod watchers;
