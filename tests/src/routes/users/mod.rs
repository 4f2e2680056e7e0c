//! `/v1/users`

mod list;
