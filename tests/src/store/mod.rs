//! What the store promises below the API.

mod budget;
mod retention;
