//! What the routes of people share.

pub(crate) mod activity;
pub(crate) mod body;
pub(crate) mod listing;
pub(crate) mod page;
pub(crate) mod params;
pub(crate) mod row;
pub(crate) mod sort;
