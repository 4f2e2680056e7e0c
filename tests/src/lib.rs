//! Tests of the whole: each drives the stack of `infra/local` over HTTP, as products and people do.
#![cfg(test)]

mod authorizer;
mod destinations;
mod guarantees;
mod routes;
