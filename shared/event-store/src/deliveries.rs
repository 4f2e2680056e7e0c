//! Streams, how far they have delivered, and what could not be delivered.

pub(crate) mod attempt;
pub(crate) mod dead_letter;
pub(crate) mod delivery;
pub(crate) mod destination;
pub(crate) mod stream;
