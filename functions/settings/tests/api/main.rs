//! The function's routes against a real engine: dynoxide, in this process, on a port of its own.

mod app;
mod atomicity;
mod coverage;
mod description;
mod keys;
mod organizations;
mod roles;
mod settings;
