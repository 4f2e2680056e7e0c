//! `GET /v1/events/summary` and `GET /v1/me/events/summary`

mod buckets;
mod budget;
mod facets;
mod model;
mod previous;
